//! Which alerts that fire now resolve when a file gets another text. Pure.

use keyhouse_model::rule_file::{RunningGroup, RunningRule};
use keyhouse_model::rules::RuleKind;
use keyhouse_model::rules::diff::{Change, Diff, RuleDiff};

/// How many alerts fire in the groups of a file.
pub(super) fn firing(file: &str, running: &[RunningGroup]) -> u32 {
    let groups = running.iter().filter(|group| group.file == file);
    groups.flat_map(|group| &group.rules).map(|rule| rule.firing).sum()
}

/// How many alerts of `file` fire now and resolve by what `diff` says.
pub(super) fn resolving(diff: &Diff, file: &str, running: &[RunningGroup]) -> u32 {
    let mut resolving = 0;
    for group in &diff.groups {
        let here = running.iter().find(|it| it.file == file && it.name == group.name);
        let Some(here) = here else { continue };
        let mut left: Vec<&RunningRule> =
            here.rules.iter().filter(|rule| rule.kind == RuleKind::Alert).collect();
        for rule in group.rules.iter().filter(|rule| rule.resolves) {
            if let Some(at) = running_as(rule, &left) {
                resolving += left.remove(at).firing;
            }
        }
    }
    resolving
}

/// Which of the running rules it is. What runs has the labels of the group and of the server besides its own, so those
/// of the rule have to be among them; the one that has the fewest others is meant.
fn running_as(rule: &RuleDiff, running: &[&RunningRule]) -> Option<usize> {
    let named: Vec<usize> = (0..running.len()).filter(|at| running[*at].name == rule.name).collect();
    let fits = |at: &usize| {
        rule.labels.iter().all(|(name, value)| running[*at].labels.get(name).is_some_and(|it| it == value))
    };
    let best = named.iter().copied().filter(fits).min_by_key(|at| running[*at].labels.len());
    // A changed rule is known by its new labels, which what runs need not have yet.
    let only = (rule.change == Change::Changed && named.len() == 1).then(|| named.first().copied()).flatten();
    best.or(only)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use keyhouse_model::rules::diff::GroupDiff;
    use serde_json::json;

    fn running(rules: &[(&str, &str, u32)]) -> Vec<RunningGroup> {
        let rules: Vec<_> = rules
            .iter()
            .map(|(name, severity, firing)| {
                json!({ "kind": "alert", "name": name, "expr": "up == 0", "health": "ok", "firing": firing, "pending": 0,
                        "labels": { "severity": severity, "cluster": "eu" } })
            })
            .collect();
        let group =
            json!({ "name": "g", "file": "a.yml", "interval_ms": 60_000, "health": "ok", "rules": rules });
        vec![serde_json::from_value(group).unwrap()]
    }

    fn gone(name: &str, severity: &str, change: Change, resolves: bool) -> RuleDiff {
        let labels = if severity.is_empty() { vec![] } else { vec![("severity".into(), severity.into())] };
        RuleDiff {
            kind: RuleKind::Alert,
            name: name.into(),
            labels: labels.into_iter().collect(),
            change,
            fields: Vec::new(),
            resolves,
        }
    }

    fn diff(rules: Vec<RuleDiff>) -> Diff {
        let group = GroupDiff { name: "g".into(), change: Change::Changed, fields: Vec::new(), rules };
        Diff { groups: vec![group] }
    }

    #[test]
    fn a_rule_is_found_by_its_name_and_labels_in_its_own_file_only() {
        let running = running(&[("Down", "page", 3), ("Down", "warn", 4), ("Slow", "page", 1)]);
        let one = diff(vec![gone("Down", "warn", Change::Removed, true)]);
        assert_eq!(resolving(&one, "a.yml", &running), 4);
        assert_eq!(resolving(&one, "b.yml", &running), 0);
        assert_eq!(firing("a.yml", &running), 8);
        let both = diff(vec![
            gone("Down", "warn", Change::Removed, true),
            gone("Down", "page", Change::Removed, true),
        ]);
        assert_eq!(resolving(&both, "a.yml", &running), 7);
    }

    #[test]
    fn what_goes_on_as_it_is_does_not_resolve() {
        let running = running(&[("Down", "page", 3)]);
        let changed = diff(vec![gone("Down", "page", Change::Changed, false)]);
        assert_eq!(resolving(&changed, "a.yml", &running), 0);
        let added = diff(vec![gone("Down", "other", Change::Added, false)]);
        assert_eq!(resolving(&added, "a.yml", &running), 0);
    }

    #[test]
    fn a_rule_with_other_labels_than_before_is_still_the_one_of_that_name() {
        let changed = diff(vec![gone("Down", "new", Change::Changed, true)]);
        assert_eq!(resolving(&changed, "a.yml", &running(&[("Down", "page", 3)])), 3);
        let two = running(&[("Down", "page", 3), ("Down", "warn", 4)]);
        assert_eq!(resolving(&changed, "a.yml", &two), 0, "which of the two can't be told");
    }
}
