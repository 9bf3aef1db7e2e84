//! The audit log: every change is recorded in the transaction that makes it, or is not made.

use crate::error::Result;
use crate::request::Source;
use crate::store::Tx;
use chrono::{DateTime, Utc};
use keyhouse_model::audit::{Actor, ActorKind, AuditEvent, Change, Outcome, Target};
use keyhouse_model::id::{AuditEventId, DeploymentId};
use serde::Serialize;
use uuid::Uuid;

pub mod chain;
pub mod export;
pub mod query;
mod row;
pub mod tail;

use row::Row;

/// Who does something, and from where.
#[derive(Clone, Debug)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// From where; none for the server itself and its command line.
    pub source: Option<Source>,
}

impl By {
    /// The server itself, or its command line.
    pub fn system(name: &str) -> Self {
        let actor = Actor { kind: ActorKind::System, id: String::new(), name: name.to_owned() };
        Self { actor, source: None }
    }
}

/// What was done, as a handler says it: [`record`] adds who, when and from where.
#[derive(Clone, Debug)]
pub struct Event {
    action: &'static str,
    target: Target,
    deployment_id: Option<DeploymentId>,
    outcome: Outcome,
    changes: Vec<Change>,
}

impl Event {
    /// `action` is one of [`keyhouse_model::audit::action`]; `kind` the noun of the target: `api_key`.
    pub fn new(action: &'static str, kind: &str, id: impl ToString, name: &str) -> Self {
        let target = Target { kind: kind.to_owned(), id: id.to_string(), name: name.to_owned() };
        Self { action, target, deployment_id: None, outcome: Outcome::Success, changes: Vec::new() }
    }

    /// It belongs to a deployment.
    #[must_use]
    pub fn on_deployment(mut self, id: DeploymentId) -> Self {
        self.deployment_id = Some(id);
        self
    }

    /// It did not go well.
    #[must_use]
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// A field before and after; left out if both are the same. Never pass a secret.
    #[must_use]
    pub fn change(mut self, field: &str, before: impl Serialize, after: impl Serialize) -> Self {
        let value = |value: serde_json::Result<serde_json::Value>| value.unwrap_or_default();
        let before = value(serde_json::to_value(before));
        let after = value(serde_json::to_value(after));
        if before != after {
            self.changes.push(Change { field: field.to_owned(), before, after });
        }
        self
    }

    /// Whether a field changed.
    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty()
    }
}

/// Appends an event to the log, chained to the one before it. It is there when `tx` commits.
///
/// # Errors
/// When the database fails.
pub async fn record(tx: &mut Tx, at: DateTime<Utc>, by: &By, event: Event) -> Result<()> {
    let source = by.source.as_ref();
    let event = AuditEvent {
        id: AuditEventId(Uuid::now_v7()),
        at,
        actor: by.actor.clone(),
        action: event.action.to_owned(),
        target: event.target,
        deployment_id: event.deployment_id,
        ip: source.and_then(|source| source.ip.clone()),
        user_agent: source.and_then(|source| source.user_agent.clone()),
        request_id: source.map(|source| source.request_id.clone()),
        outcome: event.outcome,
        changes: event.changes,
        hash: String::new(),
    };
    let head = chain::head(tx).await?;
    let mut row = Row::new(head.seq + 1, event)?;
    row.hash = chain::hash(&head.hash, &row)?;
    row.insert(tx).await?;
    chain::advance(tx, &chain::Head { seq: row.seq, hash: row.hash }).await
}
