//! The grammar of templates, as Go's `text/template/parse` has it.

use super::functions::{self, Known, OLD};
use super::lexer::{Broken, Kind, Token, tokens};
use super::literal::{BadNumber, check_number, is_character, unquote};
use super::{Problem, Template, Use};
use crate::rules::diagnostic::{Code, Severity};
use crate::rules::engine::EngineVersion;
use crate::rules::span::Span;
use crate::rules::suggest::did_you_mean;

/// How deep actions and parentheses may nest. Go has no such bound, but no template comes near it.
const MAX_DEPTH: usize = 100;

/// Reads one template.
pub(super) struct Parser<'t> {
    text: &'t str,
    engine: Option<EngineVersion>,
    tokens: Vec<Token>,
    broken: Option<Broken>,
    at: usize,
    template: Template,
    /// The variables in scope, without `$`; nothing where a name of the alert's data was given away.
    variables: Vec<&'t str>,
    /// The alert's own variables that something else was put into.
    hidden: Vec<&'t str>,
    /// How many `{{range}}` are open.
    ranges: usize,
    /// How many blocks are open in which the point is not the alert's data.
    moved_points: usize,
    depth: usize,
    definitions: Vec<String>,
    /// In `{{define}}` and `{{block}}`, the alert's variables do not exist.
    own_scope: bool,
    /// In the head of `{{if}}` and the like, values are not written but weighed.
    weighing: bool,
}

/// Parsing stops at the first error, as in Go.
struct Stop;
type Parsed<T> = Result<T, Stop>;

/// What ends a list of actions.
#[derive(Clone, Copy, PartialEq)]
enum Terminator {
    End,
    Else,
}

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
            hidden: Vec::new(),
            ranges: 0,
            moved_points: 0,
            depth: 0,
            definitions: Vec::new(),
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

    fn text_of(&self, token: &Token) -> &'t str {
        &self.text[token.span.clone()]
    }

    fn peek(&self) -> Token {
        self.tokens[self.at.min(self.tokens.len() - 1)].clone()
    }

    fn next(&mut self) -> Token {
        let token = self.peek();
        self.at += 1;
        token
    }

    fn skip_space(&mut self) {
        while self.peek().kind == Kind::Space {
            self.at += 1;
        }
    }

    fn peek_word(&mut self) -> Token {
        self.skip_space();
        self.peek()
    }

    fn next_word(&mut self) -> Token {
        self.skip_space();
        self.next()
    }

    fn is_keyword(&self, token: &Token, word: &str) -> bool {
        token.kind == Kind::Keyword && self.text_of(token) == word
    }

    fn problem(&mut self, severity: Severity, span: Span, code: Code, message: String) {
        self.template.problems.push(Problem { severity, span, code, message });
    }

    fn error<T>(&mut self, span: Span, message: impl Into<String>) -> Parsed<T> {
        self.problem(Severity::Error, span, Code::BadTemplate, message.into());
        Err(Stop)
    }

    fn unexpected<T>(&mut self, token: &Token, context: &str) -> Parsed<T> {
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

    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
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
        self.variables.truncate(scope);
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

    fn constant_text(&mut self, token: &Token) -> Parsed<String> {
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
        let variables = std::mem::take(&mut self.variables);
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
        (self.variables, self.ranges, self.own_scope) = (variables, ranges, outer);
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
            self.definitions.push(name);
        }
        Ok(())
    }

    /// Commands joined by `|`, with up to `declarations` variables before them.
    fn pipeline(&mut self, context: &str, end: Kind, declarations: usize) -> Parsed<()> {
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
            self.hidden.push(name);
            self.variables.push(name);
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
        if name.is_empty() || self.variables.contains(&name) {
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
        if self.hidden.contains(&name) { Operand::Value } else { self.meaning(name, token.span.clone()) }
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
