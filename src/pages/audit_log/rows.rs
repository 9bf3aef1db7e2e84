//! The events as a table.

use super::describe;
use super::filter;
use super::log::{Log, Row};
use crate::components::query::Query;
use crate::components::{event_words, words};
use crate::ui::badge::{Badge, Tone};
use crate::ui::button::{Button, ButtonLook};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::table::{Column, Table};
use crate::ui::time::Time;
use crate::web::clock;
use keyhouse_model::audit::Outcome;
use leptos::prelude::*;

/// The table, newest first.
#[component]
pub(super) fn EventTable(
    /// What is loaded.
    log: Log,
    /// The page's URL.
    query: Query,
) -> impl IntoView {
    let open = move |id: String| query.push(&[("event", &id)]);
    let details = move |row: Signal<Row>| {
        let name = Signal::derive(move || row.with(|event| format!("Details: {}", name_of(event))));
        view! {
            <Button
                look=ButtonLook::Ghost
                small=true
                name
                on_press=move |()| open(row.with_untracked(|event| event.id.to_string()))
            >
                "Details"
            </Button>
        }
        .into_any()
    };
    view! {
        <Table
            caption="Events"
            rows=log.events
            columns=columns()
            id=|event: &Row| event.id.to_string()
            name=name_of
            page=log.page
            on_open=open
            actions=details
            empty=move || nothing(log, query)
        />
    }
}

fn name_of(event: &Row) -> String {
    format!("{} {}", event_words::what(event), event_words::target(event))
}

fn columns() -> Vec<Column<Row>> {
    vec![
        Column::new("at", "Time", |event: &Row| {
            view! { <Time at=event.at /> <small>{clock::local(event.at)}</small> }
        }),
        Column::new("actor", "Who", |event: &Row| {
            view! {
                <span class="event-name">{event_words::actor(event)}</span>
                <small>{describe::actor_kind(event.actor.kind)}</small>
            }
        }),
        Column::new("action", "What", |event: &Row| {
            let (what, target) = (event_words::what(event), event_words::target(event));
            let target = (!target.is_empty()).then(|| view! { <small class="event-name">{target}</small> });
            view! { {what} {target} }
        }),
        Column::new("ip", "From", |event: &Row| {
            let from = event.ip.clone();
            from.map_or_else(
                || "–".into_any(),
                |ip| view! { <span class="mono event-name">{ip}</span> }.into_any(),
            )
        }),
        Column::new("outcome", "Outcome", |event: &Row| outcome_badge(event.outcome)),
    ]
}

/// How an event went, as a badge.
pub(super) fn outcome_badge(outcome: Outcome) -> AnyView {
    let tone = match outcome {
        Outcome::Success => Tone::Ok,
        Outcome::Denied => Tone::Warn,
        Outcome::Failed => Tone::Bad,
    };
    view! { <Badge tone text=words::outcome(outcome) /> }.into_any()
}

/// What stands there when no event is loaded: nothing matches, or nothing has happened yet.
fn nothing(log: Log, query: Query) -> AnyView {
    let clear = move || {
        view! {
            <Empty icon=Icon::Search title="No event matches" text="Other events are there; the filter hides them.">
                <Button on_press=move |()| query.replace(&filter::cleared())>"Clear filters"</Button>
            </Empty>
        }
    };
    let first = || {
        view! {
            <Empty
                icon=Icon::Document
                title="Nothing is recorded yet"
                text="Every sign-in, every change and every look at a secret will stand here."
            />
        }
    };
    view! {
        <Show when=move || log.is_filtered() fallback=first>
            {clear()}
        </Show>
    }
    .into_any()
}
