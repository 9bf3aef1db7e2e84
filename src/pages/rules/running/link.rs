//! The address of one rule. It names the group and the rule, never a line: it still leads there after the file was
//! saved anew.

use super::select::{GroupKey, RuleKey, rule_keys};
use crate::components::query::Query;
use crate::route::Route;
use keyhouse_model::rule_file::RunningGroup;
use std::sync::Arc;

/// The names in the URL.
const NAMES: [&str; 3] = ["group", "rule", "nth"];

/// What a link to a rule says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct RuleLink {
    pub(super) group: String,
    pub(super) rule: String,
    /// Which of the rules of that name it is, from 1.
    nth: usize,
}

impl RuleLink {
    /// The link to a rule of a group.
    pub(super) fn to(group: &GroupKey, rule: &RuleKey) -> Self {
        Self { group: group.name.clone(), rule: rule.name.clone(), nth: rule.nth }
    }

    /// The rule that the URL leads to, if it leads to one. Follows the URL.
    pub(super) fn of(query: Query) -> Option<Self> {
        let [group, rule, nth] = NAMES.map(|name| query.get(name));
        let leads = !group.is_empty() && !rule.is_empty();
        leads.then(|| Self { group, rule, nth: nth.parse().unwrap_or(1) })
    }

    /// Takes it out of the URL.
    pub(super) fn forget(query: Query) {
        query.replace(&NAMES.map(|name| (name, "")));
    }

    /// Path and query; what is filtered is not part of it.
    pub(super) fn path(&self, page: Route) -> String {
        let nth = if self.nth > 1 { self.nth.to_string() } else { String::new() };
        let [group, rule, which] = NAMES;
        page.with(&[("view", "running"), (group, &self.group), (rule, &self.rule), (which, &nth)])
    }

    /// Where the rule is now. A file may have been renamed since, so that it is not asked for.
    pub(super) fn find(&self, groups: &[Arc<RunningGroup>]) -> Option<(GroupKey, RuleKey)> {
        let wanted = RuleKey { name: self.rule.clone(), nth: self.nth };
        let of_name = groups.iter().filter(|group| group.name == self.group);
        let holds = |group: &&Arc<RunningGroup>| rule_keys(group).contains(&wanted);
        of_name.into_iter().find(holds).map(|group| (GroupKey::of(group), wanted.clone()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::route::DeploymentTab;
    use serde_json::json;

    fn groups(file: &str, names: &[&str]) -> Vec<Arc<RunningGroup>> {
        let rule = |name: &&str| json!({"kind": "record", "name": name, "expr": "1", "health": "ok", "firing": 0, "pending": 0});
        let rules: Vec<_> = names.iter().map(rule).collect();
        let group = json!({"name": "node", "file": file, "interval_ms": 1, "health": "ok", "rules": rules});
        vec![Arc::new(serde_json::from_value(group).unwrap())]
    }

    #[test]
    fn a_link_leads_to_the_rule_wherever_it_moved() {
        let key = |nth| RuleKey { name: "b".into(), nth };
        let link = |nth| RuleLink { group: "node".into(), rule: "b".into(), nth };
        let now = groups("renamed.yml", &["x", "b", "a", "b"]);
        assert_eq!(link(2).find(&now).unwrap().1, key(2));
        assert_eq!(link(1).find(&now).unwrap().0.file, "renamed.yml");
        assert_eq!(link(3).find(&now), None);
        assert_eq!(RuleLink { group: "other".into(), ..link(1) }.find(&now), None);
    }

    #[test]
    fn the_address_says_which_only_where_there_are_several() {
        let id = "123e4567-e89b-42d3-a456-426614174000".parse().unwrap();
        let page = Route::Deployment(id, DeploymentTab::Rules);
        let link = RuleLink { group: "node a".into(), rule: "Down".into(), nth: 1 };
        assert!(link.path(page).ends_with("/rules?view=running&group=node%20a&rule=Down"));
        assert!(RuleLink { nth: 2, ..link }.path(page).ends_with("&rule=Down&nth=2"));
    }
}
