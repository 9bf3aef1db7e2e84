//! WITH templates: what the engine finds wrong when it puts them in place.
//!
//! Nothing is unfolded for real, since templates that use each other twice double with each step. What a template comes
//! to is worked out as a [`Shape`], once for each combination of shapes of its arguments. Like the engine, this looks
//! only at templates that are used.

mod scope;
mod selector;

use std::collections::HashSet;

use super::ast::{Aggregate, Binary, Expr, ExprKind, Name, Rollup, Text, With};
use super::operator::BinaryOp;
use super::problem::{Problem, ProblemCode};
use super::{Duration, Length, Span};
use scope::{Definitions, Meaning, Scope};

/// How many nodes are looked at, those of templates once for each use with other arguments.
const MAX_STEPS: usize = 200_000;
/// How deeply nodes may lie within each other, templates in place.
const MAX_DEPTH: usize = 1500;

/// What an expression is when templates are put in place.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Shape {
    Number,
    Duration,
    Text,
    Selector(SelectorShape),
    /// Any number of expressions in parentheses, and whether each could be a label.
    Parens {
        labels: bool,
    },
    /// Anything else: operations and calls.
    Other,
    /// It is wrong, which is told already, or it can't be known.
    Unknown,
}

impl Shape {
    /// Whether it is a bare name, or can't be known.
    fn could_be_label(&self) -> bool {
        match self {
            Self::Selector(selector) => selector.only_name && !selector.rollup,
            Self::Unknown => true,
            Self::Number | Self::Duration | Self::Text | Self::Parens { .. } | Self::Other => false,
        }
    }
}

/// What counts of a selector, perhaps with a window or offset.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct SelectorShape {
    named: bool,
    only_name: bool,
    /// How many groups of filters there are: 2 stands for more too.
    groups: u8,
    rollup: bool,
}

/// Tells what is wrong with the use of templates and with strings in `expr`.
pub(super) fn check(expr: &Expr, problems: &mut Vec<Problem>) {
    let (definitions, scope) = Definitions::built_in();
    let mut check = Check { definitions, problems, told: HashSet::new(), steps: 0, depth: 0, gave_up: false };
    check.shape(expr, scope);
    if check.gave_up {
        let message = "The templates here unfold to too much to be checked; what is wrong in them shows when the rule runs.";
        let problem = Problem::warning(expr.span.clone(), ProblemCode::TooComplex, message);
        check.problems.push(problem);
    }
}

struct Check<'a, 'p> {
    definitions: Definitions<'a>,
    problems: &'p mut Vec<Problem>,
    /// Where problems are told already: a template may be looked at again with other arguments.
    told: HashSet<(usize, usize)>,
    steps: usize,
    depth: usize,
    gave_up: bool,
}

impl<'a> Check<'a, '_> {
    fn error(&mut self, span: &Span, code: ProblemCode, message: impl Into<String>) -> Shape {
        if self.told.insert((span.start, span.end)) {
            self.problems.push(Problem::error(span.clone(), code, message));
        }
        Shape::Unknown
    }

    fn shape(&mut self, expr: &'a Expr, scope: Scope) -> Shape {
        self.gave_up |= self.steps == MAX_STEPS || self.depth == MAX_DEPTH || self.definitions.is_exhausted();
        if self.gave_up {
            return Shape::Unknown;
        }
        self.steps += 1;
        self.depth += 1;
        let shape = match &expr.kind {
            ExprKind::Number(_) => Shape::Number,
            ExprKind::Duration(_) => Shape::Duration,
            ExprKind::Text(text) => self.text(text, scope),
            ExprKind::Selector(selector) => self.selector(selector, &expr.span, scope),
            ExprKind::Call(call) => self.call(&call.name, &call.args, scope),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, scope),
            ExprKind::Binary(binary) => self.binary(binary, scope),
            ExprKind::Rollup(rollup) => self.rollup(rollup, scope),
            ExprKind::With(with) => self.with(with, scope),
            ExprKind::Negate(expr) => {
                self.shape(expr, scope);
                Shape::Other
            }
            ExprKind::Parens(exprs) => {
                let labels = self.shapes(exprs, scope).iter().all(Shape::could_be_label);
                Shape::Parens { labels }
            }
        };
        self.depth -= 1;
        shape
    }

    fn shapes(&mut self, exprs: &'a [Expr], scope: Scope) -> Vec<Shape> {
        exprs.iter().map(|expr| self.shape(expr, scope)).collect()
    }

    fn with(&mut self, with: &'a With, mut scope: Scope) -> Shape {
        for template in &with.templates {
            scope = self.definitions.define(Meaning::Template(template), scope);
        }
        self.shape(&with.body, scope)
    }

    fn binary(&mut self, binary: &'a Binary, scope: Scope) -> Shape {
        let left = self.shape(&binary.left, scope);
        let right = self.shape(&binary.right, scope);
        if let Some(matching) = &binary.matching {
            self.labels(&matching.labels, scope);
        }
        if let Some(join) = &binary.join {
            self.labels(&join.labels, scope);
            if let Some(prefix) = &join.prefix {
                self.text(prefix, scope);
            }
        }
        let joined = binary.op == BinaryOp::Add && left == Shape::Text && right == Shape::Text;
        if joined { Shape::Text } else { Shape::Other }
    }

    fn rollup(&mut self, rollup: &'a Rollup, scope: Scope) -> Shape {
        let inner = self.shape(&rollup.expr, scope);
        if let Some(window) = &rollup.window {
            self.duration(window.length.as_ref(), scope);
            self.duration(window.step.as_ref(), scope);
        }
        self.duration(rollup.offset.as_ref(), scope);
        if let Some(at) = &rollup.at {
            self.shape(at, scope);
        }
        match inner {
            Shape::Selector(selector) if !selector.rollup => {
                Shape::Selector(SelectorShape { rollup: true, ..selector })
            }
            Shape::Unknown => Shape::Unknown,
            _ => Shape::Other,
        }
    }

    /// Looks at a duration that a template should give.
    fn duration(&mut self, duration: Option<&'a Duration>, scope: Scope) {
        let Some(Duration { length: Length::Template(name), span }) = duration else { return };
        let Some(definition) = self.definitions.find(name, scope) else {
            let message = format!("`{name}` is no duration, and there is no WITH template of that name.");
            self.error(span, ProblemCode::UnknownTemplate, message);
            return;
        };
        let shape = self.unfold(definition, Some(Vec::new()), span);
        if !matches!(shape, Shape::Duration | Shape::Number | Shape::Unknown) {
            let message = format!("The template `{name}` is no duration.");
            self.error(span, ProblemCode::BadTemplateUse, message);
        }
    }

    fn text(&mut self, text: &'a Text, scope: Scope) -> Shape {
        for piece in &text.pieces {
            if let Some(span) = &piece.bad_escape {
                let message = "This escape sequence doesn't exist; a backslash itself is written `\\\\`.";
                self.error(span, ProblemCode::BadEscape, message);
            }
            let Some(name) = &piece.template else { continue };
            let Some(definition) = self.definitions.find(name, scope) else {
                let message = format!("There is no WITH template `{name}`; if it is text, put it in quotes.");
                self.error(&piece.span, ProblemCode::UnknownTemplate, message);
                continue;
            };
            let shape = self.unfold(definition, None, &piece.span);
            if !matches!(shape, Shape::Text | Shape::Unknown) {
                let message = format!("The template `{name}` is no string.");
                self.error(&piece.span, ProblemCode::BadTemplateUse, message);
            }
        }
        Shape::Text
    }

    fn call(&mut self, name: &'a Name, args: &'a [Expr], scope: Scope) -> Shape {
        let args = self.shapes(args, scope);
        match self.definitions.find(&name.text, scope) {
            Some(definition) => self.unfold(definition, Some(args), &name.span),
            None => Shape::Other,
        }
    }

    fn aggregate(&mut self, aggregate: &'a Aggregate, scope: Scope) -> Shape {
        let args = self.shapes(&aggregate.args, scope);
        // The engine looks for a template by the name in lower case.
        let name = aggregate.name.text.to_ascii_lowercase();
        if let Some(definition) = self.definitions.find(&name, scope) {
            return self.unfold(definition, Some(args), &aggregate.name.span);
        }
        if let Some(grouping) = &aggregate.grouping {
            self.labels(&grouping.labels, scope);
        }
        Shape::Other
    }

    /// Looks at a list of labels: a template there must be a label or several in parentheses. Whether the engine takes
    /// such a template is a matter of its age, so only what surely is no label is told.
    fn labels(&mut self, labels: &'a [Name], scope: Scope) {
        for label in labels {
            let Some(definition) = self.definitions.find(&label.text, scope) else { continue };
            let wrong = match self.definitions.meaning(definition) {
                Meaning::BuiltIn(..) => false,
                Meaning::Template(template) if !template.params.is_empty() => false,
                Meaning::Template(template) => match &template.body.kind {
                    ExprKind::Selector(selector) => !selector.groups.is_empty(),
                    ExprKind::Parens(_) => false,
                    _ => true,
                },
                Meaning::Argument(_, Shape::Parens { labels }) => !labels,
                Meaning::Argument(_, shape) => !shape.could_be_label(),
            };
            if wrong {
                let message = format!("The template `{}` is no label.", label.text);
                self.error(&label.span, ProblemCode::BadTemplateUse, message);
            }
        }
    }

    /// What a template comes to with these arguments. Without any, a name that takes some is that of a metric.
    fn unfold(&mut self, definition: usize, args: Option<Vec<Shape>>, span: &Span) -> Shape {
        let (name, wanted) = self.definitions.parameters(definition);
        let given = args.as_ref().map_or(0, Vec::len);
        if given != wanted {
            if args.is_none() {
                return Shape::Selector(SelectorShape {
                    named: true,
                    only_name: true,
                    groups: 1,
                    rollup: false,
                });
            }
            let arguments = if wanted == 1 { "argument" } else { "arguments" };
            let message = format!("The template `{name}` takes {wanted} {arguments}; here it has {given}.");
            return self.error(span, ProblemCode::BadTemplateUse, message);
        }
        let template = match self.definitions.meaning(definition) {
            Meaning::Argument(_, shape) => return *shape,
            Meaning::BuiltIn(..) => return Shape::Other,
            Meaning::Template(template) => *template,
        };
        let args = args.unwrap_or_default();
        if let Some(known) = self.definitions.known(definition, &args) {
            return known;
        }
        let mut scope = self.definitions.before(definition);
        for (param, shape) in template.params.iter().zip(&args) {
            scope = self.definitions.define(Meaning::Argument(&param.text, *shape), scope);
        }
        let shape = self.shape(&template.body, scope);
        self.definitions.learn(definition, args, shape);
        shape
    }
}
