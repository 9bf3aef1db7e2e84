//! Reads a config by the tables, and says where it is otherwise.

use super::fields::{Fields, items};
use super::schema::{Kind, Shape};
use super::tables::ROOT;
use crate::rules::Code;
use crate::rules::sink::Sink;
use crate::rules::span::Span;
use crate::rules::suggest::did_you_mean;
use crate::rules::yaml::{self, NodeId, Tree};
use std::collections::{HashMap, HashSet};

/// How many misspelled names are compared with those that there are: that takes long, and nobody reads more.
const MOST_SUGGESTIONS: usize = 200;

/// Reads a config.
pub(super) struct Reader<'r, 's> {
    pub(super) tree: &'r Tree,
    pub(super) sink: &'r mut Sink<'s>,
    /// Whether all of it could be read: else what is missing may be there all the same.
    pub(super) whole: bool,
    /// The names of the settings under `global` that are not empty.
    global: HashSet<String>,
    suggestions: usize,
}

impl<'r, 's> Reader<'r, 's> {
    pub(super) fn new(tree: &'r Tree, sink: &'r mut Sink<'s>) -> Self {
        let whole = !sink.has_errors();
        Self { tree, sink, whole, global: HashSet::new(), suggestions: 0 }
    }

    /// Reads all of it. Yields its root's fields.
    pub(super) fn read(&mut self, root: NodeId) -> Fields {
        let fields = Fields::of(self.tree, root);
        if let Some(global) = fields.value("global") {
            let tree = self.tree;
            let is_filled = |node: NodeId| {
                let value = tree.get(node);
                !value.is_null() && value.text() != Some("")
            };
            let global = Fields::of(tree, global);
            let filled = global.by_name().into_iter().filter(|(_, entry)| is_filled(entry.value));
            self.global = filled.map(|(name, _)| name.to_owned()).collect();
        }
        self.object(root, &ROOT);
        fields
    }

    /// Reads a map.
    fn object(&mut self, node: NodeId, shape: &'static Shape) {
        let tree = self.tree;
        if !matches!(tree.get(node).kind, yaml::Kind::Mapping(_)) {
            let names: Vec<&str> = shape.names().take(3).collect();
            let expected = format!("a map with fields such as {}", names.join(", "));
            self.wrong_type(node, shape.what, &expected);
            return;
        }
        let fields = Fields::of(tree, node);
        self.check_map(&fields, false);
        for entry in &fields.entries {
            match shape.field(&entry.name) {
                None => self.unknown_field(&entry.name, entry.key, shape),
                Some(field) => match field.kind {
                    Kind::File => self.refuse_file(&entry.name, entry.key, entry.value),
                    kind => self.value(kind, entry.value, &entry.name),
                },
            }
        }
        self.check_merged_maps(&fields, shape);
        self.check_needed(&fields, shape);
        (shape.check)(self, &fields);
    }

    /// Keys that are no texts, merges of what is no map, and keys that are there twice. Into a map of names and values,
    /// nothing can be merged that is there already.
    pub(super) fn check_map(&mut self, fields: &Fields, merged_too: bool) {
        for key in &fields.bad_keys {
            self.wrong_type(*key, "a key", "a text");
        }
        for merge in &fields.bad_merges {
            let message = "Behind << stands a map, an alias of one, or a list of them.";
            self.sink.error(self.tree.span(*merge), Code::YamlMerge, message);
        }
        let mut written: HashMap<(usize, &str), NodeId> = HashMap::new();
        for entry in &fields.entries {
            let map = if merged_too { 0 } else { entry.map };
            if let Some(first) = written.insert((map, &entry.name), entry.key) {
                let line = self.sink.line_of(self.tree.span(first).start);
                let message = format!("{} is on line {line} already. Delete one of the two.", entry.name);
                self.sink.error(self.tree.span(entry.key), Code::DuplicateField, message);
            }
        }
    }

    /// Of a map of names and values that is merged in, Alertmanager keeps the names when another stands there too.
    fn check_merged_maps(&mut self, fields: &Fields, shape: &'static Shape) {
        let mut seen: HashMap<(&str, String), usize> = HashMap::new();
        for entry in &fields.entries {
            let kind = shape.field(&entry.name).map(|field| field.kind);
            let is_map =
                matches!(kind, Some(Kind::TextMap | Kind::SecretMap | Kind::Match | Kind::MatchRegex));
            for (name, key) in
                is_map.then(|| Fields::of(self.tree, entry.value)).iter().flat_map(Fields::keys)
            {
                let map = *seen.entry((&entry.name, name.clone())).or_insert(entry.map);
                if map != entry.map {
                    let message = format!(
                        "The {} that is merged in (<<) has {name} already, and Alertmanager takes no second one.",
                        entry.name
                    );
                    self.sink.error(self.tree.span(key), Code::DuplicateField, message);
                }
            }
        }
    }

    fn check_needed(&mut self, fields: &Fields, shape: &'static Shape) {
        for list in shape.fields {
            for field in *list {
                let needed = matches!(field.kind, Kind::Needed | Kind::NeededSecret | Kind::NeededSecretUrl);
                let name = field.name;
                if needed && !self.has(fields, name) {
                    self.missing(fields, &format!("{} needs {name}:, which must not be empty.", shape.what));
                }
            }
        }
    }

    /// Whether a setting is there, or the name of a file with it, which is refused by itself.
    fn has(&self, fields: &Fields, name: &str) -> bool {
        fields.is_filled(self.tree, name) || fields.is_filled(self.tree, &format!("{name}_file"))
    }

    /// Whether a setting stands under `global`.
    pub(super) fn global_has(&self, name: &str) -> bool {
        self.global.contains(name) || self.global.contains(&format!("{name}_file"))
    }

    /// A setting that must be there, unless it stands under `global`.
    pub(super) fn own_or_global(&mut self, fields: &Fields, own: &str, global: &str) {
        if !self.has(fields, own) && !self.global_has(global) {
            let message =
                format!("There is no {own}: here, and no {global}: under global:. Add one of them.");
            self.missing(fields, &message);
        }
    }

    /// Each map of a list.
    pub(super) fn objects(&mut self, node: NodeId, name: &str, shape: &'static Shape, lax: bool) {
        let tree = self.tree;
        if !self.is_list(node, name) {
            return;
        }
        for item in items(tree, node) {
            if !tree.get(*item).is_null() {
                self.object(*item, shape);
            } else if !lax && self.whole {
                let message = format!("Nothing stands behind this dash; it should be {}.", shape.what);
                self.sink.error(self.dash(*item), Code::WrongType, message);
            }
        }
    }

    /// A map, or nothing.
    pub(super) fn maybe_object(&mut self, node: NodeId, shape: &'static Shape) {
        if !self.tree.get(node).is_null() {
            self.object(node, shape);
        }
    }

    /// Whether it is a list; nothing at all is an empty one.
    pub(super) fn is_list(&mut self, node: NodeId, name: &str) -> bool {
        let found = self.tree.get(node);
        if !matches!(found.kind, yaml::Kind::Sequence(_)) {
            if !found.is_null() {
                self.wrong_type(node, name, "a list: each item on its own line, after -");
            }
            return false;
        }
        true
    }

    fn dash(&self, node: NodeId) -> Span {
        let span = self.tree.span(node);
        let before = self.tree.source()[..span.start].trim_end();
        if before.ends_with('-') { before.len() - 1..before.len() } else { span }
    }

    fn unknown_field(&mut self, name: &str, key: NodeId, shape: &'static Shape) {
        self.suggestions += 1;
        let advice = match self.suggestions {
            0..=MOST_SUGGESTIONS => did_you_mean(name, shape.names()),
            _ => String::new(),
        };
        let message = format!("There is no field {name} in {}.{advice}", shape.what);
        self.sink.error(self.tree.span(key), Code::UnknownField, message);
    }

    fn refuse_file(&mut self, name: &str, key: NodeId, value: NodeId) {
        let found = self.tree.get(value);
        let empty = found.is_null() || found.text() == Some("") || items_are_none(self.tree, value);
        if empty {
            return;
        }
        let message = match name.strip_suffix("_file") {
            Some(plain) => format!(
                "{name} would read a file of the server that Alertmanager runs on. Write the value itself under \
                 {plain}:; it is kept encrypted."
            ),
            None => format!(
                "{name} would be read from files of the server that Alertmanager runs on. Write what they hold into the \
                 config itself."
            ),
        };
        self.sink.error(self.tree.span(key), Code::FileSetting, message);
    }

    /// Refuses names of files in what is else taken as it is.
    pub(super) fn refuse_files_in(&mut self, node: NodeId) {
        let tree = self.tree;
        for item in items(tree, node) {
            self.refuse_files_in(*item);
        }
        for entry in Fields::of(tree, node).entries {
            if entry.name.ends_with("_file") || entry.name == "files" {
                self.refuse_file(&entry.name, entry.key, entry.value);
            }
            self.refuse_files_in(entry.value);
        }
    }

    pub(super) fn error(&mut self, span: Span, code: Code, message: impl Into<String>) {
        self.sink.error(span, code, message);
    }

    pub(super) fn error_at_key(&mut self, fields: &Fields, name: &str, code: Code, message: String) {
        let key = fields.entry(name).map_or(fields.node, |entry| entry.key);
        self.sink.error(self.tree.span(key), code, message);
    }

    pub(super) fn error_at_value(&mut self, fields: &Fields, name: &str, code: Code, message: String) {
        let value = fields.value(name).unwrap_or(fields.node);
        self.sink.error(self.first_line(value), code, message);
    }

    /// Something that should be in a map.
    pub(super) fn missing(&mut self, fields: &Fields, message: &str) {
        if self.whole {
            // Names of fields stay as they are written.
            let message = match message.strip_prefix('a') {
                Some(rest) if rest.starts_with([' ', 'n']) => format!("A{rest}"),
                _ => message.to_owned(),
            };
            self.sink.error(self.first_line(fields.node), Code::MissingField, message);
        }
    }

    pub(super) fn wrong_type(&mut self, node: NodeId, what: &str, expected: &str) {
        let found = self.tree.get(node);
        if !self.whole && (found.is_null() || self.tree.is_cut(node)) {
            return;
        }
        let message = format!("{what} is {}; it should be {expected}.", found.describe());
        self.sink.error(self.first_line(node), Code::WrongType, message);
    }

    /// The first line of a node: enough to show which one is meant.
    pub(super) fn first_line(&self, node: NodeId) -> Span {
        let span = self.tree.span(node);
        let length = self.tree.source()[span.clone()].find(['\n', '\r']).unwrap_or(span.len());
        span.start..span.start + length
    }
}

fn items_are_none(tree: &Tree, node: NodeId) -> bool {
    matches!(&tree.get(node).kind, yaml::Kind::Sequence(items) if items.is_empty())
}
