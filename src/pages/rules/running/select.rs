//! Which groups and rules are shown. Pure.

use keyhouse_model::rule_file::{Health, RunningGroup, RunningRule};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What tells a group from the others: `vmalert` takes a name only once in a file.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct GroupKey {
    pub(super) file: String,
    pub(super) name: String,
}

impl GroupKey {
    pub(super) fn of(group: &RunningGroup) -> Self {
        Self { file: group.file.clone(), name: group.name.clone() }
    }
}

/// What tells a rule from the others of its group, whatever stands before it: its name, and which it is among those of
/// that name, from 1.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct RuleKey {
    pub(super) name: String,
    pub(super) nth: usize,
}

/// The keys of a group's rules, in their order.
pub(super) fn rule_keys(group: &RunningGroup) -> Vec<RuleKey> {
    let mut seen = HashMap::<&str, usize>::new();
    let key = |rule: &'_ RunningRule, nth: usize| RuleKey { name: rule.name.clone(), nth };
    let mut keys = Vec::with_capacity(group.rules.len());
    for rule in &group.rules {
        let nth = seen.entry(&rule.name).or_default();
        *nth += 1;
        keys.push(key(rule, *nth));
    }
    keys
}

/// Which rules are let through by the way they stand.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Only {
    #[default]
    All,
    Firing,
    Pending,
    Failing,
}

impl Only {
    pub(super) const EACH: [Self; 4] = [Self::All, Self::Firing, Self::Pending, Self::Failing];

    /// The word in the URL; all of them need none.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Firing => "firing",
            Self::Pending => "pending",
            Self::Failing => "failing",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Firing => "Firing",
            Self::Pending => "Pending",
            Self::Failing => "Failing",
        }
    }

    /// Reads the word in the URL; what is not known lets all through.
    pub(super) fn parse(word: &str) -> Self {
        Self::EACH.into_iter().find(|it| it.word() == word).unwrap_or_default()
    }

    fn fits(self, rule: &RunningRule) -> bool {
        match self {
            Self::All => true,
            Self::Firing => rule.firing > 0,
            Self::Pending => rule.pending > 0,
            Self::Failing => rule.health == Health::Error,
        }
    }
}

/// A group with those of its rules that are shown, by their place in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    pub(super) group: Arc<RunningGroup>,
    pub(super) rules: Vec<(RuleKey, usize)>,
}

impl Shown {
    /// The rule of this key, if it is shown.
    pub(super) fn rule(&self, key: &RuleKey) -> Option<&RunningRule> {
        let (_, place) = self.rules.iter().find(|(it, _)| it == key)?;
        self.group.rules.get(*place)
    }
}

/// What is shown, and what each filter would show.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Selection {
    /// The groups, in their order.
    pub(super) order: Vec<GroupKey>,
    pub(super) groups: HashMap<GroupKey, Shown>,
    /// How many rules there are of each of [`Only::EACH`].
    pub(super) counts: [usize; Only::EACH.len()],
}

impl Selection {
    /// The groups and rules that match `text` and stand as `only` says. A group whose own name or file matches is shown
    /// with all its rules.
    pub(super) fn new(groups: &[Arc<RunningGroup>], text: &str, only: Only) -> Self {
        let text = text.trim().to_lowercase();
        let mut selection = Self::default();
        for group in groups {
            let whole = has(&group.name, &text) || has(&group.file, &text);
            let found: Vec<_> = (rule_keys(group).into_iter().enumerate())
                .map(|(place, key)| (key, place))
                .filter(|(_, place)| {
                    whole || group.rules.get(*place).is_some_and(|rule| matches(rule, &text))
                })
                .collect();
            selection.add(group, found, only);
        }
        selection
    }

    fn add(&mut self, group: &Arc<RunningGroup>, found: Vec<(RuleKey, usize)>, only: Only) {
        let fits = |only: Only, place: usize| group.rules.get(place).is_some_and(|rule| only.fits(rule));
        for (count, of) in self.counts.iter_mut().zip(Only::EACH) {
            *count += found.iter().filter(|(_, place)| fits(of, *place)).count();
        }
        let rules: Vec<_> = found.into_iter().filter(|(_, place)| fits(only, *place)).collect();
        if !rules.is_empty() {
            let key = GroupKey::of(group);
            self.order.push(key.clone());
            self.groups.insert(key, Shown { group: Arc::clone(group), rules });
        }
    }

    /// How many rules are shown.
    pub(super) fn rules(&self) -> usize {
        self.groups.values().map(|it| it.rules.len()).sum()
    }
}

fn has(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(part)
}

fn matches(rule: &RunningRule, text: &str) -> bool {
    let labelled = |labels: &BTreeMap<String, String>| {
        labels.iter().any(|(name, value)| has(&format!("{name}={value}"), text))
    };
    has(&rule.name, text)
        || has(&rule.expr, text)
        || labelled(&rule.labels)
        || rule.alerts.iter().any(|alert| labelled(&alert.labels))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    fn group(name: &str, file: &str, rules: &Value) -> Arc<RunningGroup> {
        let group =
            json!({"name": name, "file": file, "interval_ms": 60_000, "health": "ok", "rules": rules});
        Arc::new(serde_json::from_value(group).unwrap())
    }

    fn rule(name: &str, expr: &str, firing: u32, health: &str) -> Value {
        json!({"kind": "alert", "name": name, "expr": expr, "labels": {"severity": "page"}, "health": health,
            "state": if firing > 0 { "firing" } else { "inactive" }, "firing": firing, "pending": 0})
    }

    fn groups() -> Vec<Arc<RunningGroup>> {
        vec![
            group(
                "node",
                "infra.yml",
                &json!([rule("Down", "up == 0", 2, "ok"), rule("Full", "disk > 0.9", 0, "ok")]),
            ),
            group("shop", "slo.yml", &json!([rule("Slow", "rate(Errors[5m]) > 1", 0, "error")])),
        ]
    }

    fn names(text: &str, only: Only) -> Vec<String> {
        let selection = Selection::new(&groups(), text, only);
        let of = |key: &GroupKey| selection.groups[key].rules.iter().map(|(key, _)| key.name.clone());
        selection.order.iter().flat_map(of).collect()
    }

    #[test]
    fn rules_are_found_by_group_file_name_label_and_expression() {
        for (text, found) in [
            ("", &["Down", "Full", "Slow"][..]),
            (" NODE ", &["Down", "Full"]),
            ("slo.yml", &["Slow"]),
            ("full", &["Full"]),
            ("errors[", &["Slow"]),
            ("severity=pa", &["Down", "Full", "Slow"]),
            ("nothing", &[]),
        ] {
            assert_eq!(names(text, Only::All), found, "{text}");
        }
    }

    #[test]
    fn alerts_are_found_by_their_own_labels() {
        let mut down = rule("Down", "up == 0", 1, "ok");
        down["alerts"] = json!([{"state": "firing", "labels": {"instance": "db-7"}, "value": "0"}]);
        let groups = [group("node", "infra.yml", &json!([down, rule("Full", "disk > 1", 0, "ok")]))];
        assert_eq!(Selection::new(&groups, "db-7", Only::All).rules(), 1);
    }

    #[test]
    fn the_state_is_a_filter_and_every_filter_says_how_many() {
        assert_eq!(names("", Only::Firing), ["Down"]);
        assert_eq!(names("", Only::Failing), ["Slow"]);
        assert_eq!(names("", Only::Pending), [""; 0]);
        assert_eq!(Selection::new(&groups(), "", Only::Firing).counts, [3, 1, 0, 1]);
        assert_eq!(Selection::new(&groups(), "node", Only::Failing).counts, [2, 1, 0, 0]);
    }

    #[test]
    fn rules_of_one_name_are_told_apart_by_their_order() {
        let twice = json!([
            rule("Down", "a > 0", 0, "ok"),
            rule("Full", "b > 0", 0, "ok"),
            rule("Down", "c > 0", 0, "ok")
        ]);
        let group = group("node", "infra.yml", &twice);
        let keys: Vec<_> = rule_keys(&group).into_iter().map(|key| (key.name, key.nth)).collect();
        assert_eq!(keys, [("Down".to_owned(), 1), ("Full".to_owned(), 1), ("Down".to_owned(), 2)]);
        let selection = Selection::new(&[group], "c > 0", Only::All);
        let shown = &selection.groups[&selection.order[0]];
        assert_eq!(shown.rule(&RuleKey { name: "Down".into(), nth: 2 }).unwrap().expr, "c > 0");
        assert!(shown.rule(&RuleKey { name: "Down".into(), nth: 1 }).is_none(), "it is not shown");
    }

    #[test]
    fn the_words_in_the_url_are_read_back() {
        for only in Only::EACH {
            assert_eq!(Only::parse(only.word()), only);
        }
        assert_eq!(Only::parse("sleeping"), Only::All);
    }
}
