//! Selectors: `metric{label="value", other=~"a|b" or label!="c"}`.

use super::super::BinaryOp;
use super::super::ast::{Expr, ExprKind, LabelFilter, MatchOp, Name, Piece, Selector, Text};
use super::super::lexer::{Bracket, TokenKind};
use super::super::problem::ProblemCode;
use super::Parser;

/// The label that holds the name of a metric.
pub(in super::super) const NAME_LABEL: &str = "__name__";

impl Parser<'_> {
    /// Reads a name, or filters in braces, or both.
    pub(super) fn selector(&mut self) -> Expr {
        let start = self.token().start;
        let mut name = None;
        if self.kind() == TokenKind::Name {
            let token = self.bump();
            name = Some(self.name(token));
        }
        let braces = self.kind() == TokenKind::Open(Bracket::Curly);
        let groups = if braces { self.filters() } else { Vec::new() };
        self.node(ExprKind::Selector(Selector { name, groups, braces }), start..self.last_end())
    }

    fn filters(&mut self) -> Vec<Vec<LabelFilter>> {
        let open = self.open(Bracket::Curly);
        let mut groups = Vec::new();
        let mut group = Vec::new();
        while !self.closes(Bracket::Curly, open) {
            match self.filter() {
                Some(filter) => group.push(filter),
                None => self.skip_entry(Bracket::Curly),
            }
            if self.is_word("or") {
                self.bump();
                self.one_name(&group);
                groups.push(std::mem::take(&mut group));
                if matches!(self.kind(), TokenKind::Close(_)) {
                    self.unexpected("a label filter");
                }
                continue;
            }
            self.separator(Bracket::Curly, "`,`, `or` or `}`");
        }
        self.one_name(&group);
        if !group.is_empty() || !groups.is_empty() {
            groups.push(group);
        }
        groups
    }

    /// A name in quotes is that of the metric, of which there is one.
    fn one_name(&mut self, group: &[LabelFilter]) {
        let in_quotes = |filter: &&LabelFilter| filter.label.span == filter.span;
        if !group.iter().any(|filter| in_quotes(&filter) && filter.label.text == NAME_LABEL) {
            return;
        }
        let is_name = |filter: &&LabelFilter| filter.label.text == NAME_LABEL && filter.op == MatchOp::Equal;
        let name = |filter: &LabelFilter| filter.value.as_ref().and_then(Text::value);
        let mut names = group.iter().filter(is_name);
        let first = names.next().and_then(name);
        let other = names.find(|filter| {
            let name = name(filter);
            first.is_some() && name.is_some() && name != first
        });
        if let Some(other) = other {
            let message = "A metric has one name; there is another one before this.";
            self.error(other.span.clone(), ProblemCode::UnexpectedToken, message);
        }
    }

    fn filter(&mut self) -> Option<LabelFilter> {
        let token = self.token();
        let in_quotes = matches!(token.kind, TokenKind::Text { .. });
        let Some(label) = self.label() else {
            self.unexpected("the name of a label");
            return None;
        };
        let op = match self.kind() {
            TokenKind::Assign => MatchOp::Equal,
            TokenKind::Op(BinaryOp::NotEqual) => MatchOp::NotEqual,
            TokenKind::Matches => MatchOp::Matches,
            TokenKind::MatchesNot => MatchOp::MatchesNot,
            TokenKind::Comma | TokenKind::Close(_) | TokenKind::End => return Some(alone(label, in_quotes)),
            TokenKind::Name if self.is_word("or") => return Some(alone(label, in_quotes)),
            _ => {
                self.unexpected("`=`, `!=`, `=~` or `!~`");
                return None;
            }
        };
        self.bump();
        let value = self.text()?;
        let span = label.span.start..value.span.end;
        Some(LabelFilter { label, op, value: Some(value), span })
    }
}

/// A name without a value: of a metric if it is in quotes, else of a template.
fn alone(label: Name, in_quotes: bool) -> LabelFilter {
    let span = label.span.clone();
    if !in_quotes {
        return LabelFilter { label, op: MatchOp::Equal, value: None, span };
    }
    let piece = Piece { value: Some(label.text), template: None, span: span.clone(), bad_escape: None };
    let value = Text { pieces: vec![piece], span: span.clone() };
    let label = Name { text: NAME_LABEL.to_owned(), span: span.clone() };
    LabelFilter { label, op: MatchOp::Equal, value: Some(value), span }
}
