//! What can stand behind an operand: a window, an offset, a moment.

use super::super::ast::{Expr, ExprKind, Rollup, Window};
use super::super::lexer::{self, Bracket, TokenKind};
use super::super::problem::ProblemCode;
use super::super::{BinaryOp, Duration, Length, Span};
use super::Parser;

impl Parser<'_> {
    pub(super) fn at_rollup(&self) -> bool {
        matches!(self.kind(), TokenKind::Open(Bracket::Square) | TokenKind::At) || self.is_word("offset")
    }

    /// Reads a window, then an offset and a moment in either order; each once.
    pub(super) fn rollup(&mut self, expr: Expr) -> Expr {
        let start = expr.span.start;
        let window = (self.kind() == TokenKind::Open(Bracket::Square)).then(|| self.window());
        let mut at = (self.kind() == TokenKind::At).then(|| self.moment()).flatten();
        let offset = self.is_word("offset").then(|| self.offset()).flatten();
        if self.kind() == TokenKind::At {
            let again = at.is_some();
            let sign = self.token().span();
            let moment = self.moment();
            if again {
                self.error(sign, ProblemCode::BadModifier, "`@` can stand once behind an expression.");
            } else {
                at = moment;
            }
        }
        let span = start..self.last_end();
        self.node(ExprKind::Rollup(Box::new(Rollup { expr, window, offset, at })), span)
    }

    fn window(&mut self) -> Window {
        let open = self.open(Bracket::Square);
        let (length, step_text) = self.window_length();
        let subquery = step_text.is_some();
        let step = match step_text {
            None => None,
            Some(text) if !text.is_empty() => self.step(text),
            // The colon stands alone; the step may follow, or be left out.
            Some(_) if matches!(self.kind(), TokenKind::Close(_) | TokenKind::End) => None,
            Some(_) => self.duration("the step of the subquery"),
        };
        while !self.closes(Bracket::Square, open) {
            self.unexpected("`]`");
            self.skip_entry(Bracket::Square);
            if self.kind() == TokenKind::Comma {
                self.bump();
            }
        }
        Window { length, step, subquery, span: open.start..self.last_end() }
    }

    /// Reads what stands before the colon, and where in the text the step behind it is: the lexer takes `:5m` for a
    /// name, and `w:5m` too.
    fn window_length(&mut self) -> (Option<Duration>, Option<Span>) {
        let mut length = None;
        let word = self.word();
        match word.find(':') {
            Some(0) => {}
            Some(colon) => {
                let token = self.bump();
                let name = lexer::name_text(&word[..colon]);
                let span = token.start..token.start + colon;
                let length = Some(Duration { length: Length::Template(name), span });
                return (length, Some(token.start + colon + 1..token.end));
            }
            None => {
                self.glued();
                length = self.duration("a duration such as `5m`");
                if length.is_none() && !matches!(self.kind(), TokenKind::Close(_) | TokenKind::End) {
                    self.skip_entry(Bracket::Square);
                }
            }
        }
        if !self.word().starts_with(':') {
            return (length, None);
        }
        let token = self.bump();
        (length, Some(token.start + 1..token.end))
    }

    /// Tells of `5min` or `1h5`, which the lexer takes for two tokens, as one thing that is no duration.
    fn glued(&mut self) {
        let token = self.token();
        let next = self.tokens.get(self.at + 1).filter(|next| next.start == token.end);
        let number = |kind| matches!(kind, TokenKind::Number | TokenKind::Duration);
        let Some(next) = next.filter(|next| number(next.kind) || next.kind == TokenKind::Name) else {
            return;
        };
        let text = &self.text[token.start..next.end];
        if number(token.kind) && !text.contains(':') {
            let message =
                format!("`{}` is no duration; units are ms, s, m, h, d, w, y and i.", super::shortened(text));
            self.error(token.start..next.end, ProblemCode::BadDuration, message);
        }
    }

    /// Reads a step that the lexer took for a part of a name.
    fn step(&mut self, span: Span) -> Option<Duration> {
        let text = &self.text[span.clone()];
        let is_name = !text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        let length = if is_name && !text.contains(':') {
            Length::Template(lexer::name_text(text))
        } else {
            let token = lexer::Token { kind: TokenKind::Duration, start: span.start, end: span.end };
            self.length(token, text)
        };
        Some(Duration { length, span })
    }

    fn offset(&mut self) -> Option<Duration> {
        self.bump();
        let start = self.token().start;
        let negative = self.eat(TokenKind::Op(BinaryOp::Subtract));
        let mut duration = self.duration("a duration such as `5m`")?;
        if !negative {
            return Some(duration);
        }
        duration.span.start = start;
        match &mut duration.length {
            Length::Known { millis, steps } => {
                *millis = -*millis;
                *steps = -*steps;
            }
            Length::Template(_) => {
                let message = "A template can't have a minus here; put it into the template.";
                self.error(duration.span.clone(), ProblemCode::BadDuration, message);
            }
            Length::Variable | Length::Unreadable => {}
        }
        Some(duration)
    }

    /// Reads `@` and the moment behind it.
    fn moment(&mut self) -> Option<Expr> {
        self.bump();
        let (signs, minuses) = self.signs();
        if signs == 0 {
            return self.bare_operand();
        }
        let operand = self.operand()?;
        Some(self.negated(operand, &minuses))
    }
}
