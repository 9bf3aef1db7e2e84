//! What `vmalert`'s YAML parser takes and ours would refuse.
//!
//! Where saphyr-parser stops at one of these, the text is changed by as many bytes, so that every position stays, and
//! read again:
//!
//! - a tab behind a key's colon becomes a blank;
//! - a list or map in brackets, or a text in quotes, whose further lines are not indented enough, is put on one line;
//! - `\'` in double quotes becomes a character that nobody may write, and then an apostrophe;
//! - a comment right behind a quote, which lacks its blank, becomes blanks.

use super::build::{Failure, build};
use super::scalar::ESCAPED_APOSTROPHE;
use super::{Kind, Node, NodeId, signs};
use crate::rules::diagnostic::Code;
use crate::rules::span::Span;

/// How many bytes may be read again altogether, so that no file takes longer than a few times its length.
const BYTES_TO_READ_AGAIN: usize = 32 * 1024 * 1024;

/// What came of reading a file.
pub(super) struct Read {
    pub(super) nodes: Vec<Node>,
    pub(super) documents: Vec<NodeId>,
    pub(super) source: String,
    /// How many documents were read to their ends.
    pub(super) ended: usize,
    pub(super) problem: Option<(Span, Code, String)>,
}

/// Reads a file, again and again while there is something to forgive.
pub(super) fn read(mut source: String) -> Read {
    let mut budget = BYTES_TO_READ_AGAIN;
    let mut forgave_apostrophes = false;
    loop {
        let read = build(&source);
        let again = match &read.failure {
            Some(Failure::Syntax { at, info, after, bracket }) => {
                forgive(&source, *at, info, *after, *bracket).filter(|_| source.len() <= budget)
            }
            _ => None,
        };
        if let Some(changed) = again {
            budget -= source.len();
            forgave_apostrophes = true;
            source = changed;
            continue;
        }
        let mut nodes = read.nodes;
        if forgave_apostrophes {
            restore_apostrophes(&mut nodes);
        }
        signs::strip_from_keys(&mut nodes, &source);
        // What these checks refuse, they do not read either.
        let refused = matches!(read.failure, Some(Failure::Refused(..)));
        let documents = if refused { Vec::new() } else { read.documents };
        let problem = read.failure.map(|failure| problem(&source, failure));
        return Read { nodes, documents, source, ended: read.ended, problem };
    }
}

/// The text with one thing changed that `vmalert` takes; nothing if this error is one there too.
fn forgive(source: &str, at: usize, info: &str, after: usize, bracket: Option<usize>) -> Option<String> {
    let changed = if info.contains("followed by a valid YAML whitespace") {
        blank_tabs_behind_colons(source)
    } else if info.contains("unknown escape character") {
        change_quoted(source, at, escape_apostrophes)
    } else if info.contains("comments must be separated") {
        blank_comment(source, at)
    } else if info.contains("indentation in quoted") {
        change_quoted(source, at, on_one_line)
    } else if info.contains("invalid indentation") || info.contains("tab") {
        let start = bracket.or_else(|| opening(source, after, at))?;
        let end = end_of_opening(source, start).filter(|end| *end > at)?;
        format!("{}{}{}", &source[..start], on_one_line(&source[start..end]), &source[end..])
    } else {
        return None;
    };
    (changed != source).then_some(changed)
}

fn blank_tabs_behind_colons(source: &str) -> String {
    let mut behind_colon = false;
    let replace = |c: char| {
        let replaced = if behind_colon && c == '\t' { ' ' } else { c };
        behind_colon = c == ':' || (behind_colon && matches!(c, ' ' | '\t'));
        replaced
    };
    source.chars().map(replace).collect()
}

/// Changes the quoted text that begins at `start`, and all quoted values of fields behind it: a file that has one such
/// text has more, and reading it once for each could take long.
fn change_quoted(source: &str, start: usize, change: fn(&str) -> String) -> String {
    let mut changed = source[..start].to_owned();
    let mut next = Some(start);
    let mut done = start;
    while let Some(start) = next {
        let Some(end) = end_of_quoted(source, start) else { break };
        changed.push_str(&source[done..start]);
        changed.push_str(&change(&source[start..end]));
        done = end;
        next = next_quoted_value(source, end);
    }
    changed.push_str(&source[done..]);
    changed
}

/// The next quote that begins the value of a field: `key: "`.
fn next_quoted_value(source: &str, from: usize) -> Option<usize> {
    let mut start = from;
    for line in source[from..].split_inclusive(['\n', '\r']) {
        if let Some((key, value)) = line.split_once(": ")
            && start > from
            && value.trim_start().starts_with(['"', '\''])
            && key.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '"' | '\''))
        {
            return Some(start + line.len() - value.trim_start().len());
        }
        start += line.len();
    }
    None
}

/// `\'` in double quotes, which means an apostrophe, as a character that can be told from others later.
fn escape_apostrophes(quoted: &str) -> String {
    let mut changed = String::new();
    let mut rest = quoted;
    while let Some(at) = rest.find('\\').filter(|_| quoted.starts_with('"')) {
        changed.push_str(&rest[..at]);
        let pair = rest[at + 1..].chars().next().map_or(1, |c| 1 + c.len_utf8());
        match &rest[at..at + pair] {
            "\\'" => changed.push(ESCAPED_APOSTROPHE),
            other => changed.push_str(other),
        }
        rest = &rest[at + pair..];
    }
    changed + rest
}

fn restore_apostrophes(nodes: &mut [Node]) {
    for node in nodes {
        if let Kind::Scalar { text, .. } = &mut node.kind
            && text.contains(ESCAPED_APOSTROPHE)
        {
            *text = text.replace(ESCAPED_APOSTROPHE, "'");
        }
    }
}

fn blank_comment(source: &str, at: usize) -> String {
    let end = source[at..].find(['\n', '\r']).map_or(source.len(), |length| at + length);
    format!("{}{}{}", &source[..at], " ".repeat(end - at), &source[end..])
}

/// The first quote or bracket between two places.
fn opening(source: &str, from: usize, to: usize) -> Option<usize> {
    let between = source.get(from..to)?;
    between.find(['[', '{', '"', '\'']).map(|at| from + at)
}

fn end_of_opening(source: &str, start: usize) -> Option<usize> {
    if source[start..].starts_with(['"', '\'']) {
        return end_of_quoted(source, start);
    }
    let bytes = source.as_bytes();
    let (mut at, mut depth) = (start, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth -= 1,
            // A quote opens only where a value can begin.
            b'"' | b'\'' if b" \t\n\r[{,:".contains(&bytes[at - 1]) => {
                at = end_of_quoted(source, at)?;
                continue;
            }
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Behind the closing quote of the text that begins here.
fn end_of_quoted(source: &str, start: usize) -> Option<usize> {
    let bytes = source.as_bytes();
    // Anchor and tag may stand before it.
    let open = start + source[start..].find(['"', '\''])?;
    let quote = bytes[open];
    let mut at = open + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quote == b'"' => at += 1,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
            byte if *byte == quote => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Blanks instead of line ends, tabs and comments. Empty lines in a text are lost, which no check minds.
fn on_one_line(text: &str) -> String {
    let quoted = text.starts_with(['"', '\'']);
    let mut comment = false;
    let mut before = ' ';
    let mut changed = String::with_capacity(text.len());
    for c in text.chars() {
        comment = match c {
            '\n' | '\r' => false,
            '#' if !quoted && before.is_ascii_whitespace() => true,
            _ => comment,
        };
        match c {
            '\n' | '\r' | '\t' => changed.push(' '),
            // As many bytes.
            c if comment => changed.push_str(&" ".repeat(c.len_utf8())),
            c => changed.push(c),
        }
        before = c;
    }
    changed
}

fn problem(source: &str, failure: Failure) -> (Span, Code, String) {
    match failure {
        Failure::Refused(span, code, message) => (span, code, message.to_owned()),
        Failure::Syntax { at, info, .. } => {
            if let Some(tab) = tab_before(source, at, &info) {
                let message = "YAML does not take a tab here. Indent with blanks.";
                return (tab..tab + 1, Code::YamlTab, message.to_owned());
            }
            let length = source[at..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
            (at..at + length, Code::YamlSyntax, explain(&info))
        }
    }
}

/// The tab that an error is about: one that indents the line, or where the parser speaks of one, a later line.
fn tab_before(source: &str, at: usize, info: &str) -> Option<usize> {
    let mut start = source[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let mut lines = source[start..].split_inclusive('\n');
    let count = if info.contains("tab") { usize::MAX } else { 1 };
    lines.by_ref().take(count).find_map(|line| {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let tab = line[..indent].find('\t').map(|tab| start + tab);
        start += line.len();
        tab
    })
}

/// The parser's words, and what to do about it where that can be guessed.
fn explain(info: &str) -> String {
    let advice = if info.contains("unknown anchor") {
        "No anchor (&) of this name stands above. To begin a value with *, put it in quotes."
    } else if info.contains("mapping values are not allowed") || info.contains("simple key") {
        "A colon followed by a blank makes a key. If this belongs to a value, put the value in quotes; else check the \
         indentation."
    } else if info.contains("unexpected character") {
        "A value can't begin with this character. Put it in quotes."
    } else if info.contains("unexpected end of stream") || info.contains("quoted") {
        "Is a quote missing, or one too many? Within quotes, write them twice ('') or as \\\"."
    } else if info.contains("block mapping") || info.contains("document start") {
        "Check the indentation of this line and of the one above: fields of one map begin in the same column."
    } else {
        "Check quotes, brackets and indentation here and on the line above."
    };
    format!("This is not YAML ({info}). {advice}")
}
