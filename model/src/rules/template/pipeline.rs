//! Pipelines: what stands in the braces of a template, but for the words of the grammar.

use super::Use;
use super::functions::{self, Known, OLD};
use super::lexer::{Kind, Token};
use super::literal::{BadNumber, check_number, is_character};
use super::parser::{Parsed, Parser};
use crate::rules::diagnostic::{Code, Severity};
use crate::rules::span::Span;
use crate::rules::suggest::did_you_mean;

/// What an operand is, as far as it matters.
#[derive(Clone)]
enum Operand {
    /// Can be called or read.
    Value,
    /// A constant, or the point: it can't stand behind `|`.
    Constant,
    /// A constant text.
    Text(String),
    /// A function by this name.
    Function(String),
    /// `$labels` or `.Labels` alone.
    Labels,
}

impl Parser<'_> {
    /// Commands joined by `|`, with up to `declarations` variables before them.
    pub(super) fn pipeline(&mut self, context: &str, end: Kind, declarations: usize) -> Parsed<()> {
        self.declare(context, declarations)?;
        let mut commands = 0;
        loop {
            let token = self.next_word();
            match token.kind {
                kind if kind == end => {
                    if commands == 0 {
                        let message = format!("A value is missing in {context}.");
                        return self.error(token.span, message);
                    }
                    return Ok(());
                }
                Kind::Bool
                | Kind::Character
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen => {
                    self.at -= 1;
                    let first = self.command()?;
                    commands += 1;
                    if commands > 1 && matches!(first, Operand::Constant | Operand::Text(_)) {
                        let message = "Behind | stands a function that takes what comes before it.";
                        return self.error(token.span, message);
                    }
                }
                _ => return self.unexpected(&token, context),
            }
        }
    }

    /// `$name :=`, `$name =`, and in a range `$index, $element :=`.
    fn declare(&mut self, context: &str, most: usize) -> Parsed<()> {
        let mut declared = 0;
        loop {
            let variable = self.peek_word();
            if variable.kind != Kind::Variable {
                return Ok(());
            }
            let start = self.at;
            self.at += 1;
            let next = self.peek_word();
            let comma = next.kind == Kind::Other && self.text_of(&next) == ",";
            let assigns = matches!(next.kind, Kind::Assign | Kind::Declare);
            if !comma && !assigns {
                self.at = start;
                return Ok(());
            }
            self.at += 1;
            let name = &self.text_of(&variable)[1..];
            self.hidden.insert(name);
            self.variables.push(name);
            *self.in_scope.entry(name).or_default() += 1;
            declared += 1;
            if assigns {
                return Ok(());
            }
            let follows = self.peek_word();
            if most < 2 || declared > 1 {
                return self.error(variable.span, format!("Too many variables are declared in {context}."));
            }
            if !matches!(follows.kind, Kind::Variable | Kind::RightDelimiter | Kind::RightParen) {
                return self
                    .error(follows.span, "A range can only put its index and element into variables.");
            }
        }
    }

    /// Operands with blanks between them; tells what the first one is.
    fn command(&mut self) -> Parsed<Operand> {
        let mut operands: Vec<Operand> = Vec::new();
        loop {
            self.skip_space();
            let start = self.peek();
            if let Some(operand) = self.operand()? {
                if let ([Operand::Function(name), Operand::Labels], Operand::Text(label)) =
                    (&operands[..], &operand)
                    && name == "index"
                {
                    let span = start.span;
                    self.template.uses.push(Use::Label { name: label.clone(), span });
                }
                // Three are enough to know what they are.
                if operands.len() < 3 {
                    operands.push(operand);
                }
            }
            let token = self.next();
            match token.kind {
                Kind::Space => {}
                Kind::RightDelimiter | Kind::RightParen => {
                    self.at -= 1;
                    break;
                }
                Kind::Pipe => break,
                _ => return self.unexpected(&token, "an operand"),
            }
        }
        match operands.first() {
            Some(first) => Ok(first.clone()),
            None => {
                let span = self.peek().span;
                self.error(span, "A command is missing here.")
            }
        }
    }

    /// A term and the fields behind it.
    fn operand(&mut self) -> Parsed<Option<Operand>> {
        let start = self.peek();
        let Some(mut term) = self.term()? else { return Ok(None) };
        let mut fields = Vec::new();
        while self.peek().kind == Kind::Field {
            fields.push(self.next());
        }
        if let (Operand::Constant | Operand::Text(_), Some(field)) = (&term, fields.first()) {
            let message = format!("{} has no fields.", self.text_of(&start));
            return self.error(field.span.clone(), message);
        }
        if let Some(field) = fields.first() {
            if matches!(term, Operand::Labels) {
                let name = self.text_of(field)[1..].to_owned();
                self.template.uses.push(Use::Label { name, span: start.span.start..field.span.end });
            }
            if start.kind == Kind::Variable && self.text_of(&start) == "$" && !self.own_scope {
                term = self.data_field(field);
                if let (Operand::Labels, Some(label)) = (&term, fields.get(1)) {
                    let name = self.text_of(label)[1..].to_owned();
                    self.template.uses.push(Use::Label { name, span: start.span.start..label.span.end });
                }
                return Ok(Some(if fields.len() > 1 { Operand::Value } else { term }));
            }
            return Ok(Some(Operand::Value));
        }
        Ok(Some(term))
    }

    fn term(&mut self) -> Parsed<Option<Operand>> {
        let token = self.next_word();
        Ok(Some(match token.kind {
            Kind::Identifier => self.function(&token),
            Kind::Dot | Kind::Nil | Kind::Bool | Kind::Complex => Operand::Constant,
            Kind::Variable => self.variable(&token),
            Kind::Field if self.moved_points == 0 => self.data_field(&token),
            Kind::Field => Operand::Value,
            Kind::Number | Kind::Character => self.number(&token)?,
            Kind::LeftParen => {
                self.deeper(|parser| parser.pipeline("parentheses", Kind::RightParen, 1))?;
                Operand::Value
            }
            Kind::String | Kind::RawString => Operand::Text(self.constant_text(&token)?),
            _ => {
                self.at -= 1;
                return Ok(None);
            }
        }))
    }

    fn number(&mut self, token: &Token) -> Parsed<Operand> {
        let text = self.text_of(token);
        if token.kind == Kind::Character {
            return match is_character(text) {
                true => Ok(Operand::Constant),
                false => self.error(
                    token.span.clone(),
                    "Apostrophes hold one character. Put a text in double quotes.",
                ),
            };
        }
        match check_number(text) {
            Ok(()) => Ok(Operand::Constant),
            Err(BadNumber::Syntax) => self.error(token.span.clone(), "This can't be read as a number."),
            Err(BadNumber::TooLarge) => self.error(
                token.span.clone(),
                "This number is too large, or not one in base 8, as 0 before it says.",
            ),
        }
    }

    fn function(&mut self, token: &Token) -> Operand {
        let name = self.text_of(token);
        let code = Code::UnknownTemplateFunction;
        match functions::function(name, self.engine) {
            Known::Yes => {}
            Known::Newer => {
                let message = format!("vmalert {OLD} has no template function {name}; a newer one has.");
                self.problem(Severity::Error, token.span.clone(), code, message);
            }
            Known::No => {
                let variable = functions::variables().find(|variable| *variable == name);
                let advice = match variable {
                    Some(variable) => format!(" Did you mean ${variable}?"),
                    None => did_you_mean(name, functions::functions()),
                };
                let message = format!("Templates have no function {name}.{advice}");
                self.problem(Severity::Error, token.span.clone(), code, message);
            }
        }
        Operand::Function(name.to_owned())
    }

    fn variable(&mut self, token: &Token) -> Operand {
        let name = &self.text_of(token)[1..];
        if name.is_empty() || self.in_scope.get(name).is_some_and(|count| *count > 0) {
            return Operand::Value;
        }
        let code = Code::UnknownTemplateVariable;
        let known = if self.own_scope { Known::No } else { functions::variable(name, self.engine) };
        match known {
            Known::Yes => {}
            Known::Newer => {
                let message = format!("vmalert {OLD} has no template variable ${name}; a newer one has.");
                self.problem(Severity::Error, token.span.clone(), code, message);
            }
            Known::No => {
                let message = if self.own_scope && functions::variable(name, None) == Known::Yes {
                    format!(
                        "${name} does not exist within {{{{define}}}} and {{{{block}}}}. Hand it over as the point."
                    )
                } else {
                    let advice = did_you_mean(name, functions::variables()).replace("mean ", "mean $");
                    format!("Templates have no variable ${name}.{advice}")
                };
                self.problem(Severity::Error, token.span.clone(), code, message);
            }
        }
        if self.hidden.contains(name) { Operand::Value } else { self.meaning(name, token.span.clone()) }
    }

    fn meaning(&mut self, variable: &str, span: Span) -> Operand {
        match variable {
            "labels" => return Operand::Labels,
            "value" if !self.weighing => self.template.uses.push(Use::Value(span)),
            _ => {}
        }
        Operand::Value
    }

    /// A field of the alert's data. A wrong one only fails when the alert fires.
    fn data_field(&mut self, token: &Token) -> Operand {
        let name = &self.text_of(token)[1..];
        if functions::field(name, self.engine) != Known::Yes {
            let advice = did_you_mean(name, functions::fields()).replace("mean ", "mean .");
            let message =
                format!("An alert has no field .{name}, so its templates will fail when it fires.{advice}");
            self.problem(Severity::Warning, token.span.clone(), Code::UnknownTemplateField, message);
        }
        match name {
            "Labels" => Operand::Labels,
            "Value" => self.meaning("value", token.span.clone()),
            _ => Operand::Value,
        }
    }
}
