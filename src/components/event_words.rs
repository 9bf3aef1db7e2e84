//! An audit event in words. Pure.

use super::words;
use keyhouse_model::audit::{AuditEvent, Outcome, action};

/// What was done; what was only tried says so.
pub fn what(event: &AuditEvent) -> String {
    let what = words::audit_action(&event.action);
    match (event.outcome, event.action.as_str()) {
        // A failed sign-in says it by its name.
        (Outcome::Success, _) | (_, action::SESSION_FAILED) => what,
        (Outcome::Failed, action::AUDIT_VERIFY) => "Found the audit log broken".to_owned(),
        _ => format!("{what} (not done)"),
    }
}

/// Who it was. A sign-in with an address that nobody has still names that address.
pub fn actor(event: &AuditEvent) -> String {
    if event.actor.name.is_empty() { "Unknown".to_owned() } else { event.actor.name.clone() }
}

/// What it was done to, by name; by id where it has no name, as for what was refused.
pub fn target(event: &AuditEvent) -> String {
    let target = &event.target;
    if target.name.is_empty() { target.id.clone() } else { target.name.clone() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

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
        assert_eq!(what(&event("audit_log.verify", "failed")), "Found the audit log broken");
        assert_eq!(what(&event("audit_log.verify", "denied")), "Checked the audit log (not done)");
        assert_eq!(target(&event("api_key.delete", "denied")), "7");
    }
}
