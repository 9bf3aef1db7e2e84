//! Slack, and Rocket.Chat, whose messages are made alike.

use super::fields::Fields;
use super::reader::Reader;
use super::receivers::{API_URL, COMMON};
use super::schema::Kind::{
    Any, Bool, File, GoDurationOrCount, LaxObjects, Needed, Object, Secret, Text, Texts, Url,
};
use super::schema::{Field, Shape, field, nothing};

/// What both have.
const MESSAGE: &[Field] = &[
    field("channel", Text),
    field("color", Text),
    field("title", Text),
    field("title_link", Text),
    field("text", Text),
    field("short_fields", Bool),
    field("icon_url", Text),
    field("image_url", Text),
    field("thumb_url", Text),
    field("link_names", Bool),
];

/// A message to Slack.
pub(super) static SLACK: Shape = Shape {
    what: "slack_configs",
    fields: &[
        COMMON,
        MESSAGE,
        &[
            API_URL,
            field("api_url_file", File),
            field("app_token", Secret),
            field("app_token_file", File),
            field("app_url", Url),
            field("username", Text),
            field("pretext", Text),
            field("fields", LaxObjects(&SLACK_FIELD)),
            field("footer", Text),
            field("fallback", Text),
            field("callback_id", Text),
            field("icon_emoji", Text),
            field("mrkdwn_in", Texts),
            field("actions", LaxObjects(&SLACK_ACTION)),
            field("message_text", Text),
            field("update_message", Bool),
            field("timeout", GoDurationOrCount),
        ],
    ],
    check: check_slack,
};

fn check_slack(reader: &mut Reader<'_, '_>, fields: &Fields) {
    let app = fields.is_there(reader.tree, "app_token") || reader.global_has("slack_app_token");
    if !app {
        reader.own_or_global(fields, "api_url", "slack_api_url");
    }
}

static SLACK_FIELD: Shape = Shape {
    what: "a field of a Slack message",
    fields: &[&[field("title", Needed), field("value", Needed), field("short", Bool)]],
    check: nothing,
};

static SLACK_ACTION: Shape = Shape {
    what: "an action of a Slack message",
    fields: &[&[
        field("type", Needed),
        field("text", Needed),
        field("url", Text),
        field("style", Text),
        field("name", Text),
        field("value", Text),
        field("confirm", Object(&SLACK_CONFIRMATION)),
    ]],
    check: |reader, fields| {
        if !["url", "name"].iter().any(|name| fields.is_filled(reader.tree, name)) {
            reader.missing(fields, "An action of a Slack message needs url: or name:.");
        }
    },
};

static SLACK_CONFIRMATION: Shape = Shape {
    what: "confirm",
    fields: &[&[
        field("text", Needed),
        field("title", Text),
        field("ok_text", Text),
        field("dismiss_text", Text),
    ]],
    check: nothing,
};

/// A message to Rocket.Chat.
pub(super) static ROCKETCHAT: Shape = Shape {
    what: "rocketchat_configs",
    fields: &[
        COMMON,
        MESSAGE,
        &[
            field("api_url", Url),
            field("token", Secret),
            field("token_file", File),
            field("token_id", Secret),
            field("token_id_file", File),
            field("fields", Any),
            field("emoji", Text),
            field("actions", Any),
        ],
    ],
    check: |reader, fields| {
        reader.own_or_global(fields, "token", "rocketchat_token");
        reader.own_or_global(fields, "token_id", "rocketchat_token_id");
    },
};
