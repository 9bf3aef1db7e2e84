//! What the console asks of the worker that checks files while they are written, and the worker's answers.
//!
//! The checks are large and may take a moment, so the console does not hold them: it sends a [`Request`] to a program of
//! its own, which calls [`answer`].

mod text_diff;
mod words;

#[cfg(test)]
mod tests;

pub use text_diff::LineDiff;
pub use words::{CompletionWord, CompletionWords};

use crate::alertmanager;
use crate::rules::diff::Diff;
use crate::rules::{Diagnostic, Options, Report, check, diff};
use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Request {
    /// What is wrong with a rule file, and what it holds.
    Rules {
        /// The file.
        text: String,
        /// The place that it is for.
        options: Options,
    },
    /// What is wrong with Alertmanager's configuration.
    Alertmanager {
        /// The configuration.
        text: String,
    },
    /// What it changes to put one rule file in the place of another.
    Compare {
        /// The file as it was.
        old: String,
        /// The file as it will be.
        new: String,
    },
    /// What can stand in a rule file, or in Alertmanager's configuration.
    Words(FileKind),
}

/// What is written in the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileKind {
    /// A rule file.
    Rules,
    /// The configuration of Alertmanager.
    Alertmanager,
}

/// An answer; which one belongs to the request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// To [`Request::Rules`].
    Rules(Report),
    /// To [`Request::Alertmanager`].
    Alertmanager(Vec<Diagnostic>),
    /// To [`Request::Compare`].
    Compare(Comparison),
    /// To [`Request::Words`].
    Words(CompletionWords),
}

/// What is different between two rule files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The lines that differ, each with some lines around it.
    pub lines: Vec<LineDiff>,
    /// How many lines more there are than are listed.
    pub left_out: usize,
    /// What that means for groups and rules.
    pub meaning: Diff,
}

/// Does what is asked. It takes time in proportion to the texts, whatever they hold.
pub fn answer(request: &Request) -> Reply {
    match request {
        Request::Rules { text, options } => Reply::Rules(check(text, options)),
        Request::Alertmanager { text } => Reply::Alertmanager(alertmanager::check(text)),
        Request::Compare { old, new } => Reply::Compare(compare(old, new)),
        Request::Words(kind) => Reply::Words(words::of(*kind)),
    }
}

fn compare(old: &str, new: &str) -> Comparison {
    let groups = |text: &str| check(text, &Options::default()).groups;
    let (lines, left_out) = text_diff::lines(old, new);
    Comparison { lines, left_out, meaning: diff::diff(&groups(old), &groups(new)) }
}
