//! What it means to put one rule file in the place of another.
//!
//! A rule is the same if its group, kind and name are; of several with one name, that with the same labels. A rule that
//! moves to another group is removed and added: `vmalert` starts it anew there.

use super::report::{GroupSummary, RuleKind, RuleSummary};
use crate::words::words;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

words! {
    /// What happens to a group or a rule.
    Change {
        /// It is new.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// Some of its fields are others.
        Changed = "changed",
    }
}

/// The groups and rules that are not as they were.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Diff {
    /// Groups in the order of the new file, then those that are gone.
    pub groups: Vec<GroupDiff>,
}

/// A group that is not as it was.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupDiff {
    /// Its name.
    pub name: String,
    /// What happens to it.
    pub change: Change,
    /// The fields of the group itself that are others; `order` if the same rules stand in another order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The rules that are not as they were.
    pub rules: Vec<RuleDiff>,
}

/// A rule that is not as it was.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleDiff {
    /// What it does.
    pub kind: RuleKind,
    /// Its name.
    pub name: String,
    /// Its labels: the new ones, of a removed rule the old ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// What happens to it.
    pub change: Change,
    /// The fields that are others: `expr`, `for`, `labels.severity`, `annotations.summary`, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Whether its alerts that fire now resolve: it is gone, or `vmalert` takes it for another rule since its expression
    /// or its labels are others.
    pub resolves: bool,
}

impl Diff {
    /// Whether both files mean the same.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// How many rules are added, removed or changed.
    pub fn rules(&self, change: Change) -> usize {
        self.groups.iter().flat_map(|group| &group.rules).filter(|rule| rule.change == change).count()
    }
}

/// Compares two files by what [`super::check`] read in them.
pub fn diff(old: &[GroupSummary], new: &[GroupSummary]) -> Diff {
    let old_by_name: BTreeMap<&str, &GroupSummary> =
        old.iter().map(|group| (group.name.as_str(), group)).collect();
    let new_names: BTreeSet<&str> = new.iter().map(|group| group.name.as_str()).collect();
    let mut groups: Vec<GroupDiff> = Vec::new();
    for group in new {
        match old_by_name.get(group.name.as_str()) {
            Some(before) => groups.extend(group_diff(before, group)),
            None => groups.push(whole(group, Change::Added)),
        }
    }
    let gone = old.iter().filter(|group| !new_names.contains(group.name.as_str()));
    groups.extend(gone.map(|group| whole(group, Change::Removed)));
    Diff { groups }
}

fn whole(group: &GroupSummary, change: Change) -> GroupDiff {
    let rules = group.rules.iter().map(|rule| rule_diff(rule, change, Vec::new())).collect();
    GroupDiff { name: group.name.clone(), change, fields: Vec::new(), rules }
}

fn rule_diff(rule: &RuleSummary, change: Change, fields: Vec<String>) -> RuleDiff {
    let anew = fields.iter().any(|field| field == "expr" || field.starts_with("labels."));
    let resolves = rule.kind == RuleKind::Alert && (change == Change::Removed || anew);
    RuleDiff {
        kind: rule.kind,
        name: rule.name.clone(),
        labels: rule.labels.clone(),
        change,
        fields,
        resolves,
    }
}

fn group_diff(old: &GroupSummary, new: &GroupSummary) -> Option<GroupDiff> {
    let mut fields = Vec::new();
    if old.interval != new.interval {
        fields.push("interval".to_owned());
    }
    fields.extend(changed_keys(&old.settings, &new.settings, ""));
    let pairs = pair(&old.rules, &new.rules);
    let mut rules = Vec::new();
    let mut taken = BTreeSet::new();
    for (rule, before) in new.rules.iter().zip(&pairs) {
        match before {
            Some(before) => {
                taken.insert(*before);
                let changed = changed_fields(&old.rules[*before], rule);
                if !changed.is_empty() {
                    rules.push(rule_diff(rule, Change::Changed, changed));
                }
            }
            None => rules.push(rule_diff(rule, Change::Added, Vec::new())),
        }
    }
    let gone = old.rules.iter().enumerate().filter(|(index, _)| !taken.contains(index));
    rules.extend(gone.map(|(_, rule)| rule_diff(rule, Change::Removed, Vec::new())));
    let kept: Vec<usize> = pairs.iter().flatten().copied().collect();
    if !kept.is_sorted() {
        fields.push("order".to_owned());
    }
    let same = fields.is_empty() && rules.is_empty();
    (!same).then(|| GroupDiff { name: new.name.clone(), change: Change::Changed, fields, rules })
}

/// For each new rule, which of the old ones it was.
fn pair(old: &[RuleSummary], new: &[RuleSummary]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; new.len()];
    let mut left: BTreeSet<usize> = (0..old.len()).collect();
    // First those of which labels and expression are the same, then the labels, then what is left in its order.
    for (labels, expr) in [(true, true), (true, false), (false, false)] {
        let key = |rule: &'_ RuleSummary| {
            let labels = labels.then(|| rule.labels.clone());
            (rule.kind.as_str(), rule.name.clone(), labels, expr.then(|| rule.expr.clone()))
        };
        let mut waiting: BTreeMap<_, VecDeque<usize>> = BTreeMap::new();
        for index in &left {
            waiting.entry(key(&old[*index])).or_default().push_back(*index);
        }
        for (rule, before) in new.iter().zip(&mut pairs).filter(|(_, before)| before.is_none()) {
            *before = waiting.get_mut(&key(rule)).and_then(VecDeque::pop_front);
            before.inspect(|index| {
                left.remove(index);
            });
        }
    }
    pairs
}

fn changed_fields(old: &RuleSummary, new: &RuleSummary) -> Vec<String> {
    let mut fields = Vec::new();
    if old.expr != new.expr {
        fields.push("expr".to_owned());
    }
    fields.extend(changed_keys(&old.settings, &new.settings, ""));
    fields.extend(changed_keys(&old.labels, &new.labels, "labels."));
    fields.extend(changed_keys(&old.annotations, &new.annotations, "annotations."));
    fields
}

fn changed_keys(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>, prefix: &str) -> Vec<String> {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changed = keys.into_iter().filter(|key| old.get(*key) != new.get(*key));
    changed.map(|key| format!("{prefix}{key}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Options, check};

    fn of(old: &str, new: &str) -> Diff {
        let groups = |text: &str| check(text, &Options::default()).groups;
        diff(&groups(old), &groups(new))
    }

    fn file(rules: &str) -> String {
        format!("groups:\n  - name: g\n    interval: 1m\n    rules:\n{rules}")
    }

    const A: &str =
        "      - {alert: A, expr: up == 0, for: 5m, labels: {severity: x}, annotations: {s: t}}\n";
    const B: &str = "      - {record: \"a:b\", expr: sum(up)}\n";

    /// `group change fields: kind name change fields, …`
    fn words(diff: &Diff) -> Vec<String> {
        let rule = |rule: &RuleDiff| {
            let resolves = if rule.resolves { " resolves" } else { "" };
            format!(
                "{} {} {} {:?}{resolves}",
                rule.kind.as_str(),
                rule.name,
                rule.change.as_str(),
                rule.fields
            )
        };
        let group = |group: &GroupDiff| {
            let rules: Vec<String> = group.rules.iter().map(rule).collect();
            format!("{} {} {:?}: {}", group.name, group.change.as_str(), group.fields, rules.join(", "))
        };
        diff.groups.iter().map(group).collect()
    }

    #[test]
    fn the_same_meaning_is_no_difference() {
        let other = "# a comment\ngroups: [{interval: 1m, name: g, rules: [{for: \"5m\", expr: 'up == 0', alert: A, labels: \
                     {severity: x}, annotations: {s: t}}, {record: 'a:b', expr: sum(up)}]}]";
        assert!(of(&file(&format!("{A}{B}")), other).is_empty());
    }

    #[test]
    fn groups_and_rules_come_and_go() {
        let old = file(A);
        let new = old.replace("name: g", "name: h");
        let diff = of(&old, &new);
        assert_eq!(
            words(&diff),
            ["h added []: alert A added []", "g removed []: alert A removed [] resolves"]
        );
        assert_eq!((diff.rules(Change::Added), diff.rules(Change::Removed)), (1, 1));
        assert_eq!(words(&of(&file(A), &file(&format!("{A}{B}")))), ["g changed []: record a:b added []"]);
        assert_eq!(words(&of(&file(&format!("{A}{B}")), &file(A))), ["g changed []: record a:b removed []"]);
    }

    #[test]
    fn a_changed_rule_says_what_changed_and_whether_its_alerts_resolve() {
        let changed = |from: &str, to: &str| words(&of(&file(A), &file(&A.replace(from, to))));
        assert_eq!(changed("5m", "6m"), [r#"g changed []: alert A changed ["for"]"#]);
        assert_eq!(
            changed("s: t", "u: t"),
            [r#"g changed []: alert A changed ["annotations.s", "annotations.u"]"#]
        );
        assert_eq!(changed("== 0", "< 1"), [r#"g changed []: alert A changed ["expr"] resolves"#]);
        assert_eq!(changed("x}", "y}"), [r#"g changed []: alert A changed ["labels.severity"] resolves"#]);
        assert_eq!(
            changed("alert", "record"),
            [r#"g changed []: record A added [], alert A removed [] resolves"#]
        );
        let interval = of(&file(A), &file(A).replace("1m", "2m"));
        assert_eq!(words(&interval), [r#"g changed ["interval"]: "#]);
    }

    #[test]
    fn rules_of_one_name_find_their_like() {
        let rule = |severity: &str, expr: &str| {
            format!("      - {{alert: A, expr: {expr}, for: 5m, labels: {{severity: {severity}}}}}\n")
        };
        let old = file(&(rule("x", "a > 1") + &rule("y", "a > 2")));
        let new = file(&(rule("y", "a > 2") + &rule("x", "a > 3")));
        assert_eq!(words(&of(&old, &new)), [r#"g changed ["order"]: alert A changed ["expr"] resolves"#]);
        let fewer = file(&rule("z", "a > 2"));
        assert_eq!(
            words(&of(&old, &fewer)),
            [
                r#"g changed []: alert A changed ["expr", "labels.severity"] resolves, alert A removed [] resolves"#
            ]
        );
    }
}
