//! Reads tokens into a tree: a Pratt parser for operators, recursive descent for the rest.
//!
//! What can't be read is told once, at the place where it goes wrong, and skipped up to the next comma or closing
//! bracket of the list it stands in; so half of an expression still yields the tree of that half.

mod binary;
mod call;
mod list;
mod operand;
mod rollup;
mod selector;
mod with;

pub(super) use selector::NAME_LABEL;

use super::Span;
use super::ast::{Expr, ExprKind, Name};
use super::lexer::{self, Bracket, Token, TokenKind};
use super::operator::BinaryOp;
use super::problem::{Problem, ProblemCode};

/// How deeply expressions may nest: far beyond what people write, and safe for the small stack of a browser.
pub(super) const MAX_DEPTH: usize = 200;
/// How many levels a tree may have; long chains such as `a + b + c` count too.
pub(super) const MAX_HEIGHT: u16 = 1000;
/// How many errors are told: the first is the one to look at.
const MAX_ERRORS: usize = 5;

/// Reads `text`; the problems are those of syntax only, in the order of the text.
pub(super) fn parse(text: &str) -> (Option<Expr>, Vec<Problem>) {
    let mut problems = Vec::new();
    let tokens = lexer::lex(text, &mut problems);
    let mut parser = Parser { text, tokens, at: 0, problems, quiet: false, depth: 0, open: [0; 3] };
    parser.skip_broken();
    let expr = parser.expression();
    parser.end();
    let mut problems = parser.problems;
    problems.sort_by_key(|problem| problem.span.start);
    let mut errors = 0;
    problems.retain(|problem| {
        errors += usize::from(!problem.warning);
        problem.warning || errors <= MAX_ERRORS
    });
    (expr, problems)
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    problems: Vec<Problem>,
    /// Set behind an error until the next comma, since what comes in between may be its consequence.
    quiet: bool,
    depth: usize,
    /// How many brackets of each kind are open.
    open: [usize; 3],
}

impl<'a> Parser<'a> {
    fn token(&self) -> Token {
        // The last token is the end, and no one goes beyond.
        self.tokens[self.at]
    }

    fn kind(&self) -> TokenKind {
        self.token().kind
    }

    /// The kind of the token behind this one.
    fn next_kind(&self) -> TokenKind {
        let next = self.tokens[self.at..].iter().skip(1).find(|token| token.kind != TokenKind::Broken);
        next.map_or(TokenKind::End, |token| token.kind)
    }

    fn slice(&self, token: Token) -> &'a str {
        &self.text[token.span()]
    }

    /// The text of this token if it is a name or word, else nothing.
    fn word(&self) -> &'a str {
        if self.kind() == TokenKind::Name { self.slice(self.token()) } else { "" }
    }

    fn is_word(&self, word: &str) -> bool {
        self.word().eq_ignore_ascii_case(word)
    }

    /// Goes on behind this token.
    fn bump(&mut self) -> Token {
        let token = self.token();
        if token.kind != TokenKind::End {
            self.at += 1;
            self.skip_broken();
        }
        token
    }

    /// Goes over what has no meaning: the lexer has told of it, and what follows may be its consequence.
    fn skip_broken(&mut self) {
        while self.kind() == TokenKind::Broken {
            self.quiet = true;
            self.at += 1;
        }
    }

    fn eat(&mut self, kind: TokenKind) -> bool {
        let here = self.kind() == kind;
        if here {
            self.bump();
        }
        here
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let here = self.is_word(word);
        if here {
            self.bump();
        }
        here
    }

    fn eat_comma(&mut self) -> bool {
        let here = self.kind() == TokenKind::Comma;
        if here {
            self.quiet = false;
            self.bump();
        }
        here
    }

    /// Where the token before this one ends.
    fn last_end(&self) -> usize {
        self.at.checked_sub(1).map_or(0, |at| self.tokens[at].end)
    }

    /// Tells of an error, unless it may be the consequence of one that is told already.
    fn error(&mut self, span: Span, code: ProblemCode, message: impl Into<String>) {
        if !self.quiet {
            self.problems.push(Problem::error(span, code, message));
        }
        self.quiet = true;
    }

    fn warning(&mut self, span: Span, code: ProblemCode, message: impl Into<String>) {
        self.problems.push(Problem::warning(span, code, message));
    }

    /// Tells that something else is wanted at this token.
    fn unexpected(&mut self, wanted: &str) {
        let token = self.token();
        if token.kind == (TokenKind::Text { closed: false }) {
            // The lexer has told of it, and it swallows whatever was meant to follow.
            self.quiet = true;
            return;
        }
        if token.kind == TokenKind::End {
            let end = self.last_end();
            let message = format!("The expression ends where {wanted} should follow.");
            return self.error(end..end, ProblemCode::MissingExpression, message);
        }
        let advice = self.advice(token);
        let message = format!("Expected {wanted} instead of `{}`.{advice}", shortened(self.slice(token)));
        self.error(token.span(), ProblemCode::UnexpectedToken, message);
    }

    /// What may have been meant by a token that can't stand where it does.
    fn advice(&self, token: Token) -> &'static str {
        let text = self.slice(token);
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        match token.kind {
            TokenKind::Assign if self.open[Bracket::Curly as usize] == 0 => " To compare, write `==`.",
            TokenKind::Op(BinaryOp::Equal) => " Labels are compared with `=`.",
            TokenKind::Matches | TokenKind::MatchesNot => " Labels are matched in braces: {label=~\"…\"}.",
            TokenKind::Name if is("keep_metric_names") => {
                " `keep_metric_names` stands behind a function or operator."
            }
            TokenKind::Name if is("offset") => " Only one `offset` can stand behind an expression.",
            TokenKind::Name if is("bool") => " `bool` stands right behind a comparison.",
            TokenKind::Name if is("group_left") || is("group_right") => {
                " It stands behind `on (…)` or `ignoring (…)`."
            }
            TokenKind::Name if is("by") || is("without") => " It stands behind an aggregate function, once.",
            TokenKind::Open(Bracket::Square) => " A window stands once, right behind what it is for.",
            _ => "",
        }
    }

    /// Stops reading: whatever is left is not looked at.
    fn stop(&mut self) {
        self.at = self.tokens.len() - 1;
        self.quiet = true;
    }

    fn too_complex(&mut self, span: Span) {
        self.quiet = false;
        let message =
            "This is nested too deeply to be checked; split it into recording rules or WITH templates.";
        self.error(span, ProblemCode::TooComplex, message);
        self.stop();
    }

    /// Makes a node, and sees to it that trees don't grow too high.
    fn node(&mut self, kind: ExprKind, span: Span) -> Expr {
        let below = kind.children().map(|child| child.height).max().unwrap_or(0);
        let height = below.saturating_add(1);
        let at_end = self.kind() == TokenKind::End;
        if height > MAX_HEIGHT && !at_end {
            self.too_complex(span.clone());
        }
        Expr { kind, span, height }
    }

    /// Tells of what follows a whole expression. It is not read, so nothing else is told of it.
    fn end(&mut self) {
        let end = self.token().start;
        self.problems.retain(|problem| problem.span.start <= end);
        match self.kind() {
            TokenKind::End => {}
            TokenKind::Close(bracket) => {
                let (open, close) = bracket.pair();
                let span = self.token().span();
                let message = format!("This `{close}` closes nothing: there is no `{open}` before it.");
                self.error(span, ProblemCode::UnexpectedToken, message);
            }
            TokenKind::Comma => {
                let span = self.token().span();
                let message =
                    "A comma can't stand here; for a union of expressions, put them in parentheses.";
                self.error(span, ProblemCode::UnexpectedToken, message);
            }
            _ => self.unexpected("an operator or the end"),
        }
    }

    fn name(&self, token: Token) -> Name {
        Name { text: lexer::name_text(self.slice(token)), span: token.span() }
    }

    /// The binary operator at this token.
    fn operator(&self) -> Option<BinaryOp> {
        match self.kind() {
            TokenKind::Op(op) => Some(op),
            TokenKind::Name => BinaryOp::word(self.word()),
            _ => None,
        }
    }
}

/// The start of a piece of text, short enough for a message.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
