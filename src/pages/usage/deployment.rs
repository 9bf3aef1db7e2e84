//! The usage of one deployment.

use super::card::ChartCard;
use super::feed::Feed;
use super::kpi::Numbers;
use super::view::{Controls, View};
use crate::components::deployment::use_deployment;
use crate::components::query::Query;
use crate::route::{DeploymentTab, Route};
use crate::ui::badge::Tone;
use crate::ui::button::LinkButton;
use crate::ui::chart::{Kind, provide_cursor};
use crate::ui::note::Note;
use keyhouse_model::usage::{GroupBy, UsageMetric};
use leptos::prelude::*;

/// What is drawn of the deployment as a whole; the first of them are also told as numbers.
const WHOLE: [(&str, UsageMetric); 6] = [
    ("Ingestion rate", UsageMetric::IngestionRate),
    ("Active series", UsageMetric::ActiveTimeSeries),
    ("New series in 24 h", UsageMetric::NewSeries24h),
    ("Storage", UsageMetric::StorageBytes),
    ("Read rate", UsageMetric::ReadRate),
    ("Series per query", UsageMetric::SeriesPerQuery),
];
/// How many of them are told as numbers.
const NUMBERS: usize = 4;
/// What is drawn by access token.
const BY_TOKEN: [(&str, UsageMetric, Kind); 3] = [
    ("Requests by token", UsageMetric::RequestsRate, Kind::StackedArea),
    ("Errors by token", UsageMetric::ErrorsRate, Kind::StackedArea),
    ("Requests at a time, by token", UsageMetric::ConcurrentRequests, Kind::Line),
];

/// The tab of a deployment's page.
#[component]
pub fn DeploymentUsage() -> impl IntoView {
    let id = use_deployment().id();
    let view = View::of(Query::of(Route::Deployment(id, DeploymentTab::Usage)));
    provide_cursor();
    let whole = WHOLE.map(|(title, metric)| (title, Feed::new(metric, None, id, view)));
    let by_token = BY_TOKEN
        .map(|(title, metric, kind)| (title, Feed::new(metric, Some(GroupBy::AccessToken), id, view), kind));
    let numbers = whole[..NUMBERS].to_vec();
    view! {
        <div class="stack loose">
            <Unused />
            <Controls view />
            <Numbers feeds=numbers view />
            <div class="usage-charts">
                {whole.map(|(title, feed)| view! { <ChartCard title kind=Kind::Area feed view /> }).collect_view()}
                {by_token.map(|(title, feed, kind)| view! { <ChartCard title kind feed view /> }).collect_view()}
            </div>
        </div>
    }
}

/// The first step, where there is nothing to see yet.
#[component]
fn Unused() -> impl IntoView {
    let deployment = use_deployment();
    let (id, runtime) = (deployment.id(), deployment.runtime());
    let unused = Memo::new(move |_| runtime.with_value(|it| !it.received_data).unwrap_or(false));
    let tokens = move || {
        let href = Route::Deployment(id, DeploymentTab::AccessTokens).path();
        view! { <LinkButton small=true href>"Show how to send data"</LinkButton> }
    };
    move || {
        unused.get().then(|| {
            view! {
                <Note tone=Tone::Info action=tokens>
                    <p>
                        "Nothing was written to this deployment yet. What it takes in, reads and keeps shows here within a minute of the first sample."
                    </p>
                </Note>
            }
        })
    }
}
