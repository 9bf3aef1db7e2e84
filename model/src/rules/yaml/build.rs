//! From the parser's events to nodes.

use super::{Kind, MAX_DEPTH, Node, NodeId};
use crate::rules::diagnostic::Code;
use crate::rules::span::Span;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};
use std::collections::HashMap;

/// What came of reading a text once.
pub(super) struct Read {
    pub(super) nodes: Vec<Node>,
    pub(super) documents: Vec<NodeId>,
    /// How many documents were read to their ends.
    pub(super) ended: usize,
    /// Why it could not be read to its end.
    pub(super) failure: Option<Failure>,
}

/// Why a text could not be read to its end.
pub(super) enum Failure {
    /// The parser's error.
    Syntax {
        /// Where the parser says it is.
        at: usize,
        /// In the parser's words.
        info: String,
        /// Where the last node ends.
        after: usize,
        /// Where the outermost list or map in brackets begins that is not closed yet.
        bracket: Option<usize>,
    },
    /// What these checks refuse.
    Refused(Span, Code, &'static str),
}

/// Reads a text.
pub(super) fn build(text: &str) -> Read {
    let mut builder = Builder::new(text);
    let failure = builder.run(Parser::new_from_str(text));
    builder.finish(failure)
}

struct Builder<'t> {
    bytes: Bytes<'t>,
    nodes: Vec<Node>,
    documents: Vec<NodeId>,
    ended: usize,
    /// The collections that are not closed yet.
    open: Vec<Open>,
    anchors: HashMap<usize, NodeId>,
    last_end: usize,
}

struct Open {
    id: NodeId,
    /// The key that still waits for its value.
    key: Option<NodeId>,
    bracket: bool,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            bytes: Bytes::new(text),
            nodes: Vec::new(),
            documents: Vec::new(),
            ended: 0,
            open: Vec::new(),
            anchors: HashMap::new(),
            last_end: 0,
        }
    }

    fn run(&mut self, parser: Parser<'t, saphyr_parser::StrInput<'t>>) -> Option<Failure> {
        for event in parser {
            match event {
                Ok((event, span)) => {
                    let span = self.bytes.of(span.start)..self.bytes.of(span.end);
                    if let Some(failure) = self.take(event, span) {
                        return Some(failure);
                    }
                }
                Err(error) => return Some(self.failure(&error)),
            }
        }
        None
    }

    fn failure(&mut self, error: &ScanError) -> Failure {
        let at = self.bytes.of(*error.marker());
        let bracket = self.open.iter().find(|open| open.bracket).map(|open| self.nodes[open.id].span.start);
        Failure::Syntax { at, info: error.info().to_owned(), after: self.last_end, bracket }
    }

    fn take(&mut self, event: Event<'t>, span: Span) -> Option<Failure> {
        let end = span.end;
        match event {
            Event::Alias(anchor) => return self.alias(anchor, span),
            Event::Scalar(text, style, anchor, tag) => {
                let kind = Kind::Scalar { text: text.into_owned(), style };
                self.leaf(kind, span, anchor, tag.as_deref());
            }
            Event::SequenceStart(anchor, tag) => {
                return self.start(Kind::Sequence(Vec::new()), span, anchor, tag.as_deref());
            }
            Event::MappingStart(anchor, tag) => {
                return self.start(Kind::Mapping(Vec::new()), span, anchor, tag.as_deref());
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&span),
            Event::DocumentEnd => {
                self.ended += 1;
                return None;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => return None,
        }
        self.last_end = self.last_end.max(end);
        None
    }

    fn node(&mut self, kind: Kind, span: Span, anchor: usize, tag: Option<&Tag>) -> NodeId {
        let id = self.nodes.len();
        let tag = tag.map(|tag| if tag.is_yaml_core_schema() { tag.suffix.clone() } else { tag.to_string() });
        self.nodes.push(Node { span, kind, tag, open: false, size: 1 });
        if anchor > 0 {
            self.anchors.insert(anchor, id);
        }
        id
    }

    fn leaf(&mut self, kind: Kind, mut span: Span, anchor: usize, tag: Option<&Tag>) {
        let properties = anchor > 0 || tag.is_some();
        if let Kind::Scalar { text, style } = &kind {
            tidy(self.bytes.text, &mut span, *style, text.is_empty(), properties);
        }
        let id = self.node(kind, span, anchor, tag);
        self.put(id);
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Option<Failure> {
        let Some(target) = self.anchors.get(&anchor).copied() else {
            return Some(Failure::Refused(span, Code::YamlAlias, "There is no anchor of this name above."));
        };
        if self.open.iter().any(|open| open.id == target) {
            let message = "This alias stands for something that contains the alias itself.";
            return Some(Failure::Refused(span, Code::YamlAlias, message));
        }
        self.last_end = self.last_end.max(span.end);
        let size = self.nodes[target].size;
        let id = self.node(Kind::Alias(target), span, 0, None);
        self.nodes[id].size = size;
        self.put(id);
        None
    }

    fn start(&mut self, kind: Kind, span: Span, anchor: usize, tag: Option<&Tag>) -> Option<Failure> {
        if self.open.len() >= MAX_DEPTH {
            return Some(Failure::Refused(span, Code::YamlTooDeep, "This is nested too deeply."));
        }
        let bracket = self.bytes.text[span.clone()].trim_end().ends_with(['[', '{']);
        self.last_end = self.last_end.max(span.end);
        let id = self.node(kind, span, anchor, tag);
        self.open.push(Open { id, key: None, bracket });
        None
    }

    fn end(&mut self, span: &Span) {
        let Some(open) = self.open.pop() else { return };
        // A block ends where the next token begins, so that its own end is that of what stands in it.
        let end = if open.bracket { span.end } else { self.end_of_content(open.id) };
        let text = self.bytes.text;
        let node = &mut self.nodes[open.id];
        node.span.end = text[..end].trim_end().len().max(node.span.end);
        self.put(open.id);
    }

    fn end_of_content(&self, id: NodeId) -> usize {
        let last = match &self.nodes[id].kind {
            Kind::Sequence(items) => items.last().copied(),
            Kind::Mapping(pairs) => pairs.last().map(|(_, value)| *value),
            _ => None,
        };
        last.map_or(self.nodes[id].span.end, |last| self.nodes[last].span.end)
    }

    /// Puts a node that is complete into the collection that is open, or makes it a document.
    fn put(&mut self, id: NodeId) {
        let Some(open) = self.open.last_mut() else {
            self.documents.push(id);
            return;
        };
        let size = self.nodes[id].size;
        let parent = &mut self.nodes[open.id];
        parent.size = parent.size.saturating_add(size);
        match &mut parent.kind {
            Kind::Sequence(items) => items.push(id),
            Kind::Mapping(pairs) => match open.key.take() {
                Some(key) => pairs.push((key, id)),
                None => open.key = Some(id),
            },
            Kind::Scalar { .. } | Kind::Alias(_) => {}
        }
    }

    fn finish(mut self, failure: Option<Failure>) -> Read {
        // What is open when reading fails is kept, so that the rest of the file still says something.
        while let Some(open) = self.open.pop() {
            self.nodes[open.id].open = true;
            if let Some(key) = open.key {
                let at = self.nodes[key].span.end;
                let nothing = Kind::Scalar { text: String::new(), style: ScalarStyle::Plain };
                let value = self.node(nothing, at..at, 0, None);
                self.nodes[value].open = true;
                if let Kind::Mapping(pairs) = &mut self.nodes[open.id].kind {
                    pairs.push((key, value));
                }
            }
            let end = self.end_of_content(open.id);
            self.nodes[open.id].span.end = end;
            self.put(open.id);
        }
        Read { nodes: self.nodes, documents: self.documents, ended: self.ended, failure }
    }
}

/// Makes a scalar's span that of its text: without what the parser reads on to, and without anchor and tag.
fn tidy(text: &str, span: &mut Span, style: ScalarStyle, empty: bool, properties: bool) {
    if empty && style == ScalarStyle::Plain && !properties {
        // The parser means the colon; what is missing is missing behind it.
        span.start += usize::from(text[span.start..].starts_with(':'));
        span.end = span.start;
        return;
    }
    span.end = span.start + text[span.clone()].trim_end().len();
    while properties && text[span.clone()].starts_with(['&', '!']) {
        let rest = &text[span.clone()];
        let word = rest.find([' ', '\t', '\n', '\r']).unwrap_or(rest.len());
        let blank = rest[word..].len() - rest[word..].trim_start().len();
        span.start += word + blank;
    }
}

/// From the parser's characters to bytes.
struct Bytes<'t> {
    text: &'t str,
    ascii: bool,
    /// The byte of every [`Self::STEP`]th character.
    marks: Vec<usize>,
}

impl<'t> Bytes<'t> {
    const STEP: usize = 128;

    fn new(text: &'t str) -> Self {
        let ascii = text.is_ascii();
        let chars = text.char_indices().step_by(Self::STEP);
        let marks = if ascii { Vec::new() } else { chars.map(|(at, _)| at).collect() };
        Self { text, ascii, marks }
    }

    fn of(&self, marker: Marker) -> usize {
        let index = marker.index();
        if self.ascii {
            return index.min(self.text.len());
        }
        let Some(start) = self.marks.get(index / Self::STEP).copied() else { return self.text.len() };
        let rest = self.text[start..].char_indices().nth(index % Self::STEP);
        rest.map_or(self.text.len(), |(at, _)| start + at)
    }
}
