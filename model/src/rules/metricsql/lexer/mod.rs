//! Cuts a text into tokens, whatever it holds.
//!
//! The rules are those of VictoriaMetrics' own lexer, odd corners included: `5m` is a duration and `5M` five million,
//! `1h-5m` is one duration, a colon can start a name. What has no meaning becomes a [`TokenKind::Broken`] token and a
//! problem, and reading goes on behind it.

mod escape;
mod number;

pub(super) use escape::{name_text, string_value};
pub(super) use number::{
    DASHBOARD_DURATIONS, Scanned, duration_value, number_value, plain_seconds, scan_duration,
};

use super::Span;
use super::operator::BinaryOp;
use super::problem::{Problem, ProblemCode};

/// How many problems are noted: text that is no expression has one at every other character.
const MAX_PROBLEMS: usize = 20;

/// A piece of the text. Blanks and comments are between tokens.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    pub(super) fn span(self) -> Span {
        self.start..self.end
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum TokenKind {
    /// A name, or a word such as `by` or `default`: only its place tells which.
    Name,
    Number,
    Duration,
    /// A string, closed or not.
    Text {
        closed: bool,
    },
    /// `$name` or `${name}`.
    Variable,
    /// An operator that is no word.
    Op(BinaryOp),
    /// `=`
    Assign,
    /// `=~`
    Matches,
    /// `!~`
    MatchesNot,
    Open(Bracket),
    Close(Bracket),
    Comma,
    At,
    /// Characters without a meaning; their problem is told already.
    Broken,
    End,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Bracket {
    Round,
    Square,
    Curly,
}

impl Bracket {
    pub(super) fn pair(self) -> (char, char) {
        match self {
            Self::Round => ('(', ')'),
            Self::Square => ('[', ']'),
            Self::Curly => ('{', '}'),
        }
    }
}

/// Cuts `text` into tokens; the last one is [`TokenKind::End`].
pub(super) fn lex(text: &str, problems: &mut Vec<Problem>) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 3 + 1);
    let mut at = 0;
    while let Some(start) = skip_blanks(text, at) {
        let rest = &text[start..];
        let (kind, length) = next(rest);
        at = start + length;
        match kind {
            TokenKind::Text { closed: false } => problems.push(unclosed_string(start..at, rest)),
            TokenKind::Broken => broken(text, start..at, &mut tokens, problems),
            _ => {}
        }
        // Characters without a meaning that follow each other are one token.
        if kind != TokenKind::Broken {
            tokens.push(Token { kind, start, end: at });
        }
    }
    tokens.push(Token { kind: TokenKind::End, start: text.len(), end: text.len() });
    tokens
}

/// Where the next token starts, behind blanks and comments.
fn skip_blanks(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    loop {
        match bytes.get(at)? {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => at += 1,
            b'#' => at += text[at..].find('\n').unwrap_or(text.len() - at),
            _ => return Some(at),
        }
    }
}

/// The kind and length of the token at the start of `rest`, which isn't empty.
fn next(rest: &str) -> (TokenKind, usize) {
    if let Some(kind) = punctuation(rest.as_bytes()[0]) {
        return (kind, 1);
    }
    let name = escape::scan_name(rest);
    if name > 0 {
        return (TokenKind::Name, name);
    }
    if let Some((closed, length)) = escape::scan_string(rest) {
        return (TokenKind::Text { closed }, length);
    }
    if let Some(token) = operator(rest) {
        return token;
    }
    match number::scan(rest) {
        Some((Scanned::Duration, length)) => (TokenKind::Duration, length),
        Some((Scanned::Number, length)) => (TokenKind::Number, length),
        None => match variable(rest) {
            0 => (TokenKind::Broken, rest.chars().next().map_or(1, char::len_utf8)),
            length => (TokenKind::Variable, length),
        },
    }
}

fn punctuation(byte: u8) -> Option<TokenKind> {
    Some(match byte {
        b'(' => TokenKind::Open(Bracket::Round),
        b')' => TokenKind::Close(Bracket::Round),
        b'[' => TokenKind::Open(Bracket::Square),
        b']' => TokenKind::Close(Bracket::Square),
        b'{' => TokenKind::Open(Bracket::Curly),
        b'}' => TokenKind::Close(Bracket::Curly),
        b',' => TokenKind::Comma,
        b'@' => TokenKind::At,
        _ => return None,
    })
}

fn operator(rest: &str) -> Option<(TokenKind, usize)> {
    let two = rest.get(..2).unwrap_or_default();
    match two {
        "=~" => return Some((TokenKind::Matches, 2)),
        "!~" => return Some((TokenKind::MatchesNot, 2)),
        _ => {}
    }
    if let Some(op) = BinaryOp::symbol(two) {
        return Some((TokenKind::Op(op), 2));
    }
    let one = rest.get(..1)?;
    match BinaryOp::symbol(one) {
        Some(op) => Some((TokenKind::Op(op), 1)),
        None => (one == "=").then_some((TokenKind::Assign, 1)),
    }
}

/// How long the variable at the start of `rest` is; 0 if there is none.
fn variable(rest: &str) -> usize {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let Some(name) = rest.strip_prefix('$') else { return 0 };
    let (name, around) = name.strip_prefix('{').map_or((name, 1), |name| (name, 3));
    let length = name.bytes().take_while(is_part).count();
    let closed = around == 1 || name.as_bytes().get(length) == Some(&b'}');
    if length > 0 && closed { length + around } else { 0 }
}

fn unclosed_string(span: Span, rest: &str) -> Problem {
    let quote = rest.chars().next().unwrap_or('"');
    let message = format!("This string is never closed: {quote} is missing behind it.");
    Problem::error(span, ProblemCode::UnclosedString, message)
}

/// Tells of characters without a meaning, once for those that follow each other.
fn broken(text: &str, span: Span, tokens: &mut Vec<Token>, problems: &mut Vec<Problem>) {
    if let Some(last) =
        tokens.last_mut().filter(|last| last.kind == TokenKind::Broken && last.end == span.start)
    {
        last.end = span.end;
        if let Some(problem) = problems.last_mut().filter(|problem| problem.span.end == span.start) {
            problem.span.end = span.end;
            problem.message = meaningless(&text[problem.span.clone()]);
        }
        return;
    }
    tokens.push(Token { kind: TokenKind::Broken, start: span.start, end: span.end });
    if problems.len() < MAX_PROBLEMS {
        problems.push(Problem::error(span.clone(), ProblemCode::UnknownCharacter, meaningless(&text[span])));
    }
}

fn meaningless(text: &str) -> String {
    let advice = match text {
        "&" | "&&" => "write `and`",
        "|" | "||" => "write `or`",
        "!" => "for “not equal” write `!=`",
        ";" => "separate by commas",
        "“" | "”" | "„" | "‘" | "’" | "“”" => "write straight quotes",
        "." => "a name starts with a letter, a number with a digit",
        "$" => "a name starts with a letter",
        _ => "names in other letters than a-z can be written in quotes within braces",
    };
    // A long run of them is told by its start.
    let shown: String = text.chars().take(8).collect();
    format!("`{shown}` has no meaning here; {advice}.")
}
