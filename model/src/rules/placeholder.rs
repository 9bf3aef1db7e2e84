//! `%{NAME}` in a rule file: `vmalert` puts the value of its environment variable there before it reads the YAML.

use super::Options;
use super::diagnostic::{Code, Severity};
use super::sink::Sink;
use super::span::Span;

/// A file with its placeholders filled in by as many bytes, and where they stand.
pub(crate) struct Filled {
    /// The text.
    pub(crate) text: String,
    spans: Vec<Span>,
}

impl Filled {
    /// Fills in a file. What the variables hold is not known here, so each is filled in with its name.
    pub(crate) fn new(text: &str, options: &Options, sink: &mut Sink<'_>) -> Self {
        if !text.contains("%{") {
            return Self { text: text.to_owned(), spans: Vec::new() };
        }
        let names = find(text);
        let mut filled = text.to_owned();
        for (span, name) in &names {
            filled.replace_range(span.clone(), &format!("_{name}__"));
            let (severity, code, message) = say(name, options);
            sink.push(severity, span.clone(), code, message);
        }
        Self { text: filled, spans: names.into_iter().map(|(span, _)| span).collect() }
    }

    /// Whether a placeholder stands in these bytes, so that what they hold can't be known.
    pub(crate) fn hides(&self, span: &Span) -> bool {
        let next = self.spans.partition_point(|placeholder| placeholder.end <= span.start);
        self.spans.get(next).is_some_and(|placeholder| placeholder.start < span.end)
    }
}

fn say(name: &str, options: &Options) -> (Severity, Code, String) {
    match &options.environment {
        Some(variables) if variables.contains(name) => {
            let message =
                format!("vmalert fills in its variable {name} here; what it makes of it is not checked.");
            (Severity::Hint, Code::Placeholder, message)
        }
        Some(_) => {
            let message =
                format!("The vmalert that runs has no variable {name} to fill in here. Write the value out.");
            (Severity::Error, Code::UnknownVariable, message)
        }
        None => {
            let message = format!(
                "vmalert fills in its environment variable {name} here and refuses the file if there is none. What it \
                 makes of it is not checked."
            );
            (Severity::Warning, Code::Placeholder, message)
        }
    }
}

fn find(text: &str) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("%{").map(|offset| at + offset) {
        let Some(length) = text[start..].find('}') else { break };
        let name = &text[start + 2..start + length];
        at = start + length + 1;
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !name.is_empty() && name.chars().all(letters) && !name.starts_with(|c: char| c.is_ascii_digit()) {
            found.push((start..at, name.to_owned()));
        }
    }
    found
}
