//! The values at the cursor, the largest first.

use leptos::{ev, prelude::*};

use super::plot::series_class;
use super::scene::Scene;
use super::words::{Reading, change};
use super::zone::date_and_time;
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;

/// Beside the cursor, in the chart that is pointed at. What it says is also what the chart's slider says.
pub(super) fn tooltip(scene: Scene) -> AnyView {
    let shown = Memo::new(move |_| scene.place.get().is_some() && scene.is_pointed_at());
    move_with_cursor(scene, shown)
}

fn move_with_cursor(scene: Scene, shown: Memo<bool>) -> AnyView {
    let at = move || {
        let place = scene.place.get()?;
        scene.data.with(|data| data.times.get(place).copied())
    };
    let is_right = Memo::new(move |_| {
        let middle = scene.data.with(|data| i64::midpoint(data.from, data.to));
        at().is_some_and(|at| at > middle)
    });
    let pinned = Memo::new(move |_| scene.is_pinned());
    let time = move || {
        let (at, zone) = (at()?, scene.zone.get());
        Some(format!("{} {}", date_and_time(at, zone.offset(at)), zone.name()))
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            scene.close();
        }
    };
    view! {
        <div class="chart-tips">
            <div
                class="chart-tip"
                class:is-right=move || is_right.get()
                class:is-pinned=move || pinned.get()
                role="group"
                aria-label="Values at the cursor"
                on:keydown=on_key
                // Unpinned, it moves with the pointer and says nothing that the slider does not.
                aria-hidden=move || (!pinned.get()).then_some("true")
                hidden=move || !shown.get()
                style:left=move || at().map(|at| scene.percent(at)).unwrap_or_default()
            >
                <div class="chart-tip-head">
                    <span class="strong">{time}</span>
                    {move || {
                        pinned
                            .get()
                            .then(|| {
                                view! {
                                    <IconButton
                                        icon=Icon::Close
                                        name="Let go of the values"
                                        small=true
                                        on_press=move |()| scene.close()
                                    />
                                }
                            })
                    }}
                </div>
                {move || (shown.get()).then(|| rows(scene))}
            </div>
        </div>
    }
    .into_any()
}

fn rows(scene: Scene) -> AnyView {
    let readings =
        Memo::new(move |_| scene.place.get().map(|place| scene.readings(place)).unwrap_or_default());
    let incomplete = move || {
        let place = scene.place.get()?;
        let open = scene.data.with(|data| !data.is_complete(place));
        open.then(|| view! { <p class="muted small">"Not complete yet"</p> })
    };
    view! {
        <ul class="chart-readings">
            {move || readings.get().into_iter().map(|it| row(scene, it)).collect_view()}
            {move || total(scene, &readings.get())}
        </ul>
        {incomplete}
    }
    .into_any()
}

fn row(scene: Scene, reading: Reading) -> AnyView {
    let unit = scene.unit;
    let value = reading.value.map_or_else(|| "no data".to_owned(), |value| unit.amount(value));
    let before = reading.before.map(|before| {
        let change = reading.value.and_then(|value| change(value, before));
        let change = change.map(|it| format!(" ({it})")).unwrap_or_default();
        view! { <small class="muted">{format!("before: {}{change}", unit.amount(before))}</small> }
    });
    view! {
        <li>
            {swatch(reading.slot)}
            <span class="truncate">{reading.name}</span>
            " "
            <span class="tabular strong">{value}</span>
            " "
            {before}
        </li>
    }
    .into_any()
}

/// What lies on each other has a sum.
fn total(scene: Scene, readings: &[Reading]) -> Option<AnyView> {
    let sum = super::data::sum(readings.iter().map(|it| it.value))?;
    (scene.kind.is_stacked() && readings.len() > 1).then(|| {
        view! {
            <li class="chart-total">
                <span></span>
                <span>"All together"</span>
                " "
                <span class="tabular strong">{scene.unit.amount(sum)}</span>
            </li>
        }
        .into_any()
    })
}

/// A piece of the line that a series is drawn with.
pub(super) fn swatch(slot: Option<usize>) -> AnyView {
    view! {
        <svg class=format!("chart-swatch {}", series_class(slot)) viewBox="0 0 24 8" aria-hidden="true">
            <path class="chart-line" d="M1 4H23" />
        </svg>
    }
    .into_any()
}
