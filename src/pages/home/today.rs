//! How much is used today, and of the month's allowance.

use super::course::Course;
use super::measured::{Measured, OF_DAY};
use crate::api::ApiError;
use crate::components::deployment_words::amount;
use crate::components::failure::Failure;
use crate::components::refresh::refresh_while;
use crate::format::number::{compact, thousands};
use crate::route::Route;
use crate::state::remote::{Loader, Remote};
use crate::ui::chart::Sparkline;
use crate::ui::meter::Meter;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::web::clock;
use crate::{api, state};
use keyhouse_model::usage::{DeploymentUsage, Period, UsageMetric, UsageSummary};
use leptos::prelude::*;
use std::time::Duration;

/// How often the month is counted anew while somebody looks.
const NOW_AND_THEN: Duration = Duration::from_secs(60);

/// What is said of a monitor that runs and has no number: of a server that has just begun, or stood still for a day.
const NOTHING_YET: &str = "Nothing was measured in the last 24 h. The first numbers come when the monitor has asked the \
     deployments twice.";

/// What the card shows: each is there as far as the server said it.
#[derive(Clone, Copy)]
struct Numbers {
    measured: Loader<Option<Measured>>,
    month: Loader<UsageSummary>,
}

/// The card. What fails says so, and the other numbers stay.
#[component]
pub(super) fn Today(
    /// What was measured.
    measured: Loader<Option<Measured>>,
) -> impl IntoView {
    let numbers = Numbers { measured, month: month() };
    let waits = Memo::new(move |_| numbers.is_waiting());
    let retry = Callback::new(move |()| {
        measured.reload();
        numbers.month.reload();
    });
    let error = Memo::new(move |_| error(measured).or_else(|| error(numbers.month)));
    let is_bare = Memo::new(move |_| numbers.are_none());
    let content = move || match waits.get() {
        true => view! { <Skeleton shape=Shape::Lines(3) label="Loading the usage of today" /> }.into_any(),
        false => {
            let number = |metric| view! { <Number metric numbers /> };
            view! {
                {move || is_bare.get().then(|| view! { <p class="muted">{NOTHING_YET}</p> })}
                <div class="today">{OF_DAY.map(number).collect_view()}</div>
            }
            .into_any()
        }
    };
    view! {
        <section class="card" aria-labelledby="today">
            <div class="card-head">
                <h2 id="today">"Usage today"</h2>
                <span class="muted small">"Since midnight, UTC"</span>
            </div>
            {move || error.get().map(|error| view! { <Failure error retry /> })}
            <div class="card-body stack">{content}</div>
            <div class="card-foot">
                <a href=Route::Usage.path()>"Usage of the month"</a>
            </div>
        </section>
    }
}

/// The month that is now, which a page that stays open follows.
fn month() -> Loader<UsageSummary> {
    let client = state::client();
    let month = Loader::new(move || {
        let client = client.clone();
        async move { client.send(api::usage::summary(Period::of(clock::now()))).await }
    });
    refresh_while(month, NOW_AND_THEN, |_| true);
    month
}

/// Why a part is not there, or not of now.
fn error<T: Send + Sync + 'static>(loader: Loader<T>) -> Option<ApiError> {
    let failed = loader.with(|it| match it {
        Remote::Failed(error) => Some(error.clone()),
        _ => None,
    });
    failed.or_else(|| loader.refresh_error())
}

impl Numbers {
    fn is_waiting(self) -> bool {
        let month = self.month.with(|it| matches!(it, Remote::Waiting));
        month || self.measured.with(|it| matches!(it, Remote::Waiting | Remote::Here(None)))
    }

    fn course(self, metric: UsageMetric) -> Option<Course> {
        let of = |it: &Measured| Course::of(&it.day, metric, it.at);
        self.measured.with_value(|it| it.as_ref().map(of)).flatten()
    }

    /// Whether the monitor answers, and measured nothing that it was asked for.
    fn are_none(self) -> bool {
        let is_here = self.measured.with_value(Option::is_some).unwrap_or_default();
        is_here && OF_DAY.into_iter().all(|metric| self.course(metric).is_none_or(|it| it.is_empty()))
    }

    /// The number of a metric that stands out, with its unit; or why there is none.
    fn number(self, metric: UsageMetric) -> Result<String, &'static str> {
        // A key that there is not counts nothing; but the month has all of today.
        let none_at_all = self.month.with_value(|it| it.requests == 0).unwrap_or_default();
        match self.course(metric) {
            _ if metric == UsageMetric::ApiRequests && none_at_all => Ok(requests(0.0)),
            None => Err("Not available"),
            Some(course) => number(metric, &course),
        }
    }

    /// A number of the month of all deployments together; nothing where none of them was measured.
    fn of_month(self, part: fn(&DeploymentUsage) -> Option<u64>) -> Option<u64> {
        let sum = |it: &UsageSummary| it.deployments.iter().filter_map(part).reduce(|a, b| a + b);
        self.month.with_value(sum).flatten()
    }
}

/// One metric: its number, its line, and what is to be known of it besides.
#[component]
fn Number(metric: UsageMetric, numbers: Numbers) -> impl IntoView {
    let course = Memo::new(move |_| numbers.course(metric));
    let text = Memo::new(move |_| numbers.number(metric));
    let line = move || {
        let course = course.get()?;
        let label = said(metric, &course)?;
        Some(view! { <Sparkline values=Signal::stored(course.line) label /> })
    };
    let details = move || {
        let of_course = course.with(|it| it.as_ref().map(|it| details(metric, it)).unwrap_or_default());
        of_course.into_iter().map(|text| view! { <p class="muted small">{text}</p> }).collect_view()
    };
    let month = move || match metric {
        UsageMetric::ApiRequests => numbers.month.with_value(of_allowance),
        UsageMetric::IngestionRate => in_month(numbers.of_month(|it| it.samples_written), "samples"),
        UsageMetric::RequestsRate => in_month(numbers.of_month(|it| it.requests), "requests"),
        _ => None,
    };
    view! {
        <div class="today-number">
            <h3 class="small muted">{title(metric)}</h3>
            {move || match text.get() {
                Ok(text) => view! { <p class="usage-number">{text}</p> }.into_any(),
                Err(why) => view! { <p class="usage-number muted">{why}</p> }.into_any(),
            }}
            {line}
            {details}
            {month}
        </div>
    }
}

fn title(metric: UsageMetric) -> &'static str {
    match metric {
        UsageMetric::ApiRequests => "Management API",
        UsageMetric::IngestionRate => "Ingestion now",
        UsageMetric::ActiveTimeSeries => "Active series now",
        _ => "Token requests now",
    }
}

/// Requests are those of today; of what goes up and down, it is the value of now.
fn number(metric: UsageMetric, course: &Course) -> Result<String, &'static str> {
    let is_counted = metric == UsageMetric::ApiRequests;
    let number = if is_counted { course.sum } else { course.now };
    match number {
        Some(number) if is_counted => Ok(requests(number)),
        Some(number) => Ok(amount(number, metric.unit().as_str())),
        None if course.is_empty() => Err("No data in 24 h"),
        None if is_counted => Err("No data today"),
        None => Err("No data just now"),
    }
}

/// What is counted is counted in whole.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of requests")]
fn requests(number: f64) -> String {
    match number.max(0.0).round() as u64 {
        1 => "1 request".to_owned(),
        number => format!("{} requests", thousands(number)),
    }
}

/// What the line shows, to those who can't see it.
fn said(metric: UsageMetric, course: &Course) -> Option<String> {
    let (low, high) = course.span()?;
    let unit = match metric {
        UsageMetric::ApiRequests => "requests in 15 minutes",
        other => other.unit().as_str(),
    };
    Some(format!("The last 24 h: {} to {}", compact(low), amount(high, unit)))
}

fn details(metric: UsageMetric, course: &Course) -> Vec<String> {
    let most = course.most.filter(|_| metric != UsageMetric::ApiRequests);
    let most = most.map(|most| format!("At most {} today", amount(most, metric.unit().as_str())));
    let gap = course.has_gap.then(|| "A part of today was not measured".to_owned());
    most.into_iter().chain(gap).chain(course.reason.clone()).collect()
}

fn in_month(number: Option<u64>, unit: &str) -> Option<AnyView> {
    #[expect(clippy::cast_precision_loss, reason = "three digits of it are shown")]
    let text = format!("{} this month", amount(number? as f64, unit));
    Some(view! { <p class="muted small">{text}</p> }.into_any())
}

/// The month's requests against what it allows.
fn of_allowance(month: &UsageSummary) -> AnyView {
    let number = thousands(month.requests);
    let text = match month.allowance {
        Some(allowance) => format!("{number} of {} that the month allows", thousands(allowance)),
        None => format!("{number} this month"),
    };
    #[expect(clippy::cast_precision_loss, reason = "a bar shows a share")]
    let share =
        month.allowance.filter(|it| *it > 0).map(|allowance| month.requests as f64 / allowance as f64);
    let over = (month.overage > 0).then(|| {
        let text = format!("{} over the allowance; none is refused for it", thousands(month.overage));
        view! { <p class="small usage-over">{text}</p> }
    });
    view! {
        <p class="muted small">{text}</p>
        {share.map(|share| view! { <Meter share /> })}
        {over}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_units() {
        let course =
            Course { now: Some(41_800.0), sum: Some(1204.0), most: Some(52_000.0), ..Course::default() };
        let of = |metric| number(metric, &course);
        assert_eq!(of(UsageMetric::ApiRequests).as_deref(), Ok("1,204 requests"));
        assert_eq!(of(UsageMetric::IngestionRate).as_deref(), Ok("41.8k samples/s"));
        assert_eq!(requests(1.0), "1 request");
    }

    #[test]
    fn where_there_is_no_number_it_says_since_when() {
        let earlier = Course { line: vec![Some(3.0), None], ..Course::default() };
        for (metric, course, told) in [
            (UsageMetric::ApiRequests, &earlier, "No data today"),
            (UsageMetric::IngestionRate, &earlier, "No data just now"),
            (UsageMetric::ApiRequests, &Course::default(), "No data in 24 h"),
        ] {
            assert_eq!(number(metric, course), Err(told));
        }
    }

    #[test]
    fn what_is_to_be_known_besides_is_told() {
        let course = Course { most: Some(52_000.0), has_gap: true, ..Course::default() };
        let gap = "A part of today was not measured";
        assert_eq!(details(UsageMetric::IngestionRate, &course), ["At most 52k samples/s today", gap]);
        assert_eq!(details(UsageMetric::ApiRequests, &course), [gap]);
    }

    #[test]
    fn a_line_is_told_by_its_ends() {
        let course = Course { line: vec![Some(3.0), None, Some(1200.0)], ..Course::default() };
        let told = said(UsageMetric::ApiRequests, &course);
        assert_eq!(told.as_deref(), Some("The last 24 h: 3 to 1.2k requests in 15 minutes"));
        assert_eq!(said(UsageMetric::ApiRequests, &Course::default()), None);
    }
}
