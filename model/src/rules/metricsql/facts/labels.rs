//! Which labels the series of a result can have.

use std::collections::BTreeSet;

use super::super::ast::{Aggregate, Binary, Call, Expr, ExprKind, Name, Selector, Text};
use super::super::functions::Function;
use super::super::parser::NAME_LABEL;
use super::super::{ArgKind, BinaryOp, FunctionKind, MatchOp};

/// Which labels the series of a result can have, besides the metric's name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Labels {
    /// Any: nothing is known.
    Any,
    /// No others than these.
    Only(BTreeSet<String>),
    /// Any but these.
    Without(BTreeSet<String>),
}

impl Labels {
    /// Nothing is known.
    pub fn any() -> Self {
        Self::Any
    }

    fn none() -> Self {
        Self::Only(BTreeSet::new())
    }

    /// Whether series of the result can have this label.
    pub fn can_have(&self, label: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(labels) => labels.contains(label),
            Self::Without(labels) => !labels.contains(label),
        }
    }

    fn keep(self, wanted: BTreeSet<String>) -> Self {
        Self::Only(wanted.into_iter().filter(|label| self.can_have(label)).collect())
    }

    fn drop(self, dropped: BTreeSet<String>) -> Self {
        match self {
            Self::Any => Self::all_but(dropped),
            Self::Only(labels) => Self::Only(&labels - &dropped),
            Self::Without(labels) => Self::Without(&labels | &dropped),
        }
    }

    fn add(self, added: impl IntoIterator<Item = String>) -> Self {
        let added: BTreeSet<String> = added.into_iter().collect();
        match self {
            Self::Any => Self::Any,
            Self::Only(labels) => Self::Only(&labels | &added),
            Self::Without(labels) => Self::all_but(&labels - &added),
        }
    }

    /// Labels of series of which some are of one kind, some of the other.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => Self::Any,
            (Self::Only(a), Self::Only(b)) => Self::Only(&a | &b),
            (Self::Without(a), Self::Without(b)) => Self::all_but(&a & &b),
            (Self::Only(has), Self::Without(lacks)) | (Self::Without(lacks), Self::Only(has)) => {
                Self::all_but(&lacks - &has)
            }
        }
    }

    fn all_but(labels: BTreeSet<String>) -> Self {
        if labels.is_empty() { Self::Any } else { Self::Without(labels) }
    }
}

/// What is surely known of the labels of the result, besides the metric's name.
pub fn result_labels(expr: &Expr) -> Labels {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Duration(_) | ExprKind::Text(_) => Labels::none(),
        // A template may stand for labels, too.
        ExprKind::Selector(_) | ExprKind::With(_) => Labels::Any,
        ExprKind::Negate(expr) => result_labels(expr),
        ExprKind::Rollup(rollup) => result_labels(&rollup.expr),
        ExprKind::Parens(exprs) => union(exprs),
        ExprKind::Aggregate(aggregate) => of_aggregate(aggregate),
        ExprKind::Binary(binary) => of_binary(binary),
        ExprKind::Call(call) => of_call(call),
    }
}

fn union(exprs: &[Expr]) -> Labels {
    exprs.iter().map(result_labels).reduce(Labels::or).unwrap_or_else(Labels::none)
}

fn texts(names: &[Name]) -> BTreeSet<String> {
    names.iter().map(|name| name.text.clone()).collect()
}

fn of_aggregate(aggregate: &Aggregate) -> Labels {
    let Some(function) = Function::find(&aggregate.name.text) else { return Labels::Any };
    let count = aggregate.args.len();
    let series: Vec<Labels> = (0..count)
        .filter(|index| function.arg(*index, count) == Some(ArgKind::Series))
        .map(|index| result_labels(&aggregate.args[index]))
        .collect();
    let labels = series.into_iter().reduce(Labels::or).unwrap_or(Labels::Any);
    // These choose among the series, or change their values, and leave the labels.
    let chooses =
        ["topk", "bottomk", "limitk", "outliers"].iter().any(|start| function.name.starts_with(start));
    if chooses || matches!(function.name, "any" | "share" | "zscore") {
        return labels;
    }
    let grouped = match &aggregate.grouping {
        None => Labels::none(),
        Some(grouping) if grouping.without => labels.drop(texts(&grouping.labels)),
        Some(grouping) => labels.keep(texts(&grouping.labels)),
    };
    match function.name {
        "histogram" => Labels::Any,
        "count_values" | "quantiles" => with_label(grouped, aggregate.args.first()),
        _ => grouped,
    }
}

/// Adds the label that an argument names.
fn with_label(labels: Labels, arg: Option<&Expr>) -> Labels {
    match arg.and_then(literal) {
        Some(label) => labels.add([label]),
        None => Labels::Any,
    }
}

fn literal(expr: &Expr) -> Option<String> {
    if let ExprKind::Text(text) = &expr.kind { Text::value(text) } else { None }
}

fn of_binary(binary: &Binary) -> Labels {
    let (left, right) = (result_labels(&binary.left), result_labels(&binary.right));
    match binary.op {
        BinaryOp::And | BinaryOp::Unless | BinaryOp::If | BinaryOp::IfNot => return left,
        BinaryOp::Or | BinaryOp::Default => return left.or(right),
        _ => {}
    }
    if let Some(join) = &binary.join {
        let (many, copied) = if join.right { (right, &join.labels) } else { (left, &join.labels) };
        let all = copied.iter().any(|label| label.text == "*") || join.prefix.is_some();
        return if all { Labels::Any } else { many.add(texts(copied)) };
    }
    // A single series without labels goes with whatever stands on the other side.
    let both = if left == Labels::none() { right } else { left };
    match &binary.matching {
        Some(matching) if matching.ignoring => both.drop(texts(&matching.labels)),
        Some(matching) => both.keep(texts(&matching.labels)),
        None => both,
    }
}

fn of_call(call: &Call) -> Labels {
    let Some(function) = Function::find(&call.name.text) else { return Labels::Any };
    let count = call.args.len();
    let series = (0..count).find(|index| function.arg(*index, count) == Some(ArgKind::Series));
    let series = series.map(|index| &call.args[index]);
    let labels = series.map_or_else(Labels::none, result_labels);
    let named: Vec<Option<String>> = call.args.iter().skip(1).map(literal).collect();
    match function.name {
        "absent" | "absent_over_time" => series.map_or(Labels::Any, of_absent),
        "scalar" => Labels::none(),
        "union" => union(&call.args),
        "drop_common_labels" => Labels::Any,
        "histogram_quantile" if count == 2 => labels.drop(set(["le", "vmrange"])),
        "histogram_avg" | "histogram_stddev" | "histogram_stdvar" | "histogram_fraction" => {
            labels.drop(set(["le", "vmrange"]))
        }
        "histogram_quantiles" => with_label(labels, call.args.first()),
        "label_del" => labels.drop(named.into_iter().flatten().collect()),
        "label_keep" if named.iter().all(Option::is_some) => {
            labels.keep(named.into_iter().flatten().collect())
        }
        "label_match" | "label_mismatch" | "labels_equal" | "label_value" => labels,
        "label_set" => added(labels, named.iter().step_by(2)),
        "label_copy" => added(labels, named.iter().skip(1).step_by(2)),
        "label_replace" | "label_join" | "label_transform" | "label_map" => {
            added(labels, named.iter().take(1))
        }
        "label_lowercase" | "label_uppercase" => labels,
        _ if adds_labels(function) => Labels::Any,
        _ => labels,
    }
}

/// Whether a function gives its results labels of its own, in ways that aren't followed here.
fn adds_labels(function: &Function) -> bool {
    let name = function.name;
    let several =
        function.kind == FunctionKind::Rollup && (name.starts_with("rollup") || name.starts_with("aggr_"));
    let label = function.kind == FunctionKind::Label;
    let histogram = name.contains("histogram") || matches!(name, "buckets_limit" | "prometheus_buckets");
    several || label || histogram || name.contains("values_over_time") || name == "quantiles_over_time"
}

fn set<const N: usize>(labels: [&str; N]) -> BTreeSet<String> {
    labels.map(str::to_owned).into()
}

/// Adds labels that are named by arguments; where one isn't written out, any may be added.
fn added<'n>(labels: Labels, mut names: impl Iterator<Item = &'n Option<String>>) -> Labels {
    let added: Option<Vec<String>> = names.try_fold(Vec::new(), |mut added, name| {
        added.push(name.clone()?);
        Some(added)
    });
    added.map_or(Labels::Any, |added| labels.add(added))
}

/// The result of `absent` has the labels that the selector demands, and no others.
fn of_absent(expr: &Expr) -> Labels {
    let expr = if let ExprKind::Rollup(rollup) = &expr.kind { &rollup.expr } else { expr };
    let ExprKind::Selector(Selector { groups, .. }) = &expr.kind else { return Labels::Any };
    let filters = groups.iter().flatten();
    let demanded = filters.filter(|filter| filter.value.is_none() || filter.op == MatchOp::Equal);
    if demanded.clone().any(|filter| filter.value.is_none()) {
        return Labels::Any;
    }
    let labels = demanded.map(|filter| filter.label.text.clone()).filter(|label| label != NAME_LABEL);
    Labels::Only(labels.collect())
}
