//! YAML as `vmalert` reads it, with the place of everything.
//!
//! `vmalert` uses Go's yaml.v2, a port of libyaml: YAML 1.1. saphyr-parser reads YAML 1.2, which is stricter here and
//! laxer there. [`forgive`] makes up for the first, [`strict`] for the second, and [`signs`] for what both read differently, so that a file is refused here if, and
//! only if, it is refused there.

mod build;
mod forgive;
mod scalar;
mod signs;
mod strict;
mod value;

#[cfg(test)]
mod tests;

pub(crate) use scalar::ScalarMap;
pub(crate) use value::Plain;

use super::diagnostic::Code;
use super::sink::Sink;
use super::span::Span;
use saphyr_parser::ScalarStyle;

/// Where a node stands in the [`Tree`].
pub(crate) type NodeId = usize;

/// How deep collections may nest: rule files need 6.
const MAX_DEPTH: usize = 64;
/// What is said of all that stands behind the first document, where the engine reads no other.
pub(crate) const UNREAD: &str =
    "Nothing is read from here on. Put all of it into the first document, or into a file of its own.";
/// How many nodes aliases may add to those that are written out: as many again ten times, and some.
const FREE_ALIASED: u64 = 100_000;

/// The documents of a file.
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// The documents' root nodes.
    pub(crate) documents: Vec<NodeId>,
    /// Where the last node ends, if the file could not be read to its end.
    cut: Option<usize>,
    /// The text that the nodes were read from: as long as the file's, with what YAML 1.2 would not take replaced.
    source: String,
}

/// A node and its place.
pub(crate) struct Node {
    /// Its bytes in the file.
    pub(crate) span: Span,
    /// What it holds.
    pub(crate) kind: Kind,
    /// What stands behind `!!`; a tag of another kind with its `!`.
    pub(crate) tag: Option<String>,
    /// The file ended, or could not be read any further, within it.
    pub(crate) open: bool,
    /// How many nodes it is with all that is in it, aliases unfolded.
    size: u64,
}

/// What a node holds.
pub(crate) enum Kind {
    /// A text, number, or nothing.
    Scalar {
        /// The value, as yet without a type.
        text: String,
        /// How it is written.
        style: ScalarStyle,
    },
    /// A list.
    Sequence(Vec<NodeId>),
    /// A map: keys and values.
    Mapping(Vec<(NodeId, NodeId)>),
    /// `*name`: what stands there is elsewhere.
    Alias(NodeId),
}

impl Tree {
    /// Reads a file as far as it can be read, and says what is wrong with it.
    ///
    /// `filled` is the file with its `%{NAME}` filled in by as many bytes. With `first_only`, what comes behind the first
    /// document does not matter.
    pub(crate) fn parse(filled: String, first_only: bool, sink: &mut Sink<'_>) -> Self {
        strict::check_characters(&filled, sink);
        let read = forgive::read(filled);
        let end = read.nodes.iter().map(|node| node.span.end).max();
        let unread = first_only && read.ended > 0;
        let cut = end.filter(|_| read.problem.is_some() && !unread);
        let mut tree = Self { nodes: read.nodes, documents: read.documents, cut, source: read.source };
        match read.problem {
            // If a second document was begun, its beginning says so.
            Some((span, ..)) if unread && tree.documents.len() == 1 => {
                sink.warning(span, Code::SecondDocument, UNREAD);
            }
            Some(_) if unread => {}
            Some((span, code, message)) => sink.error(span, code, message),
            None => strict::check_layout(&tree, sink),
        }
        tree.refuse_expansion(sink);
        tree
    }

    /// The node with this number; where it is an alias, that which it stands for.
    pub(crate) fn get(&self, id: NodeId) -> &Node {
        match self.nodes[id].kind {
            Kind::Alias(target) => &self.nodes[target],
            _ => &self.nodes[id],
        }
    }

    /// Whether reading stopped within the node or right behind it, so that what it lacks may be there all the same.
    pub(crate) fn is_cut(&self, id: NodeId) -> bool {
        let node = self.get(id);
        node.open || self.cut.is_some_and(|end| end <= node.span.end)
    }

    /// Where a node is written: of an alias, the alias.
    pub(crate) fn span(&self, id: NodeId) -> Span {
        self.nodes[id].span.clone()
    }

    /// The keys of a map, as they are written.
    pub(crate) fn keys(&self, id: NodeId) -> Vec<NodeId> {
        match &self.get(id).kind {
            Kind::Mapping(pairs) => pairs.iter().map(|(key, _)| *key).collect(),
            _ => Vec::new(),
        }
    }

    /// The value of a key that is written in a map.
    pub(crate) fn find(&self, id: NodeId, key: &str) -> Option<NodeId> {
        let Kind::Mapping(pairs) = &self.get(id).kind else { return None };
        pairs.iter().rev().find(|(found, _)| self.get(*found).text() == Some(key)).map(|(_, value)| *value)
    }

    /// Every node, in the order in which they begin.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// How the parts of a scalar's text map to the file. Takes time in proportion to the text, so keep it for all parts.
    pub(crate) fn place(&self, id: NodeId) -> ScalarMap {
        let node = self.get(id);
        match &node.kind {
            Kind::Scalar { text, style } => ScalarMap::new(&self.source, &node.span, text, *style),
            _ => ScalarMap::whole(node.span.clone()),
        }
    }

    /// The text that the nodes were read from.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    fn refuse_expansion(&mut self, sink: &mut Sink<'_>) {
        let allowed = FREE_ALIASED.saturating_add(10 * self.nodes.len() as u64);
        let size = self.documents.iter().fold(0_u64, |sum, root| sum.saturating_add(self.nodes[*root].size));
        if size > allowed {
            let alias = self.nodes.iter().find(|node| matches!(node.kind, Kind::Alias(_)));
            let span = alias.map_or(0..0, |node| node.span.clone());
            let message =
                "The aliases (*) of this file unfold to far more than is written. Write out what is needed.";
            sink.error(span, Code::YamlAlias, message);
            self.documents.clear();
        }
    }
}
