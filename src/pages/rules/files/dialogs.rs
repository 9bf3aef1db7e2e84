//! Which dialog is open: the URL says so, so that back closes it and a link opens it. The review before a save belongs
//! to the open file and stands there.

use super::delete::DeleteDialog;
use super::desk::Desk;
use super::history::HistoryDialog;
use super::new_file::NewFileDialog;
use super::several::SeveralDialog;
use super::upload::UploadDialog;
use crate::components::query::Query;
use keyhouse_model::rule_file::RuleFileName;
use leptos::prelude::*;

/// The names in the URL that open a dialog, or belong to one.
const NAMES: [&str; 8] = ["review", "new", "add", "history", "delete", "upload", "version", "tool"];
/// The first so many of them open one.
const DIALOGS: &[&str] = NAMES.split_at(6).0;
/// A URL in which none is open.
pub(super) const NONE: [(&str, &str); 8] = [
    ("review", ""),
    ("new", ""),
    ("add", ""),
    ("history", ""),
    ("delete", ""),
    ("upload", ""),
    ("version", ""),
    ("tool", ""),
];

/// Whether a dialog is open.
pub(super) fn is_open(query: Query) -> bool {
    DIALOGS.iter().any(|name| !query.get_untracked(name).is_empty())
}

/// The one dialog that is open, if one is.
#[component]
pub(super) fn Dialogs(
    /// What the parts of the view share.
    desk: Desk,
) -> impl IntoView {
    let open = desk.query.free_dialog(DIALOGS);
    let close = Callback::new(move |()| desk.query.close_dialog(&NAMES));
    let is_loaded = Memo::new(move |_| desk.files.with_value(|_| ()).is_some());
    move || {
        let (name, value) = open.get()?;
        // A link is opened before the files are here, which the dialogs look at when they open, and only then: one stays
        // when its file goes.
        if !is_loaded.get() {
            return None;
        }
        if name == "upload" {
            return Some(view! { <UploadDialog desk file=value on_close=close /> }.into_any());
        }
        let file = RuleFileName::parse(&value, "/name").ok();
        match (name, file) {
            ("history", Some(file)) => {
                Some(view! { <HistoryDialog desk name=file on_close=close /> }.into_any())
            }
            // Viewers look at versions, and change nothing.
            _ if desk.denied.with_untracked(Option::is_some) => None,
            ("new", _) => Some(view! { <NewFileDialog desk on_close=close /> }.into_any()),
            ("add", _) => {
                // What was handed over is not in the URL: a reload leaves nothing to look at.
                let incoming = desk.incoming.get_untracked();
                (!incoming.is_empty())
                    .then(|| view! { <SeveralDialog desk incoming on_close=close /> }.into_any())
            }
            ("delete", Some(file)) => {
                let is_here = untrack(|| desk.file(file.as_str())).is_some();
                is_here.then(|| view! { <DeleteDialog desk name=file on_close=close /> }.into_any())
            }
            _ => None,
        }
    }
}
