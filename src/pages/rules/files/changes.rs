//! What it changes to put one text in the place of another: for the rules, and line by line.

use super::desk::Desk;
use super::effect::resolving;
use super::words;
use crate::components::rule_check::{Comparison, LineDiff};
use crate::format::number::thousands;
use crate::ui::badge::{Badge, Tone};
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use keyhouse_model::rules::RuleKind;
use keyhouse_model::rules::diff::{Change, Diff, GroupDiff, RuleDiff};
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

/// How many rules are listed.
const MOST_RULES: usize = 200;

/// What is known of a change.
#[derive(Clone, PartialEq)]
pub(super) struct Known {
    /// The comparison.
    pub(super) comparison: Comparison,
    /// How many firing alerts resolve; nothing if it can't be told.
    pub(super) resolving: Option<u32>,
}

/// Compares two texts of a file, and sees which alerts fire.
pub(super) async fn compare(desk: Desk, name: &str, old: String, new: String) -> Result<Known, String> {
    let comparison = desk.checker.compare(old, new).await?;
    let running = desk.running().await;
    let resolving = running.map(|running| resolving(&comparison.meaning, name, &running));
    Ok(Known { comparison, resolving })
}

/// The change, as soon as it is known.
#[component]
pub(super) fn Changes(
    /// What the parts of the view share.
    desk: Desk,
    /// The file.
    name: String,
    /// The text as it is.
    old: String,
    /// The text as it will be.
    new: String,
) -> impl IntoView {
    let known = RwSignal::new(None);
    spawn_local_scoped_with_cancellation(async move {
        known.set(Some(compare(desk, &name, old, new).await));
    });
    move || match known.get() {
        None => view! { <Skeleton shape=Shape::Lines(6) label="Comparing the texts" /> }.into_any(),
        Some(Err(why)) => view! {
            <Note tone=Tone::Warn>
                <p>"What this changes can’t be shown. " {why}</p>
            </Note>
        }
        .into_any(),
        Some(Ok(known)) => whole(known),
    }
}

fn whole(known: Known) -> AnyView {
    let Known { comparison, resolving } = known;
    let Comparison { lines, left_out, meaning } = comparison;
    view! {
        <p class="strong" role="status">{words::meaning(&meaning, resolving)}</p>
        {resolving
            .is_none()
            .then(|| view! { <p class="muted small">"Which alerts fire now could not be found out."</p> })}
        {rules(&meaning)}
        {lines_view(lines, left_out)}
    }
    .into_any()
}

/// The groups and rules that change.
fn rules(meaning: &Diff) -> AnyView {
    if meaning.is_empty() {
        return ().into_any();
    }
    let all: usize = meaning.groups.iter().map(|group| group.rules.len()).sum();
    let mut left = MOST_RULES;
    let groups: Vec<_> = meaning
        .groups
        .iter()
        .map(|group| {
            let shown = &group.rules[..group.rules.len().min(left)];
            left -= shown.len();
            group_view(group, shown)
        })
        .collect();
    let rest = all.saturating_sub(MOST_RULES);
    view! {
        <ul class="rule-changes">{groups}</ul>
        {(rest > 0)
            .then(|| {
                let rest = thousands(u64::try_from(rest).unwrap_or(u64::MAX));
                view! { <p class="muted small">{format!("{rest} more rules change.")}</p> }
            })}
    }
    .into_any()
}

fn group_view(group: &GroupDiff, shown: &[RuleDiff]) -> AnyView {
    let rules = shown.iter().map(rule_view).collect_view();
    let (text, tone) = words::change(group.change);
    let whole = group.change != Change::Changed || !group.fields.is_empty();
    view! {
        <li>
            <p class="cluster">
                <span>"Group " <b>{group.name.clone()}</b></span>
                {whole.then(|| view! { <Badge tone text /> })}
                <span class="muted small">{group.fields.join(", ")}</span>
            </p>
            <ul>{rules}</ul>
        </li>
    }
    .into_any()
}

fn rule_view(rule: &RuleDiff) -> AnyView {
    let (text, tone) = words::change(rule.change);
    let kind = match rule.kind {
        RuleKind::Alert => "Alert ",
        RuleKind::Record => "Recording rule ",
    };
    view! {
        <li class="cluster">
            <Badge tone text />
            <span>{kind} <b>{rule.name.clone()}</b></span>
            <span class="muted small">{rule.fields.join(", ")}</span>
        </li>
    }
    .into_any()
}

/// The lines that differ. The signs say what the colours say.
fn lines_view(lines: Vec<LineDiff>, left_out: usize) -> AnyView {
    if lines.is_empty() {
        return view! { <p class="muted">"Both texts are the same."</p> }.into_any();
    }
    let number = |number: Option<u32>| number.map(|it| it.to_string()).unwrap_or_default();
    let row = |line: LineDiff| {
        let (class, sign, old, new, text) = match line {
            LineDiff::Same { old, new, text } => ("", "", Some(old), Some(new), text),
            LineDiff::Removed { old, text } => ("removed", "−", Some(old), None, text),
            LineDiff::Added { new, text } => ("added", "+", None, Some(new), text),
            LineDiff::Skipped { count } => {
                ("skipped", "", None, None, format!("{} lines are the same", thousands(count.into())))
            }
        };
        view! {
            <tr class=class>
                <td class="number">{number(old)}</td>
                <td class="number">{number(new)}</td>
                <td class="sign">{sign}</td>
                <td>{text}</td>
            </tr>
        }
    };
    let rows = lines.into_iter().map(row).collect_view();
    view! {
        // It scrolls, and so the keyboard must be able to get there.
        <div class="rule-diff" tabindex="0" role="region" aria-label="The lines that change">
            <table>
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">"Line before"</th>
                        <th scope="col">"Line after"</th>
                        <th scope="col">"Added or removed"</th>
                        <th scope="col">"Text"</th>
                    </tr>
                </thead>
                <tbody translate="no">{rows}</tbody>
            </table>
        </div>
        {(left_out > 0)
            .then(|| {
                let left_out = thousands(u64::try_from(left_out).unwrap_or(u64::MAX));
                view! { <p class="muted small">{format!("{left_out} more lines are not shown.")}</p> }
            })}
    }
    .into_any()
}
