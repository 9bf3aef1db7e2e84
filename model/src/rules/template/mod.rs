//! Go templates in annotations and labels, read as `vmalert` reads them: by the rules of Go's `text/template`, with
//! `vmalert`'s functions and variables.
//!
//! `vmalert` only parses templates before it takes a file. What can fail later, when an alert fires, is a warning here.

mod blocks;
mod characters;
mod functions;
mod lexer;
mod literal;
mod parser;
mod pipeline;

#[cfg(test)]
mod tests;

use super::diagnostic::{Code, Severity};
use super::engine::EngineVersion;
use super::span::Span;

/// What came of reading a template.
#[derive(Debug, Default)]
pub(crate) struct Template {
    /// What is wrong with it.
    pub(crate) problems: Vec<Problem>,
    /// What it takes from the alert.
    pub(crate) uses: Vec<Use>,
}

/// One thing that is wrong with a template.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Problem {
    pub(crate) severity: Severity,
    /// Bytes of the template.
    pub(crate) span: Span,
    pub(crate) code: Code,
    pub(crate) message: String,
}

/// One thing that a template takes from the alert.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Use {
    /// A label: `$labels.name`, `.Labels.name`, `index $labels "name"`.
    Label {
        /// Its name.
        name: String,
        /// Bytes of the template.
        span: Span,
    },
    /// The value: `$value`, `.Value`; not where it is only weighed, as in `{{if gt $value 5.0}}`.
    Value(Span),
}

/// Reads a template. Takes time in proportion to its length.
pub(crate) fn parse(text: &str, engine: Option<EngineVersion>) -> Template {
    // Most texts hold none.
    if !text.contains("{{") {
        return Template::default();
    }
    parser::Parser::new(text, engine).run()
}
