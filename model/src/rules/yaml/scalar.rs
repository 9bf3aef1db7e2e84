//! Where each part of a scalar's text stands in the file: quotes, escapes, folded lines and indentation are undone.

use crate::rules::span::Span;
use saphyr_parser::ScalarStyle;

/// U+0091 stands for an apostrophe that is escaped in double quotes (see `forgive`).
pub(super) const ESCAPED_APOSTROPHE: char = '\u{91}';

/// Maps bytes of a scalar's text to bytes of the file.
pub(crate) struct ScalarMap {
    whole: Span,
    /// In order; nothing if the text can't be found in the file, which should not happen.
    pieces: Vec<Piece>,
}

/// A part of the text, and the part of the file that it is written as.
struct Piece {
    text: Span,
    file: Span,
}

impl ScalarMap {
    /// Finds the parts of `value` in `source`, where the scalar stands at `span`.
    pub(super) fn new(source: &str, span: &Span, value: &str, style: ScalarStyle) -> Self {
        let mut walk =
            Walk { source, at: span.start, end: span.end, text: String::new(), pieces: Vec::new() };
        match style {
            ScalarStyle::Plain => walk.flow(None),
            ScalarStyle::SingleQuoted => walk.flow(Some('\'')),
            ScalarStyle::DoubleQuoted => walk.flow(Some('"')),
            ScalarStyle::Literal | ScalarStyle::Folded => walk.block(value),
        }
        let found = walk.text == value;
        Self { whole: span.clone(), pieces: if found { walk.pieces } else { Vec::new() } }
    }

    /// Where all of it is one.
    pub(super) fn whole(span: Span) -> Self {
        Self { whole: span, pieces: Vec::new() }
    }

    /// Where a part of the text stands. If that can't be told, where the whole scalar stands.
    pub(crate) fn span(&self, part: &Span) -> Span {
        if self.pieces.is_empty() {
            return self.whole.clone();
        }
        if part.is_empty() {
            let at = self.start(part.start);
            return at..at;
        }
        let start = self.start(part.start);
        start..self.end(part.end).max(start)
    }

    fn start(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.text.end <= at);
        match self.pieces.get(index) {
            Some(piece) if piece.linear() => piece.file.start + at.saturating_sub(piece.text.start),
            Some(piece) => piece.file.start,
            None => self.pieces.last().map_or(self.whole.end, |piece| piece.file.end),
        }
    }

    fn end(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.text.end < at);
        match self.pieces.get(index) {
            Some(piece) if piece.linear() => piece.file.start + at.saturating_sub(piece.text.start),
            Some(piece) => piece.file.end,
            None => self.whole.end,
        }
    }
}

impl Piece {
    fn linear(&self) -> bool {
        self.text.len() == self.file.len()
    }
}

/// Reads the scalar once more, this time with positions.
struct Walk<'s> {
    source: &'s str,
    at: usize,
    end: usize,
    text: String,
    pieces: Vec<Piece>,
}

impl Walk<'_> {
    /// Takes `bytes` of the file, which mean `text`.
    fn take(&mut self, bytes: usize, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        let (text, file) = (start..self.text.len(), self.at..self.at + bytes);
        self.at += bytes;
        if text.is_empty() {
            return;
        }
        let piece = Piece { text, file };
        match self.pieces.last_mut() {
            Some(last) if last.linear() && piece.linear() && last.file.end == piece.file.start => {
                last.text.end = piece.text.end;
                last.file.end = piece.file.end;
            }
            _ => self.pieces.push(piece),
        }
    }

    fn rest(&self) -> &str {
        &self.source[self.at..self.end]
    }

    /// Plain and quoted scalars: a line end and the blanks around it are one blank, an empty line is a line end.
    fn flow(&mut self, quote: Option<char>) {
        if let Some(quote) = quote {
            self.end = self.end.saturating_sub(quote.len_utf8()).max(self.at);
            self.at = (self.at + quote.len_utf8()).min(self.end);
        }
        while let Some(next) = self.rest().chars().next() {
            let length = next.len_utf8();
            match next {
                '\\' if quote == Some('"') => self.escape(),
                '\'' if quote == Some('\'') => self.take(2.min(self.rest().len()), "'"),
                ESCAPED_APOSTROPHE => self.take(length, "'"),
                ' ' | '\t' | '\n' | '\r' => self.blanks(),
                _ => self.take(length, next.encode_utf8(&mut [0; 4])),
            }
        }
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
        let breaks = line_breaks(&rest[..blank]);
        match breaks {
            0 => {
                let blanks = rest[..blank].to_owned();
                self.take(blank, &blanks);
            }
            1 => self.take(blank, " "),
            more => self.take(blank, &"\n".repeat(more - 1)),
        }
    }

    fn escape(&mut self) {
        let rest = self.rest();
        let Some(letter) = rest[1..].chars().next() else {
            self.take(rest.len(), "");
            return;
        };
        let length = 1 + letter.len_utf8();
        if matches!(letter, '\n' | '\r') {
            let blank = rest[1..].len() - rest[1..].trim_start_matches([' ', '\t', '\n', '\r']).len();
            let breaks = line_breaks(&rest[1..=blank]);
            self.take(1 + blank, &"\n".repeat(breaks.saturating_sub(1)));
            return;
        }
        let digits = match letter {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let number = rest.get(length..length + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let meant = if digits > 0 { number.and_then(char::from_u32) } else { meaning(letter) };
        let meant = meant.unwrap_or(letter);
        self.take((length + digits).min(rest.len()), meant.encode_utf8(&mut [0; 4]));
    }

    /// Literal and folded scalars: the lines of the text are found, in order, in the lines of the file.
    fn block(&mut self, value: &str) {
        let mut rest = value;
        let lines = &self.source[self.at..self.end];
        // The parser may or may not count the header `|` and the first line's indentation to the scalar.
        if lines.starts_with(['|', '>']) {
            self.at += lines.find(['\n', '\r']).unwrap_or(lines.len());
        }
        let source = self.source;
        for line in source[self.at..self.end].split(['\n', '\r']) {
            let line_end = self.at + line.len();
            self.block_line(line, &mut rest);
            self.at = (line_end + 1).min(self.end);
        }
        // What is left are line ends that were cut off the span. Anything else was not found.
        let left = rest.to_owned();
        if left.trim_matches([' ', '\n']).is_empty() { self.take(0, &left) } else { self.text.clear() }
    }

    fn block_line(&mut self, line: &str, rest: &mut &str) {
        let trimmed = line.trim_start_matches(' ');
        if trimmed.is_empty() {
            return;
        }
        // Before the line's own text come the ends of earlier lines, or the one blank that a folded end became. Then
        // come blanks that the line has because it is indented further than its neighbours.
        let blank = rest.len() - rest.trim_start_matches([' ', '\n']).len();
        let skip = match rest[..blank].rfind('\n') {
            Some(last) => last + 1,
            None if self.text.is_empty() => 0,
            None => blank.min(1),
        };
        let (own, indent) = (blank - skip, line.len() - trimmed.len());
        if own > indent || !rest[blank..].starts_with(trimmed) {
            return;
        }
        let (before, after) = rest.split_at(skip);
        self.take(0, before);
        self.at += indent - own;
        let length = own + trimmed.len();
        self.take(length, &after[..length]);
        *rest = &after[length..];
    }
}

fn line_breaks(blanks: &str) -> usize {
    let bytes = blanks.as_bytes();
    let alone =
        |at: &usize| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    (0..bytes.len()).filter(alone).count()
}

/// What a letter behind a backslash means.
fn meaning(letter: char) -> Option<char> {
    Some(match letter {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        _ => return None,
    })
}
