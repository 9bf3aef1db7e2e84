//! Lists in brackets: arguments and names.

use super::super::ast::{Expr, Name};
use super::super::lexer::{self, Bracket, Token, TokenKind};
use super::super::operator::BinaryOp;
use super::super::problem::ProblemCode;
use super::Parser;

impl Parser<'_> {
    /// Goes on behind an opening bracket, which the parser is at.
    pub(super) fn open(&mut self, bracket: Bracket) -> Token {
        self.open[bracket as usize] += 1;
        self.bump()
    }

    /// Whether a list ends here; if it does, goes on behind it, and tells of a bracket that is never closed.
    pub(super) fn closes(&mut self, bracket: Bracket, open: Token) -> bool {
        match self.kind() {
            TokenKind::Close(kind) if kind == bracket => {
                self.bump();
            }
            TokenKind::End => {
                let (start, end) = bracket.pair();
                let message = format!("This `{start}` is never closed: `{end}` is missing.");
                self.error(open.span(), ProblemCode::UnclosedBracket, message);
            }
            TokenKind::Close(kind) => {
                let (wrong, right) = (kind.pair().1, bracket.pair().1);
                let message = format!("Expected `{right}` before this `{wrong}`.");
                self.error(self.token().span(), ProblemCode::UnclosedBracket, message);
                // It may close a bracket further out; else it is one too many.
                if self.open[kind as usize] == 0 {
                    self.bump();
                    return false;
                }
            }
            _ => return false,
        }
        self.open[bracket as usize] -= 1;
        true
    }

    /// Behind an entry of a list: goes on behind a comma, or tells of what stands there instead.
    pub(super) fn separator(&mut self, bracket: Bracket, wanted: &str) {
        if self.eat_comma() || matches!(self.kind(), TokenKind::Close(_) | TokenKind::End) {
            return;
        }
        self.unexpected(wanted);
        self.skip_entry(bracket);
        self.eat_comma();
    }

    /// Skips to the comma or bracket that ends this entry of a list.
    pub(super) fn skip_entry(&mut self, bracket: Bracket) {
        let mut depth = 0_usize;
        loop {
            match self.kind() {
                TokenKind::End => return,
                TokenKind::Comma if depth == 0 => return,
                TokenKind::Close(kind) if depth == 0 && (kind == bracket || self.open[kind as usize] > 0) => {
                    return;
                }
                TokenKind::Open(_) => depth += 1,
                TokenKind::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.bump();
        }
    }

    /// Reads expressions in parentheses, separated by commas; one comma may stand behind the last.
    pub(super) fn arguments(&mut self) -> Vec<Expr> {
        let open = self.open(Bracket::Round);
        let mut args = Vec::new();
        while !self.closes(Bracket::Round, open) {
            match self.expression() {
                Some(arg) => args.push(arg),
                None => self.skip_entry(Bracket::Round),
            }
            self.separator(Bracket::Round, "`,` or `)`");
        }
        args
    }

    /// Reads names in parentheses, separated by commas; they may be in quotes. With `star`, `*` stands for all.
    pub(super) fn names(&mut self, star: bool) -> Vec<Name> {
        let mut names = Vec::new();
        if self.kind() != TokenKind::Open(Bracket::Round) {
            self.unexpected("`(` and a list of labels");
            return names;
        }
        let open = self.open(Bracket::Round);
        if star && self.kind() == TokenKind::Op(BinaryOp::Multiply) {
            let token = self.bump();
            names.push(Name { text: "*".to_owned(), span: token.span() });
            if !matches!(self.kind(), TokenKind::Close(_) | TokenKind::End) {
                self.unexpected("`)`");
                self.skip_entry(Bracket::Round);
            }
        }
        while !self.closes(Bracket::Round, open) {
            match self.label() {
                Some(name) => names.push(name),
                None => {
                    self.unexpected("the name of a label");
                    self.skip_entry(Bracket::Round);
                }
            }
            self.separator(Bracket::Round, "`,` or `)`");
        }
        names
    }

    /// Reads a name, which may be in quotes.
    pub(super) fn label(&mut self) -> Option<Name> {
        let token = self.token();
        let text = match token.kind {
            TokenKind::Name => lexer::name_text(self.slice(token)),
            TokenKind::Text { closed: true } => match lexer::string_value(self.slice(token)) {
                Ok(text) => text,
                Err(_) => {
                    self.bad_escape(token);
                    String::new()
                }
            },
            _ => return None,
        };
        self.bump();
        Some(Name { text, span: token.span() })
    }

    fn bad_escape(&mut self, token: Token) {
        let message = "This name in quotes can't be read: an escape sequence in it doesn't exist.";
        self.error(token.span(), ProblemCode::BadEscape, message);
    }
}
