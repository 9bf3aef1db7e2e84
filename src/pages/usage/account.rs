//! The usage of the whole server, month by month.

use super::card::saved;
use super::month;
use super::tables::{ByDeployment, ByKey};
use super::values;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::query::Query;
use crate::components::refresh::refresh_while;
use crate::format::number::thousands;
use crate::route::Route;
use crate::state::remote::Loader;
use crate::ui::button::IconButton;
use crate::ui::chart::{Chart, ChartData, ChartHead, Kind, Zone, provide_cursor};
use crate::ui::icon::Icon;
use crate::ui::meter::Meter;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::ui::unique_id;
use crate::web::clock;
use crate::{api, state};
use chrono::TimeDelta;
use keyhouse_model::usage::{GroupBy, Period, UsageMetric, UsageQuery, UsageSummary};
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// How often the month that is now is counted anew while somebody looks.
const NOW_AND_THEN: Duration = Duration::from_secs(60);
const DAY: u32 = 86_400;

/// The month that is shown, and what is known of it.
#[derive(Clone, Copy)]
struct Month {
    query: Query,
    period: Memo<Period>,
    summary: Loader<UsageSummary>,
    /// The month before; where it is not to be had, nothing is compared.
    before: Loader<UsageSummary>,
}

impl Month {
    fn new() -> Self {
        let query = Query::of(Route::Usage);
        let period = Memo::new(move |_| month::of_url(&query.get("month"), clock::now()));
        let load = move |of: fn(Period) -> Period| {
            let client = state::client();
            Loader::new(move || {
                let (client, period) = (client.clone(), of(period.get()));
                async move { client.send(api::usage::summary(period)).await }
            })
        };
        let (summary, before) = (load(|period| period), load(Period::previous));
        refresh_while(summary, NOW_AND_THEN, |it| it.counted_until < it.period_end);
        Self { query, period, summary, before }
    }

    fn show(self, period: Period) {
        let is_now = period == Period::of(clock::now());
        self.query.push(&[("month", &if is_now { String::new() } else { period.to_string() })]);
    }

    fn name_before(self) -> String {
        month::name(self.period.get().previous())
    }
}

/// The page.
#[component]
pub fn Usage() -> impl IntoView {
    let month = Month::new();
    provide_cursor();
    let skeleton = || {
        view! { <div class="card card-body"><Skeleton shape=Shape::Lines(6) label="Counting the month" /></div> }
    };
    let content = move || view! { <Summary month /> };
    view! {
        <Page
            route=Route::Usage
            about=|| "Requests that programs made to the management API with API keys, and what each deployment took in, month by month in UTC."
            actions=move || view! { <Months month /> }
        >
            <div class="stack loose">
                <Loaded loader=month.summary skeleton content />
                <Requests month />
            </div>
        </Page>
    }
}

/// Goes from month to month.
#[component]
fn Months(month: Month) -> impl IntoView {
    let period = month.period;
    let is_last = move || period.get() == Period::of(clock::now());
    view! {
        <div class="cluster">
            <IconButton
                icon=Icon::ChevronLeft
                name="Show the month before"
                on_press=move |()| month.show(period.get_untracked().previous())
            />
            <span class="strong usage-month" role="status">{move || month::name(period.get())}</span>
            <span class:usage-unseen=is_last>
                <IconButton
                    icon=Icon::ChevronRight
                    name="Show the month after"
                    on_press=move |()| {
                        let next = period.get_untracked().next();
                        if next <= Period::of(clock::now()) {
                            month.show(next);
                        }
                    }
                />
            </span>
        </div>
    }
}

/// The month in numbers and by what it is made of.
#[component]
fn Summary(month: Month) -> impl IntoView {
    let summary = month.summary;
    let numbers = move || summary.with_value(numbers);
    let compared = move || {
        let before = month.before.with_value(Clone::clone)?;
        // The two are loaded one beside the other: while one is that of another month, nothing is said.
        let fits = summary.with_value(|it| it.period_start == before.period_end).unwrap_or_default();
        fits.then(|| summary.with_value(|it| month::compared(it, &before, &month.name_before()))).flatten()
    };
    let rows = Memo::new(move |_| {
        let before = month.before.with_value(Clone::clone);
        summary
            .with_value(|it| {
                month::key_rows(it, before.as_ref().filter(|before| before.period_end == it.period_start))
            })
            .unwrap_or_default()
    });
    let deployments = Memo::new(move |_| summary.with_value(|it| it.deployments.clone()).unwrap_or_default());
    let problem = Memo::new(move |_| summary.with_value(|it| it.deployments_problem.clone()).flatten());
    let before_name = Signal::derive(move || month.name_before());
    view! {
        <div class="usage-numbers">{numbers}</div>
        <p class="muted small">{compared}</p>
        <ByKey rows=rows.into() before_name />
        <ByDeployment rows=deployments.into() problem=problem.into() />
    }
}

fn numbers(summary: &UsageSummary) -> AnyView {
    let requests = summary.requests;
    #[expect(clippy::cast_precision_loss, reason = "a bar shows a share")]
    let share = summary.allowance.filter(|it| *it > 0).map(|allowance| requests as f64 / allowance as f64);
    let of = summary.allowance.map_or_else(
        || "No allowance is set.".to_owned(),
        |allowance| format!("of {} that the month allows", thousands(allowance)),
    );
    let what_over = match summary.allowance {
        Some(_) => "requests; none is refused for it",
        None => "Without an allowance, none is over it.",
    };
    let over = if summary.overage > 0 { "usage-number usage-over" } else { "usage-number" };
    view! {
        <section class="card card-body usage-kpi">
            <h2 class="small muted">"Requests"</h2>
            <p class="usage-number">{thousands(requests)}</p>
            <p class="muted small">{of}</p>
            {share.map(|share| view! { <Meter share /> })}
        </section>
        <section class="card card-body usage-kpi">
            <h2 class="small muted">"Over the allowance"</h2>
            <p class=over>{thousands(summary.overage)}</p>
            <p class="muted small">
                {what_over}
            </p>
        </section>
    }
    .into_any()
}

/// The requests of the month day by day, by key.
#[component]
fn Requests(month: Month) -> impl IntoView {
    let client = state::client();
    let metric = UsageMetric::ApiRequests;
    let loader = Loader::new(move || {
        let (client, period) = (client.clone(), month.period.get());
        async move {
            let query = UsageQuery {
                from: period.start(),
                to: period.end().min(clock::now()).max(period.start() + TimeDelta::seconds(1)),
                step_seconds: DAY,
                metrics: vec![metric],
                group_by: Some(GroupBy::ApiKey),
                deployment_id: None,
            };
            let answer = client.send(api::usage::over_time(&query)).await?;
            let data = values::chart(&answer, None, metric);
            // The whole month, so that the days to come have their place.
            Ok(Arc::new(ChartData { to: period.end().timestamp_millis(), ..data }))
        }
    });
    let is_now = move || month.period.get_untracked() == Period::of(clock::now());
    refresh_while(loader, NOW_AND_THEN, move |_| is_now());
    let unit = values::unit(metric);
    let title = "Requests by API key";
    let content = move || {
        let data = Signal::derive(move || loader.with_value(Arc::clone).unwrap_or_default());
        view! { <Chart title kind=Kind::Bar unit data zone=Zone::Utc on_saved=saved() /> }
    };
    let is_here = Memo::new(move |_| loader.with_value(|_| ()).is_some());
    let skeleton = || view! { <Skeleton shape=Shape::Block label="Loading the chart" /> };
    view! {
        <section class="card usage-card">
            {move || (!is_here.get()).then(|| view! { <ChartHead title id=unique_id("chart") unit /> })}
            <Loaded loader skeleton content />
        </section>
    }
}
