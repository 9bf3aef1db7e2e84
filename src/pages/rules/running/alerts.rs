//! The alerts of a rule that fire or are pending.

use super::rule::{label_chips, look};
use super::words::{self, Part};
use crate::format::text::count;
use crate::ui::badge::Badge;
use crate::ui::time::Time;
use keyhouse_model::rule_file::{RunningAlert, RunningRule};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The alerts, to be opened; drawn only then.
#[component]
pub(super) fn Alerts(
    /// Their rule.
    rule: Memo<Option<RunningRule>>,
    /// Whether they are open at first.
    opened: bool,
) -> impl IntoView {
    let open = RwSignal::new(opened);
    let toggle = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        open.update(|open| *open = !*open);
    };
    let number = Memo::new(move |_| look(rule, |it| it.firing.saturating_add(it.pending)));
    let label = move || count(usize::try_from(number.get()).unwrap_or(usize::MAX), "alert", "alerts");
    // An alert is told from the others by its labels.
    let keys = Memo::new(move |_| {
        look(rule, |it| it.alerts.iter().map(|alert| alert.labels.clone()).collect::<Vec<_>>())
    });
    let one = move |labels: BTreeMap<String, String>| {
        let alert = Memo::new(move |last: Option<&Option<RunningAlert>>| {
            let now = look(rule, |it| it.alerts.iter().find(|alert| alert.labels == labels).cloned());
            now.or_else(|| last.cloned().flatten())
        });
        view! { <Alert alert /> }
    };
    let left_out = move || {
        let listed = keys.with(Vec::len);
        let rest = usize::try_from(number.get()).unwrap_or(usize::MAX).saturating_sub(listed);
        (rest > 0).then(|| view! { <p class="small muted">{format!("{rest} more are not listed.")}</p> })
    };
    view! {
        <details class="disclosure" prop:open=move || open.get()>
            <summary on:click=toggle>{label}</summary>
            <Show when=move || open.get()>
                <ul class="running-alerts">
                    <For each=move || keys.get() key=Clone::clone children=one />
                </ul>
                {left_out}
            </Show>
        </details>
    }
}

#[component]
fn Alert(alert: Memo<Option<RunningAlert>>) -> impl IntoView {
    let state = Memo::new(move |_| alert.with(|it| it.as_ref().map(|it| words::alert(it.state))));
    let badge = move || {
        let (text, tone) = state.get()?;
        Some(view! { <Badge tone text /> })
    };
    let value = move || alert.with(|it| it.as_ref().map(|it| it.value.clone()).unwrap_or_default());
    let since = Memo::new(move |_| alert.with(|it| it.as_ref()?.active_at));
    let is_dated = Memo::new(move |_| since.with(Option::is_some));
    let labels =
        Memo::new(move |_| alert.with(|it| it.as_ref().map(|it| it.labels.clone())).unwrap_or_default());
    let annotations =
        Memo::new(move |_| alert.with(|it| it.as_ref().map(|it| it.annotations.clone())).unwrap_or_default());
    view! {
        <li class="running-alert">
            <div class="cluster small">
                {badge} <span>"Value " <code class="mono">{value}</code></span>
                <Show when=move || is_dated.get()>
                    <span class="muted">
                        "since " <Time at=Signal::derive(move || since.get().unwrap_or_default()) />
                    </span>
                </Show>
            </div>
            {move || label_chips(labels.get())}
            {move || annotations_of(annotations.get())}
        </li>
    }
}

/// Annotations, as text with links; nothing where there are none.
fn annotations_of(annotations: BTreeMap<String, String>) -> Option<AnyView> {
    let is_empty = annotations.is_empty();
    let part = |part: Part| match part {
        Part::Text(text) => text.into_any(),
        Part::Link(href) => {
            let shown = href.clone();
            view! {
                <a href=href target="_blank" rel="noopener noreferrer">
                    {shown}
                </a>
            }
            .into_any()
        }
    };
    let one = |(name, text): (String, String)| {
        let parts = words::parts(&text).into_iter().map(part).collect_view();
        view! {
            <dt>{name}</dt>
            <dd>{parts}</dd>
        }
    };
    let all = annotations.into_iter().map(one).collect_view();
    (!is_empty).then(|| view! { <dl class="facts small running-annotations">{all}</dl> }.into_any())
}
