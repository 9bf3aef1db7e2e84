//! One mistake a config, and what looks like one and is none.

/// A config with this receiver's settings.
fn receiver(settings: &str) -> String {
    format!("route: {{receiver: a}}\nreceivers:\n- name: a\n  {settings}\n")
}

/// A config with these settings of its first route.
fn route(settings: &str) -> String {
    format!("route: {{receiver: a, {settings}}}\nreceivers: [{{name: a}}]\n")
}

/// A config with this time interval.
fn interval(settings: &str) -> String {
    format!(
        "route: {{receiver: a}}\nreceivers: [{{name: a}}]\ntime_intervals: [{{name: t, time_intervals: [{settings}]}}]\n"
    )
}

/// A config with this text besides what it needs.
fn with(text: &str) -> String {
    format!("route: {{receiver: a}}\nreceivers: [{{name: a}}]\n{text}\n")
}

/// What Alertmanager refuses.
pub(crate) fn refused() -> Vec<String> {
    let whole = [
        "",
        "{}",
        "x",
        "[]",
        "receivers: [{name: a}]",
        "route: {receiver: a}",
        "route: {}\nreceivers: [{name: a}]",
        "route: {receiver: b}\nreceivers: [{name: a}]",
        "route: {receiver: a}\nreceivers: [{name: a}, {name: a}]",
        "route: {receiver: a}\nreceivers: [{name: ''}, {name: a}]",
        "route: {receiver: a}\nreceivers: [null, {name: a}]",
        "route: {receiver: a}\nreceivers: {name: a}",
        "route: {receiver: a}\nroute: {receiver: a}\nreceivers: [{name: a}]",
    ];
    let routes = [
        "match: {a: b}",
        "match_re: {a: b}",
        "matchers: [a=b]",
        "continue: true",
        "continue: 'true'",
        "mute_time_intervals: [x]",
        "active_time_intervals: [x]",
        "group_by: [a, a]",
        "group_by: [a, '...']",
        "group_by: ['']",
        "group_by: [null]",
        "group_by: a",
        "group_wait: 5",
        "group_wait: 1.5m",
        "group_wait: 5m1h",
        "group_interval: 0s",
        "repeat_interval: 0m",
        "repeat_interval: ''",
        "repeat_interval: 300y",
        "grup_by: [a]",
        "routes: {}",
        "routes: [null]",
        "routes: [x]",
        "routes: [{receiver: b}]",
        "routes: [{matchers: a=b}]",
        "routes: [{matchers: [a]}]",
        "routes: [{matchers: ['a=\"b']}]",
        "routes: [{matchers: ['a=~\"(\"']}]",
        "routes: [{match: {1a: b}}]",
        "routes: [{match: {a-b: c}}]",
        "routes: [{match: {a: [b]}}]",
        "routes: [{match: {a: b, a: c}}]",
        "routes: [{match_re: {a: '*'}}]",
        "routes: [{mute_time_intervals: [x]}]",
        "routes: [{active_time_intervals: [x]}]",
    ];
    let intervals = [
        "{times: [{start_time: '9:00', end_time: '10:00'}]}",
        "{times: [{start_time: '09:00'}]}",
        "{times: [{start_time: '10:00', end_time: '09:00'}]}",
        "{times: [{start: '10:00', end_time: '09:00'}]}",
        "{weekdays: [mon]}",
        "{weekdays: ['friday:monday']}",
        "{weekdays: monday}",
        "{days_of_month: ['0']}",
        "{days_of_month: ['-1:5']}",
        "{months: [smarch]}",
        "{months: ['may:april']}",
        "{years: ['2027:2026']}",
        "{years: [x]}",
        "{time: []}",
    ];
    let others = [
        "unknown: 1",
        "global: {smtp_smarthost: localhost}",
        "global: {smtp_smarthost: 'localhost:'}",
        "global: {smtp_require_tls: 5}",
        "global: {slack_api_url: 'ftp://a'}",
        "global: {opsgenie_api_url: 'x'}",
        "global: []",
        "global: {http_config: {basic_auth: {username: a}, bearer_token: b}}",
        "global: {http_config: {authorization: {type: Basic}}}",
        "global: {http_config: {oauth2: {client_secret: a, token_url: b}}}",
        "global: {http_config: {tls_config: {min_version: TLS14}}}",
        "global: {http_config: {timeout: 5s}}",
        "global: {resolve_timeout: abc}",
        "inhibit_rules: [{source_match: {1: b}}]",
        "inhibit_rules: [{source_matchers: [a]}]",
        "inhibit_rules: [{target_match_re: {a: '['}}]",
        "inhibit_rules: [{equal: a}]",
        "inhibit_rules: [{source: a}]",
        "time_intervals: [{name: ''}]",
        "time_intervals: [{name: a}, {name: a}]",
        "time_intervals: [{name: a}]\nmute_time_intervals: [{name: a}]",
        "x: &x {match: {a: b}}",
        "a: [",
        "a: *b",
        "a:\n\t- b",
    ];
    let mut all: Vec<String> = whole.iter().map(|text| (*text).to_owned()).collect();
    all.extend(routes.iter().map(|text| route(text)));
    all.extend(intervals.iter().map(|text| interval(text)));
    all.extend(others.iter().map(|text| with(text)));
    all.extend(REFUSED_RECEIVERS.iter().map(|text| receiver(text)));
    all
}

const REFUSED_RECEIVERS: &[&str] = &[
    "webhook_configs: [{}]",
    "webhook_configs: [null]",
    "webhook_configs: {url: 'http://a'}",
    "webhook_configs: [{url: ''}]",
    "webhook_configs: [{url: 'a.example.com'}]",
    "webhook_configs: [{url: 'http://'}]",
    "webhook_configs: [{url: 'http://a b/'}]",
    "webhook_configs: [{url: 'http://a:b/'}]",
    "webhook_configs: [{url: 'http://{{ .a }}/'}]",
    "webhook_configs: [{url: 'http://a', max_alerts: -1}]",
    "webhook_configs: [{url: 'http://a', max_alerts: '1'}]",
    "webhook_configs: [{url: 'http://a', send_resolved: 1}]",
    "webhook_configs: [{url: 'http://a', uri: b}]",
    "webhook_configs: [{url: ['http://a']}]",
    "email_configs: [{to: a}]",
    "email_configs: [{to: a, smarthost: 'a:25'}]",
    "email_configs: [{to: a, from: b}]",
    "email_configs: [{from: b, smarthost: 'a:25'}]",
    "email_configs: [{to: a, from: b, smarthost: 'a:25', headers: {Subject: a, subject: b}}]",
    "slack_configs: [{channel: a}]",
    "slack_configs: [{channel: a, api_url: 'http://a', fields: [{title: a}]}]",
    "slack_configs: [{channel: a, api_url: 'http://a', actions: [{type: a, text: b}]}]",
    "slack_configs: [{channel: a, api_url: 'http://a', actions: [{type: a, text: b, name: c, confirm: {title: d}}]}]",
    "slack_configs: [{channel: a, api_url: 'http://a', mrkdwn_in: text}]",
    "pagerduty_configs: [{client: a}]",
    "opsgenie_configs: [{message: a}]",
    "opsgenie_configs: [{api_key: a, responders: [{type: team}]}]",
    "opsgenie_configs: [{api_key: a, responders: [{name: b, type: x}]}]",
    "opsgenie_configs: [{api_key: a, responders: [{name: b}]}]",
    "victorops_configs: [{api_key: a}]",
    "victorops_configs: [{routing_key: a}]",
    "victorops_configs: [{routing_key: a, api_key: b, custom_fields: {entity_id: c}}]",
    "pushover_configs: [{token: a}]",
    "pushover_configs: [{user_key: a}]",
    "pushover_configs: [{user_key: a, token: b, retry: 5}]",
    "pushover_configs: [{user_key: a, token: b, retry: 1d}]",
    "wechat_configs: [{corp_id: a}]",
    "wechat_configs: [{api_secret: a}]",
    "wechat_configs: [{api_secret: a, corp_id: b, message_type: html}]",
    "telegram_configs: [{bot_token: a}]",
    "telegram_configs: [{chat_id: 5}]",
    "telegram_configs: [{bot_token: a, chat_id: x}]",
    "telegram_configs: [{bot_token: a, chat_id: 0}]",
    "telegram_configs: [{bot_token: a, chat_id: 5, parse_mode: html}]",
    "sns_configs: [{subject: a}]",
    "sns_configs: [{topic_arn: a, phone_number: b}]",
    "sns_configs: [{topic_arn: a, sigv4: {access_key: b}}]",
    "discord_configs: [{title: a}]",
    "webex_configs: [{http_config: {authorization: {credentials: a}}}]",
    "webex_configs: [{room_id: a}]",
    "webhok_configs: []",
    "slack_configs: [{api_url: 'http://a', api_url: 'http://b'}]",
];

/// What looks like a mistake and is taken.
pub(crate) fn taken() -> Vec<String> {
    let routes = [
        "matchers: []",
        "matchers: ['', '{}']",
        "match: {}",
        "group_by: []",
        "group_by: ['...']",
        "group_wait: 0",
        "group_wait: null",
        "routes: null",
        "routes: [{}]",
        "routes: [{receiver: ''}]",
        "routes: [{matchers: ['']}]",
        "routes: [{matchers: ['{}']}]",
        "routes: [{matchers: ['a=']}]",
        "routes: [{matchers: ['a=b,']}]",
        "routes: [{matchers: ['a:b = c d']}]",
        "routes: [{matchers: ['{a=b']}]",
        "routes: [{matchers: [null]}]",
        "routes: [{match: {a: 5, b: true}}]",
        "continue: no",
    ];
    let receivers = [
        "slack_configs: [{api_url: <secret>}]",
        "webhook_configs: [{url: 'HTTP://a'}]",
        "webhook_configs: [{url: 'http://a', max_alerts: 5.0}]",
        "webhook_configs: [{url: 'http://a/%41?b=%zz'}]",
        "webhook_configs: [{url: 'http://a', send_resolved: }]",
        "webhook_configs: null",
        "pagerduty_configs: [{routing_key: 5}]",
        "pushover_configs: [{user_key: a, token: b, retry: 0}]",
        "telegram_configs: [{bot_token: a, chat_id: 5, parse_mode: ''}]",
        "telegram_configs: [{bot_token: a, chat_id: 5.0}]",
        "sns_configs: [{topic_arn: a, phone_number: b, target_arn: c, sigv4: {access_key: d, secret_key: e}}]",
        "email_configs: [{to: a, from: b, smarthost: ':25', headers: {}}]",
    ];
    let others = [
        "templates:",
        "global: {}",
        "inhibit_rules: [null]",
        "inhibit_rules:",
        "time_intervals: [{name: a, time_intervals: [{months: ['13']}]}]",
        "time_intervals: [{name: a, time_intervals: [{times: [null], weekdays: [null]}]}]",
        "global: {resolve_timeout: }",
        "---\nx: [",
        "# comment",
    ];
    let mut all: Vec<String> = routes.iter().map(|text| route(text)).collect();
    all.extend(receivers.iter().map(|text| receiver(text)));
    all.extend(others.iter().map(|text| with(text)));
    all
}
