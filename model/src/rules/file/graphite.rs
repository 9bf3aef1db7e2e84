//! Expressions of groups with `type: graphite`: paths, texts, numbers, calls, and pipes between them.

use crate::rules::span::Span;

/// How deep calls may nest.
const MAX_DEPTH: usize = 100;

type Checked = Result<(), (Span, &'static str)>;

/// Checks an expression.
pub(super) fn check(text: &str) -> Checked {
    let mut parser = Parser { text, at: 0, depth: 0 };
    parser.expression()?;
    parser.skip_space();
    match parser.rest().is_empty() {
        true => Ok(()),
        false => Err((parser.at..text.len(), "This can't follow a Graphite expression.")),
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn take(&mut self, c: char) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(c);
        self.at += if found { c.len_utf8() } else { 0 };
        found
    }

    fn expression(&mut self) -> Checked {
        self.operand()?;
        while self.take('|') {
            self.operand()?;
        }
        Ok(())
    }

    fn operand(&mut self) -> Checked {
        self.skip_space();
        let start = self.at;
        match self.rest().bytes().next() {
            Some(b'"' | b'\'') => return self.string(),
            Some(b'+' | b'-' | b'0'..=b'9') => return self.number(),
            Some(b'.') if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => return self.number(),
            Some(b'.') => {}
            _ => self.path()?,
        }
        if self.at == start {
            let end = start + self.rest().chars().next().map_or(0, char::len_utf8);
            return Err((start..end, "A path, a text, a number or a call should stand here."));
        }
        if self.take('(') { self.arguments(start) } else { Ok(()) }
    }

    fn string(&mut self) -> Checked {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let quote = bytes[start];
        let mut at = start + 1;
        while at < bytes.len() && bytes[at] != quote {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        if at >= bytes.len() {
            return Err((start..self.text.len(), "This text is never closed."));
        }
        self.at = at + 1;
        Ok(())
    }

    fn number(&mut self) -> Checked {
        let start = self.at;
        let signed = self.take('-') || self.take('+');
        self.skip_space();
        let digits = |c: char| c.is_ascii_alphanumeric() || c == '.';
        let mut length = self.rest().len() - self.rest().trim_start_matches(digits).len();
        // The sign of an exponent.
        if self.rest()[..length].ends_with(['e', 'E']) && self.rest()[length..].starts_with(['+', '-']) {
            let exponent = &self.rest()[length + 1..];
            length += 1 + exponent.len() - exponent.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        }
        let number = &self.rest()[..length];
        let special = ["0x", "0X", "0o", "0O", "0b", "0B"].iter().any(|prefix| number.starts_with(prefix));
        let fits =
            number.parse::<f64>().is_ok() && (signed || number.starts_with(|c: char| !c.is_alphabetic()));
        self.at += length;
        if fits || special { Ok(()) } else { Err((start..self.at, "This can't be read as a number.")) }
    }

    /// A path such as `servers.{a,b}.cpu[0-9]*`, or a name.
    fn path(&mut self) -> Checked {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            let closing = match byte {
                b'[' => ']',
                b'{' => '}',
                b'\\' => {
                    let escaped = self.rest()[1..].chars().next().map_or(0, char::len_utf8);
                    self.at += 1 + escaped;
                    continue;
                }
                b'-' | b'_' | b'$' | b':' | b'*' | b'.' => {
                    self.at += 1;
                    continue;
                }
                byte if byte.is_ascii_alphanumeric() => {
                    self.at += 1;
                    continue;
                }
                _ => break,
            };
            match self.rest().find(closing) {
                Some(length) => self.at += length + 1,
                None => return Err((self.at..self.at + 1, "This bracket is never closed.")),
            }
        }
        Ok(())
    }

    /// In `name=value`, the name is a path.
    fn check_name(&self, span: Span) -> Checked {
        let mut name = Parser { text: self.text[..span.end].trim_end(), at: span.start, depth: self.depth };
        name.skip_space();
        let start = name.at;
        let is_word = !name.rest().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'));
        name.path()?;
        if is_word && name.at > start && name.rest().is_empty() {
            return Ok(());
        }
        Err((start..name.text.len(), "A name should stand before the equals sign."))
    }

    fn arguments(&mut self, start: usize) -> Checked {
        if self.depth >= MAX_DEPTH {
            return Err((start..self.at, "These calls nest too deeply."));
        }
        self.depth += 1;
        while !self.take(')') {
            let argument = self.at;
            self.expression()?;
            let behind = self.at;
            if self.take('=') {
                self.check_name(argument..behind)?;
                self.expression()?;
            }
            if self.take(',') {
                continue;
            }
            if !self.take(')') {
                let end = self.at + self.rest().chars().next().map_or(0, char::len_utf8);
                return Err((self.at..end, "A comma or a closing parenthesis should stand here."));
            }
            break;
        }
        self.depth -= 1;
        Ok(())
    }
}
