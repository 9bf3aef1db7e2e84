//! Rates and the counters that they are for.

use super::Lint;
use super::walk::{any, bare, walk};
use crate::rules::diagnostic::Code;
use crate::rules::metricsql::facts::is_gauge_by_name;
use crate::rules::metricsql::{Binary, Expr, ExprKind, Selector};
use crate::rules::span::Span;

/// Functions that only make sense over counters.
const RATES: &[&str] = &[
    "increase",
    "increase_prometheus",
    "increase_pure",
    "irate",
    "rate",
    "rate_prometheus",
    "rollup_increase",
    "rollup_rate",
];
impl Lint<'_, '_> {
    pub(super) fn rates(&mut self, expr: &Expr) {
        // What a template stands for is only known where it is used.
        if any(expr, &mut |expr| matches!(expr.kind, ExprKind::With(_))) {
            return;
        }
        let mut found: Vec<(Span, Code, &str)> = Vec::new();
        walk(expr, &mut |expr| match &expr.kind {
            ExprKind::Call(call) if is_rate(&call.name.text) => {
                if let [argument] = call.args.as_slice() {
                    found.extend(rate(bare(argument), &expr.span));
                }
            }
            ExprKind::Binary(binary) if binary.op.is_comparison() => found.extend(compared_counter(binary)),
            _ => {}
        });
        for (span, code, message) in found {
            self.warn_in_expr(&span, code, message);
        }
    }
}

pub(super) fn is_rate(name: &str) -> bool {
    RATES.iter().any(|rate| name.eq_ignore_ascii_case(rate))
}

fn rate(argument: &Expr, call: &Span) -> Option<(Span, Code, &'static str)> {
    let (inner, window) = match &argument.kind {
        ExprKind::Rollup(rollup) => (bare(&rollup.expr), rollup.window.is_some()),
        _ => (argument, false),
    };
    match &inner.kind {
        ExprKind::Aggregate(_) => {
            let message = "The rate of a sum goes wrong whenever one of its counters starts anew. Take the sum of the rates: \
                           sum(rate(x[5m])).";
            Some((call.clone(), Code::RateOverAggregate, message))
        }
        ExprKind::Selector(selector) if is_gauge(selector) => {
            let message = "This is a gauge: it goes up and down, and its rate means nothing. Use delta or deriv, or the \
                           value itself.";
            Some((inner.span.clone(), Code::RateOverGauge, message))
        }
        ExprKind::Selector(_) if !window => {
            let message = "Without a window such as [5m], the group's interval decides how far this looks back, and one \
                           missed scrape leaves nothing to see.";
            Some((call.clone(), Code::RateWithoutRange, message))
        }
        _ => None,
    }
}

fn is_gauge(selector: &Selector) -> bool {
    selector.name.as_ref().is_some_and(|name| is_gauge_by_name(&name.text))
}

/// `x_total > 5`, or the same with a sum around the counter. To compare with 0 tells whether anything ever happened.
fn compared_counter(binary: &Binary) -> Option<(Span, Code, &'static str)> {
    let constant = |expr: &Expr| matches!(bare(expr).kind, ExprKind::Number(value) if value != 0.0);
    let counter = match (constant(&binary.left), constant(&binary.right)) {
        (false, true) => &binary.left,
        (true, false) => &binary.right,
        _ => return None,
    };
    let mut counter = bare(counter);
    while let ExprKind::Aggregate(aggregate) = &counter.kind {
        let sums =
            ["avg", "max", "min", "sum"].iter().any(|name| aggregate.name.text.eq_ignore_ascii_case(name));
        match aggregate.args.as_slice() {
            [inner] if sums => counter = bare(inner),
            _ => return None,
        }
    }
    let ExprKind::Selector(selector) = &counter.kind else { return None };
    let total =
        selector.name.as_ref().is_some_and(|name| name.text.ends_with("_total") && !name.text.contains(':'));
    let message = "A counter only grows until its process starts anew, so comparing it tells little. Compare what it grew \
                   by: increase(x[5m]).";
    total.then_some((counter.span.clone(), Code::CounterWithoutRate, message))
}
