//! Lints: what each finds, what it leaves alone, and how it is switched off.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::rules::{Code, Options, check};

/// The codes that a file yields, in the order of the text.
fn codes(text: &str) -> Vec<&'static str> {
    check(text, &Options::default()).diagnostics.iter().map(|found| found.code.as_str()).collect()
}

/// What an alert with this expression yields, which is otherwise as it should be.
fn alert(expr: &str) -> Vec<&'static str> {
    codes(&format!(
        "groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: {expr}\n        for: 5m\n        labels: {{severity: x}}\n"
    ))
}

/// The text under a code's diagnostic in a file with this rule.
fn shown(rule: &str, code: Code) -> String {
    let text = format!("groups:\n  - name: g\n    rules:\n      - {rule}\n");
    let report = check(&text, &Options::default());
    let found = report.diagnostics.iter().find(|found| found.code == code);
    let found = found.unwrap_or_else(|| panic!("{code:?} in {:#?}", report.diagnostics));
    let line: Vec<char> = text.lines().nth(found.line as usize - 1).unwrap().chars().collect();
    line[found.column as usize - 1..found.end_column as usize - 1].iter().collect()
}

#[test]
fn an_alert_compares_something() {
    for expr in [
        "up",
        "sum(up) by (job)",
        "rate(x_total[5m]) * 100",
        "up == bool 0",
        "label_replace(up, 'a', 'b', 'c', 'd')",
    ] {
        assert_eq!(alert(expr), ["alert_without_comparison"], "{expr}");
    }
    for expr in [
        "up == 0",
        "absent(up)",
        "absent_over_time(up[5m])",
        "vector(1)",
        "sum(up == 0) by (job)",
        "up unless on (job) down",
        "a and b",
        "a if b",
        "job:requests:errors",
        "ALERTS{alertstate=\"firing\"}",
        "WITH (x = up == 0) x",
        "-(up > 1) * 5",
        "'{job=\"x\"}'",
    ] {
        assert_eq!(alert(expr), [""; 0], "{expr}");
    }
    assert_eq!(shown("{alert: A, expr: \"sum(up)\", for: 5m}", Code::AlertWithoutComparison), "sum(up)");
}

#[test]
fn a_single_sample_does_not_fire() {
    let without = |expr: &str| {
        codes(&format!(
            "groups: [{{name: g, labels: {{severity: x}}, rules: [{{alert: A, expr: \"{expr}\"}}]}}]\n"
        ))
    };
    assert_eq!(without("up == 0"), ["no_for"]);
    for expr in [
        "rate(x_total[5m]) > 0",
        "absent_over_time(up[5m])",
        "max_over_time(up[5m]) == 0",
        "vector(1)",
        "time() - backup_timestamp_seconds > 86400",
        "job:errors:rate5m > 1",
        "ALERTS > 0",
    ] {
        assert_eq!(without(expr), [""; 0], "{expr}");
    }
    assert_eq!(without("job:up:sum == 0"), ["no_for"]);
    let with = |field: &str| {
        codes(&format!(
            "groups: [{{name: g, labels: {{severity: x}}, rules: [{{alert: A, expr: up == 0, {field}}}]}}]\n"
        ))
    };
    assert_eq!(with("for: 0s"), [""; 0], "said so");
    assert_eq!(with("keep_firing_for: 5m"), ["no_for"], "something else");
    assert_eq!(shown("{alert: Name, expr: up == 0}", Code::NoFor), "Name");
}

#[test]
fn rates_are_of_counters_and_over_a_window() {
    let record = |expr: &str| {
        codes(&format!("groups: [{{name: g, rules: [{{record: \"a:b\", expr: \"{expr}\"}}]}}]\n"))
    };
    assert_eq!(record("rate(up[5m])"), ["rate_over_gauge"]);
    assert_eq!(record("sum(increase(node_uname_info[5m]))"), ["rate_over_gauge"]);
    assert_eq!(record("rate(x_total)"), ["rate_without_range"]);
    assert_eq!(record("irate(x_total offset 5m)"), ["rate_without_range"]);
    assert_eq!(record("rate(sum(x_total)[5m:])"), ["rate_over_aggregate"]);
    assert_eq!(record("rate(sum(x_total))"), ["rate_over_aggregate"]);
    for expr in [
        "rate(x_total[5m])",
        "rate(whatever[5m])",
        "delta(up[5m])",
        "avg_over_time(up)",
        "rate({job='x'}[5m])",
        "rate(label_set(x, 'a', 'b')[5m:])",
        "WITH (up = x_total[5m]) rate(up)",
    ] {
        assert_eq!(record(expr), [""; 0], "{expr}");
    }
    assert_eq!(shown("{record: \"a:b\", expr: \"1 + rate(up[5m])\"}", Code::RateOverGauge), "up");
}

#[test]
fn counters_are_not_compared_as_they_stand() {
    assert_eq!(alert("x_errors_total > 5"), ["counter_without_rate"]);
    assert_eq!(alert("5 < sum(x_errors_total{a=\"b\"}) by (c)"), ["counter_without_rate"]);
    for expr in [
        "increase(x_errors_total[5m]) > 5",
        "x_errors > 5",
        "x_errors_total > 0",
        "x_errors_total > y_errors_total",
        "x_errors_total - x_errors_total offset 5m > 5",
        "count(x_errors_total) > 5",
        "job:x_total > 5",
    ] {
        assert_eq!(alert(expr), [""; 0], "{expr}");
    }
}

#[test]
fn labels_and_values_of_templates() {
    let with = |labels: &str, annotation: &str| {
        codes(&format!(
            "groups:\n  - name: g\n    labels: {{dc: x}}\n    rules:\n      - alert: A\n        expr: sum(up) by (job) == 0\n        for: 5m\n        labels: {{severity: x{labels}}}\n        annotations: {{a: '{annotation}'}}\n"
        ))
    };
    assert_eq!(with("", "{{ $labels.instance }}"), ["dropped_label"]);
    assert_eq!(with("", "{{ index $labels \"instance\" }}"), ["dropped_label"]);
    for annotation in
        ["{{ $labels.job }}", "{{ $labels.dc }}", "{{ $labels.severity }}", "{{ $labels.alertname }}"]
    {
        assert_eq!(with("", annotation), [""; 0], "{annotation}");
    }
    assert_eq!(with(", v: '{{ $value }}'", ""), ["value_in_label"]);
    assert_eq!(with(", v: '{{ if gt $value 5.0 }}a{{ else }}b{{ end }}'", ""), [""; 0]);
    let rule = "{alert: A, expr: sum(up) == 0, annotations: {a: 'é {{ $labels.b }}'}}";
    assert_eq!(shown(rule, Code::DroppedLabel), "$labels.b");
}

#[test]
fn comments_switch_off_for_a_rule_a_group_or_the_file() {
    let rule = |name: &str| {
        format!("      - alert: {name}\n        expr: up == 0\n        labels: {{severity: x}}\n")
    };
    let off = "# keyhouse: off no_for\n";
    let head = "groups:\n  - name: g\n    rules:\n";
    let (a, b) = (rule("A"), rule("B"));
    assert_eq!(codes(&format!("{head}{a}{b}")), ["no_for", "no_for"]);
    assert_eq!(codes(&format!("{head}      {off}{a}{b}")), ["no_for"], "above a rule");
    assert_eq!(
        codes(&format!("{head}      {off}      # and more\n\n{a}{b}")),
        ["no_for"],
        "with lines between"
    );
    assert_eq!(
        codes(&format!("{head}{a}        {off}{b}")),
        ["no_for"],
        "between two, it is the lower one's"
    );
    let within = a.replace("expr: up == 0\n", &format!("expr: up == 0 {off}"));
    assert_eq!(codes(&format!("{head}{within}{b}")), ["no_for"], "within a rule");
    assert_eq!(codes(&format!("groups:\n  {off}  - name: g\n    rules:\n{a}{b}")), [""; 0], "above a group");
    assert_eq!(codes(&format!("groups:\n  - name: g {off}    rules:\n{a}{b}")), [""; 0], "in a group");
    assert_eq!(codes(&format!("{off}{head}{a}{b}")), [""; 0], "above all");
    let two =
        format!("{head}      # keyhouse: off no_severity, no_for\n      - alert: A\n        expr: up == 0\n");
    assert_eq!(codes(&two), [""; 0], "two at once");
    let stacked = format!(
        "{head}      # keyhouse: off no_severity\n      {off}      - alert: A\n        expr: up == 0\n"
    );
    assert_eq!(codes(&stacked), [""; 0], "two comments");
}

#[test]
fn comments_that_do_nothing_are_said() {
    let file =
        |comment: &str| format!("{comment}\ngroups: [{{name: g, rules: [{{record: \"a:b\", expr: up}}]}}]\n");
    assert_eq!(codes(&file("# keyhouse: off no_for")), ["unused_switch"]);
    assert_eq!(codes(&file("# keyhouse: off no_fro")), ["unknown_switch"]);
    assert_eq!(codes(&file("# keyhouse: off unknown_field")), ["unknown_switch"]);
    assert_eq!(codes(&file("# keyhouse: on")), ["unknown_switch"]);
    let quoted = "groups: [{name: g, rules: [{record: \"a:b\", expr: \"up # keyhouse: off no_for\"}]}]\n";
    assert_eq!(codes(quoted), [""; 0], "no comment of YAML");
}
