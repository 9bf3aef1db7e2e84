//! Calls of functions and aggregates.

use super::super::ast::{Aggregate, Call, Expr, ExprKind, Grouping};
use super::super::lexer::{Bracket, TokenKind};
use super::super::problem::ProblemCode;
use super::Parser;

impl Parser<'_> {
    /// Reads a function with its arguments.
    pub(super) fn call(&mut self) -> Expr {
        let token = self.token();
        let name = self.name(token);
        self.bump();
        let args = self.arguments();
        let keep_metric_names = self.eat_word("keep_metric_names");
        self.node(ExprKind::Call(Call { name, args, keep_metric_names }), token.start..self.last_end())
    }

    /// Reads an aggregate: `by` or `without` may stand before its arguments or behind them.
    pub(super) fn aggregate(&mut self) -> Expr {
        let token = self.token();
        let name = self.name(token);
        self.bump();
        let mut grouping = None;
        if self.at_grouping() {
            grouping = Some(self.grouping());
        }
        let mut args = Vec::new();
        if self.kind() == TokenKind::Open(Bracket::Round) {
            args = self.arguments();
        } else {
            self.no_arguments(&name.text);
        }
        if grouping.is_none() && self.at_grouping() {
            grouping = Some(self.grouping());
        }
        let limit = self.is_word("limit").then(|| self.limit()).flatten();
        self.node(
            ExprKind::Aggregate(Aggregate { name, args, grouping, limit }),
            token.start..self.last_end(),
        )
    }

    fn no_arguments(&mut self, name: &str) {
        if self.kind() == TokenKind::End {
            return self.unexpected("`(`");
        }
        let message = format!(
            "`{name}` is an aggregate function: `(`, `by` or `without` has to follow. A metric of that name is read by \
             {{__name__=\"{name}\"}}."
        );
        self.error(self.token().span(), ProblemCode::UnexpectedToken, message);
    }

    fn at_grouping(&self) -> bool {
        self.is_word("by") || self.is_word("without")
    }

    fn grouping(&mut self) -> Grouping {
        let without = self.is_word("without");
        let start = self.bump().start;
        let labels = self.names(false);
        Grouping { without, labels, span: start..self.last_end() }
    }

    fn limit(&mut self) -> Option<u64> {
        self.bump();
        let token = self.token();
        let digits = self.slice(token);
        let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let limit =
            whole.then(|| digits.parse::<u64>().ok()).flatten().filter(|limit| i64::try_from(*limit).is_ok());
        match token.kind {
            TokenKind::End => self.unexpected("a whole number"),
            _ if limit.is_some() => {
                self.bump();
            }
            kind => {
                let message = "`limit` takes a whole number.";
                self.error(token.span(), ProblemCode::BadNumber, message);
                if matches!(kind, TokenKind::Number | TokenKind::Duration) {
                    self.bump();
                }
            }
        }
        limit
    }
}
