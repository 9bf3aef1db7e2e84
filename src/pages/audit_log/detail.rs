//! Everything that is known of one event.

use super::describe;
use super::filter;
use super::log::{Log, Row};
use super::rows::outcome_badge;
use crate::components::event_words;
use crate::components::query::Query;
use crate::components::words::instant;
use crate::format::time::rfc3339;
use crate::route::{DeploymentTab, Route};
use crate::state::remote::Remote;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::copy::{CopyButton, CopyChip};
use crate::ui::dialog::{Dialog, DialogFocus, DialogSize};
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use chrono::TimeDelta;
use keyhouse_model::audit::Change;
use keyhouse_model::id::DeploymentId;
use leptos::prelude::*;

/// The dialog of the event in the URL.
#[component]
pub(super) fn EventDialog(
    /// What is loaded.
    log: Log,
    /// The page's URL.
    query: Query,
) -> impl IntoView {
    let id = Memo::new(move |_| query.get("event"));
    let found = Memo::new(move |_| {
        let id = id.get();
        log.events.with(|events| events.iter().find(|event| event.id.to_string() == id).cloned())
    });
    let title = Signal::derive(move || {
        found.with(|event| event.as_ref().map_or("Event".to_owned(), |event| event_words::what(event)))
    });
    let description = Signal::derive(move || {
        found.with(|event| event.as_ref().map(|it| event_words::target(it))).unwrap_or_default()
    });
    let close = move |()| query.replace(&[("event", "")]);
    let footer = move || {
        view! {
            {move || found.get().map(|event| more(&event, query))}
            <Button on_press=close>"Close"</Button>
        }
    };
    view! {
        <Dialog
            open=Signal::derive(move || id.with(|id| !id.is_empty()))
            on_close=close
            title
            description
            size=DialogSize::Wide
            focus=DialogFocus::Title
            footer
        >
            {move || match found.get() {
                Some(event) => view! { <Facts event /> }.into_any(),
                None => view! { <Elsewhere log query /> }.into_any(),
            }}
        </Dialog>
    }
}

/// What leads on from an event: to the others of the same thing, by the same person and in the same deployment, and out
/// of the console.
fn more(event: &Row, query: Query) -> AnyView {
    let narrow = |name: &'static str, value: &str, label: &'static str| {
        let value = value.to_owned();
        let narrow = move |()| {
            let filters = filter::NAMES.map(|known| (known, if known == name { value.as_str() } else { "" }));
            query.push(&[&filters[..], &[("event", "")]].concat());
        };
        view! {
            <Button look=ButtonLook::Ghost small=true on_press=narrow>
                {label}
            </Button>
        }
    };
    let (target, actor) = (&event.target.id, &event.actor.id);
    let deployment = event.deployment_id.map(|id| id.to_string());
    // An event has texts and lists of them only, which can always be written.
    let json = serde_json::to_string_pretty(&**event).unwrap_or_default();
    view! {
        <div class="start cluster">
            {(!target.is_empty()).then(|| narrow("target", target, "Show all events of it"))}
            {(!actor.is_empty()).then(|| narrow("actor", actor, "Show all by them"))}
            {deployment.map(|id| narrow("deployment", &id, "Show all in the deployment"))}
            <CopyButton source=json name="Copy as JSON" label="Copy as JSON" />
        </div>
    }
    .into_any()
}

#[component]
fn Facts(event: Row) -> impl IntoView {
    let changes = event.changes.clone();
    let copy = |value: &str, name: &'static str| {
        let (shown, source) = (value.to_owned(), value.to_owned());
        view! { <CopyChip shown source=source name /> }.into_any()
    };
    let fact = |name: &'static str, value: Option<AnyView>| {
        value.map(|value| view! { <dt>{name}</dt> <dd>{value}</dd> })
    };
    let named = |kind: String, name: &str, id: &str, copy_name: &'static str| {
        let id = (!id.is_empty()).then(|| view! { <div>{copy(id, copy_name)}</div> });
        view! { {name.to_owned()} " " <span class="muted small">{kind}</span> {id} }.into_any()
    };
    let actor = named(
        describe::actor_kind(event.actor.kind).into(),
        &event_words::actor(&event),
        &event.actor.id,
        "Copy the id of who did it",
    );
    let target = named(
        describe::target_kind(&event.target.kind),
        &event.target.name,
        &event.target.id,
        "Copy the id of what it was done to",
    );
    view! {
        <dl class="facts">
            {fact("Time", Some(instant(event.at).into_any()))}
            {fact("Outcome", Some(outcome_badge(event.outcome)))}
            {fact("Who", Some(actor))}
            {fact("Action", Some(view! { <code>{event.action.clone()}</code> }.into_any()))}
            {fact("Done to", Some(target))}
            {fact("Deployment", event.deployment_id.map(deployment))}
            {fact("From", event.ip.as_deref().map(|ip| copy(ip, "Copy the address")))}
            {fact("Program", event.user_agent.clone().map(IntoAny::into_any))}
            {fact("Request", event.request_id.as_deref().map(|id| copy(id, "Copy the id of the request")))}
            {fact("Event", Some(copy(&event.id.to_string(), "Copy the id of the event")))}
            {fact("Hash", Some(copy(&event.hash, "Copy the hash")))}
        </dl>
        {(!changes.is_empty()).then(|| view! { <Changes changes /> })}
    }
}

/// A deployment that is gone by now says so on its page.
fn deployment(id: DeploymentId) -> AnyView {
    let (href, text) = (Route::Deployment(id, DeploymentTab::Overview).path(), id.to_string());
    view! {
        <a href=href>"Open the deployment"</a>
        <div>
            <CopyChip shown=text.clone() source=text name="Copy the id of the deployment" />
        </div>
    }
    .into_any()
}

/// Each field before and after.
#[component]
fn Changes(changes: Vec<Change>) -> impl IntoView {
    let row = |change: Change| {
        view! {
            <tr>
                <th scope="row">{describe::field(&change.field)}</th>
                <td data-label="Before">{describe::field_value(&change.field, &change.before)}</td>
                <td data-label="After">{describe::field_value(&change.field, &change.after)}</td>
            </tr>
        }
    };
    view! {
        <div class="stack tight">
            <h3>"What changed"</h3>
            <div class="card">
                <table class="table changes">
                    <caption>"What changed"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Field"</th>
                            <th scope="col">"Before"</th>
                            <th scope="col">"After"</th>
                        </tr>
                    </thead>
                    <tbody>{changes.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
}

/// The event of the link is not among those that are loaded: why, and how to get to it.
#[component]
fn Elsewhere(log: Log, query: Query) -> impl IntoView {
    let waiting = Memo::new(move |_| log.newest.with(|it| *it == Remote::Waiting));
    let at = Memo::new(move |_| describe::moment(&query.get("event")));
    let text = move || {
        let loaded = log.events.with(Vec::len);
        describe::elsewhere(at.get().map(instant).as_deref(), loaded, log.has_older(), log.is_filtered())
    };
    // Events are written as they happen: one that ends the list at the event's own time has it among the first.
    let to = move || at.get().map(|at| rfc3339(at + TimeDelta::seconds(2))).unwrap_or_default();
    let jump = move || {
        view! {
            <Button small=true on_press=move |()| query.replace(&until(&untrack(to)))>
                "Show events of that time"
            </Button>
        }
    };
    let older = move || {
        view! {
            <Button small=true loading=log.older.busy() on_press=move |()| log.load_older()>
                "Load older events"
            </Button>
        }
    };
    let there = Memo::new(move |_| until(&to()).iter().all(|(name, value)| query.get(name) == *value));
    let action = move || {
        view! {
            {move || (at.get().is_some() && !there.get()).then(jump)}
            {move || log.has_older().then(older)}
        }
    };
    move || {
        if waiting.get() {
            return view! { <Skeleton shape=Shape::Lines(8) label="Loading the event" /> }.into_any();
        }
        view! {
            <Note tone=Tone::Info action>
                <p>{text}</p>
            </Note>
            {log.older.failure()}
        }
        .into_any()
    }
}

/// Every filter cleared but the end.
fn until(to: &str) -> [(&'static str, &str); filter::NAMES.len()] {
    filter::NAMES.map(|name| (name, if name == "to" { to } else { "" }))
}
