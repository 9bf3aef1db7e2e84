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
enum Terminator {
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
            definitions: HashSet::new(),
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

    fn is_keyword(&self, token: &Token, word: &str) -> bool {
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

    fn expect_close(&mut self, context: &str) -> Parsed<()> {
        let token = self.next_word();
        if token.kind == Kind::RightDelimiter { Ok(()) } else { self.unexpected(&token, context) }
    }

    /// `if`, `range` and `with`: a pipeline, a list, perhaps `else`, and the end.
    fn control(&mut self, word: &'static str, opener: &Token) -> Parsed<()> {
        let scope = self.variables.len();
        let (range, moved) = (usize::from(word == "range"), usize::from(word != "if"));
        // A chain of `else if` goes round here, so that it may be as long as it likes.
        loop {
            self.weighing = true;
            self.pipeline(&format!("{{{{{word}}}}}"), Kind::RightDelimiter, 1 + range)?;
            self.weighing = false;
            (self.ranges, self.moved_points) = (self.ranges + range, self.moved_points + moved);
            let terminator = self.list(opener)?;
            (self.ranges, self.moved_points) = (self.ranges - range, self.moved_points - moved);
            if terminator == Terminator::End {
                break;
            }
            let next = self.peek_word();
            if next.kind != Kind::Keyword {
                self.last_list(word, opener)?;
                break;
            }
            if word == "range" || !self.is_keyword(&next, word) {
                let found = self.text_of(&next).to_owned();
                return self
                    .error(next.span, format!("{{{{else {found}}}}} does not go with {{{{{word}}}}}."));
            }
            self.at += 1;
        }
        for name in self.variables.drain(scope..) {
            self.in_scope.entry(name).and_modify(|count| *count -= 1);
        }
        Ok(())
    }

    fn last_list(&mut self, word: &str, opener: &Token) -> Parsed<()> {
        if self.list(opener)? == Terminator::End {
            return Ok(());
        }
        let span = self.tokens[self.at - 1].span.clone();
        self.error(span, format!("This {{{{{word}}}}} has an {{{{else}}}} already."))
    }

    /// Text and actions up to `end` or `else`.
    fn list(&mut self, opener: &Token) -> Parsed<Terminator> {
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

    fn template_name(&mut self, context: &str) -> Parsed<String> {
        let token = self.next_word();
        match token.kind {
            Kind::String | Kind::RawString => self.constant_text(&token),
            _ => self.unexpected(&token, context),
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

    fn call_template(&mut self) -> Parsed<()> {
        self.template_name("{{template}}")?;
        let token = self.peek_word();
        if token.kind == Kind::RightDelimiter {
            self.at += 1;
            return Ok(());
        }
        self.pipeline("{{template}}", Kind::RightDelimiter, 0)
    }

    /// `{{define "name"}}…{{end}}`, which only stands at the top.
    fn definition(&mut self) -> Parsed<()> {
        let opener = self.tokens[self.at - 1].clone();
        let name = self.template_name("{{define}}")?;
        self.expect_close("{{define}}")?;
        self.body(&opener, name)
    }

    /// `{{block "name" pipeline}}…{{end}}`.
    fn block(&mut self) -> Parsed<()> {
        let opener = self.tokens[self.at - 1].clone();
        let name = self.template_name("{{block}}")?;
        self.pipeline("{{block}}", Kind::RightDelimiter, 0)?;
        self.body(&opener, name)
    }

    /// The body of a template of its own: without the alert's variables, and with another point.
    fn body(&mut self, opener: &Token, name: String) -> Parsed<()> {
        let variables = (std::mem::take(&mut self.variables), std::mem::take(&mut self.in_scope));
        let ranges = std::mem::take(&mut self.ranges);
        let outer = std::mem::replace(&mut self.own_scope, true);
        self.moved_points += 1;
        let start = self.at;
        let terminator = self.list(opener)?;
        if terminator == Terminator::Else {
            let span = self.tokens[self.at - 1].span.clone();
            return self.error(span, "There is no {{if}} that this {{else}} belongs to.");
        }
        self.moved_points -= 1;
        (self.variables, self.in_scope) = variables;
        (self.ranges, self.own_scope) = (ranges, outer);
        // A blank body does not count: another one may take its place.
        let body = &self.tokens[start..self.at];
        let end = body.iter().rposition(|token| token.kind == Kind::LeftDelimiter).unwrap_or(0);
        let is_blank = |token: &Token| token.kind == Kind::Text && self.text_of(token).trim().is_empty();
        let blank = body[..end].iter().all(is_blank);
        if !blank && self.definitions.contains(&name) {
            return self
                .error(opener.span.clone(), format!("There are two templates with the name {name:?}."));
        }
        if !blank {
            self.definitions.insert(name);
        }
        Ok(())
    }
}
