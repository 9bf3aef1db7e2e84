//! Checks of whole configs: what is found, where, and what the mask leaves.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{check, mask, receivers};
use crate::notifications::STARTER_CONFIG;
use crate::rules::{Code, Severity};
use std::collections::BTreeMap;

/// Checks a config in which «» marks where the one thing that is found stands.
fn finds(marked: &str, code: Code, severity: Severity) {
    let lines_before = |text: &str| {
        let line = text.matches('\n').count() + 1;
        (line as u32, text.rsplit('\n').next().unwrap().chars().count() as u32 + 1)
    };
    let (before, rest) = marked.split_once('«').unwrap();
    let (within, after) = rest.split_once('»').unwrap();
    let found = check(&format!("{before}{within}{after}"));
    assert_eq!(found.len(), 1, "{marked}: {found:#?}");
    let one = &found[0];
    assert_eq!((one.code, one.severity), (code, severity), "{marked}: {found:#?}");
    let places = ((one.line, one.column), (one.end_line, one.end_column));
    let whole = format!("{before}{within}");
    assert_eq!(places, (lines_before(before), lines_before(&whole)), "{marked}: {found:#?}");
}

#[test]
fn what_is_found_stands_where_it_is() {
    let error = |marked: &str, code| finds(marked, code, Severity::Error);
    let warning = |marked: &str, code| finds(marked, code, Severity::Warning);
    error("route: {receiver: «b»}\nreceivers: []\n", Code::UnknownReceiver);
    error("route: {receiver: a}\nreceivers:\n- name: a\n- name: «a»\n", Code::DuplicateReceiver);
    warning("route: {receiver: a}\nreceivers:\n- name: a\n- name: «é b»\n", Code::UnusedReceiver);
    error("route: {receiver: a, «matchers»: [a=b]}\nreceivers: [{name: a}]\n", Code::RootRoute);
    error("route: {receiver: a, group_by: [b, «b»]}\nreceivers: [{name: a}]\n", Code::GroupBy);
    error(
        "route:\n  receiver: a\n  routes:\n  - matchers:\n    - 'ä=\"\", «c»'\nreceivers: [{name: a}]\n"
            .replace("ä", "b")
            .as_str(),
        Code::BadMatcher,
    );
    warning(
        "route:\n  receiver: a\n  routes:\n  - receiver: a\n  - «receiver: a»\n    match: {b: c}\nreceivers: [{name: a}]\n",
        Code::UnreachableRoute,
    );
    warning(
        "route:\n  receiver: a\n  routes:\n  - match: {b: c}\n  - «matchers: [b=c]»\nreceivers: [{name: a}]\n",
        Code::UnreachableRoute,
    );
    error(
        "route: {receiver: a}\nreceivers:\n- name: a\n  webhook_configs:\n  - «url_file»: /etc/passwd\n",
        Code::FileSetting,
    );
    error(
        "route: {receiver: a}\nreceivers:\n- name: a\n  mattermost_configs: [{b: {«webhook_url_file»: c}}]\n",
        Code::FileSetting,
    );
    error("route: {receiver: a}\nreceivers: [{name: a}]\n«templates»: ['*.tmpl']\n", Code::FileSetting);
    error("route: {receiver: a}\nreceivers: [{name: a, webhook_configs: [«{}»]}]\n", Code::MissingField);
    error("route: {«reciever»: a, receiver: a}\nreceivers: [{name: a}]\n", Code::UnknownField);
    error(
        "route: {receiver: a, routes: [{mute_time_intervals: [«b»]}]}\nreceivers: [{name: a}]\n",
        Code::UnknownTimeInterval,
    );
    warning(
        "route: {receiver: a}\nreceivers: [{name: a}]\ntime_intervals: [{name: «b»}]\n",
        Code::UnusedTimeInterval,
    );
    warning(
        "global: {smtp_auth_password: «<secret>»}\nroute: {receiver: a}\nreceivers: [{name: a}]\n",
        Code::MaskedSecret,
    );
}

#[test]
fn nobody_signs_in_to_amazon_as_the_server() {
    let sns = |marked: &str| {
        let before = "route: {receiver: a}\nreceivers:\n- name: a\n  sns_configs:\n  - ";
        finds(&format!("{before}{marked}\n"), Code::ServerCredentials, Severity::Error);
    };
    sns("«{topic_arn: b}»");
    sns("«{topic_arn: b, sigv4: {region: c}}»");
    sns("«{topic_arn: b, sigv4: {access_key: '', secret_key: ''}}»");
    sns("{topic_arn: b, sigv4: {access_key: c, secret_key: d, «profile»: e}}");
    sns("{topic_arn: b, sigv4: {access_key: c, secret_key: d, «role_arn»: e}}");
    let key = "&k {access_key: c, secret_key: d, role_arn: ''}";
    let fine = format!("[{{topic_arn: b, sigv4: {key}}}, {{topic_arn: b, sigv4: {{<<: *k, profile: }}}}]");
    assert_eq!(
        check(&format!("route: {{receiver: a}}\nreceivers: [{{name: a, sns_configs: {fine}}}]\n")),
        []
    );
}

#[test]
fn a_config_that_breaks_off_is_not_said_to_lack_things() {
    for text in ["route:\n  receiver: [", "receivers:\n- name: a\n  webhook_configs:\n  - url: \"http://a"] {
        let codes: Vec<Code> = check(text).iter().map(|found| found.code).collect();
        assert_eq!(codes, [Code::YamlSyntax], "{text}");
    }
}

#[test]
fn the_starter_config_is_fine_and_stays_as_it_is() {
    assert_eq!(check(STARTER_CONFIG), []);
    assert_eq!(check(&mask(STARTER_CONFIG)), []);
}

#[test]
fn a_mistake_behind_an_alias_is_said_once() {
    let found = check(
        "route: {receiver: a}\nreceivers:\n- name: a\n  slack_configs: &s [{api_url: x}]\n- name: b\n  slack_configs: *s\n",
    );
    let errors = found.iter().filter(|found| found.severity == Severity::Error).count();
    assert_eq!(errors, 1, "{found:#?}");
}

/// Each secret has this in it.
const SECRETS: &str = "
global: &g
  smtp_auth_password: s3cret
  smtp_auth_username: 's3cret'
  slack_api_url: https://hooks.example.com/s3cret
  pagerduty_url: https://u:s3cret@example.com
  victorops_api_url: https://example.com/?key=s3cret
  http_config: {authorization: {credentials: s3cret}, proxy_url: 'http://u:s3cret@proxy'}
route: {receiver: a} # s3cret
receivers:
- name: a
  webhook_configs:
  - url: >-
      https://example.com/
      s3cret
    http_config:
      basic_auth: {username: s3cret, password: \"s\\x33cret s3cret\"}
      oauth2: {client_id: a, client_secret: |
        s3cret
        s3cret
      }
      http_headers: {X: {secrets: [s3cret], values: [s3cret]}}
      proxy_connect_header: {a: [s3cret]}
  slack_configs:
  - &slack {api_url: &x s3cret, text: 'shown', title: 'http://u:s3cret@h'}
  - {<<: *slack, channel: '#c'}
  - {api_url: *x}
  - *slack
  pagerduty_configs: [{routing_key: !!str s3cret, service_key: s3cret, details: {a: shown}}]
  telegram_configs: [{bot_token: s3cret, chat_id: 5, unknown: s3cret, later: [{a: s3cret}, s3cret]}]
  msteams_configs: [{webhook_url: s3cret}]
  sns_configs: [{sigv4: {access_key: s3cret, secret_key: s3cret}}]
  later_configs: [{token: s3cret}]
  opsgenie_configs: {api_key: s3cret}
  wechat_configs: s3cret
unknown: &u {? a : s3cret, b: [*x]}
unknown_too: *u
templates: [s3cret]
";

#[test]
fn no_secret_is_left_however_it_is_written() {
    let text = SECRETS.replace("|\n        s3cret\n        s3cret\n      }", "'s3cret\n\n        s3cret'}");
    let masked = mask(&text);
    assert!(masked.contains("<secret>"), "{masked}");
    assert!(!masked.contains("s3cret"), "{masked}");
    for shown in ["receiver: a", "text: \"shown\"", "a: shown", "channel: \"#c\"", "chat_id: 5"] {
        assert!(masked.contains(shown), "{shown}: {masked}");
    }
}

#[test]
fn what_is_no_yaml_is_not_shown() {
    for text in ["a: [s3cret", "global: {smtp_auth_password: s3cret", "\t- s3cret", "a: *s3cret"] {
        let masked = mask(text);
        assert!(masked.starts_with("# ") && !masked.contains("s3cret"), "{masked}");
    }
    for text in ["s3cret", "[s3cret]", "- - s3cret", "", "? [s3cret]\n: s3cret"] {
        assert!(!mask(text).contains("s3cret"), "{text}");
    }
}

#[test]
fn lines_of_a_text_stay_lines() {
    let text = "receivers:\n- name: a\n  slack_configs:\n  - text: |\n      one\n        two\n\n      three\n    title: >-\n      a\n      b\n";
    let masked = mask(text);
    assert!(masked.contains("text: |\n          one\n            two\n\n          three\n"), "{masked}");
    assert!(masked.contains("title: |-\n          a b\n"), "{masked}");
}

#[test]
fn an_alert_goes_where_its_route_leads() {
    let config = "
route:
  receiver: all
  routes:
  - matchers: [severity=~\"critical|page\"]
    receiver: pager
    continue: true
  - match: {team: db}
    routes:
    - {receiver: night, match_re: {severity: in.*}}
  - {matchers: [team=\"web\"], receiver: web}
  - {matchers: ['other=~\"(a)\"'], receiver: other}
";
    let to = |labels: &[(&str, &str)]| {
        let labels: BTreeMap<String, String> =
            labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        receivers(config, &labels)
    };
    let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    assert_eq!(to(&[("severity", "critical"), ("team", "web")]), names(&["pager", "web"]));
    assert_eq!(to(&[("severity", "info"), ("team", "db")]), names(&["night"]));
    assert_eq!(to(&[("severity", "low"), ("team", "db")]), names(&["all"]));
    assert_eq!(to(&[("severity", "low")]), None, "a regular expression on the way");
    assert_eq!(receivers("route: [", &BTreeMap::new()), None);
    assert_eq!(receivers(STARTER_CONFIG, &BTreeMap::new()), names(&["blackhole"]));
}
