//! Actions that hold others: `if`, `range`, `with`, and templates of their own.

use super::functions::OLD;
use super::lexer::{Kind, Token};
use super::parser::{Parsed, Parser, Terminator};

impl Parser<'_> {
    /// `if`, `range` and `with`: a pipeline, a list, perhaps `else`, and the end.
    pub(super) fn control(&mut self, word: &'static str, opener: &Token) -> Parsed<()> {
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
            let too_old = word == "with" && self.engine.is_some_and(|engine| engine <= OLD);
            if word == "range" || !self.is_keyword(&next, word) || too_old {
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

    fn template_name(&mut self, context: &str) -> Parsed<String> {
        let token = self.next_word();
        match token.kind {
            Kind::String | Kind::RawString => self.constant_text(&token),
            _ => self.unexpected(&token, context),
        }
    }

    pub(super) fn call_template(&mut self) -> Parsed<()> {
        self.template_name("{{template}}")?;
        let token = self.peek_word();
        if token.kind == Kind::RightDelimiter {
            self.at += 1;
            return Ok(());
        }
        self.pipeline("{{template}}", Kind::RightDelimiter, 0)
    }

    /// `{{define "name"}}…{{end}}`, which only stands at the top.
    pub(super) fn definition(&mut self) -> Parsed<()> {
        let opener = self.tokens[self.at - 1].clone();
        let name = self.template_name("{{define}}")?;
        self.expect_close("{{define}}")?;
        self.body(&opener, name)
    }

    /// `{{block "name" pipeline}}…{{end}}`.
    pub(super) fn block(&mut self) -> Parsed<()> {
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
