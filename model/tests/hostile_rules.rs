//! Whatever arrives, the checks answer, and soon.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use keyhouse_model::rule_worker::{self, Reply, Request};
use keyhouse_model::rules::{EngineVersion, Limits, Options, Report, check, diff};
use proptest::prelude::*;
use std::time::{Duration, Instant};

const FILES: &[&str] = &[
    include_str!("rules/alerting.yml"),
    include_str!("rules/recording.yml"),
    include_str!("rules/templates.yml"),
    include_str!("rules/yaml-styles.yml"),
    include_str!("rules/newer/fields.yml"),
    include_str!("rules/newer/placeholders.yml"),
];

/// Checks a text, and that every place in the answer is in the text.
fn answer(text: &str, engine: Option<&str>) -> Report {
    let engine = engine.and_then(EngineVersion::parse);
    let report = check(text, &Options { engine, limits: Limits::NONE, ..Options::default() });
    let lines = u32::try_from(text.matches(['\n', '\r']).count()).unwrap() + 1;
    for found in &report.diagnostics {
        let (start, end) = ((found.line, found.column), (found.end_line, found.end_column));
        assert!((1, 1) <= start && start <= end && found.end_line <= lines, "{found:?} in {text:?}");
    }
    assert!(diff::diff(&report.groups, &report.groups).is_empty(), "a file differs from itself: {text:?}");
    report
}

/// What YAML, MetricsQL and templates are made of.
fn tokens() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "groups:",
        "name:",
        "rules:",
        "alert:",
        "record:",
        "expr:",
        "for:",
        "labels:",
        "annotations:",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "\n      ",
        " ",
        "\t",
        ": ",
        "[",
        "]",
        "{",
        "}",
        "(",
        ")",
        "\"",
        "'",
        "|",
        ">",
        "|-\n",
        ">\n",
        "&a ",
        "*a",
        "<<: ",
        "!!int ",
        "!!binary ",
        "#",
        " # keyhouse: off no_for\n",
        "%{A}",
        "%",
        "---\n",
        "...\n",
        "? ",
        ",",
        "\\",
        "\\'",
        "\r\n",
        "\r",
        "{{",
        "}}",
        "$labels",
        ".Labels",
        ".a",
        "if",
        "end",
        "range",
        "define",
        "/*",
        "*/",
        "5m",
        "up",
        "rate(",
        "é",
        "🎉",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        "\0",
        "\u{91}",
        "=",
        "==",
        "x",
    ]);
    prop::collection::vec(token, 0..60).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in any::<String>(), old in any::<bool>()) {
        answer(&text, old.then_some("1.79.5"));
    }

    #[test]
    fn any_tokens_are_answered(text in tokens(), old in any::<bool>()) {
        answer(&text, old.then_some("1.79.5"));
        answer(&format!("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    annotations:\n      a: {text}"), None);
        answer(&format!("groups:\n- name: g\n  rules:\n  - record: a\n    expr: |\n      {text}"), None);
    }

    #[test]
    fn any_change_to_a_rule_file_is_answered(
        file in prop::sample::select(FILES),
        at in any::<prop::sample::Index>(),
        length in 0..40_usize,
        text in tokens(),
    ) {
        let at = (0..=at.index(file.len())).rev().find(|at| file.is_char_boundary(*at)).unwrap();
        let end = (at..(at + length).min(file.len())).find(|end| file.is_char_boundary(*end)).unwrap_or(at);
        answer(&format!("{}{text}{}", &file[..at], &file[end..]), None);
    }
}

/// Texts that grow where something takes more than its share. All are as long as a large rule file.
#[test]
fn nothing_takes_more_than_its_share() {
    const LENGTH: usize = 200_000;
    let head = "groups:\n- name: g\n  rules:\n";
    let alert = format!("{head}  - alert: A\n    expr: up == 0\n    annotations:\n      a: '");
    let many = |text: &str| text.repeat(LENGTH / text.len());
    let bomb = |open: &str, close: &str| {
        let rows = ('b'..'v').map(|c| {
            let before = char::from_u32(u32::from(c) - 1).unwrap();
            let aliases = format!("*{before},").repeat(9);
            format!("{c}: &{c} {open}{aliases}{close}\n")
        });
        format!("a: &a {{x: y}}\n{}groups: *u\n", rows.collect::<String>())
    };
    let texts = [
        ("brackets", many("[")),
        ("braces", many("{a: ")),
        ("dashes", many("- ")),
        ("items", format!("groups:\n{}", many("- x\n"))),
        (
            "rules on one line",
            format!("groups: [{{name: é, rules: [{}]}}]", many("{record: 'a:b', expr: x},")),
        ),
        ("keys", format!("{head}  - record: a\n{}", many("    expr: x\n"))),
        ("an alias bomb", bomb("[", "]")),
        ("a merge bomb", bomb("{<<: [", "]}")),
        ("outdented quotes", format!("{head}{}", many("  - expr: \"x\n+ y\"\n"))),
        ("outdented brackets", many("a: [\nb]\n")),
        ("escaped apostrophes", format!("{head}{}", many("  - {expr: \"\\'\"}\n"))),
        ("blanks in a block", format!("{head}  - expr: |\n      x\n{}\n      )\n", many("       "))),
        ("folded lines", format!("{head}  - expr: >\n{}      )\n", many("      x\n\n"))),
        ("escapes", format!("{head}  - expr: \"{})\"\n", many("\\x20"))),
        ("parentheses", format!("{head}  - expr: {}\n", many("("))),
        ("operators", format!("{head}  - expr: a{}\n", many("+a"))),
        ("unknown functions", format!("{head}  - expr: 1{}\n", many("+ff(x)"))),
        ("template actions", format!("{alert}{}'\n", many("{{if 1}}"))),
        ("template parentheses", format!("{alert}{{{{{}'\n", many("("))),
        ("template variables", format!("{alert}{}{}'\n", many("{{$a := 1}}"), many("{{$b}}"))),
        ("dropped labels", format!("{alert}{}'\n", many("{{$labels.x}}")).replace("up ==", "sum(up) ==")),
        ("lines of plain text", format!("{head}  - expr: a\n{}", many("      \t+ a\n"))),
        ("tabs in a block", format!("{head}  - expr: |\n{}", many("      \ta\n"))),
        ("signs of keys", format!("a: [{}]", many("{?a: b},"))),
        ("groups of a pattern", format!("{head}  - expr: a{{b=~\"{}\"}}\n", many("(c{2}|"))),
        ("comments", format!("{head}{}", many("  # keyhouse: off no_for\n"))),
        ("placeholders", many("%{A} ")),
        ("documents", many("---\na: b\n")),
    ];
    for (name, text) in texts {
        let start = Instant::now();
        answer(&text, None);
        // Generous, since tests run unoptimized and beside others: what is quadratic takes minutes.
        assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    }
}

#[test]
fn texts_without_a_line_in_common_are_compared_soon() {
    // Nothing in common, everything in common but moved, and one line of a megabyte.
    let many = |salt: u32| -> String {
        (0..30_000_u32).map(|at| format!("{}\n", at.wrapping_mul(salt) % 977)).collect()
    };
    for (old, new) in [(many(3), many(7919)), ("é".repeat(500_000), String::new())] {
        let start = Instant::now();
        let Reply::Compare(found) = rule_worker::answer(&Request::Compare { old, new }) else {
            panic!("a comparison")
        };
        assert!(!found.lines.is_empty());
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}
