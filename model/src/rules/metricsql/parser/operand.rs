//! What stands between operators: numbers, strings, names with what belongs to them, parentheses.

use super::super::ast::{Expr, ExprKind, Piece, Text};
use super::super::lexer::{self, Bracket, Token, TokenKind};
use super::super::problem::ProblemCode;
use super::super::{Duration, Length, functions};
use super::Parser;

/// Whether a word is a number: these two are, in any case.
pub(super) fn is_inf_or_nan(word: &str) -> bool {
    word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("nan")
}

impl Parser<'_> {
    /// Reads an operand with its window, offset and moment.
    pub(super) fn operand(&mut self) -> Option<Expr> {
        if self.is_word("with") && self.next_kind() == TokenKind::Open(Bracket::Round) {
            return self.with();
        }
        let operand = self.bare_operand()?;
        Some(if self.at_rollup() { self.rollup(operand) } else { operand })
    }

    /// Reads an operand only.
    pub(super) fn bare_operand(&mut self) -> Option<Expr> {
        let token = self.token();
        match token.kind {
            TokenKind::Number => Some(self.number()),
            TokenKind::Name if is_inf_or_nan(self.word()) => Some(self.number()),
            TokenKind::Variable if !lexer::DASHBOARD_DURATIONS.contains(&self.slice(token)) => {
                Some(self.dashboard_variable())
            }
            TokenKind::Duration | TokenKind::Variable => {
                let duration = self.duration("a value")?;
                Some(self.node(ExprKind::Duration(duration), token.span()))
            }
            TokenKind::Text { .. } => {
                let text = self.text()?;
                let span = text.span.clone();
                Some(self.node(ExprKind::Text(text), span))
            }
            TokenKind::Name => Some(self.named()),
            TokenKind::Open(Bracket::Round) => Some(self.parens()),
            TokenKind::Open(Bracket::Curly) => Some(self.selector()),
            _ => {
                self.missing_operand(token);
                None
            }
        }
    }

    fn missing_operand(&mut self, token: Token) {
        if self.at == 0 && token.kind == TokenKind::End {
            let message = "There is no expression.";
            return self.error(0..self.text.len(), ProblemCode::MissingExpression, message);
        }
        if matches!(token.kind, TokenKind::Op(_) | TokenKind::Close(_) | TokenKind::Comma) {
            let message = format!("A value is missing before `{}`.", self.slice(token));
            return self.error(token.span(), ProblemCode::MissingExpression, message);
        }
        self.unexpected("a value");
    }

    fn number(&mut self) -> Expr {
        let token = self.bump();
        let value = lexer::number_value(self.slice(token));
        if value.is_none() {
            let message = format!("The number `{}` can't be read.", super::shortened(self.slice(token)));
            self.error(token.span(), ProblemCode::BadNumber, message);
        }
        self.node(ExprKind::Number(value.unwrap_or(f64::NAN)), token.span())
    }

    /// Reads what starts with a name: only what follows tells a metric from a function.
    fn named(&mut self) -> Expr {
        let is_aggregate = functions::is_aggregate(self.word());
        match self.next_kind() {
            TokenKind::Open(Bracket::Round) if is_aggregate => self.aggregate(),
            TokenKind::Open(Bracket::Round) => self.call(),
            TokenKind::Name if is_aggregate && !self.offset_follows() => self.aggregate(),
            _ => self.selector(),
        }
    }

    fn offset_follows(&self) -> bool {
        let next = self.tokens[self.at + 1..].iter().find(|token| token.kind != TokenKind::Broken);
        next.is_some_and(|token| self.slice(*token).eq_ignore_ascii_case("offset"))
    }

    fn parens(&mut self) -> Expr {
        let start = self.token().start;
        let mut args = self.arguments();
        // Behind parentheses around one operation, `keep_metric_names` belongs to that.
        if let [Expr { kind: ExprKind::Binary(binary), .. }] = args.as_mut_slice() {
            binary.keep_metric_names |= self.eat_word("keep_metric_names");
        }
        self.node(ExprKind::Parens(args), start..self.last_end())
    }

    /// Reads a string: pieces joined by `+`, each in quotes or the name of a template.
    pub(super) fn text(&mut self) -> Option<Text> {
        let mut pieces = Vec::new();
        loop {
            match self.kind() {
                TokenKind::Text { closed } => pieces.push(self.literal(closed)),
                TokenKind::Name => {
                    let name = self.name(self.token());
                    self.bump();
                    pieces.push(Piece {
                        value: None,
                        template: Some(name.text),
                        span: name.span,
                        bad_escape: None,
                    });
                }
                TokenKind::Number | TokenKind::Duration => {
                    self.unexpected("a string in quotes");
                    self.bump();
                    return None;
                }
                _ => {
                    self.unexpected("a string in quotes");
                    return None;
                }
            }
            if !self.string_goes_on() {
                break;
            }
            self.bump();
        }
        let span = pieces.first()?.span.start..pieces.last()?.span.end;
        Some(Text { pieces, span })
    }

    fn literal(&mut self, closed: bool) -> Piece {
        let token = self.bump();
        if !closed {
            self.quiet = true;
            return Piece { value: None, template: None, span: token.span(), bad_escape: None };
        }
        let read = lexer::string_value(self.slice(token));
        let bad_escape = read.as_ref().err().map(|at| {
            let start = token.start + at;
            // The backslash and the character behind it; or a line break alone.
            let chars = if self.text[start..].starts_with('\\') { 2 } else { 1 };
            start..start + self.text[start..].chars().take(chars).map(char::len_utf8).sum::<usize>()
        });
        Piece { value: read.ok(), template: None, span: token.span(), bad_escape }
    }

    /// Whether a `+` and another piece follow. `"a" + b(c)` and `"a" + b{}` are sums, not strings.
    fn string_goes_on(&self) -> bool {
        let kind = |ahead: usize| self.tokens.get(self.at + ahead).map(|token| token.kind);
        if kind(0) != Some(TokenKind::Op(super::super::BinaryOp::Add)) {
            return false;
        }
        match kind(1) {
            Some(TokenKind::Text { .. }) => true,
            Some(TokenKind::Name) => {
                !matches!(kind(2), Some(TokenKind::Open(Bracket::Round | Bracket::Curly)))
            }
            _ => false,
        }
    }

    /// Reads a duration, the name of a template for one, or a number of seconds.
    pub(super) fn duration(&mut self, wanted: &str) -> Option<Duration> {
        let token = self.token();
        let text = self.slice(token);
        let length = match token.kind {
            TokenKind::Duration | TokenKind::Number => self.length(token, text),
            TokenKind::Name => Length::Template(lexer::name_text(text)),
            TokenKind::Variable => self.variable(token, text),
            _ => {
                self.bad_duration(token, wanted);
                return None;
            }
        };
        self.bump();
        Some(Duration { length, span: token.span() })
    }

    fn bad_duration(&mut self, token: Token, wanted: &str) {
        match token.kind {
            TokenKind::Op(super::super::BinaryOp::Subtract) => {
                let message = format!("Expected {wanted}, which can't be negative here.");
                self.error(token.span(), ProblemCode::BadDuration, message);
            }
            TokenKind::End => self.unexpected(wanted),
            _ => {
                let message =
                    format!("Expected {wanted} instead of `{}`.", super::shortened(self.slice(token)));
                self.error(token.span(), ProblemCode::BadDuration, message);
            }
        }
    }

    /// What a duration or number of seconds is worth.
    pub(super) fn length(&mut self, token: Token, text: &str) -> Length {
        let is_duration = lexer::scan_duration(text) == text.len();
        let value = if is_duration {
            lexer::duration_value(text)
        } else {
            lexer::plain_seconds(text).map(|seconds| (seconds * 1e3, 0.0))
        };
        if let Some((millis, steps)) = value {
            return Length::Known { millis, steps };
        }
        let shown = super::shortened(text);
        let message = if is_duration {
            format!(
                "The duration `{shown}` can't be read; if the minus is meant as an operator, put a blank before it."
            )
        } else {
            format!("`{shown}` is no duration; write one such as `5m`, `1h30m` or `90` (seconds).")
        };
        self.error(token.start..token.start + text.len(), ProblemCode::BadDuration, message);
        Length::Unreadable
    }

    /// The newest parser takes `$name` in place of a value, so that it can format what a dashboard asks for.
    fn dashboard_variable(&mut self) -> Expr {
        let token = self.bump();
        let shown = super::shortened(self.slice(token));
        let message =
            format!("`{shown}` is a variable of a dashboard; a rule has none, so this can't be evaluated.");
        self.warning(token.span(), ProblemCode::DashboardVariable, message);
        self.node(ExprKind::Number(f64::NAN), token.span())
    }

    fn variable(&mut self, token: Token, text: &str) -> Length {
        if lexer::DASHBOARD_DURATIONS.contains(&text) {
            let message = format!(
                "`{text}` is filled in by Grafana; in a rule it is the evaluation interval, if the engine takes it at all."
            );
            self.warning(token.span(), ProblemCode::DashboardVariable, message);
            return Length::Variable;
        }
        let message = format!("`{}` is a variable of a dashboard; a rule has none.", super::shortened(text));
        self.error(token.span(), ProblemCode::DashboardVariable, message);
        Length::Unreadable
    }
}
