//! A config without its secrets, for those who may not change it.
//!
//! It is written anew from what was read, so that nothing of a secret can remain by the way it is written. Comments are
//! left out: what somebody commented out may have been a password.

use super::fields::{Fields, items};
use super::schema::{Kind, Shape};
use super::tables::ROOT;
use super::values::MASK;
use crate::rules::sink::Sink;
use crate::rules::span::Lines;
use crate::rules::yaml::{self, Node, NodeId, Plain, Tree};
use saphyr_parser::ScalarStyle;

const HEAD: &str = "# Secrets are masked, and comments are left out.\n";
const UNREADABLE: &str = "# This config can't be read as YAML, so it can't be shown without its secrets.\n";

/// The config with `<secret>` in the place of each secret. In doubt, something is one.
///
/// Aliases and merges are written out. What can't be read is not shown at all.
pub fn mask(text: &str) -> String {
    let lines = Lines::new(text);
    let mut sink = Sink::new(&lines);
    let tree = Tree::parse(text.to_owned(), true, &mut sink);
    let Some(root) = tree.documents.first().filter(|_| !sink.has_errors()) else {
        return UNREADABLE.to_owned();
    };
    let mut writer = Writer { tree: &tree, out: HEAD.to_owned(), after_dash: false };
    writer.object(*root, Some(&ROOT), 0);
    writer.out
}

struct Writer<'t> {
    tree: &'t Tree,
    out: String,
    /// Whether the next line goes on behind a dash.
    after_dash: bool,
}

impl Writer<'_> {
    /// A map, each field on its own line, `indent` blanks in. Without a shape, all of it is secret.
    fn object(&mut self, node: NodeId, shape: Option<&'static Shape>, indent: usize) {
        let fields = Fields::of(self.tree, node);
        if fields.entries.is_empty() {
            let empty = if matches!(self.tree.get(node).kind, yaml::Kind::Mapping(_)) { "{}" } else { MASK };
            self.line(indent, empty);
            return;
        }
        let counts = fields.by_name();
        for entry in &fields.entries {
            if counts.get(entry.name.as_str()).is_some_and(|other| other.key != entry.key) {
                continue;
            }
            let kind = shape.and_then(|shape| shape.field(&entry.name)).map_or(Kind::Any, |field| field.kind);
            let key = if is_plain(&entry.name) { entry.name.clone() } else { quoted(&entry.name) };
            self.indent(indent);
            self.out.push_str(&key);
            self.out.push(':');
            self.value(entry.value, kind, indent);
        }
    }

    fn indent(&mut self, indent: usize) {
        if !std::mem::take(&mut self.after_dash) {
            self.out.push_str(&" ".repeat(indent));
        }
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.indent(indent);
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// What stands behind a key or a dash.
    fn value(&mut self, node: NodeId, kind: Kind, indent: usize) {
        let found = self.tree.get(node);
        match &found.kind {
            yaml::Kind::Mapping(pairs) if pairs.is_empty() => self.out.push_str(" {}\n"),
            yaml::Kind::Sequence(items) if items.is_empty() => self.out.push_str(" []\n"),
            yaml::Kind::Mapping(_) => {
                // Behind a dash, the first field stands on the same line.
                if self.out.ends_with('-') {
                    self.out.push(' ');
                    self.after_dash = true;
                } else {
                    self.out.push('\n');
                }
                match kind {
                    Kind::Object(shape) => self.object(node, Some(shape), indent + 2),
                    Kind::TextMap | Kind::Match | Kind::MatchRegex => self.text_map(node, indent + 2),
                    _ => self.object(node, None, indent + 2),
                }
            }
            yaml::Kind::Sequence(_) => {
                self.out.push('\n');
                self.list(node, kind, indent + 2);
            }
            yaml::Kind::Scalar { .. } => {
                let text = scalar(found, kind, indent + 2);
                if !text.is_empty() {
                    self.out.push(' ');
                    self.out.push_str(&text);
                }
                self.out.push('\n');
            }
            // The tree has resolved it.
            yaml::Kind::Alias(_) => self.out.push_str(" <secret>\n"),
        }
    }

    fn text_map(&mut self, node: NodeId, indent: usize) {
        for entry in Fields::of(self.tree, node).entries {
            let key = if is_plain(&entry.name) { entry.name.clone() } else { quoted(&entry.name) };
            self.indent(indent);
            self.out.push_str(&key);
            self.out.push(':');
            self.value(entry.value, Kind::Text, indent);
        }
    }

    fn list(&mut self, node: NodeId, kind: Kind, indent: usize) {
        for item in items(self.tree, node) {
            let shape = match kind {
                Kind::Objects(shape) | Kind::LaxObjects(shape) => Kind::Object(shape),
                Kind::Texts | Kind::GroupBy | Kind::LabelNames | Kind::Matchers | Kind::Ranges(_) => {
                    Kind::Text
                }
                _ => Kind::Any,
            };
            self.indent(indent);
            self.out.push('-');
            self.value(*item, shape, indent);
        }
    }
}

/// A scalar as it may be shown.
fn scalar(node: &Node, kind: Kind, indent: usize) -> String {
    let text = node.text().unwrap_or_default();
    let value = node.plain();
    if value == Some(Plain::Null) {
        return String::new();
    }
    // A URL may have a password in it, and a key in its query.
    let shown = match kind {
        Kind::Text | Kind::Needed => !has_password(text),
        Kind::Url => !text.contains(['@', '?', '#']),
        Kind::Address
        | Kind::Bool
        | Kind::Int
        | Kind::Count
        | Kind::Duration
        | Kind::SomeDuration
        | Kind::GoDuration
        | Kind::GoDurationOrCount
        | Kind::OneOf(_) => true,
        _ => false,
    };
    if !shown || node.tag.is_some() {
        return MASK.to_owned();
    }
    let style = match &node.kind {
        yaml::Kind::Scalar { style, .. } => *style,
        _ => ScalarStyle::DoubleQuoted,
    };
    match style {
        ScalarStyle::Plain if is_plain(text) => text.to_owned(),
        ScalarStyle::Literal | ScalarStyle::Folded => block(text, indent).unwrap_or_else(|| quoted(text)),
        _ => quoted(text),
    }
}

/// Whether there may be a URL with a user and a password in a text.
fn has_password(text: &str) -> bool {
    text.split("://")
        .skip(1)
        .any(|rest| rest.split(['/', ' ', '"', '\n']).next().unwrap_or_default().contains('@'))
}

/// Whether a text is safe without quotes wherever it stands.
fn is_plain(text: &str) -> bool {
    let first = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/');
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.' | '-' | '+');
    let number = text.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    (number || text.starts_with(first)) && text.chars().all(inner)
}

/// A text in double quotes: JSON's are YAML's too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text of several lines, each on its own.
fn block(text: &str, indent: usize) -> Option<String> {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let readable = |c: char| c == '\n' || !c.is_control();
    let fits = !body.is_empty()
        && !body.starts_with([' ', '\n'])
        && !body.ends_with('\n')
        && body.chars().all(readable)
        && !body.contains(['\u{85}', '\u{2028}', '\u{2029}', '\u{feff}']);
    let head = if body.len() < text.len() { "|" } else { "|-" };
    fits.then(|| {
        let line = |line: &str| match line {
            "" => String::from("\n"),
            line => format!("\n{}{line}", " ".repeat(indent)),
        };
        let lines: String = body.split('\n').map(line).collect();
        format!("{head}{lines}")
    })
}
