//! An event in words. Pure.

use crate::format::number::thousands;
use crate::format::text::{count, sentence};
use crate::format::time::absolute;
use chrono::{DateTime, Utc};
use keyhouse_model::audit::{ActorKind, AuditEvent, Verification};
use serde_json::Value;

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

/// A value before or after a change. Instants are written in UTC, lists with commas.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.parse::<DateTime<Utc>>().map_or_else(|_| text.clone(), absolute),
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
    fn the_check_says_what_it_counted() {
        let found = |intact, events, first_broken| integrity(&Verification { intact, events, first_broken });
        let id = Some("123e4567-e89b-12d3-a456-426614174000".parse().unwrap());
        assert_eq!(found(true, 1204, None), "All 1,204 events are there, in their order and unchanged.");
        assert_eq!(found(true, 1, None), "The one event of the log is there and unchanged.");
        assert!(found(false, 341, id).contains("The first 341 events fit together"));
        assert!(found(false, 341, None).contains("missing at its end"));
    }
}
