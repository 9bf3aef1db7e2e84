//! What was typed and not saved. It outlives the page: a closed tab, a lost session and a failed save take nothing away.
//!
//! A draft is kept in the browser's storage, by deployment and file; rule files are no secrets. One that is too large for
//! that is kept as long as the console is not left, which the browser then asks about.

use crate::web::{clock, storage};
use chrono::{DateTime, Utc};
use keyhouse_model::id::DeploymentId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

thread_local! {
    /// The drafts that were written since the console was opened, by their keys. Who goes elsewhere and comes back goes on
    /// with them; only older ones are asked about.
    static OF_NOW: RefCell<BTreeMap<String, Draft>> = const { RefCell::new(BTreeMap::new()) };
}

/// A text that was not saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Draft {
    /// The text.
    pub(super) text: String,
    /// The SHA-256 of the text that it began from; empty for a file that was not there.
    pub(super) base: String,
    /// When it was written, in milliseconds of Unix time.
    at: i64,
}

impl Draft {
    /// A draft of now.
    pub(super) fn new(text: String, base: String) -> Self {
        Self { text, base, at: clock::now().timestamp_millis() }
    }

    /// When it was written.
    pub(super) fn written(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.at).unwrap_or_default()
    }
}

/// The drafts of a deployment.
#[derive(Clone, Copy)]
pub(super) struct Drafts {
    prefix: StoredValue<String>,
    names: RwSignal<BTreeSet<String>>,
}

impl Drafts {
    /// Those that this browser keeps.
    pub(super) fn of(deployment: DeploymentId) -> Self {
        let prefix = format!("keyhouse.rules.draft.{deployment}.");
        let mut names: BTreeSet<String> = OF_NOW.with_borrow(|drafts| drafts.keys().cloned().collect());
        // Without storage there are none from before.
        names.extend(storage::keys(&prefix).unwrap_or_default());
        let names = names.iter().filter_map(|key| key.strip_prefix(&prefix)).map(str::to_owned).collect();
        Self { prefix: StoredValue::new(prefix), names: RwSignal::new(names) }
    }

    /// The names of the files that have one. Follows them.
    pub(super) fn names(self) -> BTreeSet<String> {
        self.names.get()
    }

    /// Whether a file has one. Follows that.
    pub(super) fn has(self, name: &str) -> bool {
        self.names.with(|names| names.contains(name))
    }

    /// The draft of a file, and whether it was written since the console was opened.
    pub(super) fn get(self, name: &str) -> Option<(Draft, bool)> {
        let key = self.key(name)?;
        if let Some(draft) = OF_NOW.with_borrow(|drafts| drafts.get(&key).cloned()) {
            return Some((draft, true));
        }
        let kept = storage::get(&key).ok().flatten()?;
        Some((serde_json::from_str(&kept).ok()?, false))
    }

    /// Keeps a draft.
    pub(super) fn put(self, name: &str, draft: Draft) {
        let Some(key) = self.key(name) else { return };
        let kept = serde_json::to_string(&draft).is_ok_and(|text| storage::set(&key, &text).is_ok());
        if !kept {
            // What is there is older than what is on the screen.
            let _ = storage::remove(&key);
        }
        OF_NOW.with_borrow_mut(|drafts| drafts.insert(key, draft));
        if !self.names.try_with_untracked(|names| names.contains(name)).unwrap_or(true) {
            self.names.update(|names| {
                names.insert(name.to_owned());
            });
        }
    }

    /// Forgets the draft of a file.
    pub(super) fn remove(self, name: &str) {
        let Some(key) = self.key(name) else { return };
        OF_NOW.with_borrow_mut(|drafts| drafts.remove(&key));
        // Where nothing can be removed, nothing could be kept.
        let _ = storage::remove(&key);
        if self.names.try_with_untracked(|names| names.contains(name)).unwrap_or(false) {
            self.names.update(|names| {
                names.remove(name);
            });
        }
    }

    fn key(self, name: &str) -> Option<String> {
        self.prefix.try_with_value(|prefix| format!("{prefix}{name}"))
    }
}
