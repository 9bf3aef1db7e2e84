//! The fields of a map, with what is merged into them.

use crate::rules::yaml::{Kind, NodeId, Plain, Tree};
use saphyr_parser::ScalarStyle;
use std::collections::HashMap;

/// How deep merges may nest: aliases could make it long.
const MAX_MERGES: usize = 16;

/// The fields of a map.
#[derive(Default)]
pub(super) struct Fields {
    /// The map.
    pub(super) node: NodeId,
    /// In the order in which Alertmanager takes them: of several with one name, the last counts.
    pub(super) entries: Vec<Entry>,
    /// Keys that are no texts.
    pub(super) bad_keys: Vec<NodeId>,
    /// Values of `<<` that can't be merged.
    pub(super) bad_merges: Vec<NodeId>,
}

/// A field.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) key: NodeId,
    pub(super) value: NodeId,
    /// Which of the maps that were merged it stands in; 0 is the map itself.
    pub(super) map: usize,
}

impl Fields {
    /// Reads a map. What is no map has no fields.
    pub(super) fn of(tree: &Tree, node: NodeId) -> Self {
        let mut fields = Self { node, ..Self::default() };
        let mut maps = 0;
        fields.collect(tree, node, 0, &mut maps);
        fields
    }

    fn collect(&mut self, tree: &Tree, node: NodeId, depth: usize, maps: &mut usize) {
        let Kind::Mapping(pairs) = &tree.get(node).kind else { return };
        let map = *maps;
        *maps += 1;
        for (key, value) in pairs {
            let found = tree.get(*key);
            let Some(name) = found.text().filter(|_| !found.tag_contradicts()) else {
                self.bad_keys.push(*key);
                continue;
            };
            let plain = matches!(found.kind, Kind::Scalar { style: ScalarStyle::Plain, .. });
            if name == "<<" && plain && found.plain() == Some(Plain::Text) {
                self.merge(tree, *value, depth + 1, maps);
                continue;
            }
            self.entries.push(Entry { name: name.to_owned(), key: *key, value: *value, map });
        }
    }

    fn merge(&mut self, tree: &Tree, value: NodeId, depth: usize, maps: &mut usize) {
        let is_map = |node: NodeId| matches!(tree.get(node).kind, Kind::Mapping(_));
        match &tree.get(value).kind {
            _ if depth > MAX_MERGES => self.bad_merges.push(value),
            Kind::Mapping(_) => self.collect(tree, value, depth, maps),
            // The first of several counts most.
            Kind::Sequence(items) if items.iter().all(|item| is_map(*item)) => {
                for item in items.iter().rev() {
                    self.collect(tree, *item, depth, maps);
                }
            }
            _ => self.bad_merges.push(value),
        }
    }

    /// The field that counts.
    pub(super) fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.name == name)
    }

    /// Its value.
    pub(super) fn value(&self, name: &str) -> Option<NodeId> {
        self.entry(name).map(|entry| entry.value)
    }

    /// Whether something stands there.
    pub(super) fn is_there(&self, tree: &Tree, name: &str) -> bool {
        self.value(name).is_some_and(|value| !tree.get(value).is_null())
    }

    /// Whether something stands there that is no empty text.
    pub(super) fn is_filled(&self, tree: &Tree, name: &str) -> bool {
        self.is_there(tree, name) && self.text(tree, name) != Some("")
    }

    /// A value that is a text.
    pub(super) fn text<'t>(&self, tree: &'t Tree, name: &str) -> Option<&'t str> {
        let value = tree.get(self.value(name)?);
        value.text().filter(|_| !value.is_null())
    }

    /// Of each name, the field that counts.
    pub(super) fn by_name(&self) -> HashMap<&str, &Entry> {
        self.entries.iter().map(|entry| (entry.name.as_str(), entry)).collect()
    }

    /// The names with their nodes.
    pub(super) fn keys(&self) -> impl Iterator<Item = (String, NodeId)> {
        self.entries.iter().map(|entry| (entry.name.clone(), entry.key))
    }
}

/// The items of a list; of anything else none.
pub(super) fn items(tree: &Tree, node: NodeId) -> &[NodeId] {
    match &tree.get(node).kind {
        Kind::Sequence(items) => items,
        _ => &[],
    }
}
