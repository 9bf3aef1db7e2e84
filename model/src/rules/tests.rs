//! What the checks say of whole files, and where.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{Code, EngineVersion, Limits, Options, Report, RuleKind, Severity, check};
use Code::*;
use Severity::{Error, Hint, Warning};

/// Begins and ends what a diagnostic should cover. Neither may occur in YAML otherwise.
const MARKS: [char; 2] = ['«', '»'];

/// The text without its marks, and the places that they show: line, column, end line, end column.
pub(super) fn unmark(marked: &str) -> (String, Vec<Place>) {
    let (mut text, mut open, mut places) = (String::new(), Vec::new(), Vec::new());
    let (mut line, mut column) = (1, 1);
    for c in marked.chars() {
        if c == MARKS[0] {
            open.push((line, column));
        } else if c == MARKS[1] {
            let (start_line, start_column) = open.pop().expect("a mark that opens");
            places.push((start_line, start_column, line, column));
        } else {
            text.push(c);
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
    }
    places.sort_unstable();
    (text, places)
}

/// A line and column, and those behind the last character.
type Place = (u32, u32, u32, u32);

fn say(report: &Report) -> Vec<(Severity, Code, Place)> {
    let wanted = report.diagnostics.iter().filter(|found| !found.code.can_be_switched_off());
    let said = wanted.map(|found| {
        let place = (found.line, found.column, found.end_line, found.end_column);
        (found.severity, found.code, place)
    });
    said.collect()
}

/// Checks a file in which marks show the places of what is expected, in the order of the text.
fn expect(options: &Options, marked: &str, expected: &[(Severity, Code)]) {
    let (text, places) = unmark(marked);
    assert_eq!(places.len(), expected.len(), "marks in\n{marked}");
    let report = check(&text, options);
    let expected: Vec<_> =
        expected.iter().zip(places).map(|((severity, code), place)| (*severity, *code, place)).collect();
    assert_eq!(say(&report), expected, "in\n{text}\n{:#?}", report.diagnostics);
}

/// The same where one thing is expected, of a group with one good rule and these lines.
fn group(lines: &str, expected: &[(Severity, Code)]) {
    let rules = "    rules: [{record: \"a:b:c\", expr: sum(d)}]\n";
    expect(&Options::default(), &format!("groups:\n  - name: g\n{lines}{rules}"), expected);
}

/// The same of an alert with these lines.
fn alert(lines: &str, expected: &[(Severity, Code)]) {
    let start = "groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up == 0\n";
    expect(&Options::default(), &format!("{start}{lines}"), expected);
}

fn old() -> Options {
    Options { engine: EngineVersion::parse("1.79.5"), ..Options::default() }
}

#[test]
fn a_file_has_groups_and_nothing_else() {
    let all = Options::default();
    expect(&all, "«»", &[(Error, NoGroups)]);
    expect(&all, "# nothing\n# here«»\n", &[(Error, NoGroups)]);
    expect(&all, "groups:«»\n", &[(Error, NoGroups)]);
    expect(&all, "«groups»\n", &[(Error, WrongType)]);
    expect(&all, "«- a»\n- b\n", &[(Error, WrongType)]);
    expect(&all, "groups: «text»\n", &[(Error, WrongType)]);
    expect(&all, "«group»:\n  - name: g\n", &[(Error, UnknownField)]);
    expect(&all, "groups:\n  - «text»\n", &[(Error, WrongType)]);
    expect(&all, "groups:\n  - name: «g»\n«rules»: []\n", &[(Warning, EmptyGroup), (Error, UnknownField)]);
}

#[test]
fn a_group_has_a_name_of_its_own() {
    let all = Options::default();
    let rules = "\n    rules: [{record: \"a:b:c\", expr: sum(d)}]\n";
    expect(&all, &format!("groups:\n  - «interval: 5m»{rules}"), &[(Error, MissingField)]);
    expect(&all, &format!("groups:\n  - name: «\"\"»{rules}"), &[(Error, MissingField)]);
    let two = format!("groups:\n  - name: g{rules}  - name: «\"g\"»{rules}").replacen("a:b:c", "a:b:d", 1);
    expect(&all, &two, &[(Error, DuplicateGroup)]);
    let other = Options { other_groups: ["g".to_owned()].into(), ..Options::default() };
    expect(&other, &format!("groups:\n  - name: «g»{rules}"), &[(Error, DuplicateGroup)]);
}

#[test]
fn the_fields_of_a_group_have_their_kinds() {
    group("    «intervall»: 5m\n", &[(Error, UnknownField)]);
    group("    «tenant»: 5\n", &[(Error, EnterpriseField)]);
    group("    «file»: x\n", &[(Warning, IgnoredField)]);
    group("    interval: «5 m»\n", &[(Error, BadDuration)]);
    group("    interval: «''»\n", &[(Error, BadDuration)]);
    group("    interval: «-5m»\n", &[(Error, OutOfRange)]);
    group("    interval: «400y»\n", &[(Warning, OutOfRange)]);
    group("    interval: «1000000000000y»\n", &[(Error, BadDuration)]);
    group("    interval: «[5m]»\n", &[(Error, WrongType)]);
    group("    interval: 5m\n    «interval»: 6m\n", &[(Warning, DuplicateField)]);
    group("    eval_offset: «5m»\n", &[(Error, OutOfRange)]);
    group("    interval: 1m\n    eval_offset: «-5m»\n", &[(Error, OutOfRange)]);
    group("    interval: 5m\n    eval_offset: 5m\n    «eval_delay»: 1s\n", &[(Warning, IgnoredField)]);
    group("    eval_alignment: «\"yes\"»\n", &[(Error, WrongType)]);
    group("    limit: «five»\n", &[(Error, WrongType)]);
    group("    limit: «\"5\"»\n", &[(Error, WrongType)]);
    group("    limit: «-1»\n", &[(Error, OutOfRange)]);
    group("    concurrency: «-1»\n", &[(Error, OutOfRange)]);
    group("    limit: !!int «five»\n", &[(Error, WrongType)]);
    group("    type: «Prometheus»\n", &[(Error, UnknownValue)]);
    group("    labels: «[a]»\n", &[(Error, WrongType)]);
    group("    labels: {«a-b»: c}\n", &[(Warning, LabelName)]);
    group("    labels: {a: «{b: c}»}\n", &[(Error, WrongType)]);
    group("    params: {a: «b»}\n", &[(Error, WrongType)]);
    group("    headers: [«Name»]\n", &[(Error, BadHeader)]);
    group("    notifier_headers: «x»\n", &[(Error, WrongType)]);
    group("    debug: «maybe»\n", &[(Error, WrongType)]);
}

#[test]
fn a_rule_is_an_alert_or_a_recording_rule() {
    let all = Options::default();
    let rule = |text: &str| format!("groups:\n  - name: g\n    rules:\n      - {text}\n");
    expect(&all, &rule("«expr: up»"), &[(Error, RuleKind)]);
    expect(&all, &rule("«text»"), &[(Error, WrongType)]);
    expect(&all, &rule("«record: a:b:c»"), &[(Error, MissingField)]);
    expect(&all, &rule("{record: \"a:b:c\", expr:«» }"), &[(Error, MissingField)]);
    expect(&all, &rule("{record: \"a:b:c\", expr: «[a]»}"), &[(Error, WrongType)]);
    expect(&all, &rule("{record: «a b», expr: up}"), &[(Warning, MetricName)]);
    expect(&all, &rule("{record: \"a:b:c\", expr: up, «for»: 5m}"), &[(Warning, IgnoredField)]);
    alert("        record: «b»\n", &[(Error, RuleKind)]);
    alert("        «exp»: up\n", &[(Error, UnknownField)]);
    alert("        for: «5x»\n", &[(Error, BadDuration)]);
    alert("        for: «-5m»\n", &[(Warning, OutOfRange)]);
    alert("        keep_firing_for: «true»\n", &[(Error, BadDuration)]);
    alert("        update_entries_limit: «many»\n", &[(Error, WrongType)]);
    alert("        labels: {«9a»: b}\n", &[(Warning, LabelName)]);
    alert("        labels: {«__name__»: b}\n", &[(Error, ReservedLabel)]);
    alert("        annotations: «text»\n", &[(Error, WrongType)]);
    alert("        annotations:\n          a: «{{ $labels.x }}»\n", &[(Error, WrongType)]);
    alert("      - alert: «A»\n        expr: up == 0\n", &[(Error, DuplicateRule)]);
}

#[test]
fn expressions_and_templates_are_shown_where_they_stand() {
    alert("      - {alert: B, expr: 'up{a=\"b\"} «)»'}\n", &[(Error, BadExpression)]);
    alert("      - alert: B\n        expr: |\n          up\n          == «)»\n", &[(Error, BadExpression)]);
    alert("      - alert: B\n        expr: >-\n          up\n          == «)»\n", &[(Error, BadExpression)]);
    alert("      - alert: B\n        expr: \"up{a=\\\"é\\\"}\n          «)»\"\n", &[(Error, BadExpression)]);
    alert("      - alert: B\n        expr: up\n          == «)»\n", &[(Error, BadExpression)]);
    alert("      - alert: B\n        expr: «summ»(up) > 0\n", &[(Warning, DoubtfulExpression)]);
    alert("        annotations: {a: 'x {{ «foo» }}'}\n", &[(Error, UnknownTemplateFunction)]);
    alert(
        "        annotations:\n          a: |\n            é {{ «$foo» }}\n",
        &[(Error, UnknownTemplateVariable)],
    );
    alert("        annotations: {a: \"\\t{{ «.Foo» }}\"}\n", &[(Warning, UnknownTemplateField)]);
    alert("        annotations: {a: 'it''s «{{» $value'}\n", &[(Error, BadTemplate)]);
    let graphite =
        "groups:\n  - name: g\n    type: graphite\n    rules:\n      - {record: \"a:b\", expr: a.b «== 0»}\n";
    expect(&Options::default(), graphite, &[(Error, BadExpression)]);
    for (expr, expected) in [
        ("f(a, «b|c»=1)", vec![(Error, BadExpression)]),
        ("f(«'a'» = 1)", vec![(Error, BadExpression)]),
        ("f(«g(a)»=1)", vec![(Error, BadExpression)]),
        ("f( a = 1, b=true, c.d='e')", Vec::new()),
    ] {
        expect(&Options::default(), &graphite.replace("a.b «== 0»", &format!("\"{expr}\"")), &expected);
    }
    let logs = graphite.replace("graphite", "vlogs").replace("a.b «== 0»", "«a»");
    expect(&Options::default(), &logs, &[(Error, BadExpression)]);
}

#[test]
fn yaml_is_refused_where_vmalert_refuses_it() {
    let all = Options::default();
    expect(&all, "groups:\n  - name: a«:» b\n", &[(Error, YamlSyntax)]);
    expect(&all, "groups:\n  - name: g\n   «r»ules: []\n", &[(Error, YamlSyntax)]);
    expect(&all, "groups:\n  - name: «@»g\n", &[(Error, YamlSyntax)]);
    expect(&all, "groups:\n«\t»- name: g\n", &[(Error, YamlTab)]);
    expect(&all, "groups:\n  -«\t»name: «g»\n", &[(Error, YamlTab), (Warning, EmptyGroup)]);
    expect(&all, "groups:\n  - name: «\"g«\u{1}»\"»\n", &[(Warning, EmptyGroup), (Error, YamlSyntax)]);
    expect(&all, "«%YAML 1.2»\n---\ngroups:\n  - name: «g»\n", &[(Error, YamlSyntax), (Warning, EmptyGroup)]);
    expect(&all, "groups:\n  - name: «\"a«\\/»b\"»\n", &[(Warning, EmptyGroup), (Error, YamlSyntax)]);
    expect(&all, "groups: &a\n  - name: g\n    rules: [«*a»]\n", &[(Error, YamlAlias)]);
    expect(&all, "groups:\n  - <<: «5»\n    name: «g»\n", &[(Error, YamlMerge), (Warning, EmptyGroup)]);
    expect(&all, "groups: [{name: «a«?»b»}]\n", &[(Warning, EmptyGroup), (Error, YamlSyntax)]);
    expect(&all, "groups:\n  - name: «&é» «g»\n", &[(Error, YamlSyntax), (Warning, EmptyGroup)]);
}

#[test]
fn what_yaml_1_1_takes_is_taken() {
    for text in [
        "groups:\n- name: g\n  rules: [\n{record: 'a:b', expr: c},\n\t]\n",
        "groups:\n- name: g\n  rules:\n  - record: a:b\n    expr:\tc\n    labels: {x: \"it\\'s\"}\n",
        "groups:\n- name: g\n  rules:\n  - record: a:b\n    expr: \"c\n+ d\"\n",
        "groups:\n- name: \"g\"# no blank before this\n  rules: [{record: 'a:b', expr: c}]\n",
        "\u{feff}groups:\r\n- name: g\r\n  rules: [{record: 'a:b', expr: c}]\r\n",
        "{\n\t\"groups\": [\n\t\t{\"name\": \"g\", \"rules\": [{\"record\": \"a:b\", \"expr\": \"c\"}]}\n\t]\n}\n",
    ] {
        expect(&Options::default(), text, &[]);
    }
}

#[test]
fn the_rest_of_a_broken_file_is_still_read() {
    let text = "groups:\n  - name: g\n    rules:\n      - record: a:b\n        expr: «)»\n      - record: a:c\n        expr«»";
    let (text, places) = unmark(text);
    let report = check(&text, &Options::default());
    let codes: Vec<Code> = report.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, [BadExpression, YamlSyntax], "{:#?}", report.diagnostics);
    assert_eq!(report.diagnostics[0].column, places[0].1);
    assert_eq!(report.groups[0].rules.len(), 2);
    assert_eq!(report.groups[0].rules[1].name, "a:c");
}

#[test]
fn an_old_engine_is_told_what_it_refuses_and_no_more() {
    let group = |lines: &str| {
        format!("groups:\n  - name: g\n{lines}    rules: [{{record: \"a:b:c\", expr: sum(d)}}]\n")
    };
    expect(&old(), &group("    «debug»: true\n"), &[(Error, NewerField)]);
    expect(&old(), &group("    type: «vlogs»\n"), &[(Error, UnknownValue)]);
    expect(&old(), &group("    interval: «-5m»\n"), &[(Warning, OutOfRange)]);
    expect(&old(), &group("    labels: {«__name__»: x}\n"), &[(Warning, ReservedLabel)]);
    expect(&old(), &group("    labels: {a: '«%{B}»'}\n"), &[(Warning, Placeholder)]);
    expect(&old(), &format!("{}---\n«»foo: [\n", group("")), &[(Warning, SecondDocument)]);
    expect(&old(), "   groups:\n  «-» name: g«»\n", &[(Warning, SecondDocument), (Error, NoGroups)]);
    let now = "groups:\n  - name: g\n    rules:\n      - {alert: A, expr: up == 0, annotations: {a: '{{ «now» }} {{ «$for» }}'}}\n";
    expect(&old(), now, &[(Error, UnknownTemplateFunction), (Error, UnknownTemplateVariable)]);
}

#[test]
fn placeholders_hide_what_they_stand_for() {
    let text = "groups:\n  - name: g\n    interval: «%{A}»\n    limit: «%{B}»\n    rules:\n      - record: a:b\n        expr: up) «%{C}»\n";
    expect(
        &Options::default(),
        text,
        &[(Warning, Placeholder), (Warning, Placeholder), (Warning, Placeholder)],
    );
    let known = Options { environment: Some(["A".to_owned(), "B".to_owned()].into()), ..Options::default() };
    expect(&known, text, &[(Hint, Placeholder), (Hint, Placeholder), (Error, UnknownVariable)]);
    expect(&Options::default(), "groups:\n  - name: «100%{} %{a-b}»\n", &[(Warning, EmptyGroup)]);
}

#[test]
fn limits_are_those_of_the_deployment() {
    let text = "groups:\n  - name: g\n    rules:\n      - {record: \"a:b\", expr: c}\n      - {record: «\"a:c\"», expr: c}\n";
    let two = Options { limits: Limits { rules: 2, ..Limits::default() }, ..Options::default() };
    expect(&two, &text.replace(MARKS, ""), &[]);
    expect(&Options { other_rules: 1, ..two }, text, &[(Error, TooManyRules)]);
    let short = Options { limits: Limits { bytes: 10, ..Limits::default() }, ..Options::default() };
    expect(&short, "«»groups: [[[[\n", &[(Error, FileTooLarge)]);
}

#[test]
fn more_than_anybody_reads_is_counted_and_not_listed() {
    let text = format!("groups:\n{}", "  - text\n".repeat(600));
    let report = check(&text, &Options::default());
    assert_eq!((report.diagnostics.len(), report.left_out), (500, 100));
    assert!(report.has_errors());
}

#[test]
fn the_report_says_what_the_file_holds() {
    let text = "groups:\n  - name: g\n    interval: 30s\n    limit: 5\n    rules:\n      - alert: A\n        expr: up == 0\n        for: 5m\n        labels: {severity: page}\n        annotations: {summary: s}\n";
    let report = check(text, &Options::default());
    let group = &report.groups[0];
    assert_eq!((group.name.as_str(), group.interval.as_deref(), group.line), ("g", Some("30s"), 2));
    assert_eq!(group.settings["limit"], "5");
    let rule = &group.rules[0];
    assert_eq!(
        (rule.kind, rule.name.as_str(), rule.expr.as_str(), rule.line),
        (RuleKind::Alert, "A", "up == 0", 6)
    );
    assert_eq!((rule.labels["severity"].as_str(), rule.settings["for"].as_str()), ("page", "5m"));
    assert_eq!(rule.annotations["summary"], "s");
    assert_eq!(report.rules(), 1);
}

#[test]
fn a_diagnostic_knows_its_group_and_rule() {
    let text = "groups:\n  - name: g\n    rules:\n      - record: a:b\n        expr: )\n";
    let found = &check(text, &Options::default()).diagnostics[0];
    assert_eq!((found.group.as_deref(), found.rule.as_deref()), (Some("g"), Some("a:b")));
    let json = serde_json::to_value(found).unwrap();
    assert_eq!((json["severity"].as_str(), json["code"].as_str()), (Some("error"), Some("bad_expression")));
}
