//! Warns of functions that aren't known and of arguments that can't be meant. VictoriaMetrics tells of either only when
//! the expression runs, so none of it is an error.

use std::collections::HashMap;

use super::super::ast::{Expr, ExprKind, Name, Selector};
use super::super::operator::BinaryOp;
use super::super::problem::{Problem, ProblemCode};
use super::{ArgKind, BUILT_IN_TEMPLATES, Function};

/// Warns of each wrong use of a function in `expr`.
pub(in super::super) fn check(expr: &Expr, problems: &mut Vec<Problem>) {
    Check { templates: HashMap::new(), problems }.walk(expr);
}

struct Check<'a, 'p> {
    /// How many templates and arguments of templates have a name here: a call of one is no call of a function.
    templates: HashMap<&'a str, usize>,
    problems: &'p mut Vec<Problem>,
}

impl<'a> Check<'a, '_> {
    fn walk(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Call(call) => self.function(&call.name, &call.args),
            ExprKind::Aggregate(aggregate) => self.function(&aggregate.name, &aggregate.args),
            ExprKind::With(with) => {
                // A template may use those before it, and its own arguments.
                for template in &with.templates {
                    self.enter(&template.params);
                    self.walk(&template.body);
                    self.leave(&template.params);
                    self.enter(std::slice::from_ref(&template.name));
                }
                self.walk(&with.body);
                with.templates.iter().for_each(|template| self.leave(std::slice::from_ref(&template.name)));
                return;
            }
            _ => {}
        }
        expr.kind.children().for_each(|child| self.walk(child));
    }

    fn enter(&mut self, names: &'a [Name]) {
        for name in names {
            *self.templates.entry(&name.text).or_default() += 1;
        }
    }

    fn leave(&mut self, names: &[Name]) {
        for name in names {
            if let Some(count) = self.templates.get_mut(name.text.as_str()) {
                *count -= 1;
            }
        }
    }

    fn is_template(&self, name: &str) -> bool {
        self.templates.get(name).is_some_and(|count| *count > 0)
            || BUILT_IN_TEMPLATES.iter().any(|(built_in, _)| *built_in == name)
    }

    fn function(&mut self, name: &Name, args: &[Expr]) {
        if self.is_template(&name.text) {
            return;
        }
        let Some(function) = Function::find(&name.text) else {
            let message = unknown(&name.text);
            return self.problems.push(Problem::warning(
                name.span.clone(),
                ProblemCode::UnknownFunction,
                message,
            ));
        };
        if !function.takes(args.len()) {
            let message = wanted(function, args.len());
            return self.problems.push(Problem::warning(
                name.span.clone(),
                ProblemCode::ArgumentCount,
                message,
            ));
        }
        if let Some(message) = swapped(function, args) {
            return self.problems.push(Problem::warning(
                name.span.clone(),
                ProblemCode::ArgumentKind,
                message,
            ));
        }
        for (index, arg) in args.iter().enumerate() {
            self.argument(function, index, args.len(), arg);
        }
    }

    fn argument(&mut self, function: &Function, index: usize, count: usize, arg: &Expr) {
        let Some(kind) = function.arg(index, count) else { return };
        let wrong = match kind {
            ArgKind::Text => self.is_no_text(arg).then_some("a string in quotes"),
            ArgKind::Number => matches!(arg.kind, ExprKind::Text(_)).then_some("a number"),
            ArgKind::Series | ArgKind::Texts => None,
        };
        if let Some(wanted) = wrong {
            let message = format!("Argument {} of `{}` should be {wanted}.", index + 1, function.name);
            self.problems.push(Problem::warning(arg.span.clone(), ProblemCode::ArgumentKind, message));
        }
    }

    /// Whether an expression surely is no string. A bare name may be a template for one.
    fn is_no_text(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Text(_) | ExprKind::With(_) => false,
            ExprKind::Selector(Selector { name: Some(name), braces: false, .. }) => {
                !self.is_template(&name.text)
            }
            ExprKind::Call(call) => !self.is_template(&call.name.text),
            ExprKind::Binary(binary) if binary.op == BinaryOp::Add => {
                self.is_no_text(&binary.left) || self.is_no_text(&binary.right)
            }
            ExprKind::Parens(exprs) => exprs.iter().any(|expr| self.is_no_text(expr)),
            _ => true,
        }
    }
}

fn wanted(function: &Function, given: usize) -> String {
    let arguments = |count: usize| if count == 1 { "argument" } else { "arguments" };
    let wanted = match (function.least(), function.most()) {
        (0, Some(0)) => "no arguments".to_owned(),
        (least, Some(most)) if least == most => format!("{least} {}", arguments(least)),
        (least, Some(most)) => format!("{least} to {most} arguments"),
        (least, None) if given < least => format!("at least {least} {}", arguments(least)),
        _ => "names and values in pairs".to_owned(),
    };
    format!("`{}` takes {wanted}; here it has {given}.", function.name)
}

/// The commonest slip with functions that take a number and series: `quantile_over_time(x[5m], 0.9)`.
fn swapped(function: &Function, args: &[Expr]) -> Option<String> {
    let [first, second, ..] = args else { return None };
    let kinds = (function.arg(0, args.len())?, function.arg(1, args.len())?);
    let is_number = |expr: &Expr| matches!(expr.kind, ExprKind::Number(_));
    let is_series = |expr: &Expr| match &expr.kind {
        ExprKind::Selector(selector) => selector.braces,
        ExprKind::Rollup(rollup) => rollup.window.is_some(),
        _ => false,
    };
    let (number, series) = match kinds {
        (ArgKind::Number, ArgKind::Series) => (first, second),
        (ArgKind::Series, ArgKind::Number) => (second, first),
        _ => return None,
    };
    let order = if matches!(kinds.0, ArgKind::Number) {
        "number first, then the series"
    } else {
        "series first, then the number"
    };
    (is_series(number) && is_number(series)).then(|| format!("`{}` takes the {order}.", function.name))
}

fn unknown(name: &str) -> String {
    // Long names are hardly slips, and comparing them takes long.
    let near = Function::all()
        .iter()
        .filter(|_| name.len() <= 40)
        .find(|function| differs_little(function.name, name));
    match near {
        Some(function) => format!("The function `{name}` isn't known; is `{}` meant?", function.name),
        None => format!("The function `{}` isn't known.", name.chars().take(40).collect::<String>()),
    }
}

/// Whether one character more, less or other makes the names equal.
fn differs_little(a: &str, b: &str) -> bool {
    let b = b.to_ascii_lowercase();
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let same_start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same_start..], &b[same_start..]);
    let same_end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (a.len() - same_end).max(b.len() - same_end) <= 1
}
