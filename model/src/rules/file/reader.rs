//! Reading values of the kinds that fields have.

use super::entries::Entry;
use super::field::{DOCUMENTS, Field};
use super::{File, Group};
use crate::rules::Options;
use crate::rules::diagnostic::{Code, Severity};
use crate::rules::duration;
use crate::rules::engine::EngineVersion;
use crate::rules::placeholder::Filled;
use crate::rules::sink::Sink;
use crate::rules::span::Span;
use crate::rules::suggest::did_you_mean;
use crate::rules::yaml::{Kind, NodeId, Plain, Tree, UNREAD};

/// Reads a file's tree.
pub(crate) struct Reader<'r, 's> {
    pub(crate) tree: &'r Tree,
    pub(crate) filled: &'r Filled,
    pub(crate) options: &'r Options,
    pub(crate) sink: &'r mut Sink<'s>,
}

impl Reader<'_, '_> {
    /// Reads all of it.
    pub(crate) fn file(&mut self) -> File {
        let mut file = File::default();
        for (index, root) in self.tree.documents.iter().enumerate() {
            if index > 0 && self.engine_before(DOCUMENTS) {
                let span = self.tree.span(*root);
                self.sink.warning(span.start..span.start, Code::SecondDocument, UNREAD);
                break;
            }
            self.document(*root, &mut file);
        }
        let whole = self.tree.documents.iter().all(|root| !self.tree.is_cut(*root));
        if file.groups.is_empty() && whole && !self.sink.has_errors() {
            let end = self.filled.text.trim_end().len();
            let message = "There are no groups in this file, so vmalert has nothing to do with it.";
            self.sink.error(end..end, Code::NoGroups, message);
        }
        file
    }

    fn document(&mut self, root: NodeId, file: &mut File) {
        let entries = self.map(root, "The file", &["groups"]);
        let last = entries.iter().rposition(|entry| entry.key == "groups");
        for (index, entry) in entries.iter().enumerate() {
            if entry.key != "groups" {
                self.unknown_field(entry, "a rule file", &["groups"]);
                continue;
            }
            let mark = self.sink.mark();
            let groups: Vec<Group> =
                self.list(entry.value, "groups").into_iter().map(|group| self.group(group)).collect();
            if last == Some(index) {
                file.groups.extend(groups);
            } else {
                self.sink.keep_types_since(mark);
            }
        }
    }

    /// Whether the engine is known and older than this.
    pub(super) fn engine_before(&self, version: EngineVersion) -> bool {
        self.options.engine.is_some_and(|engine| engine < version)
    }

    /// An error, but for an engine that is known to be too old to refuse it.
    pub(super) fn refused_unless_old(&mut self, old: bool, span: Span, code: Code, message: &str) {
        let severity = if old { Severity::Warning } else { Severity::Error };
        self.sink.push(severity, span, code, message.to_owned());
    }

    /// Whether what a node holds can't be known: there is a placeholder in it, or it is written in base64.
    pub(super) fn hides(&self, node: NodeId) -> bool {
        let node = self.tree.get(node);
        self.filled.hides(&node.span) || node.tag.as_deref() == Some("binary")
    }

    /// The items of a list. What is no list is said and holds none.
    pub(super) fn list(&mut self, node: NodeId, what: &str) -> Vec<NodeId> {
        match &self.tree.get(node).kind {
            Kind::Sequence(items) => return items.clone(),
            _ if self.tree.get(node).is_null() || self.hides(node) => {}
            _ => self.wrong_type(node, what, "a list: each item on its own line, after -"),
        }
        Vec::new()
    }

    /// A text; numbers and the like are texts too. Nothing if there is none.
    pub(super) fn text(&mut self, node: NodeId, what: &str) -> Option<String> {
        let found = self.tree.get(node);
        if found.tag_contradicts() {
            let message =
                format!("The value does not fit its tag !!{}.", found.tag.as_deref().unwrap_or_default());
            self.sink.error(self.tree.span(node), Code::WrongType, message);
            return None;
        }
        match found.text() {
            Some(_) if found.is_null() => None,
            Some(text) => Some(text.to_owned()),
            None => {
                let braces = self.tree.source()[found.span.clone()].starts_with('{');
                let expected =
                    if braces { "a text. Put it in quotes, since { begins a map" } else { "a text" };
                self.wrong_type(node, what, expected);
                None
            }
        }
    }

    /// A whole number of at least 0.
    pub(super) fn count(&mut self, node: NodeId, what: &str, may_be_negative: bool) -> Option<String> {
        let found = self.tree.get(node);
        if found.is_null() || self.hides(node) {
            return found.text().filter(|_| !found.is_null()).map(str::to_owned);
        }
        let number = match found.plain() {
            _ if found.tag_contradicts() => None,
            Some(Plain::Int(number)) if i64::try_from(number).is_ok() => Some(number as f64),
            // A fraction is cut off.
            Some(Plain::Float(number)) if number <= i64::MAX as f64 => Some(number.trunc()),
            _ => None,
        };
        match number {
            None => self.wrong_type(node, what, "a whole number, not in quotes"),
            Some(number) if number < 0.0 => {
                let message = format!("{what} can't be negative.");
                self.refused_unless_old(may_be_negative, self.tree.span(node), Code::OutOfRange, &message);
            }
            Some(_) => {}
        }
        found.text().map(str::to_owned)
    }

    /// `true` or `false`.
    pub(super) fn bool(&mut self, node: NodeId, what: &str) -> Option<String> {
        let found = self.tree.get(node);
        if found.is_null() || self.hides(node) {
            return found.text().filter(|_| !found.is_null()).map(str::to_owned);
        }
        if !matches!(found.plain(), Some(Plain::Bool(_))) || found.tag_contradicts() {
            self.wrong_type(node, what, "true or false, not in quotes");
        }
        found.text().map(str::to_owned)
    }

    /// A duration: its text and its milliseconds. Nothing if there is none or it can't be read.
    pub(super) fn duration(&mut self, node: NodeId, what: &str) -> Option<(String, f64)> {
        let text = self.text(node, what)?;
        if self.hides(node) {
            return Some((text, 0.0));
        }
        let span = self.tree.span(node);
        match duration::parse(&text) {
            Ok(millis) => {
                if millis.abs() > duration::MAX_MILLIS {
                    let message = format!("{what} is longer than vmalert can count, which is 292 years.");
                    self.sink.warning(span, Code::OutOfRange, message);
                }
                Some((text, millis))
            }
            Err(problem) => {
                let message = match problem {
                    duration::Problem::Empty => {
                        format!("{what} needs a duration such as 30s, or leave the field out.")
                    }
                    duration::Problem::TooLarge => format!("{what} is longer than can be counted."),
                    duration::Problem::Unreadable => format!(
                        "{what} can't be read. A duration is a number and a unit (ms, s, m, h, d, w, y): 30s, 5m, 1h30m."
                    ),
                };
                self.sink.error(span, Code::BadDuration, message);
                None
            }
        }
    }

    pub(super) fn wrong_type(&mut self, node: NodeId, what: &str, expected: &str) {
        if self.hides(node) || self.tree.is_cut(node) && self.tree.get(node).is_null() {
            return;
        }
        let found = self.tree.get(node).describe();
        let message = format!("{what} is {found}; it should be {expected}.");
        self.sink.error(self.first_line(node), Code::WrongType, message);
    }

    /// The first line of a node: enough to show which one is meant.
    pub(super) fn first_line(&self, node: NodeId) -> Span {
        let span = self.tree.span(node);
        let length = self.tree.source()[span.clone()].find(['\n', '\r']).unwrap_or(span.len());
        span.start..span.start + length
    }

    /// Whether its fields can be missed: of something else than a map, that alone is said.
    pub(super) fn is_map_or_null(&self, node: NodeId) -> bool {
        let found = self.tree.get(node);
        matches!(found.kind, Kind::Mapping(_)) || found.is_null()
    }

    pub(super) fn unknown_field(&mut self, entry: &Entry, place: &str, known: &[&str]) {
        if self.hides(entry.key_node) {
            return;
        }
        let advice = did_you_mean(&entry.key, known.iter().copied());
        let name = &entry.key;
        let message = format!("There is no field {name} in {place}, so vmalert refuses the file.{advice}");
        self.refused_unless_old(
            entry.forgotten,
            self.tree.span(entry.key_node),
            Code::UnknownField,
            &message,
        );
    }

    /// Says what is wrong with a field by its name alone; tells whether its value is worth a look.
    pub(super) fn know_field(
        &mut self,
        entry: &Entry,
        place: &str,
        fields: &[Field],
        internal: &[&str],
    ) -> bool {
        let span = self.tree.span(entry.key_node);
        let Some(field) = fields.iter().find(|field| field.name == entry.key) else {
            if internal.contains(&entry.key.as_str()) {
                let message = format!("vmalert writes over {} itself. Delete it.", entry.key);
                self.sink.warning(span, Code::IgnoredField, message);
                return true;
            }
            let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
            self.unknown_field(entry, place, &known);
            return false;
        };
        if let (Some(since), Some(engine)) = (field.since, self.options.engine)
            && engine < since
        {
            let name = field.name;
            let message = format!(
                "{name} needs vmalert {}.{}; this one is {engine} and refuses the file.",
                since.major, since.minor
            );
            self.sink.error(span, Code::NewerField, message);
        }
        true
    }
}
