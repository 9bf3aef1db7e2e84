//! What a linter is told of an expression.

use keyhouse_model::rules::metricsql::facts::{
    Labels, NameKind, RollupOver, has_comparison, kind_by_name, metric_names, result_labels, rollups,
};
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
fn a_comparison_is_seen_wherever_it_is() {
    for text in [
        "a > 5",
        "sum(a > 5)",
        "a and b",
        "a unless b",
        "a if b",
        "absent(a)",
        "ABSENT_over_time(a[5m])",
        "WITH (x = a > 5) x",
        "(a == 1) * 2",
        "outliersk(5, a)",
        "max_over_time((a > 5)[1h:])",
    ] {
        assert!(has_comparison(&tree(text)), "{text}");
    }
    for text in
        ["a", "a + b", "a > bool 5", "a or b", "a default 0", "sum(a) by (b)", "rate(a[5m])", "vector(1)"]
    {
        assert!(!has_comparison(&tree(text)), "{text}");
    }
}

#[test]
fn metrics_are_named_and_templates_are_not() {
    let names = |text: &str| {
        let names = metric_names(&tree(text));
        for name in &names {
            assert!(text[name.span.clone()].contains(&name.text) || text.contains('\\'), "{name:?}");
        }
        names.into_iter().map(|name| name.text).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names("sum(rate(a[5m])) / b{c=\"d\"} > on(e) f @ g"), "a b f g");
    assert_eq!(names("{__name__=\"a\"} + {\"b c\", d=\"e\"} + {__name__=~\"f.*\"}"), "a b c");
    assert_eq!(names("WITH (x = a, f(y) = y + b) f(x) + y"), "a b y");
    assert_eq!(names("a + WITH (a = b) a"), "a b");
    assert_eq!(names("a\\-b"), "a-b");
}

#[test]
fn rollups_are_seen_with_what_they_are_over() {
    let seen = |text: &str| {
        let expr = tree(text);
        let window = |window: bool| if window { "[]" } else { "" };
        let uses = rollups(&expr);
        let shown = uses.iter().map(|rollup| {
            let over = match &rollup.over {
                RollupOver::Series { metric, window: has } => {
                    format!("{}{}", metric.as_deref().unwrap_or("{}"), window(has.is_some()))
                }
                RollupOver::Expression { window: has } => format!("(){}", window(has.is_some())),
                RollupOver::Unknown => "?".to_owned(),
            };
            format!("{} {over}", rollup.function.name)
        });
        shown.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(seen("rate(a)"), "rate a");
    assert_eq!(seen("RATE(a{b=\"c\"}[5m])"), "rate a[]");
    assert_eq!(seen("rate(a offset 5m)"), "rate a");
    assert_eq!(seen("rate({\"a\"}[5m])"), "rate a[]");
    assert_eq!(seen("rate({b=\"c\"}[5m])"), "rate {}[]");
    assert_eq!(seen("rate(sum(a))"), "rate ()");
    assert_eq!(seen("rate(sum(a)[5m:1m])"), "rate ()[]");
    assert_eq!(seen("rate((a[5m]))"), "rate a[]");
    assert_eq!(seen("quantile_over_time(0.9, a[5m])"), "quantile_over_time a[]");
    assert_eq!(seen("max_over_time(rate(a[5m])[1h:])"), "max_over_time ()[], rate a[]");
    assert_eq!(seen("abs(a) + sum(b)"), "");
    assert_eq!(seen("WITH (x = a[5m]) rate(x)"), "rate ?");
    assert_eq!(seen("WITH (f(x) = rate(x)) f(a)"), "rate ?");
    assert_eq!(seen("WITH (rate(x) = x) rate(a)"), "");
}

#[test]
fn names_tell_counters_from_gauges() {
    for name in ["http_requests_total", "x_count", "x_sum", "x_bucket"] {
        assert_eq!(kind_by_name(name), NameKind::Counter, "{name}");
    }
    for name in ["up", "process_start_time_seconds", "node_filesystem_avail_bytes", "cpu_temperature_celsius"]
    {
        assert_eq!(kind_by_name(name), NameKind::Gauge, "{name}");
    }
    for name in ["job:http_requests_total", "node_network_receive_bytes", "requests", ""] {
        assert_eq!(kind_by_name(name), NameKind::Unknown, "{name}");
    }
}
