//! A rule as it runs.

use super::alerts::Alerts;
use super::board::{Board, RulePlace, rule_of};
use super::select::Shown;
use super::words;
use crate::format::text::count;
use crate::ui::badge::{Badge, Tone};
use crate::ui::copy::{CopyButton, CopySource};
use crate::ui::note::Note;
use crate::ui::time::Time;
use crate::web::{focus, location};
use keyhouse_model::rule_file::RunningRule;
use leptos::html;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The row. Each part follows the rule by itself, so that what is open or has the focus stays.
#[component]
pub(super) fn Rule(
    /// Which rule.
    place: RulePlace,
    /// The group that it is in.
    group: Memo<Option<Shown>>,
    /// What is shown.
    board: Board,
) -> impl IntoView {
    let rule = rule_of(group, place.1.clone());
    let node = NodeRef::<html::Li>::new();
    let kept = StoredValue::new(place);
    let linked =
        Memo::new(move |_| board.linked.with(|linked| kept.with_value(|it| linked.as_ref() == Some(it))));
    Effect::new(move || {
        if let (true, Some(row)) = (linked.get(), node.get())
            && kept.with_value(|place| board.arrives(place))
        {
            // Once the rows above it are drawn too.
            request_animation_frame(move || focus::set(&row));
        }
    });
    let expr = Signal::derive(move || look(rule, |it| it.expr.clone()));
    let failed = Memo::new(move |_| look(rule, |it| it.error.is_some()));
    let alerts = Memo::new(move |_| look(rule, |it| it.firing > 0 || it.pending > 0));
    view! {
        <li
            node_ref=node
            class="running-rule"
            class:linked=move || linked.get()
            tabindex="-1"
            aria-current=move || linked.get().then_some("location")
        >
            <Head rule place=kept board expr />
            <code class="mono running-expr" translate="no">{expr}</code>
            <Facts rule />
            <Show when=move || failed.get()>
                <Note tone=Tone::Bad>
                    <p>
                        <strong>"The last evaluation failed. "</strong>
                        {move || look(rule, |it| it.error.clone().unwrap_or_default())}
                    </p>
                </Note>
            </Show>
            <Show when=move || alerts.get()>
                <Alerts rule opened=linked.get_untracked() />
            </Show>
        </li>
    }
}

/// Looks at the rule; what is asked of one that was never there is empty.
pub(super) fn look<T: Default>(rule: Memo<Option<RunningRule>>, of: impl FnOnce(&RunningRule) -> T) -> T {
    rule.with(|rule| rule.as_ref().map(of).unwrap_or_default())
}

/// What it is called, what it does, how it stands, and what can be copied of it.
#[component]
fn Head(
    rule: Memo<Option<RunningRule>>,
    place: StoredValue<RulePlace>,
    board: Board,
    expr: Signal<String>,
) -> impl IntoView {
    let name = place.with_value(|(_, rule)| rule.name.clone());
    let kind = Signal::derive(move || {
        rule.with(|it| it.as_ref().map(|it| words::kind(it.kind)).unwrap_or_default().to_owned())
    });
    let states = Memo::new(move |_| look(rule, words::rule));
    let badges = move || {
        let badge = |(text, tone): words::Said| view! { <Badge tone text /> };
        states.get().into_iter().map(badge).collect_view()
    };
    let link = CopySource::later(move || {
        let path = place.with_value(|place| board.path_to(place));
        std::future::ready(Ok(format!("{}{path}", location::origin())))
    });
    view! {
        <div class="running-head">
            <h3 class="running-name">{name.clone()}</h3>
            <Badge plain=true text=kind />
            {badges}
            <span class="cluster running-copy">
                <CopyButton source=link name=format!("Copy link to {name}") label="Copy link" />
                <CopyButton source=expr name=format!("Copy expression of {name}") label="Copy expression" />
            </span>
        </div>
    }
}

/// Its labels, and how its last evaluation went.
#[component]
fn Facts(rule: Memo<Option<RunningRule>>) -> impl IntoView {
    let labels = Memo::new(move |_| look(rule, |it| it.labels.clone()));
    let waits = Memo::new(move |_| look(rule, |it| it.for_ms).filter(|it| *it > 0));
    let last = Memo::new(move |_| look(rule, |it| it.last_evaluation));
    let evaluated = Memo::new(move |_| last.with(Option::is_some));
    let took = move || look(rule, |it| it.evaluation_us).map(|it| format!(" in {}", words::took(it)));
    let samples = move || {
        let samples = look(rule, |it| it.samples)?;
        Some(format!(" · {}", count(usize::try_from(samples).unwrap_or(usize::MAX), "sample", "samples")))
    };
    view! {
        {move || label_chips(labels.get())}
        <p class="small muted">
            {move || waits.get().map(|it| format!("Fires after {} · ", words::span(it)))}
            <Show when=move || evaluated.get() fallback=|| "Not evaluated yet">
                "Evaluated " <Time at=Signal::derive(move || last.get().unwrap_or_default()) /> {took}
                {samples}
            </Show>
        </p>
    }
}

/// Labels, each a chip; nothing where there are none.
pub(super) fn label_chips(labels: BTreeMap<String, String>) -> Option<AnyView> {
    let chip = |(name, value): (String, String)| {
        view! {
            <li>
                <code class="mono running-label">{name} "=" {value}</code>
            </li>
        }
    };
    let is_empty = labels.is_empty();
    let chips = labels.into_iter().map(chip).collect_view();
    (!is_empty).then(|| view! { <ul class="running-labels" aria-label="Labels">{chips}</ul> }.into_any())
}
