//! Primitives that any console could use. They know nothing of keys, routes or the server.
//!
//! In reading order: what all the others use, then forms, then layers over the page, then lists, then what
//! tells the person something.

pub mod bind;
pub mod icon;
pub mod later;

pub mod button;
pub mod checklist;
pub mod choice;
pub mod field;
pub mod input;

pub mod dialog;
pub mod menu;
pub mod meter;

pub mod chart;
pub mod chip;
pub mod table;
pub mod tabs;

pub mod badge;
pub mod code;
pub mod code_editor;
pub mod copy;
pub mod empty;
pub mod kbd;
pub mod note;
pub mod skeleton;
pub mod spinner;
pub mod time;
pub mod toast;

use std::sync::atomic::{AtomicUsize, Ordering};

/// An id that no other element of the page has, for `for`, `aria-describedby` and the like.
pub fn unique_id(prefix: &str) -> String {
    static LAST: AtomicUsize = AtomicUsize::new(0);
    format!("{prefix}-{}", LAST.fetch_add(1, Ordering::Relaxed))
}
