//! The numbers that have limits: how much now, of how much, and when the limit is reached.

use super::feed::Feed;
use super::forecast::{Forecast, HOW, forecast};
use super::values::latest;
use super::view::View;
use crate::format::time::duration;
use crate::state::remote::Remote;
use crate::ui::chart::{ChartData, Unit};
use crate::ui::meter::Meter;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::ui::time::{Time, TimeLook};
use crate::web::clock;
use chrono::{DateTime, TimeDelta};
use leptos::prelude::*;
use std::sync::Arc;

/// The cards, and a word on how forecasts are computed.
#[component]
pub(super) fn Numbers(
    /// What is shown, each with what it is called.
    feeds: Vec<(&'static str, Feed)>,
    /// What is looked at.
    view: View,
) -> impl IntoView {
    view! {
        <div class="usage-numbers">
            {feeds.into_iter().map(|(title, feed)| view! { <Number title feed view /> }).collect_view()}
        </div>
        <details class="usage-how small">
            <summary>"How forecasts are computed"</summary>
            <p class="measure muted">{HOW}</p>
        </details>
    }
}

#[component]
fn Number(title: &'static str, feed: Feed, view: View) -> impl IntoView {
    let data = feed.data();
    let waits = Memo::new(move |_| feed.loader.with(|it| matches!(it, Remote::Waiting)));
    let unit = feed.unit();
    let content = move || match (waits.get(), data.get()) {
        (true, _) => view! { <Skeleton shape=Shape::Lines(2) label="Loading the number" /> }.into_any(),
        // Why stands on the chart below.
        (false, None) => view! { <p class="usage-number muted">"Not available"</p> }.into_any(),
        (false, Some(data)) => number(&data, unit, view),
    };
    view! {
        <section class="card card-body usage-kpi">
            <h2 class="small muted">{title}</h2>
            {content}
        </section>
    }
}

fn number(data: &Arc<ChartData>, unit: Unit, view: View) -> AnyView {
    let Some(now) = latest(data) else {
        return view! { <p class="usage-number muted">"No data in this range"</p> }.into_any();
    };
    let limit = data.limit.as_ref().map(|it| it.value);
    let of = match limit {
        Some(limit) => format!("of {}", unit.amount(limit)),
        None => "no limit".to_owned(),
    };
    let of = if view.span.get_untracked().is_live() { of } else { format!("{of}, at the end of the range") };
    let share = limit.filter(|limit| *limit > 0.0).map(|limit| now / limit);
    let to_come = forecast(data, Some(now));
    view! {
        <p class="usage-number">{unit.number(now)} " " <span class="small">{unit.suffix()}</span></p>
        <p class="muted small">{of}</p>
        {share.map(|share| view! { <Meter share /> })}
        {told(to_come)}
    }
    .into_any()
}

fn told(forecast: Forecast) -> Option<AnyView> {
    match forecast {
        Forecast::None => None,
        Forecast::Reached => {
            Some(view! { <p class="small usage-over">"The limit is reached."</p> }.into_any())
        }
        Forecast::At(at) => {
            let at = DateTime::from_timestamp_millis(at)?;
            let ahead = at - clock::now();
            // Of a range in the past, what was to come is over.
            (ahead > TimeDelta::zero()).then(|| {
                view! {
                    <p class="small">
                        "Going on like this, the limit is reached in about " {duration(rounded(ahead))} " ("
                        <Time at look=TimeLook::Date /> ")."
                    </p>
                }
                .into_any()
            })
        }
    }
}

/// A forecast is not more exact than an hour, or of less than a day, ten minutes.
fn rounded(ahead: TimeDelta) -> TimeDelta {
    let unit = if ahead > TimeDelta::days(3) {
        86_400
    } else if ahead > TimeDelta::days(1) {
        3600
    } else {
        600
    };
    TimeDelta::seconds(((ahead.num_seconds() + unit / 2) / unit).max(1) * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_is_told_no_more_exactly_than_it_is() {
        for (seconds, told) in
            [(60, "10 min"), (5000, "1 h 20 min"), (100_000, "1 day 4 h"), (900_000, "10 days")]
        {
            assert_eq!(duration(rounded(TimeDelta::seconds(seconds))), told, "{seconds}");
        }
    }
}
