//! Services that call whoever is on duty.

use super::fields::Fields;
use super::reader::Reader;
use super::receivers::COMMON;
use super::schema::Kind::{
    Bool, File, GoDuration, GoDurationOrCount, LaxObjects, NeededSecret, Secret, Text, TextMap, Url,
};
use super::schema::{Shape, field, nothing};
use super::tables;
use crate::rules::Code;

/// `pagerduty_configs`.
pub(super) static PAGERDUTY: Shape = Shape {
    what: "pagerduty_configs",
    fields: &[
        COMMON,
        &[
            field("routing_key", Secret),
            field("routing_key_file", File),
            field("service_key", Secret),
            field("service_key_file", File),
            field("url", Url),
            field("client", Text),
            field("client_url", Text),
            field("description", Text),
            field("details", TextMap),
            field("images", LaxObjects(&tables::PAGERDUTY_IMAGE)),
            field("links", LaxObjects(&tables::PAGERDUTY_LINK)),
            field("source", Text),
            field("severity", Text),
            field("class", Text),
            field("component", Text),
            field("group", Text),
            field("timeout", GoDurationOrCount),
        ],
    ],
    check: check_pagerduty,
};

fn check_pagerduty(reader: &mut Reader<'_, '_>, fields: &Fields) {
    let keys = ["routing_key", "service_key", "routing_key_file", "service_key_file"];
    if !keys.iter().any(|name| fields.is_filled(reader.tree, name)) {
        reader.missing(fields, "pagerduty_configs needs routing_key: (or service_key: for the older API).");
    }
}

/// `opsgenie_configs`.
pub(super) static OPSGENIE: Shape = Shape {
    what: "opsgenie_configs",
    fields: &[
        COMMON,
        &[
            field("api_key", Secret),
            field("api_key_file", File),
            field("api_url", Url),
            field("message", Text),
            field("description", Text),
            field("source", Text),
            field("details", TextMap),
            field("entity", Text),
            field("responders", LaxObjects(&RESPONDER)),
            field("actions", Text),
            field("tags", Text),
            field("note", Text),
            field("priority", Text),
            field("update_alerts", Bool),
        ],
    ],
    check: |reader, fields| reader.own_or_global(fields, "api_key", "opsgenie_api_key"),
};

static RESPONDER: Shape = Shape {
    what: "a responder",
    fields: &[&[field("id", Text), field("name", Text), field("username", Text), field("type", Text)]],
    check: check_responder,
};

fn check_responder(reader: &mut Reader<'_, '_>, fields: &Fields) {
    if !["id", "name", "username"].iter().any(|name| fields.is_filled(reader.tree, name)) {
        reader.missing(fields, "A responder needs id:, name: or username:.");
    }
    let kinds = ["team", "teams", "user", "escalation", "schedule"];
    let kind = fields.text(reader.tree, "type").unwrap_or_default().to_lowercase();
    if kind.is_empty() {
        reader.missing(fields, "A responder needs type:, which is team, user, escalation or schedule.");
    } else if !kind.contains("{{") && !kinds.contains(&kind.as_str()) {
        let message = "The type of a responder is team, user, escalation or schedule.";
        reader.error_at_value(fields, "type", Code::UnknownValue, message.to_owned());
    }
}

/// `victorops_configs`: Splunk On-Call, by its former name.
pub(super) static VICTOROPS: Shape = Shape {
    what: "victorops_configs",
    fields: &[
        COMMON,
        &[
            field("api_key", Secret),
            field("api_key_file", File),
            field("api_url", Url),
            field("routing_key", NeededSecret),
            field("message_type", Text),
            field("state_message", Text),
            field("entity_display_name", Text),
            field("monitoring_tool", Text),
            field("custom_fields", TextMap),
        ],
    ],
    check: check_victorops,
};

fn check_victorops(reader: &mut Reader<'_, '_>, fields: &Fields) {
    const RESERVED: [&str; 7] = [
        "routing_key",
        "message_type",
        "state_message",
        "entity_display_name",
        "monitoring_tool",
        "entity_id",
        "entity_state",
    ];
    reader.own_or_global(fields, "api_key", "victorops_api_key");
    let Some(custom) = fields.value("custom_fields") else { return };
    for (name, key) in Fields::of(reader.tree, custom).keys() {
        if RESERVED.contains(&name.as_str()) {
            let message = format!("{name} is a field of its own and can't be among custom_fields.");
            reader.error(reader.tree.span(key), Code::ConflictingFields, message);
        }
    }
}

/// `pushover_configs`.
pub(super) static PUSHOVER: Shape = Shape {
    what: "pushover_configs",
    fields: &[
        COMMON,
        &[
            field("user_key", NeededSecret),
            field("user_key_file", File),
            field("token", NeededSecret),
            field("token_file", File),
            field("title", Text),
            field("message", Text),
            field("url", Text),
            field("url_title", Text),
            field("device", Text),
            field("sound", Text),
            field("priority", Text),
            field("retry", GoDuration),
            field("expire", GoDuration),
            field("ttl", GoDuration),
            field("html", Bool),
            field("monospace", Bool),
        ],
    ],
    check: nothing,
};
