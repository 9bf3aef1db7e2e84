//! The MetricsQL parser beside VictoriaMetrics itself: every expression of the lists is sent to the engine, which has to
//! agree, and every function is called with too few, enough and too many arguments.
//!
//! The engine is `victoria-metrics` on the path, or the program that `VICTORIA_METRICS` names. The lists tell where an
//! engine of version 1.79, as Debian has it, is known to differ, and why.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used)]

#[path = "../metricsql/cases.rs"]
mod cases;
mod victoria;

use cases::{Case, drawn, plain};
use keyhouse_model::rules::metricsql::{ArgKind, Function, ProblemCode, parse};
use victoria::{Engine, Verdict};

/// Functions that came after version 1.79.
const ADDED_SINCE: &[&str] = &[
    "count_values_over_time",
    "day_of_year",
    "drop_empty_series",
    "histogram_fraction",
    "labels_equal",
    "mad_over_time",
    "outlier_iqr_over_time",
    "outliers_iqr",
    "range_linear_regression",
    "range_mad",
    "range_normalize",
    "range_stddev",
    "range_stdvar",
    "range_trim_outliers",
    "range_trim_spikes",
    "range_trim_zscore",
    "range_zscore",
    "rate_prometheus",
    "share",
    "share_eq_over_time",
    "sort_by_label_numeric",
    "sort_by_label_numeric_desc",
    "sum_eq_over_time",
    "sum_gt_over_time",
    "sum_le_over_time",
];

/// Functions whose second argument came after version 1.79: it chooses one of the results.
const CHOICE_ADDED_SINCE: &str = "rollup";

/// The expressions of a list for which the engine says something wrong.
fn wrong(cases: &[Case], is_wrong: impl Fn(&Verdict) -> bool) -> String {
    let engine = Engine::start();
    let verdicts = cases.iter().map(|case| (case, engine.verdict(&case.text)));
    let wrong = verdicts.filter(|(_, verdict)| is_wrong(verdict));
    wrong
        .map(|(case, verdict)| {
            format!("{} ({}): {:?} here, {verdict:?} there\n", case.text, case.section, case.problems)
        })
        .collect()
}

fn is_refused(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Refused(_))
}

#[test]
fn what_is_valid_here_is_valid_there() {
    let wrong = wrong(&plain(include_str!("../metricsql/valid.txt")), is_refused);
    assert!(wrong.is_empty(), "the engine refuses:\n{wrong}");
}

#[test]
fn what_is_an_error_here_is_one_there() {
    let wrong = wrong(&drawn(include_str!("../metricsql/invalid.txt")), |verdict| !is_refused(verdict));
    assert!(wrong.is_empty(), "the engine takes:\n{wrong}");
}

#[test]
fn what_is_a_warning_here_can_be_read_there() {
    let cases = drawn(include_str!("../metricsql/warnings.txt"));
    let cases: Vec<Case> = cases.into_iter().filter(|case| !case.section.contains("dashboards")).collect();
    let wrong = wrong(&cases, is_refused);
    assert!(wrong.is_empty(), "the engine refuses:\n{wrong}");
}

/// Pieces that break expressions where they are put in, or give them another meaning.
const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "@",
    "=",
    "==",
    "!",
    "~",
    "+",
    "-",
    "*",
    ".",
    ";",
    "#",
    "\n",
    "\"",
    "'",
    "`",
    "\"x\"",
    "1",
    "5m",
    "1e",
    "Ki",
    "0x",
    "1i",
    "inf",
    "a",
    "sum",
    "rate(",
    "if",
    "with",
    " ",
    " by (a)",
    " on(b)",
    " or ",
    " default ",
    " offset ",
    " bool ",
    " limit 1",
    " unless on(a) ",
    " group_left() ",
    "WITH (a=1) ",
    "[5m:1m]",
    "{a=\"b\"}",
];

/// What engines of different age read differently, as the list of newer expressions tells.
const MATTERS_OF_AGE: &[&str] =
    &["\\", "keep_metric_names", "prefix", "*)", "01", "09", "mb", "{\"", "or", "[[:", "by (x)"];

/// Changes expressions here and there, always the same way, so that a failure can be repeated.
fn changed(expressions: &[Case], count: usize) -> Vec<String> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit.max(1) as u64) as usize
    };
    let change = |_| {
        let mut chars: Vec<char> = expressions[below(expressions.len())].text.chars().collect();
        for _ in 0..=below(2) {
            let at = below(chars.len());
            match below(3) {
                0 if chars.len() > 1 => drop(chars.remove(at)),
                _ => drop(chars.splice(at..at, PIECES[below(PIECES.len())].chars())),
            }
        }
        chars.into_iter().collect()
    };
    (0..count).map(change).collect()
}

#[test]
fn changed_expressions_are_judged_alike() {
    let mut engine = Engine::start();
    let expressions = plain(include_str!("../metricsql/valid.txt"));
    let (mut compared, mut stops) = (0, 0);
    let mut wrong = String::new();
    for text in changed(&expressions, 4000) {
        let first = parse(&text).problems.into_iter().find(|problem| !problem.warning);
        let unsafe_to_send = first.as_ref().is_some_and(|problem| problem.code == ProblemCode::BadDuration);
        if unsafe_to_send || text.trim().is_empty() || MATTERS_OF_AGE.iter().any(|piece| text.contains(piece))
        {
            continue;
        }
        // Sense can be made of nearly all that can be read, but 1.79.5 panics at a few, such as `inf @ ""`.
        let Some(verdict) = engine.answer(&text) else {
            (engine, stops) = (Engine::start(), stops + 1);
            assert!(first.is_none() && stops < 10, "{text} stops the engine: {first:?}");
            continue;
        };
        if first.is_some() != is_refused(&verdict) {
            wrong.push_str(&format!("{text}\n  {first:?} here, {verdict:?} there\n"));
        }
        compared += 1;
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(compared > 2000, "{compared} only");
}

/// Where this parser and an engine of version 1.79 disagree, each for the reason that its section gives. With another
/// engine the list is out of date, and says so.
#[test]
fn known_disagreements_are_as_they_were() {
    let newer = wrong(&plain(include_str!("../metricsql/newer.txt")), |verdict| !is_refused(verdict));
    assert!(newer.is_empty(), "the engine takes by now:\n{newer}");
    let missed = wrong(&plain(include_str!("../metricsql/missed.txt")), |verdict| !is_refused(verdict));
    assert!(missed.is_empty(), "the engine takes by now:\n{missed}");
    let lax = drawn(include_str!("../metricsql/lax.txt"));
    // A panic stops the engine, so those that make one aren't sent.
    let lax: Vec<Case> = lax.into_iter().filter(|case| !case.section.contains("panic")).collect();
    let lax = wrong(&lax, is_refused);
    assert!(lax.is_empty(), "the engine refuses by now:\n{lax}");
}

#[test]
fn functions_take_as_many_arguments_there() {
    let engine = Engine::start();
    let mut unknown = Vec::new();
    for function in Function::all() {
        let most = function.most().unwrap_or(function.least() + 4);
        for count in 0..=most + 2 {
            let call = call(function, count);
            let why = match engine.verdict(&call) {
                Verdict::Runs => String::new(),
                Verdict::Refused(why) | Verdict::Fails(why) => why,
            };
            if why.contains("unknown func") {
                unknown.push(function.name);
                break;
            }
            let is_choice = function.name.starts_with(CHOICE_ADDED_SINCE) && count == 2;
            let taken = !why.contains(" arg") || is_choice;
            assert_eq!(function.takes(count), taken, "{call}: {why}");
        }
    }
    assert_eq!(unknown, ADDED_SINCE);
}

/// A call with this many arguments, each of the kind it should have.
fn call(function: &Function, count: usize) -> String {
    let arg = |index: usize| match function.arg(index, count) {
        Some(ArgKind::Number) => "1",
        Some(ArgKind::Text) => "\"UTC\"",
        Some(ArgKind::Texts) => "\"min_over_time\"",
        Some(ArgKind::Series) | None => "a",
    };
    format!("{}({})", function.name, (0..count).map(arg).collect::<Vec<_>>().join(", "))
}
