//! What a month is made of.

use super::month::KeyRow;
use crate::components::deployment_words::stored;
use crate::format::number::{compact, percent, thousands};
use crate::route::{DeploymentTab, Route};
use crate::ui::badge::Tone;
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use crate::ui::table::{Column, Table};
use keyhouse_model::usage::DeploymentUsage;
use leptos::prelude::*;

/// The requests of each API key.
#[component]
pub(super) fn ByKey(
    /// The keys, the most requests first.
    rows: Signal<Vec<KeyRow>>,
    /// What the month before is called.
    before_name: Signal<String>,
) -> impl IntoView {
    let columns = vec![
        Column::new("name", "API key", |row: &KeyRow| {
            let deleted = row.is_deleted.then(|| view! { <small class="muted">"Deleted"</small> });
            view! { <span class="strong">{row.name.clone()}</span> {deleted} }
        })
        .sorted_by(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase())),
        Column::new("requests", "Requests", |row: &KeyRow| thousands(row.requests))
            .sorted_by(|a, b| a.requests.cmp(&b.requests))
            .end(),
        Column::new("share", "Share", |row: &KeyRow| percent(row.share))
            .sorted_by(|a, b| a.share.total_cmp(&b.share))
            .end(),
        Column::new("before", "Month before", |row: &KeyRow| {
            row.before.map_or_else(|| "–".to_owned(), thousands)
        })
        .sorted_by(|a, b| a.before.cmp(&b.before))
        .end(),
    ];
    let empty = || {
        view! {
            <Empty
                icon=Icon::Key
                title="No requests in this month"
                text="Requests with API keys are counted here, each key by itself."
            />
        }
    };
    view! {
        <section class="card" aria-labelledby="by-key">
            <div class="card-head">
                <h2 id="by-key">"By API key"</h2>
                <span class="muted small">{move || format!("Compared with {}", before_name.get())}</span>
            </div>
            <Table
                caption="Requests by API key"
                rows
                columns
                id=|row: &KeyRow| row.id.to_string()
                name=|row: &KeyRow| row.name.clone()
                empty
            />
        </section>
    }
}

/// What each deployment took in and holds.
#[component]
pub(super) fn ByDeployment(
    /// The deployments.
    rows: Signal<Vec<DeploymentUsage>>,
    /// Why there are no numbers, if that is so.
    problem: Signal<Option<String>>,
) -> impl IntoView {
    let number = |key, title: &'static str, of: fn(&DeploymentUsage) -> Option<u64>| {
        Column::new(key, title, move |row: &DeploymentUsage| text(of(row), amount))
            .sorted_by(move |a, b| of(a).cmp(&of(b)))
            .end()
    };
    let columns = vec![
        Column::new("name", "Deployment", |row: &DeploymentUsage| {
            let href = Route::Deployment(row.id, DeploymentTab::Usage).path();
            view! { <a class="strong" href=href>{row.name.clone()}</a> }
        })
        .sorted_by(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase())),
        number("written", "Samples written", |row| row.samples_written),
        number("read", "Samples read", |row| row.samples_read),
        number("active", "Most active series", |row| row.active_time_series),
        Column::new("storage", "Storage", |row: &DeploymentUsage| text(row.storage_bytes, stored))
            .sorted_by(|a, b| a.storage_bytes.cmp(&b.storage_bytes))
            .end(),
        number("requests", "Requests", |row| row.requests),
    ];
    let note = move || {
        problem
            .get()
            .map(|why| view! { <div class="card-body"><Note tone=Tone::Warn><p>{why}</p></Note></div> })
    };
    let empty = move || {
        (problem.with(Option::is_none)).then(|| {
            view! {
                <Empty
                    icon=Icon::Database
                    title="No deployments in this month"
                    text="What deployments take in, read and keep is summed up here."
                />
            }
        })
    };
    view! {
        <section class="card" aria-labelledby="by-deployment">
            <div class="card-head">
                <h2 id="by-deployment">"By deployment"</h2>
            </div>
            {note}
            <Table
                caption="Usage by deployment"
                rows
                columns
                id=|row: &DeploymentUsage| row.id.to_string()
                name=|row: &DeploymentUsage| row.name.clone()
                empty
            />
        </section>
    }
}

/// A number, or a dash where nobody measured.
fn text(value: Option<u64>, written: fn(u64) -> String) -> String {
    value.map_or_else(|| "–".to_owned(), written)
}

#[expect(clippy::cast_precision_loss, reason = "three digits of it are shown")]
fn amount(value: u64) -> String {
    compact(value as f64)
}
