//! An event in words. Pure.

use super::filter::SPANS;
use crate::components::words::instant;
use crate::components::{deployment_words, words};
use crate::format::number::thousands;
use crate::format::text::{count, sentence};
use crate::format::time::absolute;
use chrono::{DateTime, Utc};
use keyhouse_model::access_token::AccessMode;
use keyhouse_model::api_key::Permission;
use keyhouse_model::audit::{ActorKind, AuditEvent, Verification, action};
use keyhouse_model::deployment::{DeploymentType, MaintenanceWindow};
use keyhouse_model::id::AuditEventId;
use keyhouse_model::member::Role;
use keyhouse_model::time;
use serde::Deserialize;
use serde_json::Value;

/// How many characters of an id tell it from others.
const ID_CHARS: usize = 8;

/// What kind of caller it was.
pub(super) fn actor_kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::User => "Person",
        ActorKind::ApiKey => "API key",
        ActorKind::System => "Server",
    }
}

/// What kind of thing it was done to.
pub(super) fn target_kind(kind: &str) -> String {
    match kind {
        "api_key" => "API key".to_owned(),
        "user" => "Member".to_owned(),
        other => sentence(&other.replace('_', " ")),
    }
}

/// A field's name for people: `expires_at` is "Expires at".
pub(super) fn field(name: &str) -> String {
    sentence(&name.replace('_', " "))
}

/// The value of a field before or after a change, in the words of the forms that change it.
pub(super) fn field_value(field: &str, value: &Value) -> String {
    let known = match field {
        "permission" => Permission::deserialize(value).ok().map(words::permission),
        "role" => Role::deserialize(value).ok().map(words::role),
        // Deployments and access tokens call different things by this name, with different words.
        "type" => {
            let mode = AccessMode::deserialize(value).ok().map(words::access_mode);
            mode.or_else(|| DeploymentType::deserialize(value).ok().map(deployment_words::kind))
        }
        "maintenance_window" => MaintenanceWindow::deserialize(value).ok().map(deployment_words::maintenance),
        _ => None,
    };
    known.map_or_else(|| self::value(value), str::to_owned)
}

/// Any value. Instants are written in UTC, lists with commas.
fn value(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => time::parse(text).map_or_else(|| text.clone(), absolute),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(self::value).collect::<Vec<_>>().join(", "),
        Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// How many events are on the screen, and whether they are all.
pub(super) fn loaded(events: usize, more: bool) -> String {
    if more {
        format!("{} newest events", thousands(u64::try_from(events).unwrap_or(u64::MAX)))
    } else {
        count(events, "event", "events")
    }
}

/// When an event happened, by its id alone: a UUID of version 7 begins with the milliseconds since 1970. `None` for an
/// id of another kind.
pub(super) fn moment(id: &str) -> Option<DateTime<Utc>> {
    let id = id.parse::<AuditEventId>().ok().filter(|id| id.0.get_version_num() == 7)?;
    DateTime::from_timestamp_millis(i64::try_from(id.0.as_u128() >> 80).ok()?)
}

/// Why the event of a link is not on the screen; `at` is when it happened, where that is known.
pub(super) fn elsewhere(at: Option<&str>, loaded: usize, more: bool, filtered: bool) -> String {
    let when = at.map(|at| format!(" It is from {at}.")).unwrap_or_default();
    let which = self::loaded(loaded, more);
    let matching = if filtered { ", which are those that match the filter" } else { "" };
    let hint = if !more && !filtered { " The link may be from another server." } else { "" };
    format!("The event of this link is not among the {which} that are loaded{matching}.{when}{hint}")
}

/// What a check of the hash chain found, as the one who made it reads it; `told` writes an instant in their zone.
pub(super) fn integrity(found: &Verification, told: impl Fn(DateTime<Utc>) -> String) -> String {
    let fitting = count(usize::try_from(found.events).unwrap_or(usize::MAX), "event", "events");
    let until = found.last_fitting_at.map(|at| format!(", until {}", told(at))).unwrap_or_default();
    let next = "Compare with an export from before, and find out who can write to the server's database.";
    match (found.intact, found.first_broken) {
        (true, _) if found.events == 1 => "The one event of the log is there and unchanged.".to_owned(),
        (true, _) => format!("All {fitting} are there, in their order and unchanged."),
        (false, Some(_)) => format!(
            "The log was tampered with or damaged. The first {fitting} fit together{until}; number {} does not. {next}",
            thousands(found.events + 1)
        ),
        (false, None) => format!(
            "The log was tampered with or damaged: {fitting} fit together{until}, and newer ones are missing at its end. \
             {next}"
        ),
    }
}

/// What an earlier check found, as its event says it; `None` if the event is of something else.
pub(super) fn earlier_check(event: &AuditEvent) -> Option<(bool, String)> {
    let field = |name: &str| event.changes.iter().find(|change| change.field == name).map(|it| &it.after);
    let (intact, events) = (field("intact")?.as_bool()?, field("events")?.as_u64()?);
    let number = count(usize::try_from(events).unwrap_or(usize::MAX), "event", "events");
    let what =
        if intact { format!("{number}, none missing or changed") } else { format!("broken after {number}") };
    (event.action == action::AUDIT_VERIFY).then_some((intact, what))
}

/// A saved filter in a few words: "Secret access · by ada · last 7 days".
pub(super) fn filter(value: impl Fn(&str) -> String) -> String {
    let word = |name: &str, text: &dyn Fn(String) -> String| {
        Some(value(name)).filter(|value| !value.is_empty()).map(text)
    };
    let time = |value: String| time::parse(&value).map_or(value, instant);
    let span = |value: String| {
        let span = SPANS.into_iter().find(|(word, _, _)| *word == value);
        span.map_or(value, |(_, label, _)| label.to_lowercase())
    };
    let parts = [
        word("action", &|value| action_choice(&value)),
        word("outcome", &|_| "failed".to_owned()),
        word("actor", &|value| format!("by {value}")),
        word("target", &|value| format!("done to {value}")),
        word("deployment", &|value| {
            format!("in deployment {}", value.chars().take(ID_CHARS).collect::<String>())
        }),
        word("within", &span),
        word("from", &|value| format!("from {}", time(value))),
        word("to", &|value| format!("until {}", time(value))),
        word("q", &|value| format!("“{value}”")),
    ];
    sentence(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// A choice of the actions' filter as its menu calls it.
fn action_choice(value: &str) -> String {
    let known = super::filter::actions().into_iter().find(|(known, _)| known == value);
    known.map_or_else(|| value.to_owned(), |(_, label)| label.trim().to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn values_read_as_people_write_them() {
        for (given, text) in [
            (json!(null), "none"),
            (json!(true), "yes"),
            (json!("viewer"), "viewer"),
            (json!("2027-02-19T09:41:00Z"), "19 Feb 2027, 09:41 UTC"),
            (json!([]), "none"),
            (json!(["a", "b"]), "a, b"),
            (json!(5), "5"),
            (json!({"url": "x"}), "{\"url\":\"x\"}"),
        ] {
            assert_eq!(value(&given), text);
        }
        assert_eq!(field_value("permission", &json!("rw")), "Read/Write");
        assert_eq!(field_value("role", &json!("admin")), "Administrator");
        assert_eq!(field_value("role", &json!(null)), "none");
        assert_eq!(field_value("type", &json!("single_node")), "Single node");
        assert_eq!(field_value("type", &json!("rw")), "Read and write");
        assert_eq!(
            field_value("maintenance_window", &json!("Mon-Fri 4-5am")),
            "Monday to Friday, 4 to 5 am UTC"
        );
        assert_eq!(field("expires_at"), "Expires at");
        assert_eq!(target_kind("audit_log"), "Audit log");
    }

    #[test]
    fn the_count_never_claims_to_be_all_while_there_are_older_ones() {
        assert_eq!(loaded(100, true), "100 newest events");
        assert_eq!(loaded(10_000, true), "10,000 newest events");
        assert_eq!(loaded(1, false), "1 event");
    }

    #[test]
    fn an_id_of_version_7_tells_its_time() {
        let at = moment("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
        assert_eq!(at.map(absolute).as_deref(), Some("22 Feb 2022, 19:22 UTC"));
        assert_eq!(moment("123e4567-e89b-42d3-a456-426614174000"), None);
        assert_eq!(moment("not an id"), None);
    }

    #[test]
    fn an_event_that_is_not_loaded_says_where_it_may_be() {
        let text = elsewhere(Some("21 Nov 2026, 09:36 UTC"), 100, true, false);
        assert_eq!(
            text,
            "The event of this link is not among the 100 newest events that are loaded. It is from 21 Nov 2026, 09:36 UTC."
        );
        assert!(
            elsewhere(None, 7, false, true).contains("7 events that are loaded, which are those that match")
        );
        assert!(elsewhere(None, 7, false, false).ends_with("another server."));
    }

    #[test]
    fn the_check_says_what_it_counted() {
        let found = |intact, events, first_broken| {
            let at = DateTime::from_timestamp(1_795_254_060, 0).unwrap();
            let (last_fitting_at, checked_by) = (Some(at), "ada".into());
            let found =
                Verification { intact, events, first_broken, last_fitting_at, checked_at: at, checked_by };
            integrity(&found, |at| at.to_rfc3339())
        };
        let id = Some("123e4567-e89b-12d3-a456-426614174000".parse().unwrap());
        assert_eq!(found(true, 1204, None), "All 1,204 events are there, in their order and unchanged.");
        assert_eq!(found(true, 1, None), "The one event of the log is there and unchanged.");
        let broken = found(false, 1341, id);
        assert!(broken.contains("The first 1,341 events fit together, until 2026-11-21T"), "{broken}");
        assert!(broken.contains("number 1,342 does not"), "{broken}");
        assert!(found(false, 341, None).contains("missing at its end"));
    }

    #[test]
    fn an_earlier_check_is_read_from_its_event() {
        let event = |action: &str, intact: bool| -> AuditEvent {
            serde_json::from_value(json!({
                "id": "017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "at": "2026-11-21T09:36:00Z",
                "actor": {"kind": "user", "id": "", "name": "eve@example.com"}, "action": action,
                "target": {"kind": "audit_log", "id": "", "name": ""}, "deployment_id": null, "ip": null,
                "user_agent": null, "request_id": null, "outcome": "success", "hash": "",
                "changes": [
                    {"field": "intact", "before": null, "after": intact}, {"field": "events", "before": null, "after": 12},
                ],
            }))
            .unwrap()
        };
        let check = earlier_check(&event("audit_log.verify", true)).unwrap();
        assert_eq!(check, (true, "12 events, none missing or changed".to_owned()));
        assert_eq!(earlier_check(&event("audit_log.verify", false)).unwrap().1, "broken after 12 events");
        assert!(earlier_check(&event("api_key.update", true)).is_none());
    }

    #[test]
    fn a_filter_is_told_in_a_few_words() {
        let set = |name: &str| match name {
            "action" => "secrets".to_owned(),
            "actor" => "ada".to_owned(),
            "deployment" => "123e4567-e89b-42d3-a456-426614174000".to_owned(),
            "within" => "7d".to_owned(),
            "q" => "ci".to_owned(),
            _ => String::new(),
        };
        assert_eq!(filter(set), "Secret access · by ada · in deployment 123e4567 · last 7 days · “ci”");
        let other = |name: &str| if name == "action" { "user.create".to_owned() } else { String::new() };
        assert_eq!(filter(other), "Invited a member");
        assert_eq!(filter(|_| String::new()), "");
    }
}
