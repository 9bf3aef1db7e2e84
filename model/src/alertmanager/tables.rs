//! The fields of a config outside its receivers: from "Configuration" in the documentation of Alertmanager, 0.25 to 0.28,
//! with what later versions are known to have.

use super::http;
use super::receivers::RECEIVER;
use super::schema::Kind::{
    Address, Any, Bool, Count, Duration, File, GroupBy, LabelNames, LaxObjects, Match, MatchRegex, Matchers,
    Needed, Object, Objects, Ranges, Secret, SecretUrl, SomeDuration, Text, Texts, Url,
};
use super::schema::{Field, Shape, field, nothing};
use super::times::{self, Range};

/// The whole config.
pub(super) static ROOT: Shape = Shape {
    what: "Alertmanager's config",
    fields: &[&[
        field("global", Object(&GLOBAL)),
        field("route", Object(&ROUTE)),
        field("inhibit_rules", LaxObjects(&INHIBIT_RULE)),
        field("receivers", Objects(&RECEIVER)),
        field("templates", File),
        field("mute_time_intervals", LaxObjects(&TIME_INTERVALS)),
        field("time_intervals", LaxObjects(&TIME_INTERVALS)),
        field("tracing", Any),
    ]],
    check: nothing,
};

static GLOBAL: Shape = Shape { what: "global", fields: &[GLOBAL_MAIL, GLOBAL_SERVICES], check: nothing };

const GLOBAL_MAIL: &[Field] = &[
    field("resolve_timeout", Duration),
    field("http_config", Object(&http::HTTP)),
    field("smtp_from", Text),
    field("smtp_hello", Text),
    field("smtp_smarthost", Address),
    field("smtp_auth_username", Secret),
    field("smtp_auth_password", Secret),
    field("smtp_auth_password_file", File),
    field("smtp_auth_secret", Secret),
    field("smtp_auth_secret_file", File),
    field("smtp_auth_identity", Secret),
    field("smtp_require_tls", Bool),
    field("smtp_tls_config", Object(&http::TLS)),
    field("smtp_force_implicit_tls", Bool),
];

const GLOBAL_SERVICES: &[Field] = &[
    field("slack_api_url", SecretUrl),
    field("slack_api_url_file", File),
    field("slack_app_token", Secret),
    field("slack_app_token_file", File),
    field("slack_app_url", Url),
    field("pagerduty_url", Url),
    field("opsgenie_api_url", Url),
    field("opsgenie_api_key", Secret),
    field("opsgenie_api_key_file", File),
    field("wechat_api_url", Url),
    field("wechat_api_secret", Secret),
    field("wechat_api_secret_file", File),
    field("wechat_api_corp_id", Text),
    field("victorops_api_url", Url),
    field("victorops_api_key", Secret),
    field("victorops_api_key_file", File),
    field("telegram_api_url", Url),
    field("telegram_bot_token", Secret),
    field("telegram_bot_token_file", File),
    field("webex_api_url", Url),
    field("jira_api_url", Url),
    field("rocketchat_api_url", Url),
    field("rocketchat_token", Secret),
    field("rocketchat_token_file", File),
    field("rocketchat_token_id", Secret),
    field("rocketchat_token_id_file", File),
    field("mattermost_webhook_url", SecretUrl),
    field("mattermost_webhook_url_file", File),
];

/// A route with its routes.
pub(super) static ROUTE: Shape = Shape {
    what: "a route",
    fields: &[&[
        field("receiver", Text),
        field("group_by", GroupBy),
        field("match", Match),
        field("match_re", MatchRegex),
        field("matchers", Matchers),
        field("mute_time_intervals", Texts),
        field("active_time_intervals", Texts),
        field("continue", Bool),
        field("routes", Objects(&ROUTE)),
        field("group_wait", Duration),
        field("group_interval", SomeDuration),
        field("repeat_interval", SomeDuration),
    ]],
    check: nothing,
};

static INHIBIT_RULE: Shape = Shape {
    what: "an inhibit rule",
    fields: &[&[
        field("name", Text),
        field("source_match", Match),
        field("source_match_re", MatchRegex),
        field("source_matchers", Matchers),
        field("target_match", Match),
        field("target_match_re", MatchRegex),
        field("target_matchers", Matchers),
        field("equal", LabelNames),
        field("sources", Any),
    ]],
    check: nothing,
};

static TIME_INTERVALS: Shape = Shape {
    what: "a time interval",
    fields: &[&[field("name", Needed), field("time_intervals", LaxObjects(&TIME_INTERVAL))]],
    check: nothing,
};

static TIME_INTERVAL: Shape = Shape {
    what: "a time interval",
    fields: &[&[
        field("times", LaxObjects(&TIME_RANGE)),
        field("weekdays", Ranges(Range::Weekday)),
        field("days_of_month", Ranges(Range::DayOfMonth)),
        field("months", Ranges(Range::Month)),
        field("years", Ranges(Range::Year)),
        field("location", Text),
    ]],
    check: nothing,
};

static TIME_RANGE: Shape = Shape {
    what: "a time of day",
    fields: &[&[field("start_time", Needed), field("end_time", Needed)]],
    check: times::check_range,
};

/// AWS's signature, which Amazon's services want.
pub(super) static SIGV4: Shape = Shape {
    what: "sigv4",
    fields: &[&[
        field("region", Text),
        field("access_key", Secret),
        field("secret_key", Secret),
        field("profile", Text),
        field("role_arn", Text),
        field("external_id", Secret),
        field("use_fips_sts_endpoint", Bool),
    ]],
    check: http::check_sigv4,
};

/// A link in `pagerduty_configs`.
pub(super) static PAGERDUTY_LINK: Shape =
    Shape { what: "a link", fields: &[&[field("href", Text), field("text", Text)]], check: nothing };

/// An image of the same.
pub(super) static PAGERDUTY_IMAGE: Shape = Shape {
    what: "an image",
    fields: &[&[field("src", Text), field("alt", Text), field("href", Text)]],
    check: nothing,
};

/// How many alerts a message has at most.
pub(super) const MAX_ALERTS: Field = field("max_alerts", Count);
