//! The fields of receivers, and what must be there for each way of telling people.

use super::fields::Fields;
use super::http::{HTTP, check_amazon_key};
use super::reader::Reader;
use super::schema::Kind::{
    Any, Bool, Duration, File, Free, GoDurationOrCount, Int, Needed, NeededSecretUrl, Object, Objects, OneOf,
    Secret, SecretUrl, Text, TextMap, Texts, Url,
};
use super::schema::{Field, Shape, field, nothing};
use super::{mail, on_call, slack, tables};
use crate::rules::Code;

/// A receiver.
pub(super) static RECEIVER: Shape = Shape {
    what: "a receiver",
    fields: &[&[
        field("name", Needed),
        field("discord_configs", Objects(&DISCORD)),
        field("email_configs", Objects(&mail::EMAIL)),
        field("jira_configs", Objects(&JIRA)),
        field("msteams_configs", Objects(&MSTEAMS)),
        field("msteamsv2_configs", Objects(&MSTEAMS_V2)),
        field("opsgenie_configs", Objects(&on_call::OPSGENIE)),
        field("pagerduty_configs", Objects(&on_call::PAGERDUTY)),
        field("pushover_configs", Objects(&on_call::PUSHOVER)),
        field("rocketchat_configs", Objects(&slack::ROCKETCHAT)),
        field("slack_configs", Objects(&slack::SLACK)),
        field("sns_configs", Objects(&SNS)),
        field("telegram_configs", Objects(&TELEGRAM)),
        field("victorops_configs", Objects(&on_call::VICTOROPS)),
        field("webex_configs", Objects(&WEBEX)),
        field("webhook_configs", Objects(&WEBHOOK)),
        field("wechat_configs", Objects(&WECHAT)),
        // Later than 0.28.
        field("incidentio_configs", Any),
        field("mattermost_configs", Any),
    ]],
    check: nothing,
};

/// What every way has.
pub(super) const COMMON: &[Field] = &[field("send_resolved", Bool), field("http_config", Object(&HTTP))];

static WEBHOOK: Shape = Shape {
    what: "webhook_configs",
    fields: &[
        COMMON,
        &[
            field("url", NeededSecretUrl),
            field("url_file", File),
            tables::MAX_ALERTS,
            field("timeout", GoDurationOrCount),
            field("payload", Free),
        ],
    ],
    check: nothing,
};

static DISCORD: Shape = Shape {
    what: "discord_configs",
    fields: &[
        COMMON,
        &[
            field("webhook_url", NeededSecretUrl),
            field("webhook_url_file", File),
            field("title", Text),
            field("message", Text),
            field("content", Text),
            field("username", Text),
            field("avatar_url", Text),
        ],
    ],
    check: nothing,
};

const TEAMS: &[Field] = &[
    field("webhook_url", NeededSecretUrl),
    field("webhook_url_file", File),
    field("title", Text),
    field("text", Text),
];

static MSTEAMS: Shape =
    Shape { what: "msteams_configs", fields: &[COMMON, TEAMS, &[field("summary", Text)]], check: nothing };

static MSTEAMS_V2: Shape = Shape { what: "msteamsv2_configs", fields: &[COMMON, TEAMS], check: nothing };

static WEBEX: Shape = Shape {
    what: "webex_configs",
    fields: &[COMMON, &[field("api_url", Url), field("room_id", Needed), field("message", Text)]],
    check: check_webex,
};

fn check_webex(reader: &mut Reader<'_, '_>, fields: &Fields) {
    let signs_in = fields.value("http_config").is_some_and(|http| {
        let http = Fields::of(reader.tree, http);
        ["authorization", "bearer_token", "bearer_token_file"]
            .iter()
            .any(|name| http.is_there(reader.tree, name))
    });
    if !signs_in {
        reader.missing(fields, "webex_configs needs the bot's token: add http_config: with authorization:.");
    }
}

static WECHAT: Shape = Shape {
    what: "wechat_configs",
    fields: &[
        COMMON,
        &[
            field("api_secret", Secret),
            field("api_secret_file", File),
            field("corp_id", Text),
            field("message", Text),
            field("api_url", Url),
            field("to_user", Text),
            field("to_party", Text),
            field("to_tag", Text),
            field("agent_id", Text),
            field("message_type", OneOf(&["text", "markdown"])),
        ],
    ],
    check: |reader, fields| {
        reader.own_or_global(fields, "api_secret", "wechat_api_secret");
        reader.own_or_global(fields, "corp_id", "wechat_api_corp_id");
    },
};

static TELEGRAM: Shape = Shape {
    what: "telegram_configs",
    fields: &[
        COMMON,
        &[
            field("api_url", Url),
            field("bot_token", Secret),
            field("bot_token_file", File),
            field("chat_id", Int),
            field("chat_id_file", File),
            field("message_thread_id", Int),
            field("message", Text),
            field("disable_notifications", Bool),
            field("parse_mode", OneOf(&["Markdown", "MarkdownV2", "HTML"])),
        ],
    ],
    check: check_telegram,
};

fn check_telegram(reader: &mut Reader<'_, '_>, fields: &Fields) {
    reader.own_or_global(fields, "bot_token", "telegram_bot_token");
    let chat = fields.text(reader.tree, "chat_id").unwrap_or_default();
    if (chat.is_empty() || chat == "0") && !fields.is_there(reader.tree, "chat_id_file") {
        reader.missing(fields, "telegram_configs needs chat_id:, the number of the chat.");
    }
}

static SNS: Shape = Shape {
    what: "sns_configs",
    fields: &[
        COMMON,
        &[
            field("api_url", Text),
            field("sigv4", Object(&tables::SIGV4)),
            field("topic_arn", Text),
            field("phone_number", Text),
            field("target_arn", Text),
            field("subject", Text),
            field("message", Text),
            field("attributes", TextMap),
        ],
    ],
    check: check_sns,
};

fn check_sns(reader: &mut Reader<'_, '_>, fields: &Fields) {
    check_amazon_key(reader, fields);
    let targets = ["target_arn", "topic_arn", "phone_number"];
    let mut filled = targets.iter().filter(|name| fields.is_filled(reader.tree, name));
    // Alertmanager takes all three together, which surely nobody means.
    match (filled.next(), filled.next(), filled.next()) {
        (None, ..) => {
            reader.missing(fields, "sns_configs needs topic_arn:, target_arn: or phone_number:.");
        }
        (Some(first), Some(second), None) => {
            let message =
                format!("There is {first} already, and only one of the two can be used. Delete one.");
            reader.error_at_key(fields, second, Code::ConflictingFields, message);
        }
        _ => {}
    }
}

static JIRA: Shape = Shape {
    what: "jira_configs",
    fields: &[
        COMMON,
        &[
            field("api_url", Url),
            field("api_type", Text),
            field("project", Needed),
            field("summary", Free),
            field("description", Free),
            field("labels", Texts),
            field("priority", Text),
            field("issue_type", Needed),
            field("reopen_transition", Text),
            field("resolve_transition", Text),
            field("wont_fix_resolution", Text),
            field("reopen_duration", Duration),
            field("fields", Free),
            field("custom_fields", Free),
        ],
    ],
    check: |reader, fields| reader.own_or_global(fields, "api_url", "jira_api_url"),
};

/// Kept here since both have it.
pub(super) const API_URL: Field = field("api_url", SecretUrl);
