//! What happened lately.

use crate::api::audit_log::latest;
use crate::components::event_words;
use crate::components::loaded::Loaded;
use crate::components::words;
use crate::route::Route;
use crate::state;
use crate::state::remote::Loader;
use crate::ui::badge::{Badge, Tone};
use crate::ui::skeleton::{Shape, Skeleton};
use crate::ui::time::Time;
use keyhouse_model::audit::{AuditEvent, Outcome};
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;

/// How many events are listed.
const MOST: u32 = 8;

/// The card.
#[component]
pub(super) fn Latest() -> impl IntoView {
    let client = state::client();
    let events = Loader::new(move || {
        let client = client.clone();
        async move { Ok(client.send(latest(MOST)).await?.data) }
    });
    let events = events.follow(&[LiveKind::Audit]);
    let content = move || {
        let list = move || events.with_value(|all| all.iter().map(row).collect_view());
        view! { <ul class="latest">{list}</ul> }
    };
    let skeleton = || {
        view! {
            <div class="card-body">
                <Skeleton shape=Shape::Lines(5) label="Loading the latest events" />
            </div>
        }
    };
    view! {
        <section class="card" aria-labelledby="latest">
            <div class="card-head">
                <h2 id="latest">"Latest events"</h2>
            </div>
            <Loaded loader=events skeleton content />
            <div class="card-foot">
                <a href=Route::AuditLog.path()>"All events"</a>
            </div>
        </section>
    }
}

fn row(event: &AuditEvent) -> AnyView {
    let href = Route::AuditLog.with(&[("event", &event.id.to_string())]);
    let (who, target) = (event_words::actor(event), event_words::target(event));
    let badge = (event.outcome != Outcome::Success).then(|| {
        let tone = if event.outcome == Outcome::Denied { Tone::Warn } else { Tone::Bad };
        view! { <Badge tone text=words::outcome(event.outcome) /> }
    });
    let by = if target.is_empty() { who } else { format!("{target} · {who}") };
    view! {
        <li class="latest-event">
            <div>
                <a href=href>{event_words::what(event)}</a>
                <span class="muted small event-name">{by}</span>
            </div>
            {badge}
            <span class="small"><Time at=event.at /></span>
        </li>
    }
    .into_any()
}
