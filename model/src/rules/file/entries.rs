//! The entries of maps, with what is merged into them.

use super::reader::Reader;
use crate::rules::diagnostic::Code;
use crate::rules::yaml::{Kind, NodeId, Plain};
use std::collections::HashMap;

/// A key of a map and its value.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_node: NodeId,
    pub(super) value: NodeId,
    /// `vmalert` forgets unknown fields when it merges a map behind them.
    pub(super) forgotten: bool,
}

impl Reader<'_, '_> {
    /// The entries of a map, merged ones included. Of several with one key, the last counts, and each must be right. What
    /// is no map is said and holds none.
    pub(super) fn map(&mut self, node: NodeId, what: &str, fields: &[&str]) -> Vec<Entry> {
        let mut entries = Vec::new();
        match &self.tree.get(node).kind {
            Kind::Mapping(_) => {
                self.collect(node, &mut entries, 0);
            }
            _ if self.tree.get(node).is_null() => {}
            _ if fields.is_empty() => self.wrong_type(node, what, "a map of names and values"),
            _ => self.wrong_type(node, what, &format!("a map with fields such as {}", fields.join(", "))),
        }
        entries
    }

    /// Puts the entries of a map behind `entries`, in the order in which `vmalert` takes them: what is merged in counts
    /// more than what stands above it.
    fn collect(&mut self, node: NodeId, entries: &mut Vec<Entry>, depth: usize) {
        let tree = self.tree;
        let Kind::Mapping(pairs) = &tree.get(node).kind else { return };
        let mut written: HashMap<&str, NodeId> = HashMap::new();
        for (key_node, value) in pairs {
            let key = tree.get(*key_node);
            let Some(text) = key.text().filter(|_| !key.tag_contradicts()) else {
                self.wrong_type(*key_node, "a key", "a text");
                continue;
            };
            if text == "<<" && key.plain() == Some(Plain::Text) && self.is_plain(*key_node) {
                self.merge(*value, entries, depth);
                continue;
            }
            if let Some(first) = written.insert(text, *key_node) {
                let line = self.sink.line_of(tree.span(first).start);
                let message = format!("{text} stands here and on line {line}. vmalert takes the last one.");
                self.sink.warning(tree.span(*key_node), Code::DuplicateField, message);
            }
            entries.push(Entry {
                key: text.to_owned(),
                key_node: *key_node,
                value: *value,
                forgotten: false,
            });
        }
    }

    fn is_plain(&self, node: NodeId) -> bool {
        matches!(self.tree.get(node).kind, Kind::Scalar { style: saphyr_parser::ScalarStyle::Plain, .. })
    }

    fn merge(&mut self, value: NodeId, entries: &mut Vec<Entry>, depth: usize) {
        let tree = self.tree;
        // Merging merges nests no deeper than the file does, but aliases could make it long.
        if depth > 16 {
            self.sink.error(tree.span(value), Code::YamlMerge, "These merges (<<) nest too deeply.");
            return;
        }
        match &tree.get(value).kind {
            Kind::Mapping(_) => {
                forget(entries);
                self.collect(value, entries, depth + 1);
            }
            Kind::Sequence(items)
                if items.iter().all(|item| matches!(tree.get(*item).kind, Kind::Mapping(_))) =>
            {
                // The first of several maps counts most.
                for item in items.iter().rev() {
                    forget(entries);
                    self.collect(*item, entries, depth + 1);
                }
            }
            _ => {
                let message = "Behind << stands a map, an alias of one, or a list of them.";
                self.sink.error(tree.span(value), Code::YamlMerge, message);
            }
        }
    }
}

fn forget(entries: &mut [Entry]) {
    for entry in entries {
        entry.forgotten = true;
    }
}
