//! Templates that Go takes, and where it stops.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{Use, parse};
use crate::rules::diagnostic::{Code, Severity};
use crate::rules::engine::EngineVersion;

/// Reads a template in which «» marks what is wrong with it; without marks, nothing is.
fn expect(marked: &str, code: Option<Code>) {
    let text = marked.replace(['«', '»'], "");
    let problems = parse(&text, None).problems;
    let Some(code) = code else {
        assert_eq!(problems, [], "{text}");
        return;
    };
    let start = marked.find('«').unwrap();
    let end = marked.replace('«', "").find('»').unwrap();
    let [problem] = problems.as_slice() else { panic!("{text}: {problems:#?}") };
    assert_eq!((problem.code, problem.span.clone()), (code, start..end), "{text}: {}", problem.message);
}

#[test]
fn what_go_takes_is_taken() {
    for text in [
        "no template } }} {",
        "{{ $labels.foo }} {{ .Labels.foo.bar }} {{ $.Value }}",
        "{{- $value -}} {{-1}} {{ 1 -}}",
        "a{{/* comment }} */}}b{{- /* another */ -}}c",
        "{{ if .Labels.a }}{{ else if $value }}{{ else }}{{ end }}",
        "{{ with $labels.a }}{{ . }}{{ else with $labels.b }}{{ .c }}{{ end }}",
        "{{ range $i, $e := .Labels }}{{ $i }}{{ if $e }}{{ break }}{{ end }}{{ continue }}{{ else }}{{ end }}",
        "{{ define \"x\" }}{{ .foo }}{{ end }}{{ template \"x\" .Labels }}{{ block `y` . }}{{ end }}",
        "{{ $x := 1 }}{{ $x = 2 }}{{ $x }}",
        "{{ (index (query \"up\") 0).Value | printf \"%.2f\" | print }}",
        "{{ print 'a' '\\'' '\\x41' \"\\u00e9\\\"\" 0x1F 0b1 0o7 017 1_000 1.5e-3 .5 0x1p-2 2i 1+2i nil true }}",
        "{{ printf\n\"%s\"\n$labels.a }}",
        "{{ $for }} {{ $activeAt }} {{ now }} {{ $isPartial }} {{ .ExternalURL }}",
        "{{ $labels .Labels }} {{ and 1 2 | or 3 | not }}",
    ] {
        expect(text, None);
    }
}

#[test]
fn go_s_errors_are_found_at_their_places() {
    for marked in [
        "a «{{» $value",
        "a {{ $value «}»",
        "{{ \"«»a }}".replace("\"«»", "«\"»").as_str(),
        "{{ «`»a }}",
        "{{ «'ab'» }}",
        "{{ «\"\\q\"» }}",
        "{{ «(»1 }}",
        "{{ 1«)» }}",
        "{{ «}}»",
        "{{ if «}}»a{{ end }}",
        "«{{ end» }}",
        "«{{ else» }}",
        "{{ «if» 1 }}a",
        "{{ if 1 }}a{{ else }}b{{ else «}}»c{{ end }}",
        "{{ range 1 }}{{ else «if» 2 }}{{ end }}",
        "{{ «break» }}",
        "{{ if 1 }}{{ «define» \"x\" }}{{ end }}{{ end }}",
        "{{ define \"x\" }}a{{ end }}{{ «define» \"x\" }}b{{ end }}",
        "{{ «define» \"\" }}a{{ end }}",
        "{{ template «x» }}",
        "{{ $value | «1» }}",
        "{{ 1 «,» 2 }}",
        "{{ $labels.a«-»b }}",
        "{{ true«.a» }}",
        "{{ «$x», $y := 1 }}",
        "{{ range $a, $b«,» $c := 1 }}{{ end }}".replace("$a, $b«,»", "$a, «$b»,").as_str(),
        "{{ «1a» }}",
        "{{ «08» }}",
        "{{ «1__0» }}",
        "{{ 1 «:» 1 }}",
        "«{{»/* a",
        "{{«/* a */» x }}",
        "{{ «€» }}",
    ] {
        expect(marked, Some(Code::BadTemplate));
    }
}

#[test]
fn unknown_names_are_found_all_of_them() {
    expect("{{ «foo» }}", Some(Code::UnknownTemplateFunction));
    expect("{{ «$foo» }}", Some(Code::UnknownTemplateVariable));
    expect("{{ if $x := 1 }}{{ $x }}{{ end }}{{ «$x» }}", Some(Code::UnknownTemplateVariable));
    expect("{{ define \"x\" }}{{ «$labels».a }}{{ end }}", Some(Code::UnknownTemplateVariable));
    expect("{{ «.Foo» }}", Some(Code::UnknownTemplateField));
    let template = parse("{{ labels }} {{ $lables.a }} {{ .labels.b }}", None);
    let messages: Vec<&str> = template.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(messages[0].ends_with("Did you mean $labels?"), "{messages:?}");
    assert!(messages[1].ends_with("Did you mean $labels?"), "{messages:?}");
    assert!(messages[2].ends_with("Did you mean .Labels?"), "{messages:?}");
    assert_eq!(template.problems[2].severity, Severity::Warning);
}

#[test]
fn what_a_template_takes_from_the_alert_is_known() {
    let text = "{{ $labels.a }}{{ .Labels.b.c }}{{ $.Labels.d }}{{ index $labels \"e\" }}{{ $value }}{{ if .Value }}{{ end }}\
                {{ range .Labels }}{{ .Labels.no }}{{ end }}{{ $labels := 1 }}{{ $labels.no }}";
    let uses = parse(text, None).uses;
    let labels: Vec<(&str, &str)> = uses
        .iter()
        .filter_map(|used| match used {
            Use::Label { name, span } => Some((name.as_str(), &text[span.clone()])),
            Use::Value(_) => None,
        })
        .collect();
    assert_eq!(labels, [("a", "$labels.a"), ("b", ".Labels.b"), ("d", "$.Labels.d"), ("e", "\"e\"")]);
    let values: Vec<&Use> = uses.iter().filter(|used| matches!(used, Use::Value(_))).collect();
    assert_eq!(values.len(), 1, "{values:?}");
}

#[test]
fn else_with_came_later() {
    let template = parse("{{ with 1 }}{{ else with 2 }}{{ end }}", Some(EngineVersion::new(1, 79, 5)));
    let [problem] = template.problems.as_slice() else { panic!("{:#?}", template.problems) };
    assert_eq!((problem.code, problem.span.clone()), (Code::BadTemplate, 20..24));
}
