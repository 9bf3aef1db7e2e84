//! What a linter is told of an expression.

use keyhouse_model::rules::metricsql::facts::{Labels, is_gauge_by_name, result_labels};
use keyhouse_model::rules::metricsql::{Expr, parse};

fn tree(text: &str) -> Expr {
    let parsed = parse(text);
    assert!(parsed.problems.is_empty(), "{text}: {:?}", parsed.problems);
    parsed.expr.unwrap_or_else(|| panic!("no tree for {text}"))
}

/// `any`, `a b` for these only, `-a b` for all but these.
fn labels(text: &str) -> String {
    let list = |labels: std::collections::BTreeSet<String>| labels.into_iter().collect::<Vec<_>>().join(" ");
    match result_labels(&tree(text)) {
        Labels::Any => "any".to_owned(),
        Labels::Only(labels) => list(labels),
        Labels::Without(labels) => format!("-{}", list(labels)),
    }
}

#[test]
fn labels_are_those_that_are_left() {
    for (text, left) in [
        ("a", "any"),
        ("a{b=\"c\"} > 5", "any"),
        ("sum(a)", ""),
        ("sum(a) by (b, c)", "b c"),
        ("sum by (b) (sum by (b, c) (a))", "b"),
        ("sum by (d) (sum by (b, c) (a))", ""),
        ("sum without (b) (sum by (b, c) (a))", "c"),
        ("sum(a) without (b)", "-b"),
        ("sum(sum(a) without (b)) without (c)", "-b c"),
        ("sum(sum(a) without (b)) by (b, c)", "c"),
        ("sum(rate(a[5m])) by (b) / sum(rate(c[5m])) by (b) > 0.5", "b"),
        ("sum(a) by (b) > 5 and sum(c) by (d)", "b"),
        ("sum(a) by (b) or sum(c) by (d)", "b d"),
        ("sum(a) by (b) or c", "any"),
        ("sum(a) by (b) or sum(c) without (b)", "any"),
        ("sum(a) by (b) or sum(c) without (b, d)", "-d"),
        ("sum(a) by (b) default 0", "b"),
        ("a * on(b) c", "b"),
        ("a * ignoring(b) c", "-b"),
        ("a > on(b) c", "b"),
        ("a * on(b) group_left(c) d", "any"),
        ("sum(a) by (b) * on(b) group_left(c) d", "b c"),
        ("sum(a) by (b) * on(b) group_left(*) d", "any"),
        ("a * on(b) group_right(c) sum(d) by (b)", "b c"),
        ("sum(a) - b", "any"),
        ("sum(a) by (b) - sum(c)", "b"),
        ("100 - sum(a) by (b)", "b"),
        ("time() - a", "any"),
        ("time() - sum(a) by (b)", "b"),
        ("topk(5, sum(a) by (b, c)) by (b)", "b c"),
        ("topk(5, a)", "any"),
        ("any(a) by (b)", "any"),
        ("count_values(\"v\", a) by (b)", "b v"),
        ("quantiles(\"phi\", 0.5, a) by (b)", "b phi"),
        ("histogram_quantile(0.9, sum(a) by (le, b))", "b"),
        ("histogram_quantile(0.9, a)", "-le vmrange"),
        ("label_replace(sum(a), \"b\", \"$1\", \"c\", \"(.*)\")", "b"),
        ("label_set(sum(a) by (b), \"c\", \"1\", \"d\", \"2\")", "b c d"),
        ("label_set(sum(a) without (b), \"b\", \"1\")", "any"),
        ("label_copy(sum(a) by (b), \"b\", \"c\")", "b c"),
        ("label_move(sum(a) by (b), \"b\", \"c\")", "any"),
        ("label_del(sum(a) by (b, c), \"b\")", "c"),
        ("label_keep(a, \"b\", \"c\")", "b c"),
        ("label_join(sum(a) by (b), \"c\", \"-\", \"b\")", "b c"),
        ("absent(a{b=\"c\",d=~\"e\"})", "b"),
        ("absent(a{b=\"c\"}[5m])", "b"),
        ("absent(sum(a))", "any"),
        ("scalar(a)", ""),
        ("vector(1)", ""),
        ("-sum(a) by (b)", "b"),
        ("(sum(a) by (b))", "b"),
        ("(sum(a) by (b), sum(c) by (d))", "b d"),
        ("sum(a) by (b) offset 5m", "b"),
        ("rate(sum(a) by (b)[5m:1m])", "b"),
        ("rollup(sum(a) by (b)[5m:1m])", "any"),
        ("abs(sum(a) by (b))", "b"),
        ("5", ""),
        ("sum(a) by (\"b c\")", "b c"),
        ("WITH (x = sum(a) by (b)) x", "any"),
        ("WITH (x = (b, c)) sum(a) by (x)", "any"),
        ("alias(sum(a), \"b\")", "any"),
    ] {
        assert_eq!(labels(text), left, "{text}");
    }
}

#[test]
fn names_tell_gauges() {
    for name in ["up", "process_start_time_seconds", "node_filesystem_avail_bytes", "cpu_temperature_celsius"]
    {
        assert!(is_gauge_by_name(name), "{name}");
    }
    for name in [
        "http_requests_total",
        "x_count",
        "x_sum",
        "x_bucket",
        "job:http_requests_total",
        "job:disk_free_bytes",
        "node_network_receive_bytes",
        "requests",
        "",
    ] {
        assert!(!is_gauge_by_name(name), "{name}");
    }
}
