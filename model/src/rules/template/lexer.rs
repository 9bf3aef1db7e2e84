//! Tokens of a template, cut as Go's `text/template` cuts them.

use super::characters::{is_space, is_word, number_length};
use crate::rules::span::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Text,
    LeftDelimiter,
    RightDelimiter,
    Space,
    Assign,
    Declare,
    Pipe,
    LeftParen,
    RightParen,
    Dot,
    Field,
    Variable,
    Identifier,
    Keyword,
    Bool,
    Nil,
    Number,
    Complex,
    Character,
    String,
    RawString,
    /// A character that has a meaning only in places, such as the comma.
    Other,
    End,
}

/// A token and its bytes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// Why a template can't be cut any further.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Broken {
    pub(super) span: Span,
    pub(super) message: String,
}

const KEYWORDS: &[&str] =
    &["block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"];

/// Cuts a template into tokens, up to where it is broken.
pub(super) fn tokens(text: &str) -> (Vec<Token>, Option<Broken>) {
    let mut lexer = Lexer { text, at: 0, parens: Vec::new(), tokens: Vec::new() };
    let broken = lexer.run().err();
    (lexer.tokens, broken)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// Where the open parentheses stand.
    parens: Vec<usize>,
    tokens: Vec<Token>,
}

type Cut = Result<(), Broken>;

impl Lexer<'_> {
    fn run(&mut self) -> Cut {
        while let Some(offset) = self.rest().find("{{") {
            self.emit(Kind::Text, offset);
            let open = self.at..self.at + 2;
            // `{{- ` also takes the blanks before it.
            let trim = self.rest()[2..].starts_with('-') && self.rest()[3..].starts_with(is_space);
            let length = if trim { 4 } else { 2 };
            // Only right here is `/*` a comment.
            if self.rest()[length..].starts_with("/*") {
                self.comment(self.at + length, open)?;
                continue;
            }
            self.emit(Kind::LeftDelimiter, length);
            self.action(open)?;
        }
        let length = self.rest().len();
        self.emit(Kind::Text, length);
        self.emit_always(Kind::End, 0);
        Ok(())
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn emit(&mut self, kind: Kind, length: usize) {
        if length > 0 {
            self.emit_always(kind, length);
        }
    }

    fn emit_always(&mut self, kind: Kind, length: usize) {
        let span = self.at..self.at + length;
        self.at = span.end;
        self.tokens.push(Token { kind, span });
    }

    fn broken(&self, span: Span, message: impl Into<String>) -> Cut {
        Err(Broken { span, message: message.into() })
    }

    fn comment(&mut self, start: usize, open: Span) -> Cut {
        let Some(length) = self.text[start..].find("*/") else {
            return self.broken(open, "This comment is never closed. Close it with */}}.");
        };
        self.at = start + length + 2;
        match self.right_delimiter() {
            Some(length) => {
                self.at += length;
                Ok(())
            }
            None => {
                let span = start..self.at;
                self.broken(span, "Nothing but }} may follow a comment: {{/* comment */}}.")
            }
        }
    }

    /// The length of the closing braces here, with ` -` before them.
    fn right_delimiter(&self) -> Option<usize> {
        let rest = self.rest();
        let trim = rest.chars().next().filter(|c| is_space(*c)).map_or(0, char::len_utf8);
        if trim > 0 && rest[trim..].starts_with("-}}") {
            return Some(trim + 3);
        }
        rest.starts_with("}}").then_some(2)
    }

    fn action(&mut self, open: Span) -> Cut {
        loop {
            if let Some(length) = self.right_delimiter() {
                if let Some(paren) = self.parens.first() {
                    return self.broken(*paren..paren + 1, "This parenthesis is never closed.");
                }
                self.emit(Kind::RightDelimiter, length);
                return Ok(());
            }
            let Some(next) = self.rest().chars().next() else {
                return self.broken(open, "These braces are never closed. Close them with }}.");
            };
            self.token(next)?;
        }
    }

    fn token(&mut self, next: char) -> Cut {
        let rest = self.rest();
        let second = rest[next.len_utf8()..].chars().next();
        match next {
            c if is_space(c) => {
                self.space();
                Ok(())
            }
            '=' => self.single(Kind::Assign),
            ':' if second == Some('=') => {
                self.emit(Kind::Declare, 2);
                Ok(())
            }
            ':' => self.broken(self.at..self.at + 1, "Write := to give a variable its value."),
            '|' => self.single(Kind::Pipe),
            '"' => self.quoted('"', Kind::String),
            '\'' => self.quoted('\'', Kind::Character),
            '`' => self.raw(),
            '(' => {
                self.parens.push(self.at);
                self.single(Kind::LeftParen)
            }
            ')' => {
                if self.parens.pop().is_none() {
                    return self.broken(self.at..self.at + 1, "This parenthesis was never opened.");
                }
                self.single(Kind::RightParen)
            }
            '$' => self.name(Kind::Variable, Kind::Variable),
            '.' if !second.is_some_and(|c| c.is_ascii_digit()) => self.name(Kind::Dot, Kind::Field),
            '.' | '+' | '-' | '0'..='9' => self.number(),
            c if is_word(c) => self.word(),
            c if c.is_ascii_graphic() => self.single(Kind::Other),
            c => {
                let message =
                    format!("The character {c:?} has no meaning in a template. Put text in quotes.");
                self.broken(self.at..self.at + c.len_utf8(), message)
            }
        }
    }

    fn single(&mut self, kind: Kind) -> Cut {
        self.emit(kind, 1);
        Ok(())
    }

    /// Blanks, but not the one that belongs to ` -}}`.
    fn space(&mut self) {
        let rest = self.rest();
        let mut length = rest.len() - rest.trim_start_matches(is_space).len();
        if rest[length..].starts_with("-}}") {
            length -= rest[..length].chars().next_back().map_or(0, char::len_utf8);
        }
        self.emit(Kind::Space, length);
    }

    fn quoted(&mut self, quote: char, kind: Kind) -> Cut {
        let mut escaped = false;
        for (offset, c) in self.rest().char_indices().skip(1) {
            match c {
                '\n' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                c if c == quote => {
                    self.emit(kind, offset + 1);
                    return Ok(());
                }
                _ => {}
            }
        }
        let message = format!("This text is never closed. Close it with {quote} on the same line.");
        self.broken(self.at..self.at + 1, message)
    }

    fn raw(&mut self) -> Cut {
        match self.rest()[1..].find('`') {
            Some(length) => {
                self.emit(Kind::RawString, length + 2);
                Ok(())
            }
            None => self.broken(self.at..self.at + 1, "This text is never closed. Close it with `."),
        }
    }

    /// `$name` or `.name`, or the first character alone.
    fn name(&mut self, alone: Kind, named: Kind) -> Cut {
        let rest = &self.rest()[1..];
        let length = rest.len() - rest.trim_start_matches(is_word).len();
        let at_end = self.ends_at(self.at + 1 + length);
        if length > 0 && !at_end {
            return self.bad_name(self.at + 1 + length);
        }
        if length == 0 && !at_end {
            return self.bad_name(self.at + 1);
        }
        self.emit(if length == 0 { alone } else { named }, 1 + length);
        Ok(())
    }

    fn bad_name(&self, at: usize) -> Cut {
        let c = self.text[at..].chars().next().unwrap_or(' ');
        let label = self.text[self.at..].starts_with(['.', '$']) && c == '-';
        let advice =
            if label { " For a label with this name, write {{ index $labels \"a-name\" }}." } else { "" };
        self.broken(at..at + c.len_utf8(), format!("A name can't go on with {c:?}.{advice}"))
    }

    fn word(&mut self) -> Cut {
        let length = self.rest().len() - self.rest().trim_start_matches(is_word).len();
        if !self.ends_at(self.at + length) {
            return self.bad_name(self.at + length);
        }
        let kind = match &self.rest()[..length] {
            "true" | "false" => Kind::Bool,
            "nil" => Kind::Nil,
            word if KEYWORDS.contains(&word) => Kind::Keyword,
            _ => Kind::Identifier,
        };
        self.emit(kind, length);
        Ok(())
    }

    /// Whether a name may end before this byte.
    fn ends_at(&self, at: usize) -> bool {
        let rest = &self.text[at..];
        rest.starts_with("}}")
            || rest
                .chars()
                .next()
                .is_none_or(|c| is_space(c) || matches!(c, '.' | ',' | '|' | ':' | ')' | '('))
    }

    fn number(&mut self) -> Cut {
        let length = number_length(self.rest());
        let complex = self.rest()[length..].starts_with(['+', '-']);
        let length = if complex { length + number_length(&self.rest()[length..]) } else { length };
        let next = self.rest()[length..].chars().next();
        if next.is_some_and(is_word) || (complex && !self.rest()[..length].ends_with('i')) {
            let end = self.at + length + next.filter(|c| is_word(*c)).map_or(0, char::len_utf8);
            return self.broken(self.at..end, "This can't be read as a number.");
        }
        self.emit(if complex { Kind::Complex } else { Kind::Number }, length);
        Ok(())
    }
}
