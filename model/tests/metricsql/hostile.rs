//! Text that no one means: it must not stop the parser, nor take it long.

use std::time::{Duration, Instant};

use keyhouse_model::rules::metricsql::{Expr, Parsed, ProblemCode, facts, parse};
use proptest::prelude::*;

/// Looks at everything that may go wrong with positions, and walks the tree as a linter does.
fn check(text: &str) -> Parsed {
    let parsed = parse(text);
    for problem in &parsed.problems {
        assert!(text.get(problem.span.clone()).is_some(), "{:?} in {text:?}", problem.span);
        assert!(!problem.message.is_empty());
    }
    assert!(parsed.problems.is_sorted_by_key(|problem| problem.span.start), "{text:?}");
    match &parsed.expr {
        None => assert!(parsed.problems.iter().any(|problem| !problem.warning), "{text:?}"),
        Some(expr) => {
            nested(expr, text);
            let _ = (facts::result_labels(expr), expr.clone() == *expr);
        }
    }
    parsed
}

/// Each node lies within its parent.
fn nested(expr: &Expr, text: &str) {
    assert!(text.get(expr.span.clone()).is_some(), "{:?} in {text:?}", expr.span);
    for child in expr.kind.children() {
        assert!(expr.span.start <= child.span.start && child.span.end <= expr.span.end, "{text:?}");
        nested(child, text);
    }
}

/// Pieces of expressions, put together without sense.
fn pieces() -> impl Strategy<Value = String> {
    let words = "a b_total sum rate by on without group_left ignoring bool offset limit default if or unless WITH x f \
                 keep_metric_names prefix fill inf ru 1 5m 1h-5m 0x1f 1e 5Ki 1_0 $a $__interval \"s\" 'x' `r` \"( \\q\" \" \
                 ( ) [ ] { } , @ = =~ !~ != == > + - * ^ ! && # : ; . \\- é \n";
    let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
    let blank = prop_oneof![Just(""), Just(" ")];
    let piece = (proptest::sample::select(words), blank).prop_map(|(word, blank)| word + blank);
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_text_of_pieces_is_survived(text in pieces()) {
        check(&text);
    }

    #[test]
    fn a_valid_expression_with_a_character_more_or_less_is_survived(case in any::<proptest::sample::Index>(), at in any::<proptest::sample::Index>(), insert in "[\\PC\n]?") {
        let cases = super::plain(super::VALID);
        let text = &case.get(&cases).text;
        let chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len());
        let skip = usize::from(insert.is_empty());
        let changed: String = chars[..at].iter().chain(&insert.chars().collect::<Vec<_>>()).chain(&chars[at + skip..]).collect();
        check(&changed);
    }
}

/// Texts that grow with `n`, each in its own way hard to read.
fn hostile(n: usize) -> Vec<(&'static str, String)> {
    let templates =
        |one: fn(usize) -> String| format!("WITH ({}) x0", (0..n).map(one).collect::<Vec<_>>().join(","));
    vec![
        ("round brackets", "(".repeat(n)),
        ("brackets in pairs", "(".repeat(n) + &")".repeat(n)),
        ("calls", "abs(".repeat(n)),
        ("aggregates", "sum by (a) (".repeat(n)),
        ("windows", "a[".repeat(n)),
        ("filters", "a{".repeat(n)),
        ("closing brackets", ")]}".repeat(n)),
        ("minuses", "-".repeat(n) + "a"),
        ("sums", "a+".repeat(n) + "a"),
        ("powers", "a^".repeat(n) + "a"),
        ("comparisons", "a==".repeat(n)),
        ("moments", "a @ ".repeat(n)),
        ("WITH in WITH", "WITH (a = ".repeat(n)),
        ("WITH behind WITH", "WITH (a = b) ".repeat(n) + "c"),
        ("templates that no one uses", templates(|i| format!("x{i}=1"))),
        ("templates that use each other", templates(|i| format!("x{}=x{i}+x{i}", i + 1))),
        ("functions that use each other", format!("{} f{n}(a)", functions(n))),
        (
            "uses of many templates",
            format!("WITH ({}) {}", list(n, "y{}=1"), list(n, "y0").replace(',', "+")),
        ),
        ("filters of one selector", format!("a{{{}}}", vec!["b=\"c\""; n].join(","))),
        ("arguments", format!("union({})", vec!["a"; n].join(","))),
        ("labels", format!("sum(a) by ({})", vec!["b"; n].join(","))),
        ("unclosed strings", "\"a\n".repeat(n)),
        ("unclosed strings of each kind", "\"\n'\n`\n\\\"".repeat(n)),
        ("backslashes", "\\".repeat(n)),
        ("a string of backslashes", "\"".to_owned() + &"\\".repeat(n)),
        ("what has no meaning", "! ".repeat(n)),
        ("no meaning at all", "!".repeat(n)),
        ("digits", "1".repeat(n)),
        ("a duration", "1h".repeat(n)),
        ("minuses in a duration", "1h-".repeat(n)),
        ("colons", "a[".to_owned() + &":".repeat(n)),
        ("comments", "#\n".repeat(n)),
        ("strings that go on", "\"a\"+".repeat(n)),
        ("a pattern of brackets", format!("a{{b=~\"{}\"}}", "(".repeat(n))),
        ("a pattern of counts", format!("a{{b=~\"{}\"}}", "a{1,1".repeat(n))),
        ("a pattern of classes", format!("a{{b=~\"{}\"}}", "[[:a".repeat(n))),
        ("a pattern of names", format!("a{{b=~\"{}\"}}", "\\\\p{".repeat(n))),
        ("unknown functions", "fooo(a)+".repeat(n) + "a"),
        ("a long function", "f".repeat(n) + "(a)"),
        ("fills", "a + fill(0) ".repeat(n)),
        ("words", "by ".repeat(n)),
        ("letters", "é".repeat(n)),
    ]
}

fn list(n: usize, one: &str) -> String {
    (0..n).map(|i| one.replace("{}", &i.to_string())).collect::<Vec<_>>().join(",")
}

/// Functions that call the one before twice: 2ⁿ calls if they were unfolded.
fn functions(n: usize) -> String {
    let one = |i: usize| format!("f{}(x)=f{i}(x)+f{i}(x)", i + 1);
    format!("WITH (f0(x)=x,{})", (0..n).map(one).collect::<Vec<_>>().join(","))
}

#[test]
fn hostile_text_is_survived_in_the_stack_of_a_browser() {
    // The stack that a module for the browser has.
    let run = || {
        for n in [10, 150, 300, 1000, 5000] {
            hostile(n).iter().for_each(|(_, text)| drop(check(text)));
        }
    };
    let stack = if cfg!(debug_assertions) { 4 << 20 } else { 1 << 20 };
    std::thread::Builder::new().stack_size(stack).spawn(run).unwrap().join().unwrap();
}

#[test]
fn time_grows_with_the_text_and_no_faster() {
    // The best of three: other work on the machine only ever makes it slower.
    let time = |text: &str| {
        let runs = (0..3).map(|_| {
            let start = Instant::now();
            drop(parse(text));
            start.elapsed()
        });
        runs.min().unwrap_or_default()
    };
    let run = move || {
        for ((what, small), (_, large)) in hostile(1_000).iter().zip(hostile(16_000)) {
            let (small, large) = (time(small), time(&large));
            // 16 times the text: four times that is left for the noise of a busy machine.
            let limit = small.max(Duration::from_millis(10)) * 64;
            assert!(large < limit, "{what}: {small:?}, then {large:?}");
        }
    };
    std::thread::Builder::new().stack_size(8 << 20).spawn(run).unwrap().join().unwrap();
}

#[test]
fn what_is_too_complex_is_told_once() {
    for text in ["(".repeat(300), "a+".repeat(2000) + "a", "a^".repeat(300) + "a"] {
        let parsed = check(&text);
        let told = parsed.problems.iter().filter(|problem| problem.code == ProblemCode::TooComplex).count();
        assert_eq!((told, parsed.problems.len()), (1, 1), "{:?}", parsed.problems);
    }
    for fine in ["(".repeat(90) + "a" + &")".repeat(90), "a+".repeat(900) + "a"] {
        assert_eq!(check(&fine).problems, []);
    }
    let parsed = check(&format!("{} f3000(a)", functions(3000)));
    assert!(parsed.problems.iter().all(|problem| problem.warning && problem.code == ProblemCode::TooComplex));
    assert_eq!(parsed.problems.len(), 1);
    // Templates that double are no trouble: each is looked at once.
    assert_eq!(check(&format!("{} f40(a)", functions(40))).problems, []);
}
