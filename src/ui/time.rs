//! Times: how long ago at a glance, the exact instant and its zone on hover and focus.

use std::time::Duration;

use chrono::{DateTime, Utc};
use leptos::{html, prelude::*};

use super::unique_id;
use crate::format;
use crate::web::{self, clock, timer::Interval, tooltip::Tooltip, visibility};

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

/// An instant. Where the page has [`ExactTimes`], hover and focus show it in the browser's zone and in UTC.
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
    let text = move || match look {
        TimeLook::Relative => format::time::relative(at.get(), now.get()),
        TimeLook::Exact => clock::local(at.get()),
        // Written by us: a table has hundreds, and each call of the browser's own writer of dates costs.
        TimeLook::Date => format::time::date(clock::on_the_wall(at.get())),
    };
    let tabindex = if use_context::<InRow>().is_some() { "-1" } else { "0" };
    view! {
        <time class="time" tabindex=tabindex datetime=move || format::time::rfc3339(at.get())>
            {text}
        </time>
    }
}

/// Shows the instant of the [`Time`] that the pointer or the focus is on, in both zones: one layer for all that there are.
#[component]
pub fn ExactTimes() -> impl IntoView {
    let (now, layer) = (use_now(), NodeRef::<html::Span>::new());
    let shown = RwSignal::new(None);
    let tell = move |at: Option<String>| {
        let _ = shown.try_set(at.and_then(|at| clock::from_rfc3339(&at)));
    };
    web::keep(Tooltip::new(".time", "datetime", move || Some(layer.try_get_untracked()??.into()), tell));
    view! {
        <span node_ref=layer id=unique_id("time") class="popover tooltip" role="tooltip" popover="manual">
            {move || shown.get().map(|at| exact(at, now.get()))}
        </span>
    }
}

/// An instant in both zones.
fn exact(at: DateTime<Utc>, now: DateTime<Utc>) -> AnyView {
    let zone = clock::zone_name();
    let local = (zone != "UTC").then(|| view! { <span>{format!("{} ({zone})", clock::local(at))}</span> });
    view! {
        {local}
        <span>{format::time::absolute(at)}</span>
        <span>{format::time::relative(at, now)}</span>
    }
    .into_any()
}
