//! The audit log.

use super::Endpoint;
use keyhouse_model::audit::{AuditEvent, Outcome, Verification, action};
use keyhouse_model::page::Page;
use keyhouse_model::path;

/// Which events to show. Empty parts do not count.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Filter {
    /// Not before this instant (RFC 3339).
    pub from: String,
    /// Before this instant (RFC 3339).
    pub to: String,
    /// What was done: exact, `noun.*`, or several with commas between.
    pub action: String,
    /// Part of the name of who did it.
    pub actor: String,
    /// The id of what it was done to, or part of its name.
    pub target: String,
    /// The id of the deployment that it belongs to.
    pub deployment: String,
    /// How it went: `success`, `denied`, `failed`, or several with commas between.
    pub outcome: String,
    /// Any text.
    pub text: String,
}

/// In which form to export.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ExportFormat {
    /// Comma-separated values with a heading (RFC 4180).
    Csv,
    /// One JSON object a line.
    JsonLines,
}

/// One page of events, newest first.
pub fn list(filter: &Filter, cursor: Option<&str>) -> Endpoint<Page<AuditEvent>> {
    let path = selected(filter);
    Endpoint::get(path::with_query(&path, &[("limit", "100"), ("cursor", cursor.unwrap_or_default())]))
}

/// All events that the filter selects, as text to save.
pub fn export(filter: &Filter, format: ExportFormat) -> Endpoint<String> {
    let accept = match format {
        ExportFormat::Csv => "text/csv",
        ExportFormat::JsonLines => "application/jsonl",
    };
    Endpoint::text(selected(filter), accept)
}

/// The newest check of the hash chain, however it went.
pub fn last_check() -> Endpoint<Page<AuditEvent>> {
    // What was only tried was no check.
    let found = [Outcome::Success, Outcome::Failed].map(Outcome::as_str).join(",");
    let pairs = [("action", action::AUDIT_VERIFY), ("outcome", &found), ("limit", "1")];
    Endpoint::get(path::with_query(path::AUDIT_LOGS, &pairs))
}

/// The newest events, at most `limit`.
pub fn latest(limit: u32) -> Endpoint<Page<AuditEvent>> {
    Endpoint::get(path::with_query(path::AUDIT_LOGS, &[("limit", &limit.to_string())]))
}

/// Checks that no event is missing or changed.
pub fn verify() -> Endpoint<Verification> {
    Endpoint::get(path::AUDIT_VERIFY)
}

fn selected(filter: &Filter) -> String {
    let Filter { from, to, action, actor, target, deployment, outcome, text } = filter;
    let pairs = [
        ("from", from),
        ("to", to),
        ("action", action),
        ("actor", actor),
        ("target", target),
        ("deployment_id", deployment),
        ("outcome", outcome),
        ("q", text),
    ];
    path::with_query(path::AUDIT_LOGS, &pairs.map(|(name, value)| (name, value.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_becomes_a_query() {
        let filter = Filter {
            action: "api_key.*".into(),
            deployment: "d-1".into(),
            text: "a b".into(),
            ..Filter::default()
        };
        let endpoint = list(&filter, Some("c/1"));
        assert_eq!(
            endpoint.request.path,
            "/api/v1/audit_logs?action=api_key.%2A&deployment_id=d-1&q=a%20b&limit=100&cursor=c%2F1"
        );
        assert_eq!(
            last_check().request.path,
            "/api/v1/audit_logs?action=audit_log.verify&outcome=success%2Cfailed&limit=1"
        );
        assert_eq!(export(&Filter::default(), ExportFormat::Csv).request.path, "/api/v1/audit_logs");
    }
}
