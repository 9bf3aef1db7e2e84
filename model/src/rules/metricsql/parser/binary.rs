//! Operators: a Pratt parser whose powers and quirks are those of VictoriaMetrics.

use super::super::Span;
use super::super::ast::{Binary, Expr, ExprKind, Join, Matching, Text};
use super::super::lexer::{Bracket, TokenKind};
use super::super::operator::BinaryOp;
use super::super::problem::ProblemCode;
use super::{MAX_DEPTH, Parser};

/// What can stand between an operator and its right side.
#[derive(Default)]
struct Modifiers {
    returns_bool: bool,
    matching: Option<Matching>,
    join: Option<Join>,
    prefix: Option<Text>,
}

impl Parser<'_> {
    /// Reads a whole expression.
    pub(super) fn expression(&mut self) -> Option<Expr> {
        self.operation(0, false).map(|(expr, _)| expr)
    }

    /// Reads an operand and the operators behind it that bind at least as strongly as `power`.
    ///
    /// The second value tells that `keep_metric_names` stood right behind the operand. It belongs to the operator
    /// *before* the operand, even if a stronger one follows: `a + b keep_metric_names * c`.
    fn operation(&mut self, power: u8, is_right_side: bool) -> Option<(Expr, bool)> {
        if self.depth == MAX_DEPTH {
            self.too_complex(self.token().span());
            return None;
        }
        self.depth += 1;
        let read = self.signed_operation(power, is_right_side);
        self.depth -= 1;
        read
    }

    fn signed_operation(&mut self, power: u8, is_right_side: bool) -> Option<(Expr, bool)> {
        let start = self.token().start;
        let (signs, minuses) = self.signs();
        let mut left = self.operand()?;
        if minuses.is_empty() {
            left.span.start = start;
        }
        // Each sign opens the way for one more window or offset: `-a[5m][1h]` is (-a[5m])[1h].
        for _ in 0..signs {
            if !self.at_rollup() {
                break;
            }
            left = self.rollup(left);
        }
        let keep = is_right_side && self.eat_word("keep_metric_names");
        if !minuses.is_empty() {
            // A minus binds like a subtraction from 0, but not weaker than the operator before it.
            left = self.operators(left, power.max(BinaryOp::Subtract.precedence() + 1));
            left = self.negated(left, &minuses);
            left.span.start = start;
        }
        Some((self.operators(left, power), keep))
    }

    /// Reads signs: how many there are, and where the minuses stand.
    pub(super) fn signs(&mut self) -> (usize, Vec<usize>) {
        let mut minuses = Vec::new();
        let mut signs = 0;
        while let TokenKind::Op(op @ (BinaryOp::Add | BinaryOp::Subtract)) = self.kind() {
            let start = self.bump().start;
            if op == BinaryOp::Subtract {
                minuses.push(start);
            }
            signs += 1;
        }
        (signs, minuses)
    }

    pub(super) fn negated(&mut self, mut expr: Expr, minuses: &[usize]) -> Expr {
        for start in minuses.iter().rev() {
            let span = *start..expr.span.end;
            expr = self.node(ExprKind::Negate(Box::new(expr)), span);
            if expr.height > super::MAX_HEIGHT {
                break;
            }
        }
        expr
    }

    /// Reads operators that bind at least as strongly as `power`, and their right sides.
    fn operators(&mut self, mut left: Expr, power: u8) -> Expr {
        while let Some(op) = self.operator().filter(|op| op.precedence() >= power) {
            let op_span = self.bump().span();
            let modifiers = self.modifiers(op);
            // Operators group to the left, but for `^`.
            let right_power = op.precedence() + u8::from(op != BinaryOp::Power);
            let Some((right, keep_metric_names)) = self.operation(right_power, true) else { return left };
            let Modifiers { returns_bool, matching, mut join, prefix } = modifiers;
            if let Some(join) = &mut join {
                join.prefix = prefix;
            }
            let span = left.span.start..self.last_end().max(right.span.end);
            let binary = Binary { op, op_span, returns_bool, matching, join, left, right, keep_metric_names };
            left = self.node(ExprKind::Binary(Box::new(binary)), span);
        }
        left
    }

    fn modifiers(&mut self, op: BinaryOp) -> Modifiers {
        let mut modifiers = Modifiers::default();
        if self.is_word("bool") {
            let span = self.bump().span();
            modifiers.returns_bool = true;
            if !op.is_comparison() {
                self.error(span, ProblemCode::BadModifier, "`bool` can stand behind comparisons only.");
            }
        }
        if self.is_word("on") || self.is_word("ignoring") {
            modifiers.matching = Some(self.matching());
            if self.is_word("group_left") || self.is_word("group_right") {
                self.join(op, &mut modifiers);
            }
        }
        if op.precedence() >= BinaryOp::Equal.precedence() {
            self.fills();
        }
        modifiers
    }

    fn matching(&mut self) -> Matching {
        let ignoring = self.is_word("ignoring");
        let start = self.bump().start;
        let labels = self.names(false);
        Matching { ignoring, labels, span: start..self.last_end() }
    }

    fn join(&mut self, op: BinaryOp, modifiers: &mut Modifiers) {
        let right = self.is_word("group_right");
        let token = self.bump();
        if op.is_set() {
            let message = "`and`, `or` and `unless` match all series of both sides; they take no `group_left` or `group_right`.";
            self.error(token.span(), ProblemCode::BadModifier, message);
        }
        let listed = self.kind() == TokenKind::Open(Bracket::Round);
        let labels = if listed { self.names(true) } else { Vec::new() };
        let span: Span = token.start..self.last_end();
        if self.eat_word("prefix") {
            modifiers.prefix = self.text();
        }
        modifiers.join = Some(Join { right, labels, prefix: None, span });
    }

    /// Reads `fill (0)`, `fill_left (0)` and `fill_right (0)`, which fill in for series without a counterpart; they
    /// are metrics and functions like others where no number in parentheses follows.
    fn fills(&mut self) {
        while ["fill", "fill_left", "fill_right"].iter().any(|word| self.is_word(word))
            && self.fill_ends().is_some()
        {
            if let Some(end) = self.fill_ends() {
                self.at = end;
                self.bump();
            }
        }
    }

    /// Which token closes the parenthesis behind `fill`, if there is just a number in it.
    fn fill_ends(&self) -> Option<usize> {
        let kind = |ahead: usize| self.tokens.get(self.at + ahead).map(|token| token.kind);
        let signed = matches!(kind(2), Some(TokenKind::Op(BinaryOp::Add | BinaryOp::Subtract)));
        let number = if signed { 3 } else { 2 };
        let is_number = match kind(number)? {
            TokenKind::Number | TokenKind::Duration => true,
            TokenKind::Name => super::operand::is_inf_or_nan(self.slice(self.tokens[self.at + number])),
            _ => false,
        };
        let enclosed = kind(1) == Some(TokenKind::Open(Bracket::Round))
            && kind(number + 1) == Some(TokenKind::Close(Bracket::Round));
        (is_number && enclosed).then_some(self.at + number + 1)
    }
}
