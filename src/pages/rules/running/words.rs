//! What the state of groups, rules and alerts is called, and texts of theirs. Pure.

use crate::format::time::elapsed;
use crate::ui::badge::Tone;
use chrono::TimeDelta;
use keyhouse_model::rule_file::{AlertState, Health, RunningGroup, RunningRule};
use keyhouse_model::rules::RuleKind;

/// A word and what it means.
pub(super) type Said = (String, Tone);

/// What a rule does.
pub(super) fn kind(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Alert => "Alert",
        RuleKind::Record => "Record",
    }
}

/// How an alert stands.
pub(super) fn alert(state: AlertState) -> (&'static str, Tone) {
    match state {
        AlertState::Firing => ("Firing", Tone::Bad),
        AlertState::Pending => ("Pending", Tone::Warn),
        AlertState::Inactive => ("Inactive", Tone::Neutral),
    }
}

/// How a rule stands: what is wrong first.
pub(super) fn rule(rule: &RunningRule) -> Vec<Said> {
    let quiet = match (rule.health, rule.kind) {
        (Health::Unknown, _) => ("Not evaluated yet", Tone::Info),
        (_, RuleKind::Alert) => ("Inactive", Tone::Neutral),
        (_, RuleKind::Record) => ("Ok", Tone::Ok),
    };
    let failing = (rule.health == Health::Error).then(|| ("Failing".to_owned(), Tone::Bad));
    said(failing, u64::from(rule.firing), u64::from(rule.pending), quiet)
}

/// How the rules of a group stand: what is wrong first.
pub(super) fn group(group: &RunningGroup) -> Vec<Said> {
    let quiet = match group.health {
        Health::Unknown => ("Not evaluated yet", Tone::Info),
        Health::Ok | Health::Error => ("Ok", Tone::Ok),
    };
    let failing = group.rules.iter().filter(|rule| rule.health == Health::Error).count();
    let failing = (group.health == Health::Error).then(|| (format!("{} failing", failing.max(1)), Tone::Bad));
    let sum = |of: fn(&RunningRule) -> u32| group.rules.iter().map(|rule| u64::from(of(rule))).sum();
    said(failing, sum(|rule| rule.firing), sum(|rule| rule.pending), quiet)
}

fn said(failing: Option<Said>, firing: u64, pending: u64, quiet: (&str, Tone)) -> Vec<Said> {
    let firing = (firing > 0).then(|| (format!("{firing} firing"), Tone::Bad));
    let pending = (pending > 0).then(|| (format!("{pending} pending"), Tone::Warn));
    let all: Vec<_> = [failing, firing, pending].into_iter().flatten().collect();
    if all.is_empty() { vec![(quiet.0.to_owned(), quiet.1)] } else { all }
}

/// A span in milliseconds: `30 s`, `500 ms`.
pub(super) fn span(millis: u64) -> String {
    elapsed(TimeDelta::milliseconds(i64::try_from(millis).unwrap_or(i64::MAX / 1000)))
}

/// How long an evaluation took, given in microseconds: `420 µs`, `18 ms`.
pub(super) fn took(micros: u64) -> String {
    if micros < 1000 { format!("{micros} µs") } else { span(micros / 1000) }
}

/// A part of a text for people.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Part {
    Text(String),
    /// An address of the web, to be followed.
    Link(String),
}

/// A text with the addresses in it. Only `http` and `https` are links: what else an annotation holds stays text.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        // A sentence may end behind an address.
        let address = bare.trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '"', '\'']);
        let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        if host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric() || c == '[')) {
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::Link(address.to_owned()));
            plain.push_str(word.get(address.len()..).unwrap_or_default());
        } else {
            plain.push_str(word);
        }
    }
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn rule_of(kind: &str, health: &str, firing: u32, pending: u32) -> RunningRule {
        let text = json!({"kind": kind, "name": "a", "expr": "1", "health": health, "firing": firing, "pending": pending});
        serde_json::from_value(text).unwrap()
    }

    #[test]
    fn what_is_wrong_with_a_rule_comes_first() {
        let words = |it: RunningRule| rule(&it).into_iter().map(|(word, _)| word).collect::<Vec<_>>();
        assert_eq!(words(rule_of("alert", "error", 2, 1)), ["Failing", "2 firing", "1 pending"]);
        assert_eq!(words(rule_of("alert", "ok", 0, 0)), ["Inactive"]);
        assert_eq!(words(rule_of("record", "ok", 0, 0)), ["Ok"]);
        assert_eq!(words(rule_of("record", "unknown", 0, 0)), ["Not evaluated yet"]);
    }

    #[test]
    fn a_group_counts_what_its_rules_say() {
        let rules = [rule_of("alert", "error", 2, 0), rule_of("alert", "ok", 1, 3)];
        let all = json!({"name": "g", "file": "f", "interval_ms": 1, "health": "error", "rules": rules});
        let words: Vec<_> =
            group(&serde_json::from_value(all).unwrap()).into_iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["1 failing", "3 firing", "3 pending"]);
    }

    #[test]
    fn spans_have_the_unit_that_fits() {
        assert_eq!([took(420), took(18_400), took(1_200_000)], ["420 µs", "18 ms", "1.2 s"]);
        assert_eq!([span(500), span(90_000)], ["500 ms", "1 min 30 s"]);
        assert!(!span(u64::MAX).is_empty());
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        let link = |text: &str| Part::Link(text.to_owned());
        let text = |text: &str| Part::Text(text.to_owned());
        assert_eq!(
            parts("See https://runbooks.example.com/a?b=1. Then (http://x)"),
            [text("See "), link("https://runbooks.example.com/a?b=1"), text(". Then (http://x)"),]
        );
        for plain in ["javascript:alert(1)", "data:text/html,x", "https://", "//x", "https:// x", ""] {
            assert!(parts(plain).iter().all(|part| matches!(part, Part::Text(_))), "{plain}");
        }
        assert_eq!(parts("a\n b"), [text("a\n b")], "line breaks stay");
    }
}
