//! The one cursor of a page: all its charts show the same instant.

use leptos::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Where the cursor is, for all charts below the component that provided it.
#[derive(Clone, Copy)]
pub(super) struct Cursor(RwSignal<Option<At>>);

/// The instant at the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    /// In milliseconds since 1970.
    pub(super) at: i64,
    /// The chart that the person points at: it tells the values.
    pub(super) chart: usize,
    /// Whether it stays where it is when the pointer goes elsewhere.
    pub(super) pinned: bool,
}

/// Lets all charts below share one cursor.
pub fn provide_cursor() {
    provide_context(Cursor(RwSignal::new(None)));
}

impl Cursor {
    /// The one of the page; where none was provided, one of its own.
    pub(super) fn get() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(None)))
    }

    /// Where it is; follows it.
    pub(super) fn at(self) -> Option<At> {
        self.0.get()
    }

    /// Where it is now. Nowhere when the page is gone: a chart that leaves the page loses the focus after its state.
    pub(super) fn now(self) -> Option<At> {
        self.0.try_get_untracked().flatten()
    }

    /// Moves it, and lets go of nothing that is pinned.
    pub(super) fn point(self, at: i64, chart: usize) {
        if self.now().is_none_or(|it| !it.pinned) {
            self.put(Some(At { at, chart, pinned: false }));
        }
    }

    /// Takes it away, unless it is pinned.
    pub(super) fn leave(self) {
        if self.now().is_some_and(|it| !it.pinned) {
            self.put(None);
        }
    }

    /// Puts it somewhere, whatever it was. What is there already is not told anew.
    pub(super) fn put(self, at: Option<At>) {
        if self.now() != at {
            self.0.try_set(at);
        }
    }
}

/// A number that no other chart has.
pub(super) fn next_chart() -> usize {
    static LAST: AtomicUsize = AtomicUsize::new(0);
    LAST.fetch_add(1, Ordering::Relaxed)
}
