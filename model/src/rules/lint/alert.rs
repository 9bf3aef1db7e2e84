//! Alerts.

use super::Lint;
use super::rate::is_rate;
use super::walk::any;
use crate::rules::diagnostic::Code;
use crate::rules::file::Label;
use crate::rules::metricsql::facts::{self, Labels};
use crate::rules::metricsql::{BinaryOp, Expr, ExprKind};
use crate::rules::template::Use;
use std::collections::HashSet;

/// Labels that say how bad it is.
const SEVERITY_LABELS: &[&str] = &["level", "priority", "severity"];
/// Functions that yield nothing, or something, by what the series hold.
const FILTERS: &[&str] =
    &["absent", "absent_over_time", "label_match", "label_mismatch", "outliers_iqr", "outliersk"];
/// Labels that `vmalert` sets itself.
const OWN_LABELS: &[&str] = &["alertgroup", "alertname"];

impl Lint<'_, '_> {
    pub(super) fn alert(&mut self) {
        let name = self.rule.name_span.clone();
        let own: HashSet<&str> = self.rule.labels.iter().map(|label| label.name.as_str()).collect();
        let has_severity =
            SEVERITY_LABELS.iter().any(|label| own.contains(label) || self.group_labels.contains(label));
        if !has_severity && !self.rule.hidden {
            let message = "This alert has no label severity, by which it could be routed and sorted.";
            self.sink.warning(name.clone(), Code::NoSeverity, message);
        }
        self.value_in_labels();
        let rule = self.rule;
        let Some(tree) = &rule.tree else { return };
        if !filters(tree) {
            let message =
                "Nothing is compared here, so this fires for every series that exists, whatever its value.";
            self.warn_in_expr(&tree.span, Code::AlertWithoutComparison, message);
        } else if !rule.says_for && !has_own_patience(tree) && !is_constant(tree) {
            let message = "Without for, a single bad sample fires this alert. Add for: and how long it must last, or for: 0s \
                           if that is meant.";
            self.sink.warning(name, Code::NoFor, message);
        }
        self.dropped_labels(tree);
    }

    fn value_in_labels(&mut self) {
        for label in &self.rule.labels {
            let Some(used) = label.uses.iter().find_map(|used| match used {
                Use::Value(span) => Some(span),
                Use::Label { .. } => None,
            }) else {
                continue;
            };
            let span = self.tree.place(label.node).span(used);
            let message = "Each new value in a label makes another alert, which waits for its time anew and resolves the \
                           one before. Put the value into an annotation.";
            self.sink.warning(span, Code::ValueInLabel, message);
        }
    }

    /// Labels in templates that the result surely does not have.
    fn dropped_labels(&mut self, tree: &Expr) {
        let texts = || self.rule.annotations.iter().chain(&self.rule.labels);
        if texts().all(|text| text.uses.is_empty()) {
            return;
        }
        let has = facts::result_labels(tree);
        if has == Labels::any() {
            return;
        }
        let own: HashSet<&str> = self.rule.labels.iter().map(|label| label.name.as_str()).collect();
        let is_set =
            |name: &str| OWN_LABELS.contains(&name) || own.contains(name) || self.group_labels.contains(name);
        let texts: Vec<&Label> = texts().filter(|text| !text.uses.is_empty()).collect();
        for text in texts {
            let place = self.tree.place(text.node);
            for used in &text.uses {
                let Use::Label { name, span } = used else { continue };
                if !has.can_have(name) && !is_set(name) && name != "__name__" {
                    let message = format!(
                        "The expression drops the label {name}, so this is always empty. Keep it with by or without, or \
                         take it out of the text."
                    );
                    self.sink.warning(place.span(span), Code::DroppedLabel, message);
                }
            }
        }
    }
}

/// Whether the values decide, or could decide, what is in the result.
fn filters(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Duration(_) | ExprKind::Text(_) | ExprKind::With(_) => true,
        // A recorded metric, or the alerts themselves, may hold only what is bad.
        ExprKind::Selector(selector) => match &selector.name {
            Some(name) => name.text.contains(':') || name.text.starts_with("ALERTS"),
            None => true,
        },
        ExprKind::Binary(binary) => {
            let side = |side: &Expr| !is_constant(side) && filters(side);
            match binary.op {
                op if op.is_comparison() && !binary.returns_bool => true,
                BinaryOp::And | BinaryOp::Unless | BinaryOp::If | BinaryOp::IfNot => true,
                _ => side(&binary.left) || side(&binary.right) || is_constant(expr),
            }
        }
        ExprKind::Call(call) => {
            let named = |names: &[&str]| names.iter().any(|name| call.name.text.eq_ignore_ascii_case(name));
            named(FILTERS) || named(&["vector", "time"]) || {
                let args: Vec<&Expr> = call.args.iter().filter(|arg| !is_constant(arg)).collect();
                args.is_empty() || args.into_iter().any(filters)
            }
        }
        ExprKind::Aggregate(aggregate) => {
            let args: Vec<&Expr> = aggregate.args.iter().filter(|arg| !is_constant(arg)).collect();
            let name = aggregate.name.text.to_ascii_lowercase();
            name.starts_with("outliers") || args.is_empty() || args.into_iter().any(filters)
        }
        ExprKind::Negate(_) | ExprKind::Rollup(_) | ExprKind::Parens(_) => expr.kind.children().any(filters),
    }
}

/// Whether no series is read: a number, or an alert that always fires, on purpose.
fn is_constant(expr: &Expr) -> bool {
    !any(expr, &mut |expr| matches!(expr.kind, ExprKind::Selector(_) | ExprKind::With(_)))
}

/// Whether one bad sample makes no difference: more than the last one counts, or how long ago something was, or what
/// other rules made of the samples.
fn has_own_patience(expr: &Expr) -> bool {
    any(expr, &mut |expr| match &expr.kind {
        ExprKind::Rollup(rollup) => rollup.window.is_some(),
        ExprKind::Call(call) => {
            let name = call.name.text.as_str();
            is_rate(name) || name.contains("_over_time") || matches!(name, "time" | "now")
        }
        ExprKind::Selector(selector) => selector.name.as_ref().is_some_and(|name| {
            let operation = name.text.rsplit_once(':').map_or("", |(_, operation)| operation);
            name.text.starts_with("ALERTS") || operation.contains("rate") || operation.contains("increase")
        }),
        ExprKind::With(_) => true,
        _ => false,
    })
}
