//! Alertmanager's config: read and checked before it is used.
//!
//! [`check`] says what is wrong with a config, each thing with its place, and [`mask`] shows one without its secrets. An
//! *error* is what Alertmanager refuses, or what Keyhouse does since it would read files or use credentials of the server; a *warning* is
//! what is taken and probably not meant. Every code is explained in `docs/alertmanager-checks.md`.
//!
//! The versions 0.25 to 0.28 are known, and some of what came later. Where they differ, what one of them takes is no
//! error; the server has `amtool` say what its own version takes.
//!
//! The way of a config: `rules::yaml` makes a tree in which everything has its place; `reader` goes through it by the
//! tables of `tables`, `receivers`, `on_call`, `slack`, `mail` and `http`; `routes` looks at what routes, receivers and time
//! intervals have to do with each other. All of it takes time and memory in proportion to the text, whatever that holds.

mod durations;
mod fields;
mod http;
mod mail;
mod mask;
mod matchers;
mod on_call;
mod pattern;
mod reader;
mod receivers;
mod routes;
mod schema;
mod slack;
mod tables;
mod times;
mod urls;
mod values;

#[cfg(test)]
mod tests;

pub use mask::mask;

use crate::notifications::MAX_CONFIG_BYTES;
use crate::rules::sink::Sink;
use crate::rules::span::Lines;
use crate::rules::yaml::Tree;
use crate::rules::{Code, Diagnostic};
use reader::Reader;
use std::collections::BTreeMap;

/// Checks a config. Yields what was found in the order of the text; of each severity, the first 500.
pub fn check(text: &str) -> Vec<Diagnostic> {
    let lines = Lines::new(text);
    let mut sink = Sink::new(&lines);
    if text.len() > MAX_CONFIG_BYTES {
        let most = MAX_CONFIG_BYTES / 1024 / 1024;
        sink.error(0..0, Code::FileTooLarge, format!("Alertmanager's config has at most {most} MB here."));
        return sink.finish().0;
    }
    let tree = Tree::parse(text.to_owned(), true, &mut sink);
    let Some(root) = tree.documents.first().copied() else {
        if !sink.has_errors() {
            let message = "The config is empty. It needs route: with receiver: and a name, and receivers:.";
            sink.error(0..0, Code::MissingField, message);
        }
        return sink.finish().0;
    };
    if let Some(second) = tree.documents.get(1) {
        let at = tree.span(*second).start;
        let message =
            "Alertmanager reads nothing from here on. Put all of it into one document, without ---.";
        sink.warning(at..at, Code::SecondDocument, message);
    }
    let mut reader = Reader::new(&tree, &mut sink);
    let fields = reader.read(root);
    routes::check(&mut reader, &fields);
    let mut found = sink.finish().0;
    // What an alias repeats is said once.
    found.dedup();
    found
}

/// The receivers that an alert with these labels gets to. Nothing if that can't be told: the config can't be read, or a
/// regular expression on the way is more than the texts, `.*`, `.+` and `|` that are looked at here.
pub fn receivers(text: &str, labels: &BTreeMap<String, String>) -> Option<Vec<String>> {
    let lines = Lines::new(text);
    let mut sink = Sink::new(&lines);
    let tree = Tree::parse(text.to_owned(), true, &mut sink);
    let root = tree.documents.first().filter(|_| !sink.has_errors())?;
    let route = fields::Fields::of(&tree, *root).value("route")?;
    routes::Route::read(&tree, route).receivers(labels)
}
