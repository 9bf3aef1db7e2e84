//! Which tree an expression yields: precedence, associativity, what belongs to what.

use keyhouse_model::rules::metricsql::{Expr, ExprKind, Length, parse};

/// Writes a tree with parentheses around everything.
fn write(expr: &Expr) -> String {
    let list = |exprs: &[Expr]| exprs.iter().map(write).collect::<Vec<_>>().join(", ");
    match &expr.kind {
        ExprKind::Number(number) => format!("{number}"),
        ExprKind::Duration(duration) => length(&duration.length),
        ExprKind::Text(text) => format!("{:?}", text.value()),
        ExprKind::Selector(selector) => {
            let name = selector.name.as_ref().map_or("", |name| name.text.as_str());
            let groups: Vec<String> = selector.groups.iter().map(|group| group.len().to_string()).collect();
            if selector.braces { format!("{name}{{{}}}", groups.join(" or ")) } else { name.to_owned() }
        }
        ExprKind::Call(call) => {
            let keep = if call.keep_metric_names { "!" } else { "" };
            format!("{}({}){keep}", call.name.text, list(&call.args))
        }
        ExprKind::Aggregate(aggregate) => {
            let labels = |grouping: &keyhouse_model::rules::metricsql::Grouping| {
                let names: Vec<&str> = grouping.labels.iter().map(|label| label.text.as_str()).collect();
                format!(" {}{}", if grouping.without { "-" } else { "+" }, names.join(","))
            };
            let grouping = aggregate.grouping.as_ref().map(labels).unwrap_or_default();
            let limit = aggregate.limit.map(|limit| format!(" <={limit}")).unwrap_or_default();
            format!("{}<{}>{grouping}{limit}", aggregate.name.text, list(&aggregate.args))
        }
        ExprKind::Binary(binary) => {
            let keep = if binary.keep_metric_names { "!" } else { "" };
            format!("({} {:?}{keep} {})", write(&binary.left), binary.op, write(&binary.right))
        }
        ExprKind::Negate(expr) => format!("-{}", write(expr)),
        ExprKind::Rollup(rollup) => {
            let window = rollup.window.as_ref().map(|window| {
                let part = |part: &Option<keyhouse_model::rules::metricsql::Duration>| {
                    part.as_ref().map(|duration| length(&duration.length)).unwrap_or_default()
                };
                format!(
                    "[{}{}{}]",
                    part(&window.length),
                    if window.subquery { ":" } else { "" },
                    part(&window.step)
                )
            });
            let offset = rollup.offset.as_ref().map(|offset| format!(" offset {}", length(&offset.length)));
            let at = rollup.at.as_ref().map(|at| format!(" @ {}", write(at)));
            let parts = [window, offset, at].map(Option::unwrap_or_default).concat();
            format!("{}{parts}", write(&rollup.expr))
        }
        ExprKind::Parens(exprs) => format!("[{}]", list(exprs)),
        ExprKind::With(with) => {
            let templates: Vec<String> = with
                .templates
                .iter()
                .map(|template| {
                    let params: Vec<&str> = template.params.iter().map(|param| param.text.as_str()).collect();
                    format!("{}/{} = {}", template.name.text, params.join(","), write(&template.body))
                })
                .collect();
            format!("with {} in {}", templates.join("; "), write(&with.body))
        }
    }
}

fn length(length: &Length) -> String {
    match length {
        Length::Known { millis, steps } if *steps == 0.0 => format!("{millis}ms"),
        Length::Known { millis, steps } => format!("{millis}ms{steps:+}i"),
        Length::Template(name) => name.clone(),
        Length::Variable => "$".to_owned(),
        Length::Unreadable => "?".to_owned(),
    }
}

#[track_caller]
fn check(text: &str, tree: &str) {
    let parsed = parse(text);
    assert_eq!(parsed.expr.as_ref().map(write).unwrap_or_default(), tree, "{text}: {:?}", parsed.problems);
}

#[test]
fn stronger_operators_bind_first() {
    check("a + b * c ^ d", "(a Add (b Multiply (c Power d)))");
    check("a ^ b * c + d", "(((a Power b) Multiply c) Add d)");
    check(
        "a default b if c or d and e == f + g * h ^ i",
        "(a Default (b If (c Or (d And (e Equal (f Add (g Multiply (h Power i))))))))",
    );
    check(
        "a ^ b * c + d == e and f or g if h default i",
        "((((((((a Power b) Multiply c) Add d) Equal e) And f) Or g) If h) Default i)",
    );
    check("a or b and c unless d", "(a Or ((b And c) Unless d))");
    check("a > 1 and b < 2", "((a Greater 1) And (b Less 2))");
    check("a % b atan2 c / d", "(((a Modulo b) Atan2 c) Divide d)");
}

#[test]
fn equal_operators_group_to_the_left_but_for_powers() {
    check("a - b + c - d", "(((a Subtract b) Add c) Subtract d)");
    check("a == b != c", "((a Equal b) NotEqual c)");
    check("a default b default c", "((a Default b) Default c)");
    check("a if b ifnot c", "((a If b) IfNot c)");
    check("a ^ b ^ c", "(a Power (b Power c))");
}

#[test]
fn a_minus_binds_like_a_subtraction_from_zero() {
    check("-a + b", "(-a Add b)");
    check("-a * b", "-(a Multiply b)");
    check("-a ^ b", "-(a Power b)");
    check("a * -b", "(a Multiply -b)");
    check("a ^ -b * c", "((a Power -b) Multiply c)");
    check("a * -b ^ c", "(a Multiply -(b Power c))");
    check("a - -b - c", "((a Subtract -b) Subtract c)");
    check("--a", "--a");
    check("-+-a == b", "(--a Equal b)");
    check("-a[5m]", "-a[300000ms]");
}

#[test]
fn names_are_kept_by_the_operation_before_the_operand() {
    check("a + b keep_metric_names", "(a Add! b)");
    check("a + b * c keep_metric_names", "(a Add (b Multiply! c))");
    check("a * b + c keep_metric_names", "((a Multiply b) Add! c)");
    check("a + b keep_metric_names * c", "(a Add! (b Multiply c))");
    check("(a + b) keep_metric_names", "[(a Add! b)]");
    check("rate(a) keep_metric_names + b", "(rate(a)! Add b)");
    check("a + -b keep_metric_names", "(a Add! -b)");
}

#[test]
fn windows_offsets_and_moments_belong_to_their_operand() {
    check("a[5m] offset 1h @ end()", "a[300000ms] offset 3600000ms @ end()");
    check("a @ 5 offset -1h", "a offset -3600000ms @ 5");
    check("a + b offset 5m", "(a Add b offset 300000ms)");
    check("a[1h:5m]", "a[3600000ms:300000ms]");
    check("a[:5m]", "a[:300000ms]");
    check("a[1h:]", "a[3600000ms:]");
    check("a[300]", "a[300000ms]");
    check("a[1h-5m:1.5i]", "a[3300000ms:0ms+1.5i]");
    check("a[2h-5m3s]", "a[6897000ms]");
    check("a offset -1h30m", "a offset -5400000ms");
    check("a @ end() - 1h", "(a @ end() Subtract 3600000ms)");
    check("a @ (end() - 1h)", "a @ [(end() Subtract 3600000ms)]");
    check("a[w:s]", "a[w:s]");
    check("-a[5m][1h]", "-a[300000ms][3600000ms]");
}

#[test]
fn calls_and_aggregates_have_their_arguments() {
    check("sum by (b) (a) limit 5", "sum<a> +b <=5");
    check("SUM(a, c) WITHOUT (b, d)", "SUM<a, c> -b,d");
    check("sum(a) by (\"b c\", d\\-e)", "sum<a> +b c,d-e");
    check("topk(5, a) by (b) > 1", "(topk<5, a> +b Greater 1)");
    check("f(a, -b, (c, d))", "f(a, -b, [c, d])");
    check("()", "[]");
    check("sum", "sum");
    check("sum / count", "(sum Divide count)");
}

#[test]
fn selectors_have_groups_of_filters() {
    check("a{}", "a{}");
    check("{}", "{}");
    check("a{b=\"c\",d=~\"e\" or f!=\"g\"}", "a{2 or 1}");
    check("{\"a b\", c=\"d\"}", "{2}");
    check("a\\-b\\x41{c=\"d\"}", "a-bA{1}");
}

#[test]
fn numbers_and_strings_have_their_value() {
    for (text, value) in [
        ("1.5Ki", "1536"),
        ("5M", "5000000"),
        ("5Mi", "5242880"),
        ("2KiB", "2048"),
        ("2kb", "2000"),
        ("1T", "1000000000000"),
        ("0x1f", "31"),
        ("0b101", "5"),
        ("017", "15"),
        ("08", "8"),
        ("1_000.5", "1000.5"),
        (".5e3", "500"),
        ("1.", "1"),
        ("Inf", "inf"),
        ("NaN", "NaN"),
    ] {
        check(text, value);
    }
    check("5m", "300000ms");
    check("1d1h1m1s1ms", "90061001ms");
    check(r#""a\tb\x41\101\u00e9" + 'c"\'' + `\n`"#, r#"Some("a\tbAAéc\"'\\n")"#);
    check("\"a\" + b", "None");
}

#[test]
fn templates_have_their_arguments() {
    check(
        "WITH (a = 1, f(x, y) = x + y) f(a, 2) * 3",
        "with a/ = 1; f/x,y = (x Add y) in (f(a, 2) Multiply 3)",
    );
    check("a + WITH (b = 1) b + c", "(a Add with b/ = 1 in (b Add c))");
}

#[test]
fn half_of_an_expression_yields_the_tree_of_that_half() {
    check("sum(rate(a[5m", "sum<rate(a[300000ms])>");
    check("a{b=\"c\", d=", "a{1}");
    check("sum(a) by (b, ", "sum<a> +b");
    check("a + ", "a");
    check("f(a b, c)", "f(a, c)");
    check("histogram_quantile(0.9, ", "histogram_quantile(0.9)");
    check("a{b=5, c=\"d\"}[5m]", "a{1}[300000ms]");
}
