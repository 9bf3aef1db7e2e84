//! An event in words. Pure.

use crate::components::{deployment_words, words};
use crate::format::number::thousands;
use crate::format::text::{count, sentence};
use crate::format::time::absolute;
use chrono::{DateTime, Utc};
use keyhouse_model::access_token::AccessMode;
use keyhouse_model::api_key::Permission;
use keyhouse_model::audit::{ActorKind, AuditEvent, Outcome, Verification, action};
use keyhouse_model::deployment::{DeploymentType, MaintenanceWindow};
use keyhouse_model::id::AuditEventId;
use keyhouse_model::member::Role;
use keyhouse_model::time;
use serde::Deserialize;
use serde_json::Value;

/// What was done; what was only tried says so.
pub(super) fn what(event: &AuditEvent) -> String {
    let what = words::audit_action(&event.action);
    // A failed sign-in says it by its name.
    if event.outcome == Outcome::Success || event.action == action::SESSION_FAILED {
        what
    } else {
        format!("{what} (not done)")
    }
}

/// What kind of caller it was.
pub(super) fn actor_kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::User => "Person",
        ActorKind::ApiKey => "API key",
        ActorKind::System => "Server",
    }
}

/// Who it was. A sign-in with an address that nobody has still names that address.
pub(super) fn actor(event: &AuditEvent) -> String {
    if event.actor.name.is_empty() { "Unknown".to_owned() } else { event.actor.name.clone() }
}

/// What kind of thing it was done to.
pub(super) fn target_kind(kind: &str) -> String {
    match kind {
        "api_key" => "API key".to_owned(),
        "user" => "Member".to_owned(),
        other => sentence(&other.replace('_', " ")),
    }
}

/// What it was done to, by name; by id where it has no name, as for what was refused.
pub(super) fn target(event: &AuditEvent) -> String {
    let target = &event.target;
    if target.name.is_empty() { target.id.clone() } else { target.name.clone() }
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

/// What the check of the hash chain found.
pub(super) fn integrity(found: &Verification) -> String {
    let fitting = count(usize::try_from(found.events).unwrap_or(usize::MAX), "event", "events");
    match (found.intact, found.first_broken) {
        (true, _) if found.events == 1 => "The one event of the log is there and unchanged.".to_owned(),
        (true, _) => format!("All {fitting} are there, in their order and unchanged."),
        (false, Some(_)) => format!(
            "The log was tampered with or damaged. The first {fitting} fit together; the one after them does not. Compare \
             with an export from before, and find out who can write to the server's database."
        ),
        (false, None) => format!(
            "The log was tampered with or damaged: {fitting} fit together, and newer ones are missing at its end. Compare \
             with an export from before, and find out who can write to the server's database."
        ),
    }
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
    fn what_was_refused_does_not_read_as_done() {
        let event = |action: &str, outcome: &str| -> AuditEvent {
            serde_json::from_value(json!({
                "id": "017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "at": "2026-11-21T09:36:00Z",
                "actor": {"kind": "user", "id": "", "name": "eve@example.com"}, "action": action,
                "target": {"kind": "api_key", "id": "7", "name": ""}, "deployment_id": null, "ip": null,
                "user_agent": null, "request_id": null, "outcome": outcome, "changes": [], "hash": "",
            }))
            .unwrap()
        };
        assert_eq!(what(&event("api_key.delete", "success")), "Deleted an API key");
        assert_eq!(what(&event("api_key.delete", "denied")), "Deleted an API key (not done)");
        assert_eq!(what(&event("session.failed", "failed")), "Failed to sign in");
        assert_eq!(target(&event("api_key.delete", "denied")), "7");
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
        let found = |intact, events, first_broken| integrity(&Verification { intact, events, first_broken });
        let id = Some("123e4567-e89b-12d3-a456-426614174000".parse().unwrap());
        assert_eq!(found(true, 1204, None), "All 1,204 events are there, in their order and unchanged.");
        assert_eq!(found(true, 1, None), "The one event of the log is there and unchanged.");
        assert!(found(false, 341, id).contains("The first 341 events fit together"));
        assert!(found(false, 341, None).contains("missing at its end"));
    }
}
