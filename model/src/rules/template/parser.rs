//! The grammar of templates, as Go's `text/template/parse` has it.

use super::lexer::{Broken, Kind, Token, tokens};
use super::literal::unquote;
use super::{Problem, Template};
use crate::rules::diagnostic::{Code, Severity};
use crate::rules::engine::EngineVersion;
use crate::rules::span::Span;
use std::collections::{HashMap, HashSet};

/// How deep actions and parentheses may nest. Go has no such bound, but no template comes near it.
const MAX_DEPTH: usize = 100;

/// Reads one template.
pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) engine: Option<EngineVersion>,
    pub(super) tokens: Vec<Token>,
    pub(super) broken: Option<Broken>,
    pub(super) at: usize,
    pub(super) template: Template,
    /// The variables in scope, without `$`, in the order of their declarations.
    pub(super) variables: Vec<&'t str>,
    /// How often each of them is in scope.
    pub(super) in_scope: HashMap<&'t str, usize>,
    /// The alert's own variables that something else was put into.
    pub(super) hidden: HashSet<&'t str>,
    /// How many `{{range}}` are open.
    pub(super) ranges: usize,
    /// How many blocks are open in which the point is not the alert's data.
    pub(super) moved_points: usize,
    pub(super) depth: usize,
    pub(super) definitions: HashSet<String>,
    /// In `{{define}}` and `{{block}}`, the alert's variables do not exist.
    pub(super) own_scope: bool,
    /// In the head of `{{if}}` and the like, values are not written but weighed.
    pub(super) weighing: bool,
}

/// Parsing stops at the first error, as in Go.
pub(super) struct Stop;
pub(super) type Parsed<T> = Result<T, Stop>;

/// What ends a list of actions.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Terminator {
    End,
    Else,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str, engine: Option<EngineVersion>) -> Self {
        let (mut tokens, broken) = tokens(text);
        if let Some(broken) = &broken {
            tokens.push(Token { kind: Kind::End, span: broken.span.clone() });
        }
        Self {
            text,
            engine,
            tokens,
            broken,
            at: 0,
            template: Template::default(),
            variables: Vec::new(),
            in_scope: HashMap::new(),
            hidden: HashSet::new(),
            ranges: 0,
            moved_points: 0,
            depth: 0,
            // The template itself has this name.
            definitions: HashSet::from([String::new()]),
            own_scope: false,
            weighing: false,
        }
    }

    pub(super) fn run(mut self) -> Template {
        // The error is among the problems already.
        let _ = self.top_level();
        self.template
    }

    fn top_level(&mut self) -> Parsed<()> {
        loop {
            match self.peek().kind {
                Kind::End => return self.end_of_text(),
                Kind::Text => self.at += 1,
                _ => {
                    let open = self.next().span;
                    let token = self.next_word();
                    if self.is_keyword(&token, "define") {
                        self.definition()?;
                        continue;
                    }
                    self.at -= 1;
                    if let Some(terminator) = self.action()? {
                        let word = if terminator == Terminator::End { "end" } else { "else" };
                        let message =
                            format!("There is nothing that this {{{{{word}}}}} belongs to. Delete it.");
                        return self.error(open.start..token.span.end, message);
                    }
                }
            }
        }
    }

    /// The text is over: well, or where it can't be cut any further.
    fn end_of_text(&mut self) -> Parsed<()> {
        match self.broken.take() {
            Some(broken) => self.error(broken.span, broken.message),
            None => Ok(()),
        }
    }

    pub(super) fn text_of(&self, token: &Token) -> &'t str {
        &self.text[token.span.clone()]
    }

    pub(super) fn peek(&self) -> Token {
        self.tokens[self.at.min(self.tokens.len() - 1)].clone()
    }

    pub(super) fn next(&mut self) -> Token {
        let token = self.peek();
        self.at += 1;
        token
    }

    pub(super) fn skip_space(&mut self) {
        while self.peek().kind == Kind::Space {
            self.at += 1;
        }
    }

    pub(super) fn peek_word(&mut self) -> Token {
        self.skip_space();
        self.peek()
    }

    pub(super) fn next_word(&mut self) -> Token {
        self.skip_space();
        self.next()
    }

    pub(super) fn is_keyword(&self, token: &Token, word: &str) -> bool {
        token.kind == Kind::Keyword && self.text_of(token) == word
    }

    pub(super) fn problem(&mut self, severity: Severity, span: Span, code: Code, message: String) {
        self.template.problems.push(Problem { severity, span, code, message });
    }

    pub(super) fn error<T>(&mut self, span: Span, message: impl Into<String>) -> Parsed<T> {
        self.problem(Severity::Error, span, Code::BadTemplate, message.into());
        Err(Stop)
    }

    pub(super) fn unexpected<T>(&mut self, token: &Token, context: &str) -> Parsed<T> {
        if token.kind == Kind::End {
            self.end_of_text()?;
            return self.error(token.span.clone(), format!("The template ends in the middle of {context}."));
        }
        let found = self.text_of(token).to_owned();
        if token.kind == Kind::RightDelimiter {
            return self.error(token.span.clone(), format!("Something is missing before }}}} in {context}."));
        }
        self.error(token.span.clone(), format!("{found} can't stand here, in {context}."))
    }

    pub(super) fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            let span = self.peek().span;
            return self.error(span, "This template nests too deeply.");
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// What stands behind `{{`; tells when it is `end` or `else`.
    fn action(&mut self) -> Parsed<Option<Terminator>> {
        let token = self.next_word();
        if token.kind != Kind::Keyword {
            self.at -= 1;
            self.pipeline("a command", Kind::RightDelimiter, 0)?;
            return Ok(None);
        }
        match self.text_of(&token) {
            "end" => {
                self.expect_close("{{end}}")?;
                return Ok(Some(Terminator::End));
            }
            "else" => {
                let next = self.peek_word();
                let goes_on = self.is_keyword(&next, "if") || self.is_keyword(&next, "with");
                if !goes_on {
                    self.expect_close("{{else}}")?;
                }
                return Ok(Some(Terminator::Else));
            }
            "if" => self.deeper(|parser| parser.control("if", &token))?,
            "range" => self.deeper(|parser| parser.control("range", &token))?,
            "with" => self.deeper(|parser| parser.control("with", &token))?,
            "template" => self.call_template()?,
            "block" => self.deeper(Self::block)?,
            word @ ("break" | "continue") => {
                self.expect_close(&format!("{{{{{word}}}}}"))?;
                if self.ranges == 0 {
                    return self
                        .error(token.span, format!("{{{{{word}}}}} only works within {{{{range}}}}."));
                }
            }
            word => {
                let message = format!("{{{{{word}}}}} can't stand within another action.");
                return self.error(token.span.clone(), message);
            }
        }
        Ok(None)
    }

    pub(super) fn expect_close(&mut self, context: &str) -> Parsed<()> {
        let token = self.next_word();
        if token.kind == Kind::RightDelimiter { Ok(()) } else { self.unexpected(&token, context) }
    }

    /// Text and actions up to `end` or `else`.
    pub(super) fn list(&mut self, opener: &Token) -> Parsed<Terminator> {
        loop {
            match self.peek().kind {
                Kind::Text => self.at += 1,
                Kind::End => {
                    self.end_of_text()?;
                    let word = self.text_of(opener).to_owned();
                    return self.error(
                        opener.span.clone(),
                        format!("This {word} is never closed. Write {{{{end}}}}."),
                    );
                }
                _ => {
                    self.at += 1;
                    if let Some(terminator) = self.action()? {
                        return Ok(terminator);
                    }
                }
            }
        }
    }

    pub(super) fn constant_text(&mut self, token: &Token) -> Parsed<String> {
        match unquote(self.text_of(token)) {
            Some(text) => Ok(text),
            None => {
                self.error(token.span.clone(), "This text holds an escape (\\) that templates do not know.")
            }
        }
    }
}
