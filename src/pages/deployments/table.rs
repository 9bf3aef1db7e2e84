//! The list of deployments.

use super::row::Row;
use crate::components::deployment_status::DeploymentBadge;
use crate::components::deployment_words as words;
use crate::components::query::Query;
use crate::format::number::compact;
use crate::route::{DeploymentTab, Route};
use crate::ui::bind::Bind;
use crate::ui::button::Button;
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::meter::Meter;
use crate::ui::table::{Column, Table};
use crate::ui::time::{Time, TimeLook};
use keyhouse_model::catalog::{self, Tier};
use keyhouse_model::deployment::LimitsUsed;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The table.
#[component]
pub(super) fn DeploymentTable(
    /// The deployments that match the filter.
    rows: Memo<Vec<Row>>,
    /// The page's URL.
    query: Query,
    /// What is looked for.
    text: Bind<String>,
) -> impl IntoView {
    let (sort, page, navigate) = (query.sort(), query.page(), use_navigate());
    let open = move |id: String| {
        if let Ok(id) = id.parse() {
            navigate(&Route::Deployment(id, DeploymentTab::Overview).path(), Default::default());
        }
    };
    view! {
        <Table
            caption="Deployments"
            rows
            columns=columns()
            id=|it: &Row| it.id.to_string()
            name=|it: &Row| it.name.clone()
            sort
            page
            on_open=Callback::new(open)
            empty=move || no_match(query, text)
        />
    }
}

fn columns() -> Vec<Column<Row>> {
    vec![
        Column::new("name", "Name", name_cell)
            .sorted_by(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase())),
        Column::new("status", "Status", status_cell)
            .sorted_by(|a, b| a.status.as_str().cmp(b.status.as_str())),
        Column::new("type", "Type", |it: &Row| {
            let version = (!it.version.is_empty()).then(|| view! { <small>{it.version.clone()}</small> });
            view! { {words::kind(it.kind)} {version} }
        }),
        Column::new("place", "Runs on", |it: &Row| {
            let tier = words::tier(it.tier);
            view! { {words::place(&it.cloud_provider, &it.region)} <small>{tier}</small> }
        }),
        Column::new("series", "Active series", |it: &Row| {
            used(it, |it| Some(as_float(it.active_time_series)), |tier| tier.active_time_series)
        })
        .sorted_by(|a, b| series(a).cmp(&series(b))),
        Column::new("ingestion", "Samples/s", |it: &Row| {
            used(it, |it| it.ingestion_rate, |tier| tier.ingestion_rate)
        })
        .sorted_by(|a, b| rate(a).total_cmp(&rate(b))),
        Column::new("storage", "Storage", |it: &Row| {
            it.used.map_or_else(|| "–".to_owned(), |used| words::stored(used.storage_bytes))
        })
        .sorted_by(|a, b| stored(a).cmp(&stored(b))),
        Column::new("created", "Created", |it: &Row| view! { <Time at=it.created_at look=TimeLook::Date /> })
            .sorted_by(|a, b| a.created_at.cmp(&b.created_at)),
    ]
}

fn name_cell(it: &Row) -> AnyView {
    let href = Route::Deployment(it.id, DeploymentTab::Overview).path();
    view! { <a class="strong deployment-name" href=href>{it.name.clone()}</a> }.into_any()
}

fn status_cell(it: &Row) -> AnyView {
    let reason = it.status_reason.clone().map(|why| view! { <small class="status-reason">{why}</small> });
    view! { <DeploymentBadge status=it.status /> {reason} }.into_any()
}

/// How much of one of the tier's limits is used.
fn used(it: &Row, amount: impl Fn(&LimitsUsed) -> Option<f64>, limit: impl Fn(&Tier) -> i64) -> AnyView {
    let Some(amount) = it.used.as_ref().and_then(amount) else {
        return view! { <span class="muted">"–"</span> }.into_any();
    };
    let limit = catalog::tier(it.tier).map(|tier| as_float(limit(&tier).unsigned_abs()));
    let of = limit.filter(|limit| *limit > 0.0).map(|limit| {
        view! {
            <small>{format!("of {}", compact(limit))}</small>
            <Meter share=amount / limit />
        }
    });
    view! { <span class="tabular">{compact(amount)}</span> {of} }.into_any()
}

#[expect(clippy::cast_precision_loss, reason = "three digits of it are shown")]
fn as_float(number: u64) -> f64 {
    number as f64
}

fn series(it: &Row) -> Option<u64> {
    it.used.map(|used| used.active_time_series)
}

/// Below all others while nothing was measured.
fn rate(it: &Row) -> f64 {
    it.used.and_then(|used| used.ingestion_rate).unwrap_or(-1.0)
}

fn stored(it: &Row) -> Option<u64> {
    it.used.map(|used| used.storage_bytes)
}

fn no_match(query: Query, text: Bind<String>) -> AnyView {
    let clear = move |()| {
        // What was just typed may not be in the URL yet.
        text.set(String::new());
        query.replace(&[("q", ""), ("status", ""), ("type", ""), ("page", "")]);
    };
    view! {
        <Empty
            icon=Icon::Search
            title="No deployment matches"
            text="Other deployments are there; the filter hides them."
        >
            <Button on_press=clear>"Show all deployments"</Button>
        </Empty>
    }
    .into_any()
}
