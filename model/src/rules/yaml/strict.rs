//! What our YAML parser takes and `vmalert`'s refuses.

use super::{Kind, Node, Tree};
use crate::rules::diagnostic::Code;
use crate::rules::sink::Sink;
use crate::rules::span::Span;
use saphyr_parser::ScalarStyle;

/// Characters that may not stand anywhere, not even in a comment.
pub(super) fn check_characters(text: &str, sink: &mut Sink<'_>) {
    let bad = text.char_indices().find(|(_, c)| match c {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        c => c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'),
    });
    if let Some((at, c)) = bad {
        let message =
            format!("This control character (U+{:04X}) may not stand in YAML. Delete it.", u32::from(c));
        sink.error(at..at + c.len_utf8(), Code::YamlSyntax, message);
    }
}

/// Tabs, directives and escapes, which only show in the text itself.
pub(super) fn check_layout(tree: &Tree, sink: &mut Sink<'_>) {
    let mut layout = Layout {
        source: &tree.source,
        nodes: &tree.nodes,
        at: 0,
        brackets_end: 0,
        plain_in: None,
        blocks: Vec::new(),
    };
    for node in &tree.nodes {
        layout.see(node, sink);
    }
    layout.check_gap(tree.source.len(), sink);
}

/// Goes from node to node.
struct Layout<'t> {
    source: &'t str,
    nodes: &'t [Node],
    /// Where the last node ended.
    at: usize,
    /// Where the last list or map in brackets ends: tabs are at home there.
    brackets_end: usize,
    /// If the last node was a plain scalar, the column of the block that it stands in.
    plain_in: Option<usize>,
    /// The blocks that are open: where they end, and their columns.
    blocks: Vec<(usize, usize)>,
}

impl Layout<'_> {
    fn see(&mut self, node: &Node, sink: &mut Sink<'_>) {
        let (start, end) = (node.span.start, node.span.end);
        if let Kind::Scalar { style: ScalarStyle::DoubleQuoted, .. } = node.kind {
            check_escapes(self.source, &node.span, sink);
        }
        if self.source[start..end].starts_with('{') {
            self.check_colons(node, sink);
        }
        if start < self.brackets_end {
            self.check_plain_in_brackets(node, sink);
            return;
        }
        self.check_gap(start, sink);
        self.plain_in = None;
        while self.blocks.last().is_some_and(|(block_end, _)| *block_end <= start) {
            self.blocks.pop();
        }
        match &node.kind {
            Kind::Sequence(_) | Kind::Mapping(_)
                if self.source[node.span.clone()].starts_with(['[', '{']) =>
            {
                (self.at, self.brackets_end) = (end, end);
            }
            Kind::Sequence(_) | Kind::Mapping(_) => {
                self.blocks.push((end, self.column(node)));
                self.at = start;
            }
            Kind::Scalar { style: ScalarStyle::Plain, .. } => {
                let column = self.blocks.last().map_or(0, |(_, column)| *column);
                self.check_plain_lines(node, column, sink);
                self.plain_in = Some(column);
                self.at = end;
            }
            Kind::Scalar { text, style: ScalarStyle::Literal | ScalarStyle::Folded } => {
                self.check_block_scalar(node, text, sink);
                self.at = end;
            }
            Kind::Alias(_) => {
                check_anchor(self.source, node.span.clone(), sink);
                self.at = end;
            }
            Kind::Scalar { .. } => self.at = end,
        }
    }

    /// The further lines of a plain scalar may have tabs, but not where the indentation is.
    fn check_plain_lines(&self, node: &Node, column: usize, sink: &mut Sink<'_>) {
        let mut line_start = node.span.start;
        for (index, line) in self.source[node.span.clone()].split(['\n', '\r']).enumerate() {
            let blanks = line.len() - line.trim_start_matches(' ').len();
            if index > 0 && blanks <= column && line[blanks..].starts_with('\t') {
                return tab_at(line_start + blanks, sink);
            }
            line_start += line.len() + 1;
        }
    }

    /// Where the first line of a block scalar tells how far it is indented, that can't be followed by a tab.
    fn check_block_scalar(&self, node: &Node, text: &str, sink: &mut Sink<'_>) {
        if !text.trim_start_matches('\n').starts_with('\t') {
            return;
        }
        // The sign `|` and what stands behind it may lie before the node or in it.
        let from = self.at.min(node.span.start);
        let Some(sign) = self.source[from..node.span.end].find(['|', '>']).map(|at| from + at) else {
            return;
        };
        let line = self.source[sign..].find(['\n', '\r']).map_or(self.source.len(), |length| sign + length);
        let says_indent = self.source[sign..line].trim_start_matches(['|', '>', '+', '-']);
        if let Some(tab) = self.source[line..node.span.end]
            .find('\t')
            .filter(|_| !says_indent.starts_with(|c: char| c.is_ascii_digit()))
        {
            tab_at(line + tab, sink);
        }
    }

    /// In braces, YAML 1.1 wants the colon on the line of its key.
    fn check_colons(&self, node: &Node, sink: &mut Sink<'_>) {
        let Kind::Mapping(pairs) = &node.kind else { return };
        for (key, value) in pairs {
            let (key, value) = (&self.nodes[*key].span, &self.nodes[*value].span);
            let between = self.source.get(key.end..value.start).unwrap_or_default();
            let explicit = self.source[..key.start].trim_end().ends_with('?');
            if between.trim_start().starts_with(':') && between.starts_with(['\n', '\r']) && !explicit {
                let at = key.end + between.find(':').unwrap_or_default();
                let message = "The colon belongs on the line of its key.";
                sink.error(at..at + 1, Code::YamlSyntax, message);
            }
        }
    }

    /// In brackets, YAML 1.1 takes any question mark outside quotes for the sign of a key, a colon in front for that of a
    /// value, and has no block scalars.
    fn check_plain_in_brackets(&self, node: &Node, sink: &mut Sink<'_>) {
        if !matches!(node.kind, Kind::Scalar { style: ScalarStyle::Plain, .. }) {
            return;
        }
        let text = &self.source[node.span.clone()];
        if let Some(offset) = text.find('?').or_else(|| text.starts_with([':', '|', '>']).then_some(0)) {
            let at = node.span.start + offset;
            let message = "In brackets, this character means something to YAML. Put the value in quotes.";
            sink.error(at..at + 1, Code::YamlSyntax, message);
        }
    }

    /// The column of a block: for a list, that of its dashes.
    fn column(&self, node: &Node) -> usize {
        let line_start = self.line_start(node.span.start);
        let before = &self.source[line_start..node.span.start];
        match node.kind {
            Kind::Sequence(_) => before.rfind('-').unwrap_or(before.len()),
            _ => before.len(),
        }
    }

    fn line_start(&self, at: usize) -> usize {
        self.source[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
    }

    /// What stands between two nodes: blanks, line ends, comments, and the characters `-`, `?`, `:`.
    fn check_gap(&mut self, end: usize, sink: &mut Sink<'_>) {
        let bytes = self.source.as_bytes();
        let mut at = self.at.min(end);
        let (mut token_allowed, mut line_start) = (at == 0, at);
        while at < end {
            match bytes[at] {
                b'\n' | b'\r' => (token_allowed, line_start) = (true, at + 1),
                // Deep enough behind a plain scalar, it could still belong to that.
                b'\t' if token_allowed && self.plain_in.is_none_or(|column| at - line_start <= column) => {
                    return tab_at(at, sink);
                }
                b' ' | b'\t' => {}
                // Comments, and what stands behind the sign of a block scalar.
                b'#' | b'|' | b'>' => {
                    at = self.source[at..end].find(['\n', '\r']).map_or(end, |length| at + length);
                    continue;
                }
                b'&' => {
                    check_anchor(self.source, at..end, sink);
                    self.plain_in = None;
                }
                b'%' if at == line_start => check_directive(self.source, at, sink),
                other => (token_allowed, self.plain_in) = (matches!(other, b'-' | b'?'), None),
            }
            at += 1;
        }
    }
}

fn tab_at(at: usize, sink: &mut Sink<'_>) {
    sink.error(at..at + 1, Code::YamlTab, "YAML does not take a tab here. Indent with blanks.");
}

/// The name of an anchor or an alias, which stands behind its `&` or `*`.
fn check_anchor(source: &str, span: Span, sink: &mut Sink<'_>) {
    let rest = &source[span.start + 1..span.end];
    let name = rest.split([' ', '\t', '\n', '\r', ',', ']', '}', '?', ':']).next().unwrap_or_default();
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
        let end = span.start + 1 + name.len();
        let message =
            "The name of an anchor has letters, digits, _ and - alone. Put a value that begins so in quotes.";
        sink.error(span.start..end, Code::YamlSyntax, message);
    }
}

fn check_directive(source: &str, at: usize, sink: &mut Sink<'_>) {
    let line = source[at..].lines().next().unwrap_or_default();
    let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
    let fits = match words.next() {
        Some("%YAML") => words.next() == Some("1.1"),
        Some("%TAG") => true,
        _ => false,
    };
    if !fits {
        let message = "No other directive than %YAML 1.1 is taken. Delete this line.";
        sink.error(at..at + line.trim_end().len(), Code::YamlSyntax, message);
    }
}

/// `\/` came with YAML 1.2.
fn check_escapes(source: &str, span: &Span, sink: &mut Sink<'_>) {
    let bytes = source.as_bytes();
    let mut at = span.start;
    while at < span.end {
        if bytes[at] == b'\\' {
            at += 1;
            if bytes.get(at) == Some(&b'/') {
                let message = "The escape \\/ is not known here. Write / alone.";
                sink.error(at - 1..at + 1, Code::YamlSyntax, message);
            }
        }
        at += 1;
    }
}
