//! Rule files: read and checked before they are live.
//!
//! [`check`] reads a rule file as `vmalert` does and says what is wrong with it, each thing with its place. It never
//! fails: of a file that is half written, what could be read is still told.
//!
//! An *error* is what `vmalert` or the deployment's limits refuse. A *warning* is what is taken and probably not meant;
//! the lints among them ([`Code::can_be_switched_off`]) go away with a comment `# keyhouse: off <code>` on the rule, on
//! the group, or at the top of the file. Every code is explained in `docs/rule-checks.md`.
//!
//! The way of a file: `placeholder` fills in `%{NAME}`, `yaml` makes a tree in which everything has its place,
//! `file` reads groups and rules out of it (with [`metricsql`] for expressions and `template` for annotations),
//! `lint` looks at what was read. [`diff`] compares two files by what they mean.
//!
//! All of it takes time and memory in proportion to the file, whatever that holds.

pub mod diff;
pub mod metricsql;

mod diagnostic;
mod duplicates;
mod duration;
mod engine;
mod file;
pub(crate) mod labels;
mod limits;
mod lint;
mod placeholder;
mod report;
pub(crate) mod sink;
pub(crate) mod span;
pub(crate) mod suggest;
mod template;
pub(crate) mod yaml;

#[cfg(test)]
mod tests;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use engine::EngineVersion;
pub use limits::Limits;
pub use report::{GroupSummary, Report, RuleKind, RuleSummary};

use placeholder::Filled;
use serde::{Deserialize, Serialize};
use sink::Sink;
use span::Lines;
use std::collections::BTreeSet;

/// What is known of the place that a file is for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// How much the deployment's files may hold.
    pub limits: Limits,
    /// The names of the groups in the deployment's other files.
    pub other_groups: BTreeSet<String>,
    /// How many rules those hold.
    pub other_rules: usize,
    /// The version of `vmalert`. Without it, what the newest takes or refuses counts.
    pub engine: Option<EngineVersion>,
    /// The names of the variables that `vmalert` has in its environment; nothing if that is not known.
    pub environment: Option<BTreeSet<String>>,
}

/// Checks a rule file.
pub fn check(text: &str, options: &Options) -> Report {
    let lines = Lines::new(text);
    let mut sink = Sink::new(&lines);
    if text.len() > options.limits.bytes {
        let most = words_for_bytes(options.limits.bytes);
        let message = format!(
            "A rule file has at most {most}; this one has {}. Split it.",
            words_for_bytes(text.len())
        );
        sink.error(0..0, Code::FileTooLarge, message);
        let (diagnostics, left_out) = sink.finish();
        return Report { diagnostics, left_out, groups: Vec::new() };
    }
    let filled = Filled::new(text, options, &mut sink);
    let first_only = options.engine.is_some_and(|engine| engine < file::DOCUMENTS);
    let tree = yaml::Tree::parse(filled.text.clone(), first_only, &mut sink);
    let mut reader = file::Reader { tree: &tree, filled: &filled, options, sink: &mut sink };
    let file = reader.file();
    duplicates::check(&file, &filled, options, &mut sink);
    lint::check(&file, &tree, &mut sink);
    lint::switch_off(&file, &tree, &lines, &mut sink);
    let groups = report::summarize(&file, &lines);
    let (diagnostics, left_out) = sink.finish();
    Report { diagnostics, left_out, groups }
}

/// The names of all fields that groups and rules have.
#[cfg(test)]
pub(crate) fn field_names() -> impl Iterator<Item = &'static str> {
    file::GROUP.iter().chain(file::RULE).map(|field| field.name)
}

fn words_for_bytes(bytes: usize) -> String {
    const MEGABYTE: usize = 1024 * 1024;
    if bytes.is_multiple_of(MEGABYTE) { format!("{} MB", bytes / MEGABYTE) } else { format!("{bytes} bytes") }
}
