//! Times: how long ago at a glance, the exact instant and its zone on hover and focus.

use std::time::Duration;

use chrono::{DateTime, Utc};
use leptos::{ev, html, prelude::*};

use super::unique_id;
use crate::format;
use crate::web::{self, clock, popover, timer::Interval, visibility};

/// How often relative times are written anew. What happened since the last time lies ahead of the clock, and up to ten
/// seconds ahead is "just now".
const TICK: Duration = Duration::from_secs(5);

/// The time that all relative times of the page count from.
#[derive(Clone, Copy)]
struct Now(RwSignal<DateTime<Utc>>);

/// Told by a row of a table to the times in it: Tab goes past them, the arrow keys do not.
#[derive(Clone, Copy)]
pub(super) struct InRow;

/// Starts the clock that relative times follow, for the component that calls this (the app) and all within.
/// It rests while nobody can see the page.
pub fn provide_now() -> Signal<DateTime<Utc>> {
    let now = RwSignal::new(clock::now());
    let tick = move || {
        if visibility::is_visible() {
            now.set(clock::now());
        }
    };
    web::keep(Interval::new(TICK, tick));
    web::keep(visibility::on_change(move |_| tick()));
    provide_context(Now(now));
    now.into()
}

/// The time that relative times count from. Where no clock was started it stands still.
pub fn use_now() -> Signal<DateTime<Utc>> {
    use_context::<Now>().map_or_else(|| Signal::stored(clock::now()), |it| it.0.into())
}

/// How an instant is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeLook {
    /// "3 min ago", "in 83 days".
    #[default]
    Relative,
    /// "19 Feb 2027, 10:41 CET" in the browser's zone.
    Exact,
    /// "19 Feb 2027" in the browser's zone.
    Date,
}

/// An instant. Hover and focus show it in the browser's zone and in UTC.
#[component]
pub fn Time(
    /// The instant.
    #[prop(into)]
    at: Signal<DateTime<Utc>>,
    /// How it is written. Default is `Relative`.
    #[prop(optional)]
    look: TimeLook,
) -> impl IntoView {
    let now = use_now();
    let (node, layer) = (NodeRef::<html::Time>::new(), NodeRef::<html::Span>::new());
    let id = unique_id("time");
    let in_row = use_context::<InRow>().is_some();
    let shown = RwSignal::new(false);
    let text = move || match look {
        TimeLook::Relative => format::time::relative(at.get(), now.get()),
        TimeLook::Exact => clock::local(at.get()),
        TimeLook::Date => clock::local_date(at.get()),
    };
    let show = move || {
        shown.set(true);
        request_animation_frame(move || {
            let nodes = (layer.get_untracked(), node.get_untracked());
            if let (Some(layer), Some(node), Some(true)) = (nodes.0, nodes.1, shown.try_get_untracked()) {
                popover::show_beside(&layer, &node);
            }
        });
    };
    let hide = move || shown.set(false);
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && shown.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            hide();
        }
    };
    view! {
        // The layer lies inside, so that the pointer can move onto it without leaving.
        <span on:mouseenter=move |_| show() on:mouseleave=move |_| hide()>
            <time
                node_ref=node
                class="time"
                tabindex=if in_row { "-1" } else { "0" }
                datetime=move || format::time::rfc3339(at.get())
                aria-describedby=id.clone()
                on:focus=move |_| show()
                on:blur=move |_| hide()
                on:keydown=on_key
            >
                {text}
            </time>
            // Made when it is shown: a table has a hundred times.
            {move || shown.get().then(|| exact(layer, id.clone(), at.get(), now.get()))}
        </span>
    }
}

/// The layer that tells the instant in both zones.
fn exact(layer: NodeRef<html::Span>, id: String, at: DateTime<Utc>, now: DateTime<Utc>) -> AnyView {
    let zone = clock::zone_name();
    let local = (zone != "UTC").then(|| view! { <span>{format!("{} ({zone})", clock::local(at))}</span> });
    view! {
        <span node_ref=layer id=id class="popover tooltip" role="tooltip" popover="manual">
            {local}
            <span>{format::time::absolute(at)}</span>
            <span>{format::time::relative(at, now)}</span>
        </span>
    }
    .into_any()
}
