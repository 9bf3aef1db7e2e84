//! The choice among the views, with what needs a look in each.

use crate::components::deployment::use_deployment;
use crate::components::refresh::refresh_while;
use crate::format::number::thousands;
use crate::route::Route;
use crate::state::remote::Loader;
use crate::ui::badge::{Badge, Tone};
use crate::{api, state};
use keyhouse_model::live::LiveKind;
use keyhouse_model::rule_file::{Health, RuleFile, RuleFileState, RunningGroup};
use leptos::prelude::*;
use std::time::Duration;

/// The views, as they stand in the URL, and what they are called. The first needs no word there.
const VIEWS: [(&str, &str); 3] = [("", "Files"), ("running", "Running"), ("notifications", "Notifications")];
/// How often it is asked what fires and fails.
const EVERY: Duration = Duration::from_secs(30);

/// What needs a look.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct Counts {
    /// Rules whose last evaluation failed.
    failing: u32,
    /// Alerts that fire.
    firing: u32,
}

/// The choice.
#[component]
pub(super) fn Views(
    /// The page that the views are parts of.
    page: Route,
    /// The view that is shown.
    view: Memo<String>,
    /// The rule files.
    files: Loader<Vec<RuleFile>>,
    /// What needs a look under "Running".
    counts: RwSignal<Counts>,
) -> impl IntoView {
    let id = use_deployment().id();
    let client = StoredValue::new(state::client());
    let running = Loader::new(move || {
        let client = client.get_value();
        async move { client.send(api::rule_files::running(id)).await }
    });
    let running = running.follow(&[LiveKind::RuleFile]);
    // The view "Running" asks for the same, and more often.
    refresh_while(running, EVERY, move |_| view.get() != "running");
    // Without an answer nothing is counted; the views themselves say what is wrong.
    Effect::new(move || {
        running.with_value(|groups| counts.set(Counts::of(groups)));
    });
    let counts = Memo::new(move |_| counts.get());
    let refused = Memo::new(move |_| {
        let count =
            files.with_value(|files| files.iter().filter(|it| it.state == RuleFileState::Refused).count());
        u32::try_from(count.unwrap_or_default()).unwrap_or(u32::MAX)
    });
    let badges = move |word: &str| match word {
        "" => badge(refused.get(), "refused"),
        "running" => view! {
            {badge(counts.get().failing, "failing")}
            {badge(counts.get().firing, "firing")}
        }
        .into_any(),
        _ => ().into_any(),
    };
    let link = move |(word, label): (&'static str, &'static str)| {
        let current = move || {
            let shown = view.get();
            let known = VIEWS.iter().any(|(word, _)| *word == shown);
            (shown == word || (word.is_empty() && !known)).then_some("page")
        };
        view! {
            <a href=page.with(&[("view", word)]) aria-current=current>
                {label}
                {move || badges(word)}
            </a>
        }
    };
    view! {
        <nav class="rule-views" aria-label="Rules">
            {VIEWS.map(link).collect_view()}
        </nav>
    }
}

fn badge(number: u32, word: &str) -> AnyView {
    (number > 0)
        .then(|| view! { <Badge tone=Tone::Bad text=format!("{} {word}", thousands(number.into())) /> })
        .into_any()
}

impl Counts {
    /// What needs a look in these groups.
    pub(super) fn of<'a>(groups: impl IntoIterator<Item = &'a RunningGroup>) -> Self {
        let mut counts = Self::default();
        for rule in groups.into_iter().flat_map(|group| &group.rules) {
            counts.failing += u32::from(rule.health == Health::Error);
            counts.firing = counts.firing.saturating_add(rule.firing);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn what_fails_and_what_fires_is_counted() {
        let rule = |health: &str, firing: u32| json!({ "kind": "alert", "name": "a", "expr": "up", "health": health, "firing": firing, "pending": 9 });
        let groups = json!([
            { "name": "g", "file": "a.yml", "interval_ms": 1, "health": "error",
              "rules": [rule("ok", 2), rule("error", 0), rule("unknown", 0)] },
            { "name": "h", "file": "b.yml", "interval_ms": 1, "health": "ok", "rules": [rule("ok", 1)] },
        ]);
        let groups: Vec<RunningGroup> = serde_json::from_value(groups).unwrap();
        assert!(Counts::of(&groups) == Counts { failing: 1, firing: 3 });
    }
}
