//! Filters that a person keeps under a name, in this browser.

use super::filter;
use crate::web::storage::{self, StorageError};
use keyhouse_model::key_value::last_four_within;
use serde::{Deserialize, Serialize};

const KEY: &str = "keyhouse.audit-filters";
/// How many characters a name may have.
const MAX_NAME_CHARS: usize = 64;
/// How many are kept at most.
const MOST: usize = 50;

/// A filter with its name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct SavedFilter {
    /// What a person calls it.
    pub(super) name: String,
    /// What is in the URL, by its names.
    values: Vec<(String, String)>,
}

impl SavedFilter {
    /// The filter of the URL under a name. A key's value that somebody wrote there is cut to its last four characters,
    /// as it is in the URL of a search: storage is no place for a secret.
    pub(super) fn of_url(name: &str, value: impl Fn(&str) -> String) -> Self {
        let bare = |text: String| last_four_within(&text).unwrap_or(text);
        let values = filter::NAMES.into_iter().map(|name| (name.to_owned(), bare(value(name))));
        let values = values.filter(|(_, value)| !value.is_empty()).collect();
        Self { name: bare(name.trim().to_owned()), values }
    }

    /// The value of a name in the URL; empty where it has none.
    pub(super) fn value(&self, name: &str) -> String {
        let found = self.values.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// Whether it would let everything through.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// Why a filter can't be saved under this name; `None` if it can.
pub(super) fn problem(name: &str, kept: &[SavedFilter]) -> Option<String> {
    let name = name.trim();
    if name.is_empty() {
        Some("Give it a name.".to_owned())
    } else if name.chars().count() > MAX_NAME_CHARS {
        Some(format!("Use at most {MAX_NAME_CHARS} characters."))
    } else if kept.len() >= MOST && kept.iter().all(|it| it.name != name) {
        Some(format!("{MOST} filters are kept at most. Delete one that you no longer need."))
    } else {
        None
    }
}

/// Those that are kept, by name. What is there but can't be read counts as nothing.
pub(super) fn kept() -> Vec<SavedFilter> {
    let text = storage::get(KEY).ok().flatten().unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Keeps one, in the place of another one of its name.
pub(super) fn keep(filter: SavedFilter) -> Result<Vec<SavedFilter>, StorageError> {
    let mut all = without(&filter.name);
    all.push(filter);
    all.sort_by_key(|it| it.name.to_lowercase());
    write(all)
}

/// Forgets the one of this name.
pub(super) fn forget(name: &str) -> Result<Vec<SavedFilter>, StorageError> {
    write(without(name))
}

fn without(name: &str) -> Vec<SavedFilter> {
    let mut all = kept();
    all.retain(|it| it.name != name);
    all
}

fn write(all: Vec<SavedFilter>) -> Result<Vec<SavedFilter>, StorageError> {
    // Texts only: they can always be written.
    storage::set(KEY, &serde_json::to_string(&all).unwrap_or_default())?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_set_is_kept_and_never_a_secret() {
        let pasted = "khk_0123456789012345678901234567890123456789012abcdef";
        let url = |name: &str| match name {
            "action" => "secrets".to_owned(),
            "q" => pasted.to_owned(),
            "event" => "an event".to_owned(),
            _ => String::new(),
        };
        let saved = SavedFilter::of_url(&format!(" {pasted} "), url);
        assert_eq!((saved.value("action").as_str(), saved.value("q").as_str()), ("secrets", "cdef"));
        assert_eq!((saved.value("event"), saved.name), (String::new(), "cdef".to_owned()));
        assert!(SavedFilter::of_url("all", |_| String::new()).is_empty());
    }

    #[test]
    fn names_are_needed_and_short() {
        let full: Vec<_> =
            (0..MOST).map(|n| SavedFilter { name: n.to_string(), values: Vec::new() }).collect();
        assert!(problem(" ", &[]).is_some() && problem(&"x".repeat(65), &[]).is_some());
        assert!(problem("new", &full).is_some());
        assert_eq!(problem("7", &full), None, "one of that name is replaced");
        assert_eq!(problem("x", &[]), None);
    }
}
