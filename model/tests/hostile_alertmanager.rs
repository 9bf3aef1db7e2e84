//! Whatever arrives as Alertmanager's config, the checks and the mask answer, and soon.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use keyhouse_model::alertmanager::{check, mask, receivers};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const CONFIGS: &[&str] = &[
    include_str!("alertmanager/configs/routes.yml"),
    include_str!("alertmanager/configs/receivers.yml"),
    include_str!("alertmanager/configs/inhibit.yml"),
    include_str!("alertmanager/configs/yaml-styles.yml"),
    include_str!("alertmanager/configs/newer/receivers.yml"),
];

/// Checks a text, and that every place in the answer is in the text.
fn answer(text: &str) {
    let lines = u32::try_from(text.matches(['\n', '\r']).count()).unwrap() + 1;
    for found in check(text) {
        let (start, end) = ((found.line, found.column), (found.end_line, found.end_column));
        assert!((1, 1) <= start && start <= end && found.end_line <= lines, "{found:?} in {text:?}");
    }
    mask(text);
    let labels = BTreeMap::from([("severity".to_owned(), "critical".to_owned())]);
    receivers(text, &labels);
}

fn tokens() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "route:",
        "receivers:",
        "receiver:",
        "routes:",
        "name:",
        "matchers:",
        "match:",
        "match_re:",
        "group_by:",
        "time_intervals:",
        "times:",
        "weekdays:",
        "global:",
        "webhook_configs:",
        "url:",
        "templates:",
        "a=b",
        "a=~\"",
        "{a!=b}",
        "...",
        "http://",
        "http://[",
        "https://a:b@c/%4",
        "1:5",
        "-1",
        "5m",
        "<secret>",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        " ",
        "\t",
        ": ",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        "|\n",
        ">-\n",
        "&a ",
        "*a",
        "<<: ",
        "!!int ",
        "!!binary ",
        "#",
        "---\n",
        "? ",
        ",",
        "\\",
        "\r\n",
        "é",
        "\u{feff}",
        "\u{2028}",
        "\0",
        "x",
    ]);
    prop::collection::vec(token, 0..60).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        answer(&text);
    }

    #[test]
    fn any_tokens_are_answered(text in tokens()) {
        answer(&text);
        answer(&format!("route:\n  receiver: a\n  routes:\n  - matchers: ['{}']\n", text.replace(['\'', '\n', '\r'], "")));
    }

    #[test]
    fn any_change_to_a_config_is_answered(
        config in prop::sample::select(CONFIGS),
        at in any::<prop::sample::Index>(),
        length in 0..40_usize,
        text in tokens(),
    ) {
        let at = (0..=at.index(config.len())).rev().find(|at| config.is_char_boundary(*at)).unwrap();
        let end = (at..(at + length).min(config.len())).find(|end| config.is_char_boundary(*end)).unwrap_or(at);
        answer(&format!("{}{text}{}", &config[..at], &config[end..]));
    }
}

/// Texts that grow where something takes more than its share.
#[test]
fn nothing_takes_more_than_its_share() {
    const LENGTH: usize = 200_000;
    let many = |text: &str| text.repeat(LENGTH / text.len());
    let route = "route:\n  receiver: a\n  routes:\n";
    let rows = ('b'..'v').map(|c| {
        let before = char::from_u32(u32::from(c) - 1).unwrap();
        format!("{c}: &{c} {{<<: [{}]}}\n", format!("*{before},").repeat(9))
    });
    let texts = [
        ("brackets", many("[")),
        ("braces", many("{a: ")),
        ("routes in routes", format!("route: {}", many("{routes: [{receiver: a}, "))),
        ("routes", format!("{route}{}", many("  - receiver: b\n"))),
        ("matchers", format!("{route}  - matchers: ['{}']\n", many("a=~\"b|.*c\","))),
        ("a long pattern", format!("{route}  - matchers: [severity=~\"{}\"]\n", many(".*c"))),
        ("unknown fields", format!("route:\n{}", many("  reciever_group: a\n"))),
        (
            "unknown receivers",
            format!("{route}{}receivers:\n{}", many("  - receiver: abc\n"), many("- name: abd\n")),
        ),
        ("keys", format!("route:\n{}", many("  receiver: a\n"))),
        ("other keys", (0..LENGTH / 10).map(|n| format!("k{n}: {n}\n")).collect()),
        (
            "global keys",
            format!("global:\n{}", (0..LENGTH / 12).map(|n| format!("  k{n}: {n}\n")).collect::<String>()),
        ),
        ("headers", format!("receivers:\n- email_configs:\n  - headers:\n{}", many("      a: b\n"))),
        ("a merge bomb", format!("a: &a {{receiver: x}}\n{}route: *u\n", rows.collect::<String>())),
        ("labels to group by", format!("route:\n  group_by: [{}]\n", many("a,"))),
        ("slashes", format!("receivers:\n- webhook_configs:\n  - url: {}\n", many("http://%"))),
    ];
    for (name, text) in texts {
        let start = Instant::now();
        answer(&text);
        // Generous, since tests run unoptimized and beside others: what is quadratic takes minutes.
        assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    }
}
