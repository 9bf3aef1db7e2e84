//! What is shown for what was typed. Pure.

use super::entry::{Entry, Group};
use super::pasted::Pasted;
use super::rank::Wanted;
use std::collections::BTreeMap;

/// How many of one kind are shown.
const OF_A_KIND: usize = 6;
/// How much better it is to have been chosen lately.
const LATELY: u32 = 15;

/// Entries of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) group: Group,
    pub(super) entries: Vec<Entry>,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// What fits a text; without one, where one may want to go.
    Text(Wanted),
    /// The key or token that was pasted.
    Value(Pasted),
}

/// The sections, the one with the best entry first, and the best entry of each first.
pub(super) fn select(all: &[Entry], recent: &[String], sought: &Sought) -> Vec<Section> {
    match sought {
        Sought::Text(wanted) if wanted.is_empty() => start(all, recent),
        Sought::Text(wanted) => matching(all, recent, wanted),
        Sought::Value(pasted) => {
            let entries: Vec<_> = all.iter().filter(|entry| pasted.is_of(entry)).cloned().collect();
            let group = entries.first().map(|entry| entry.group);
            group.map(|group| Section { group, entries }).into_iter().collect()
        }
    }
}

/// What stands there before anything is typed: the things themselves are too many.
fn start(all: &[Entry], recent: &[String]) -> Vec<Section> {
    let lately: Vec<_> =
        recent.iter().filter_map(|id| all.iter().find(|entry| entry.id == *id)).cloned().collect();
    let others = [Group::Pages, Group::Actions].map(|group| {
        let entries = all.iter().filter(|entry| entry.group == group && !lately.contains(entry));
        Section { group, entries: entries.cloned().collect() }
    });
    let sections = [Section { group: Group::Recent, entries: lately }].into_iter().chain(others);
    sections.filter(|section| !section.entries.is_empty()).collect()
}

fn matching(all: &[Entry], recent: &[String], wanted: &Wanted) -> Vec<Section> {
    let mut groups: BTreeMap<Group, Vec<(u32, &Entry)>> = BTreeMap::new();
    for entry in all {
        if let Some(score) = wanted.score(&entry.title, &entry.detail) {
            let lately = if recent.contains(&entry.id) { LATELY } else { 0 };
            groups.entry(entry.group).or_default().push((score + lately, entry));
        }
    }
    let mut sections: Vec<_> = groups.into_iter().map(|(group, found)| best(group, found)).collect();
    sections.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    sections.into_iter().map(|(_, section)| section).collect()
}

/// The best of one kind; of two alike the shorter, which is more of what was typed.
fn best(group: Group, mut found: Vec<(u32, &Entry)>) -> (u32, Section) {
    found.sort_by_key(|(score, entry)| (std::cmp::Reverse(*score), entry.title.len(), entry.detail.len()));
    found.truncate(OF_A_KIND);
    let score = found.first().map_or(0, |(score, _)| *score);
    (score, Section { group, entries: found.into_iter().map(|(_, entry)| entry.clone()).collect() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::api::brief::{Deployment, Key};
    use crate::components::palette::entry::{self, May};

    fn all() -> Vec<Entry> {
        let id = |n: usize| format!("123e4567-e89b-42d3-a456-{n:012}");
        let mut all = entry::pages();
        all.extend(entry::actions(May { edit: true, administer: true }));
        for (n, name) in ["prod-eu", "staging"].into_iter().enumerate() {
            all.extend(entry::deployment(&Deployment { id: id(n).parse().unwrap(), name: name.into() }));
        }
        all.extend((0..20).map(|n| {
            let (id, last_four) = (id(100 + n).parse().unwrap(), format!("aa{n:02}"));
            entry::key(&Key { id, name: format!("service-{n}"), last_four })
        }));
        all
    }

    fn titles(typed: &str, recent: &[&str]) -> Vec<(Group, Vec<String>)> {
        let recent: Vec<_> = recent.iter().map(ToString::to_string).collect();
        let sections = select(&all(), &recent, &Sought::Text(Wanted::of(typed)));
        let title = |entry: Entry| {
            if entry.detail.is_empty() { entry.title } else { format!("{} {}", entry.title, entry.detail) }
        };
        sections.into_iter().map(|it| (it.group, it.entries.into_iter().map(title).collect())).collect()
    }

    #[test]
    fn before_anything_is_typed_there_are_pages_actions_and_what_was_chosen_lately() {
        let groups =
            |found: &[(Group, Vec<String>)]| found.iter().map(|(group, _)| *group).collect::<Vec<_>>();
        assert_eq!(groups(&titles("", &[])), [Group::Pages, Group::Actions]);
        let found = titles("", &["page:/members", "key:gone"]);
        assert_eq!(found[0], (Group::Recent, vec!["Members".to_owned()]));
        assert!(!found[1].1.contains(&"Members".to_owned()), "each once");
    }

    #[test]
    fn the_best_comes_first_and_a_kind_is_not_the_whole_list() {
        assert_eq!(titles("prod", &[])[0].1[0], "prod-eu");
        assert_eq!(titles("prod rules", &[])[0].1, ["prod-eu Rules"]);
        assert_eq!(titles("service", &[])[0].1.len(), OF_A_KIND);
        assert_eq!(titles("aa07", &[])[0].1, ["service-7 …aa07"]);
        assert_eq!(titles("audit", &[])[0], (Group::Pages, vec!["Audit log".to_owned()]));
        assert!(titles("nothing like it", &[]).is_empty());
    }

    #[test]
    fn what_was_chosen_lately_comes_before_its_like() {
        let id = format!("key:123e4567-e89b-42d3-a456-{:012}", 119);
        assert_eq!(titles("service-1", &[&id])[0].1[0], "service-1 …aa01", "an exact name wins");
        assert_eq!(titles("service", &[&id])[0].1[0], "service-19 …aa19");
    }
}
