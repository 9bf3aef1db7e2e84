//! What the MetricsQL parser takes and refuses, and where: tables of expressions.
#![cfg(not(target_arch = "wasm32"))]

mod cases;
mod facts;
mod hostile;
mod tree;

use std::collections::HashSet;

use cases::{Case, drawn, plain};
use keyhouse_model::rules::metricsql::{Function, FunctionKind, Problem, ProblemCode, parse};

const VALID: &str = include_str!("valid.txt");
const NEWER: &str = include_str!("newer.txt");
const MISSED: &str = include_str!("missed.txt");
const INVALID: &str = include_str!("invalid.txt");
const LAX: &str = include_str!("lax.txt");
const WARNINGS: &str = include_str!("warnings.txt");

/// Draws a problem as the lists do.
fn draw(text: &str, problem: &Problem) -> String {
    let before = text[..problem.span.start].chars().count();
    let mark = match text[problem.span.clone()].chars().count() {
        0 => "|".to_owned(),
        length => "^".repeat(length),
    };
    let warning = if problem.warning { "warning " } else { "" };
    format!("{}{mark} {warning}{:?}", " ".repeat(before), problem.code)
}

/// Expressions whose problems aren't those of the list, drawn.
fn differing(cases: &[Case]) -> Vec<String> {
    let found = |case: &Case| -> Vec<String> {
        parse(&case.text).problems.iter().map(|problem| draw(&case.text, problem)).collect()
    };
    let differing = cases.iter().filter(|case| found(case) != case.problems);
    differing
        .map(|case| {
            let shown = case.text.replace('\n', "␤");
            format!(
                "{}: {shown}\n{}\n  instead of\n{}\n",
                case.section,
                found(case).join("\n"),
                case.problems.join("\n")
            )
        })
        .collect()
}

fn check(cases: &[Case], at_least: usize) {
    assert!(cases.len() >= at_least, "the list has {} expressions only", cases.len());
    let differing = differing(cases);
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn valid_expressions_have_no_problem() {
    check(&plain(VALID), 500);
    check(&plain(NEWER), 50);
    check(&plain(MISSED), 4);
}

#[test]
fn errors_are_where_they_are_made() {
    let cases: Vec<Case> = drawn(INVALID).into_iter().chain(drawn(LAX)).collect();
    check(&cases, 450);
    for case in &cases {
        let has_error = case.problems.iter().any(|problem| !problem.contains(" warning "));
        assert!(has_error, "{} has no error", case.text);
    }
}

#[test]
fn warnings_are_where_they_belong() {
    let cases = drawn(WARNINGS);
    check(&cases, 45);
    for problem in cases.iter().flat_map(|case| &case.problems) {
        assert!(problem.contains(" warning "), "{problem} is an error");
    }
}

#[test]
fn every_kind_of_problem_is_in_the_lists() {
    let lists = [INVALID, LAX, WARNINGS].concat();
    let seen: HashSet<&str> = lists.lines().filter_map(|line| line.split(' ').next_back()).collect();
    // What is too complex is also too long for a list: `hostile` has it.
    for code in ProblemCode::ALL.iter().filter(|code| **code != ProblemCode::TooComplex) {
        assert!(seen.contains(format!("{code:?}").as_str()), "{code:?}");
    }
}

#[test]
fn a_whole_expression_stays_whole_in_the_tree() {
    for case in plain(VALID).iter().chain(&plain(NEWER)) {
        let expr = parse(&case.text).expr.unwrap_or_else(|| panic!("no tree for {}", case.text));
        // Nothing but blanks and comments lies outside.
        let (before, behind) = (&case.text[..expr.span.start], &case.text[expr.span.end..]);
        for around in [before, behind] {
            let code = around.lines().map(|line| line.split('#').next().unwrap_or_default());
            assert!(
                code.into_iter().all(|code| code.trim().is_empty()),
                "{:?} outside of {}",
                around,
                case.text
            );
        }
    }
}

#[test]
fn half_of_an_expression_has_few_errors_and_a_tree() {
    for case in plain(VALID) {
        let ends = case.text.char_indices().map(|(at, _)| at);
        for half in ends.map(|end| &case.text[..end]).filter(|half| !half.trim().is_empty()) {
            let parsed = parse(half);
            let errors = parsed.problems.iter().filter(|problem| !problem.warning).count();
            assert!(errors <= 2, "{half}: {:?}", parsed.problems);
        }
    }
}

#[test]
fn functions_are_those_of_the_engine() {
    let kinds = [
        ("rollup", vec![FunctionKind::Rollup]),
        ("transform", vec![FunctionKind::Transform, FunctionKind::Label]),
        ("aggregate", vec![FunctionKind::Aggregate]),
    ];
    let table: serde_json::Value = serde_json::from_str(include_str!("functions.json")).unwrap();
    for (key, kinds) in kinds {
        let ours = Function::all().iter().filter(|function| kinds.contains(&function.kind));
        let ours: Vec<&str> = ours.map(|function| function.name).collect();
        let theirs: Vec<&str> =
            table["functions"][key].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        assert_eq!(ours, theirs, "{key}");
    }
}
