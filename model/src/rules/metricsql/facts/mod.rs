//! What a linter wants to know of an expression.
//!
//! What can't be told for sure counts as unknown: a name that a WITH template gives another meaning is no metric, and
//! the labels of its result can be any.

mod labels;
mod names;

pub use labels::{Labels, result_labels};
pub use names::{NameKind, kind_by_name};

use super::ast::{Expr, ExprKind, Name, Rollup, Template, Window};
use super::functions::{Function, FunctionKind};
use super::parser::NAME_LABEL;
use super::templates::only_metric;
use super::{ArgKind, BinaryOp, MatchOp};

/// Whether the result can be empty while the series are there, which is what an alert lives on: there is a comparison
/// (without `bool`), a set operation that removes series, or a function that tells of what is missing or stands out.
pub fn has_comparison(expr: &Expr) -> bool {
    let here = match &expr.kind {
        ExprKind::Binary(binary) => match binary.op {
            BinaryOp::And | BinaryOp::Unless | BinaryOp::If | BinaryOp::IfNot => true,
            op => op.is_comparison() && !binary.returns_bool,
        },
        ExprKind::Call(call) => is_one_of(&call.name, &["absent", "absent_over_time"]),
        ExprKind::Aggregate(aggregate) => {
            is_one_of(&aggregate.name, &["outliers_iqr", "outliers_mad", "outliersk"])
        }
        _ => false,
    };
    here || expr.kind.children().any(has_comparison)
}

fn is_one_of(name: &Name, names: &[&str]) -> bool {
    names.iter().any(|other| name.text.eq_ignore_ascii_case(other))
}

/// The metrics that are read, by name, in the order of the text; each as often as it is read.
pub fn metric_names(expr: &Expr) -> Vec<Name> {
    let mut names = Vec::new();
    visit(expr, &mut Vec::new(), &mut |expr, templates| {
        let ExprKind::Selector(selector) = &expr.kind else { return };
        if let Some(name) = selector.name.as_ref().filter(|name| !templates.contains(&name.text.as_str())) {
            names.push(name.clone());
        }
        for filter in selector.groups.iter().flatten() {
            let is_name = filter.label.text == NAME_LABEL && filter.op == MatchOp::Equal;
            let value = filter.value.as_ref().filter(|_| is_name);
            if let Some((text, span)) = value.and_then(|value| Some((value.value()?, value.span.clone()))) {
                names.push(Name { text, span });
            }
        }
    });
    names
}

/// A rollup function such as `rate`, and what it is applied to.
#[derive(Clone, Debug, PartialEq)]
pub struct RollupUse<'a> {
    /// The function.
    pub function: &'static Function,
    /// Where its name stands.
    pub name: &'a Name,
    /// What it is applied to.
    pub over: RollupOver<'a>,
}

/// What a rollup function is applied to.
#[derive(Clone, Debug, PartialEq)]
pub enum RollupOver<'a> {
    /// Series as they are stored.
    Series {
        /// The one metric they are of, if that is known.
        metric: Option<String>,
        /// The window in square brackets; without it VictoriaMetrics takes the step, where Prometheus refuses.
        window: Option<&'a Window>,
    },
    /// The result of an expression, for which VictoriaMetrics makes a subquery.
    Expression {
        /// The window in square brackets; without it the subquery covers a single step, which is seldom meant.
        window: Option<&'a Window>,
    },
    /// It can't be told: there is a template.
    Unknown,
}

/// Every use of a rollup function, in the order of the text.
pub fn rollups(expr: &Expr) -> Vec<RollupUse<'_>> {
    let mut uses = Vec::new();
    visit(expr, &mut Vec::new(), &mut |expr, templates| {
        let ExprKind::Call(call) = &expr.kind else { return };
        let known = Function::find(&call.name.text).filter(|_| !templates.contains(&call.name.text.as_str()));
        let Some(function) = known.filter(|function| function.kind == FunctionKind::Rollup) else { return };
        let is_series = |index: &usize| function.arg(*index, call.args.len()) == Some(ArgKind::Series);
        if let Some(arg) = (0..call.args.len()).find(is_series) {
            uses.push(RollupUse { function, name: &call.name, over: over(&call.args[arg], templates) });
        }
    });
    uses
}

fn over<'a>(expr: &'a Expr, templates: &[&str]) -> RollupOver<'a> {
    match &expr.kind {
        ExprKind::Rollup(rollup) => {
            let Rollup { expr, window, .. } = &**rollup;
            match over(expr, templates) {
                RollupOver::Series { metric, window: None } => {
                    RollupOver::Series { metric, window: window.as_ref() }
                }
                RollupOver::Unknown => RollupOver::Unknown,
                _ => RollupOver::Expression { window: window.as_ref() },
            }
        }
        ExprKind::Selector(selector) => match &selector.name {
            Some(name) if templates.contains(&name.text.as_str()) => RollupOver::Unknown,
            _ => RollupOver::Series { metric: only_metric(selector), window: None },
        },
        ExprKind::Parens(exprs) if exprs.len() == 1 => over(&exprs[0], templates),
        ExprKind::With(_) => RollupOver::Unknown,
        ExprKind::Call(call) if Function::find(&call.name.text).is_none() => RollupOver::Unknown,
        _ => RollupOver::Expression { window: None },
    }
}

/// Calls `see` for each expression, parents first, with the names that templates have taken there.
fn visit<'a>(expr: &'a Expr, templates: &mut Vec<&'a str>, see: &mut impl FnMut(&'a Expr, &[&'a str])) {
    see(expr, templates);
    let ExprKind::With(with) = &expr.kind else {
        return expr.kind.children().for_each(|child| visit(child, templates, see));
    };
    let outside = templates.len();
    for Template { name, params, body } in &with.templates {
        let inside = templates.len();
        templates.extend(params.iter().map(|param| param.text.as_str()));
        visit(body, templates, see);
        templates.truncate(inside);
        templates.push(&name.text);
    }
    visit(&with.body, templates, see);
    templates.truncate(outside);
}
