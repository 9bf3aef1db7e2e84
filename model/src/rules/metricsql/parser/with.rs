//! `WITH (name = …, function(argument) = …) expression`.

use std::collections::HashSet;

use super::super::ast::{Expr, ExprKind, Name, Template, With};
use super::super::lexer::{Bracket, TokenKind};
use super::super::problem::ProblemCode;
use super::Parser;

impl Parser<'_> {
    /// Reads templates and the expression that uses them.
    pub(super) fn with(&mut self) -> Option<Expr> {
        let start = self.bump().start;
        let open = self.open(Bracket::Round);
        let mut templates = Vec::new();
        while !self.closes(Bracket::Round, open) {
            match self.template() {
                Some(template) => templates.push(template),
                None => self.skip_entry(Bracket::Round),
            }
            self.separator(Bracket::Round, "`,` or `)`");
        }
        let names = templates.iter().map(|template| &template.name);
        let taken = repeated(names);
        for (name, span) in taken {
            let message = format!("There is a template `{name}` already.");
            self.error(span, ProblemCode::DuplicateTemplate, message);
        }
        let body = self.expression()?;
        let span = start..body.span.end;
        Some(self.node(ExprKind::With(Box::new(With { templates, body })), span))
    }

    fn template(&mut self) -> Option<Template> {
        let token = self.token();
        if token.kind != TokenKind::Name {
            self.unexpected("the name of a template");
            return None;
        }
        self.bump();
        let name = self.name(token);
        let has_params = self.kind() == TokenKind::Open(Bracket::Round);
        let params = if has_params { self.names(false) } else { Vec::new() };
        for (param, span) in repeated(params.iter()) {
            let message = format!("`{}` has an argument `{param}` already.", name.text);
            self.error(span, ProblemCode::DuplicateTemplate, message);
        }
        if !self.eat(TokenKind::Assign) {
            self.unexpected("`=`");
            return None;
        }
        let body = self.expression()?;
        Some(Template { name, params, body })
    }
}

/// The names that stood before already.
fn repeated<'n>(names: impl Iterator<Item = &'n Name>) -> Vec<(String, super::Span)> {
    let mut seen = HashSet::new();
    names.filter(|name| !seen.insert(&name.text)).map(|name| (name.text.clone(), name.span.clone())).collect()
}
