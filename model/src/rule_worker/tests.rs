#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::text_diff::lines;
use super::words::FIELDS;
use super::*;
use crate::rules::diff::Change;
use std::collections::BTreeSet;

const RULES: &str = "\
groups:
  - name: api
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[5m]))
";

/// Sends a request as the console does.
fn asked(request: &Request) -> Reply {
    let request = serde_json::from_str(&serde_json::to_string(request).unwrap()).unwrap();
    serde_json::from_str(&serde_json::to_string(&answer(&request)).unwrap()).unwrap()
}

fn shown(old: &str, new: &str) -> Vec<String> {
    let line = |line: &LineDiff| match line {
        LineDiff::Same { old, new, text } => format!(" {old} {new} {text}"),
        LineDiff::Removed { old, text } => format!("-{old} {text}"),
        LineDiff::Added { new, text } => format!("+{new} {text}"),
        LineDiff::Skipped { count } => format!("…{count}"),
    };
    lines(old, new).0.iter().map(line).collect()
}

#[test]
fn a_rule_file_is_checked_for_its_place() {
    let options = Options { other_groups: BTreeSet::from(["api".to_owned()]), ..Options::default() };
    let Reply::Rules(report) = asked(&Request::Rules { text: RULES.to_owned(), options: options.clone() })
    else {
        panic!("a report");
    };
    assert_eq!(report, check(RULES, &options));
    assert_eq!(report.rules(), 1);
    assert!(report.diagnostics.iter().any(|it| it.code.as_str() == "duplicate_group"), "{report:?}");
}

#[test]
fn a_configuration_is_checked() {
    let of = |text: &str| match asked(&Request::Alertmanager { text: text.to_owned() }) {
        Reply::Alertmanager(found) => found.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(of(crate::notifications::STARTER_CONFIG), 0);
    assert!(of("route:\n\treceiver: x\n") > 0);
}

#[test]
fn a_comparison_has_lines_and_meaning() {
    let new = RULES.replace("5m])", "10m])");
    let Reply::Compare(found) = asked(&Request::Compare { old: RULES.to_owned(), new }) else {
        panic!("a comparison");
    };
    assert_eq!(found.meaning.rules(Change::Changed), 1);
    assert_eq!(found.lines.iter().filter(|it| matches!(it, LineDiff::Added { .. })).count(), 1);
    assert_eq!(found.left_out, 0);
    let same = asked(&Request::Compare { old: RULES.to_owned(), new: RULES.to_owned() });
    assert_eq!(same, Reply::Compare(Comparison::default()));
}

#[test]
fn changes_stand_among_a_few_lines_that_are_the_same() {
    let text = |changed: &[u32]| -> String {
        (1..=20)
            .map(|at| if changed.contains(&at) { format!("new {at}\n") } else { format!("{at}\n") })
            .collect()
    };
    let old = text(&[]);
    assert_eq!(
        shown(&old, &text(&[2, 15])),
        [
            " 1 1 1",
            "-2 2",
            "+2 new 2",
            " 3 3 3",
            " 4 4 4",
            " 5 5 5",
            "…6",
            " 12 12 12",
            " 13 13 13",
            " 14 14 14",
            "-15 15",
            "+15 new 15",
            " 16 16 16",
            " 17 17 17",
            " 18 18 18",
            "…2"
        ]
    );
    assert_eq!(shown(&old, &text(&[10]))[0], "…6");
    assert_eq!(shown("", "a\nb"), ["+1 a", "+2 b"]);
    assert_eq!(shown("a\n", ""), ["-1 a"]);
    assert_eq!(shown("a\nb\n", "a\nx\nb\n"), [" 1 1 a", "+2 x", " 2 3 b"]);
}

#[test]
fn a_line_that_ends_otherwise_differs() {
    assert_eq!(shown("a\nb", "a\nb\n"), [" 1 1 a", "-2 b", "+2 b"]);
}

#[test]
fn hostile_texts_yield_a_list_that_can_be_shown() {
    // Nothing in common, everything in common but moved, and one line of a megabyte.
    let count = |salt: u32| -> String {
        (0..30_000_u32).map(|at| format!("{}\n", at.wrapping_mul(salt) % 977)).collect()
    };
    let (listed, left_out) = lines(&count(3), &count(7919));
    assert!(listed.len() <= 5_000 && left_out > 0, "{} {left_out}", listed.len());
    let (listed, _) = lines(&"é".repeat(500_000), "");
    let [LineDiff::Removed { text, .. }] = &listed[..] else { panic!("one line") };
    assert!(text.len() < 2_100 && text.ends_with("é…"));
}

#[test]
fn every_field_has_its_meaning() {
    let told: BTreeSet<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
    let known: BTreeSet<&str> = crate::rules::field_names().chain(["groups"]).collect();
    assert_eq!(told, known);
}

#[test]
fn functions_show_what_they_take() {
    let Reply::Words(words) = asked(&Request::Words(FileKind::Rules)) else { panic!("words") };
    let (_, functions) = words.values.iter().find(|(key, _)| key == "expr").unwrap();
    let detail =
        |name: &str| functions.iter().find(|it| it.text == name).map(|it| it.detail.clone()).unwrap();
    assert_eq!(detail("rate"), "(series[window]), rollup function");
    assert_eq!(detail("quantile_over_time"), "(number, series[window]), rollup function");
    assert_eq!(detail("end"), "(), transform function");
    assert_eq!(detail("sum"), "(series, [series], …), aggregate function");
    let Reply::Words(words) = asked(&Request::Words(FileKind::Alertmanager)) else { panic!("words") };
    assert!(words.keys.iter().any(|it| it.text == "receivers"));
}
