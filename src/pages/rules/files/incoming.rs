//! Files that were dropped, chosen or pasted: read, and put where the person can look at them.

use super::desk::Desk;
use super::dialogs;
use super::words::name_from;
use crate::format::number::bytes;
use crate::web::files::{Handed, Picked, ReadError};
use keyhouse_model::rule_file::RuleFileName;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;

/// A file that was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Incoming {
    /// What it was called where it came from.
    pub(super) original: String,
    /// What it is called here, or why it can't be called anything.
    pub(super) name: Result<RuleFileName, String>,
    /// Its text, or why there is none.
    pub(super) text: Result<String, String>,
}

/// Takes what was handed over. One file goes straight into the editor; several, and what needs a word, are shown first.
pub(super) fn take(desk: Desk, handed: Handed) {
    if dialogs::is_open(desk.query) {
        return;
    }
    if let Some(why) = desk.denied.get_untracked() {
        return desk.toasts.failed_because("Nothing was added", why);
    }
    if handed.folders > 0 {
        desk.toasts
            .failed_because("Folders are left out", "Open the folder and drop the files that are in it.");
    }
    if !handed.files.is_empty() {
        spawn_local(read(desk, handed.files));
    } else if !handed.text.trim().is_empty() {
        desk.pasted.set(handed.text);
        desk.query.push(&[("new", "1")]);
    }
}

async fn read(desk: Desk, files: Vec<Picked>) {
    let limit = untrack(|| desk.limits()).bytes;
    let mut read = Vec::with_capacity(files.len());
    let mut names = BTreeSet::new();
    for file in files {
        let original = file.name();
        let name = name(&original, &mut names);
        let text = if usize::try_from(file.bytes()).is_ok_and(|bytes| bytes <= limit) {
            file.text().await.map_err(why_unread)
        } else {
            Err(format!(
                "It is larger than {}, which is the most for one file. Split it.",
                limit_words(limit)
            ))
        };
        read.push(Incoming { original, name, text });
    }
    // The page may have been left meanwhile.
    if !desk.is_here() {
        return;
    }
    match &read[..] {
        [Incoming { name: Ok(name), text: Ok(text), .. }] if untrack(|| !desk.drafts.has(name.as_str())) => {
            desk.open_draft(name, text.clone());
        }
        _ => {
            desk.incoming.set(read);
            desk.query.push(&[("add", "1")]);
        }
    }
}

/// What a file is called here; no two of those that come together are called the same.
fn name(original: &str, taken: &mut BTreeSet<RuleFileName>) -> Result<RuleFileName, String> {
    let name = RuleFileName::parse(&name_from(original), "/name");
    let name = name.map_err(|_| "Its name has no letter or digit that a name here can have.".to_owned())?;
    if taken.insert(name.clone()) {
        Ok(name)
    } else {
        Err(format!("Another of these files is called {name} too."))
    }
}

fn why_unread(error: ReadError) -> String {
    match error {
        ReadError::NotUtf8 => "It is not a text in UTF-8. Save it as UTF-8 and add it again.".to_owned(),
        ReadError::Unreadable(why) => format!("The browser can’t read it: {why}."),
    }
}

#[allow(clippy::cast_precision_loss, reason = "shown with two digits")]
fn limit_words(limit: usize) -> String {
    bytes(limit as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_with_one_name_only_the_first_has_it() {
        let mut taken = BTreeSet::new();
        let mut name = |original| name(original, &mut taken).map(|name| name.to_string());
        assert_eq!(name("a.yml").as_deref(), Ok("a.yml"));
        assert_eq!(name("b c.yml").as_deref(), Ok("b-c.yml"));
        assert!(name("b-c.yml").is_err_and(|why| why.contains("called b-c.yml too")));
        assert!(name("ÄÖ").is_err());
    }
}
