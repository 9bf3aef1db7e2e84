//! What the parts of the view share: what is shown, what is open, where a link leads.

use super::link::RuleLink;
use super::select::{GroupKey, RuleKey, Selection, Shown};
use crate::components::query::Query;
use crate::route::Route;
use keyhouse_model::rule_file::RunningRule;
use leptos::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// With so many rules or fewer, all groups are open at first.
const FEW: usize = 60;

/// A rule of a group.
pub(super) type RulePlace = (GroupKey, RuleKey);

/// Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Board {
    /// The page.
    pub(super) page: Route,
    /// What stands in the URL.
    pub(super) query: Query,
    /// What is shown.
    pub(super) selection: Memo<Arc<Selection>>,
    /// The rule that the URL leads to, where it runs.
    pub(super) linked: Memo<Option<RulePlace>>,
    /// Which groups the person opened or closed.
    choices: RwSignal<HashMap<GroupKey, bool>>,
    /// The rule that the page went to, so that it goes there once.
    arrived: StoredValue<Option<RulePlace>>,
}

impl Board {
    pub(super) fn new(
        page: Route,
        query: Query,
        selection: Memo<Arc<Selection>>,
        linked: Memo<Option<RulePlace>>,
    ) -> Self {
        let choices = RwSignal::new(HashMap::new());
        Self { page, query, selection, linked, choices, arrived: StoredValue::new(None) }
    }

    /// A group as it is shown. The last that was known of it while it goes.
    pub(super) fn group(self, key: GroupKey) -> Memo<Option<Shown>> {
        Memo::new(move |last: Option<&Option<Shown>>| {
            let now = self.selection.with(|it| it.groups.get(&key).cloned());
            now.or_else(|| last.cloned().flatten())
        })
    }

    /// Whether a group is open: as the person left it; at first if a link leads into it, or if there are few rules.
    pub(super) fn is_open(self, key: &GroupKey) -> bool {
        let chosen = self.choices.with(|choices| choices.get(key).copied());
        let at_first = || {
            self.linked.with(|linked| linked.as_ref().is_some_and(|(group, _)| group == key))
                || self.selection.with(|it| it.rules() <= FEW)
        };
        chosen.unwrap_or_else(at_first)
    }

    /// Opens or closes a group.
    pub(super) fn set_open(self, key: &GroupKey, open: bool) {
        self.choices.update(|choices| choices.extend([(key.clone(), open)]));
    }

    /// Whether every group that is shown is open.
    pub(super) fn all_open(self) -> bool {
        self.selection.with(|it| it.order.iter().all(|key| self.is_open(key)))
    }

    /// Opens or closes every group that is shown.
    pub(super) fn set_all_open(self, open: bool) {
        let shown = self.selection.with_untracked(|it| it.order.clone());
        self.choices.update(|choices| choices.extend(shown.into_iter().map(|key| (key, open))));
    }

    /// Whether the page goes to this rule now: once for each link.
    pub(super) fn arrives(self, at: &RulePlace) -> bool {
        let is_new = self.arrived.with_value(|arrived| arrived.as_ref() != Some(at));
        if is_new {
            self.arrived.set_value(Some(at.clone()));
        }
        is_new
    }

    /// The address of a rule, without the origin.
    pub(super) fn path_to(self, (group, rule): &RulePlace) -> String {
        RuleLink::to(group, rule).path(self.page)
    }
}

/// A rule of a group as it is shown. The last that was known of it while it goes.
pub(super) fn rule_of(group: Memo<Option<Shown>>, key: RuleKey) -> Memo<Option<RunningRule>> {
    Memo::new(move |last: Option<&Option<RunningRule>>| {
        let now = group.with(|group| group.as_ref().and_then(|group| group.rule(&key).cloned()));
        now.or_else(|| last.cloned().flatten())
    })
}
