//! The drawing: axes, shapes, and over them what moves. Moving the cursor changes a few properties and draws nothing.

use leptos::{ev, html, prelude::*};

use super::Kind;
use super::plan::{Plan, Shape};
use super::scene::{SIZE, Scene};
use super::ticks::{TimeTick, ticks};
use super::words::spoken;
use crate::web::{self, pointer, resize};

/// A time on the axis has this much room, in CSS pixels.
const ROOM: f64 = 84.0;
/// A pointer that was moved no farther, in shares of the width, was not dragged.
const STILL: f64 = 0.01;

/// The classes that give a series its colour and its dashes, in `style/chart.css`.
pub(super) fn series_class(slot: Option<usize>) -> &'static str {
    const CLASSES: [&str; 12] = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12"];
    slot.and_then(|it| CLASSES.get(it % CLASSES.len())).copied().unwrap_or("s0")
}

/// The drawing with its axes; `summary_id` is the element that sums it up.
pub(super) fn plot(scene: Scene, summary_id: String) -> AnyView {
    let area = scene.plot;
    view! {
        <div class="chart-area">
            <div class="chart-values" aria-hidden="true">
                {move || scene.plan.with(|plan| value_labels(plan))}
            </div>
            <div
                node_ref=area
                class="chart-plot"
                role="slider"
                tabindex="0"
                aria-label=scene.title.with_value(|title| format!("{title}: points in time"))
                aria-describedby=summary_id
                aria-valuemin="0"
                aria-valuemax=move || scene.data.with(|data| data.times.len().saturating_sub(1)).to_string()
                aria-valuenow=move || shown_place(scene).to_string()
                aria-valuetext=move || spoken_at(scene, shown_place(scene))
                class:is-zoomable=scene.on_zoom.is_some()
                on:keydown=move |event| scene.on_key(&event)
                on:blur=move |_| scene.cursor.leave()
                on:pointerdown=move |event| on_down(scene, &event)
                on:pointermove=move |event| on_move(scene, &event)
                on:pointerup=move |event| on_up(scene, &event)
                on:pointercancel=move |_| scene.chosen.set(None)
                on:pointerleave=move |_| scene.cursor.leave()
            >
                {drawing(scene)}
                {cursor(scene)}
                {choice(scene)}
            </div>
            <div class="chart-times" aria-hidden="true">{time_labels(scene, area)}</div>
        </div>
    }
    .into_any()
}

/// The place that is told: that of the cursor, or the last.
fn shown_place(scene: Scene) -> usize {
    let last = scene.data.with(|data| data.times.len().saturating_sub(1));
    scene.place.get().unwrap_or(last)
}

fn spoken_at(scene: Scene, place: usize) -> String {
    let (zone, readings) = (scene.zone.get(), scene.readings(place));
    scene.data.with(|data| spoken(data, place, scene.unit, &readings, &|at| zone.offset(at)))
}

/// What stays as long as the data does: one path a series.
fn drawing(scene: Scene) -> AnyView {
    let view_box = format!("0 0 {} {}", SIZE.width, SIZE.height);
    // Hatching begins where values may still grow.
    let partial = move || {
        scene.plan.with(|plan| plan.partial).map(|from| {
            view! { <div class="chart-partial" style:left=move || scene.percent(from)></div> }
        })
    };
    view! {
        <svg class:chart-bars=scene.kind == Kind::Bar viewBox=view_box preserveAspectRatio="none" aria-hidden="true">
            {move || scene.plan.with(|plan| paths(plan))}
        </svg>
        {partial}
        {move || scene.plan.with(|plan| limit_label(scene, plan))}
    }
    .into_any()
}

fn paths(plan: &Plan) -> AnyView {
    let (frame, width) = (&plan.frame, plan.frame.width);
    let grid: String =
        plan.values.iter().map(|(value, _)| format!("M0 {:.0}H{width}", frame.y(*value))).collect();
    let limit = plan.limit.map(|limit| {
        let outline = format!("M0 {:.0}H{width}", frame.y(limit));
        view! { <path class="chart-limit" d=outline /> }
    });
    let path = |class: &'static str, shape: &Shape, outline: &str| {
        let class = format!("{class} {}", series_class(shape.slot));
        (!outline.is_empty()).then(|| view! { <path class=class d=outline.to_owned() /> })
    };
    let shape = |shape: &Shape| {
        view! {
            {path("chart-fill", shape, &shape.fill)}
            {path("chart-before", shape, &shape.before)}
            {path("chart-line", shape, &shape.line)}
        }
    };
    view! {
        <path class="chart-grid" d=grid />
        {plan.shapes.iter().map(shape).collect_view()}
        {limit}
    }
    .into_any()
}

fn limit_label(scene: Scene, plan: &Plan) -> Option<AnyView> {
    let name = scene.data.with(|data| data.limit.as_ref().map(|it| it.name.clone()))?;
    let top = percent_from_above(plan, plan.limit?);
    Some(view! { <span class="chart-limit-label" aria-hidden="true" style:top=top>{name}</span> }.into_any())
}

fn value_labels(plan: &Plan) -> AnyView {
    let label = |(value, label): &(f64, String)| {
        view! { <span style:top=percent_from_above(plan, *value)>{label.clone()}</span> }
    };
    plan.values.iter().map(label).collect_view().into_any()
}

fn percent_from_above(plan: &Plan, value: f64) -> String {
    format!("{:.2}%", plan.frame.y(value) / plan.frame.height * 100.0)
}

/// As many times as there is room for, also when the window changes.
fn time_labels(scene: Scene, area: NodeRef<html::Div>) -> AnyView {
    let most = RwSignal::new(6_usize);
    Effect::new(move || {
        if let Some(area) = area.get() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few")]
            let fit = |width: f64| (width / ROOM).clamp(2.0, 24.0) as usize;
            let set = move |width: f64| {
                if most.try_get_untracked().is_some_and(|now| now != fit(width)) {
                    most.set(fit(width));
                }
            };
            set(resize::width(&area));
            web::keep(resize::on_resize(&area, set));
        }
    });
    let shown = Memo::new(move |_| {
        let (zone, most) = (scene.zone.get(), most.get());
        scene.data.with(|data| ticks(data.from, data.to, most, &|at| zone.offset(at)))
    });
    let label = move |tick: TimeTick| {
        view! {
            <span class:strong=tick.strong style:left=move || scene.percent(tick.at)>
                {tick.label}
            </span>
        }
    };
    (move || shown.get().into_iter().map(label).collect_view()).into_any()
}

/// The line at the cursor, with a dot on each series.
fn cursor(scene: Scene) -> AnyView {
    let left = move || {
        let place = scene.place.get()?;
        let at = scene.data.with(|data| data.times.get(place).copied())?;
        // A bar stands beside its instant.
        let beside = if scene.kind == Kind::Bar { scene.data.with(|data| data.step / 2) } else { 0 };
        Some(scene.percent(at + beside))
    };
    let dots = move || scene.plan.with(|plan| (0..plan.shapes.len()).map(|at| dot(scene, at)).collect_view());
    view! {
        <div
            class="chart-cursor"
            hidden=move || scene.place.get().is_none()
            style:left=move || left().unwrap_or_default()
        >
            {dots}
        </div>
    }
    .into_any()
}

fn dot(scene: Scene, at: usize) -> AnyView {
    let class = scene.plan.with_untracked(|plan| series_class(plan.shapes.get(at).and_then(|it| it.slot)));
    let top = Memo::new(move |_| {
        let place = scene.place.get()?;
        scene.plan.with(|plan| {
            let value = plan.shapes.get(at)?.tops.get(place).copied().flatten()?;
            Some(percent_from_above(plan, value))
        })
    });
    view! {
        <i
            class=format!("chart-dot {class}")
            hidden=move || top.with(Option::is_none)
            style:top=move || top.get().unwrap_or_default()
        ></i>
    }
    .into_any()
}

/// What is being chosen to be looked at closer.
fn choice(scene: Scene) -> AnyView {
    let edge = move |of: fn(i64, i64) -> i64| {
        scene.chosen.get().map(|(one, other)| scene.percent(of(one, other))).unwrap_or_default()
    };
    let right = move || {
        let end = edge(i64::max);
        if end.is_empty() { end } else { format!("calc(100% - {end})") }
    };
    view! {
        <div
            class="chart-choice"
            hidden=move || scene.chosen.with(Option::is_none)
            style:left=move || edge(i64::min)
            style:right=right
        ></div>
    }
    .into_any()
}

fn on_down(scene: Scene, event: &ev::PointerEvent) {
    if event.button() == 0
        && let Some(share) = pointer::share_across(event)
    {
        pointer::capture(event);
        let at = scene.instant(share);
        scene.chosen.set(Some((at, at)));
    }
}

fn on_move(scene: Scene, event: &ev::PointerEvent) {
    let Some(share) = pointer::share_across(event) else { return };
    let at = scene.instant(share);
    if event.buttons() == 1 && scene.on_zoom.is_some() {
        scene.chosen.update(|chosen| {
            if let Some(chosen) = chosen {
                chosen.1 = at;
            }
        });
    }
    let place = scene.data.with_untracked(|data| data.nearest(at).and_then(|it| data.times.get(it).copied()));
    if let Some(at) = place {
        scene.cursor.point(at, scene.chart);
    }
}

fn on_up(scene: Scene, event: &ev::PointerEvent) {
    let Some((one, other)) = scene.chosen.get_untracked() else { return };
    let span = scene.data.with_untracked(|data| data.to - data.from);
    #[expect(clippy::cast_precision_loss, reason = "spans are far below 2^53 ms")]
    let moved = (one - other).abs() as f64 / span.max(1) as f64;
    if moved > STILL && scene.on_zoom.is_some() {
        return scene.zoom();
    }
    scene.chosen.set(None);
    if !scene.cursor.now().is_some_and(|it| it.pinned) {
        // A finger has not moved over the chart before it presses.
        on_move(scene, event);
    }
    scene.pin();
}
