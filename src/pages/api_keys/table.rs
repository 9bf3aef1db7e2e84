//! The list of keys: columns, what can be done with one, what can be done with several.

use super::actions::Actions;
use super::row::Row;
use crate::api;
use crate::components::day_line::DayLines;
use crate::components::query::Query;
use crate::components::status_badge::StatusBadge;
use crate::components::words;
use crate::format::number::thousands;
use crate::state;
use crate::state::remote::Loader;
use crate::state::session::SessionState;
use crate::state::toasts::Toasts;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::copy::{CopyChip, CopySource};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::menu::Menu;
use crate::ui::table::{Column, Table};
use crate::ui::time::{Time, TimeLook};
use keyhouse_model::api_key::DeploymentAccess;
use keyhouse_model::deployment::DeploymentSummary;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The table.
#[component]
pub(super) fn KeyTable(
    /// The keys that match the filter.
    rows: RwSignal<Vec<Row>>,
    /// The deployments that there are, for their names.
    deployments: Loader<Vec<DeploymentSummary>>,
    /// The page's URL.
    query: Query,
    /// What is looked for.
    text: RwSignal<String>,
    /// The ids of the selected keys.
    selected: RwSignal<BTreeSet<String>>,
    /// What can be done with a key.
    actions: Actions,
) -> impl IntoView {
    let (sort, page) = (query.sort(), query.page());
    let bulk = move || {
        view! {
            <Button small=true icon=Icon::Pause on_press=move |()| query.push(&[("bulk", "disable")])>
                "Disable"
            </Button>
            <Button small=true look=ButtonLook::Danger icon=Icon::Trash on_press=move |()| query.push(&[("bulk", "delete")])>
                "Delete"
            </Button>
        }
    };
    let menu = move |row: Signal<Row>| {
        let name = Signal::derive(move || row.with(|key| format!("Actions for {}", key.name)));
        view! { <Menu name items=move |()| row.with_untracked(|key| actions.menu(key)) small=true /> }
            .into_any()
    };
    view! {
        <Table
            caption="API keys"
            rows
            columns=columns(deployments)
            id=|key: &Row| key.id.to_string()
            name=|key: &Row| key.name.clone()
            sort
            page
            selected
            bulk
            actions=menu
            empty=move || no_match(query, text)
        />
    }
}

fn columns(deployments: Loader<Vec<DeploymentSummary>>) -> Vec<Column<Row>> {
    let lines = DayLines::of_keys();
    vec![
        Column::new("name", "Name", name_cell).sorted_by(|a, b| a.lower_name().cmp(b.lower_name())),
        Column::live("key", "Key", |row: Signal<Row>| view! { <ValueCell row /> }),
        Column::new("permission", "Permission", |key: &Row| words::permission(key.permission)),
        Column::new("access", "Deployment access", move |key: &Row| access_cell(key, deployments)),
        Column::new("status", "Status", |key: &Row| view! { <StatusBadge key=(**key).clone() /> }),
        Column::new("expires", "Expires", expires_cell).sorted_by(|a, b| {
            // What never ends comes last.
            (a.expires_at.is_none(), a.expires_at).cmp(&(b.expires_at.is_none(), b.expires_at))
        }),
        Column::new("last-used", "Last used", last_used_cell)
            .sorted_by(|a, b| a.last_used_at.cmp(&b.last_used_at)),
        Column::new("requests", "Requests, 24 h", move |key: &Row| requests_cell(key, lines))
            .sorted_by(|a, b| a.requests_24h.cmp(&b.requests_24h))
            .end(),
    ]
}

fn name_cell(key: &Row) -> AnyView {
    let by = key.created_by.split('@').next().unwrap_or_default().to_owned();
    view! {
        <span class="strong key-name">{key.name.clone()}</span>
        <small title=key.created_by.clone()>
            "by " {by} ", " <Time at=key.created_at look=TimeLook::Date />
        </small>
    }
    .into_any()
}

/// The last four characters; where the key allows it, a press copies the whole value.
#[component]
fn ValueCell(row: Signal<Row>) -> impl IntoView {
    let (client, toasts, session) = (state::client(), Toasts::get(), SessionState::get());
    let shown = Signal::derive(move || row.with(|key| format!("{}_…{}", key.prefix, key.value)));
    let copied = move |()| {
        toasts.done(format!(
            "Copied the value of {}. The reveal is in the audit log.",
            row.with_untracked(|key| key.name.clone())
        ));
    };
    let source = CopySource::later(move || {
        let (client, id) = (client.clone(), row.with_untracked(|key| key.id));
        async move {
            let key = client.send(api::api_keys::reveal(id)).await.map_err(|error| error.message())?;
            Ok(key.value.0.expose().to_owned())
        }
    });
    let may_reveal = Memo::new(move |_| row.with(|key| key.revealable) && session.may_administer());
    move || {
        if may_reveal.get() {
            let name = Signal::derive(move || row.with(|key| format!("Copy the value of {}", key.name)));
            view! { <CopyChip shown source=source name on_copied=copied /> }.into_any()
        } else {
            view! { <code class="mono muted nowrap">{shown}</code> }.into_any()
        }
    }
}

fn access_cell(key: &Row, deployments: Loader<Vec<DeploymentSummary>>) -> AnyView {
    let access = key.deployment_access.clone();
    match access {
        DeploymentAccess::All => view! { "All" <small>"and future ones"</small> }.into_any(),
        DeploymentAccess::Selected(_) => (move || {
            deployments.with_value(|all| {
                words::access(&access, |id| all.iter().find(|it| it.id == id).map(|it| it.name.clone()))
            })
        })
        .into_any(),
    }
}

fn expires_cell(key: &Row) -> AnyView {
    match key.expires_at {
        None => "Never".into_any(),
        Some(end) => view! { <Time at=end /> <small><Time at=end look=TimeLook::Date /></small> }.into_any(),
    }
}

fn last_used_cell(key: &Row) -> AnyView {
    match key.last_used_at {
        None => view! { <span class="muted">"Never"</span> }.into_any(),
        Some(at) => {
            view! { <Time at /> {key.last_used_ip.clone().map(|ip| view! { <small>"from " {ip}</small> })} }
                .into_any()
        }
    }
}

fn requests_cell(key: &Row, lines: DayLines) -> AnyView {
    view! { {thousands(key.requests_24h)} {lines.line(key.id.to_string(), key.requests_24h)} }.into_any()
}

fn no_match(query: Query, text: RwSignal<String>) -> AnyView {
    let clear = move |()| {
        // What was just typed may not be in the URL yet.
        text.set(String::new());
        query.replace(&[("q", ""), ("status", "all"), ("page", "")]);
    };
    view! {
        <Empty icon=Icon::Search title="No key matches" text="Other keys are there; the filter hides them.">
            <Button on_press=clear>"Show all keys"</Button>
        </Empty>
    }
    .into_any()
}
