//! An event as a row of the table. The hash chain is over rows, so that no change of one can hide behind its reading.

use crate::error::Result;
use crate::store::{Tx, from_ms, to_ms};
use keyhouse_model::audit::{Actor, ActorKind, AuditEvent, Outcome, Target};
use keyhouse_model::id::{AuditEventId, DeploymentId};
use sqlx::FromRow;

/// The columns of [`Row`], in a select.
pub(super) const COLUMNS: &str = "seq, id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, \
    target_name, deployment_id, ip, user_agent, request_id, outcome, changes, hash";

/// An event as it is stored.
#[derive(Debug, FromRow)]
pub(super) struct Row {
    pub(super) seq: i64,
    pub(super) id: String,
    pub(super) at: i64,
    pub(super) actor_kind: String,
    pub(super) actor_id: String,
    pub(super) actor_name: String,
    pub(super) action: String,
    pub(super) target_kind: String,
    pub(super) target_id: String,
    pub(super) target_name: String,
    pub(super) deployment_id: Option<String>,
    pub(super) ip: Option<String>,
    pub(super) user_agent: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) outcome: String,
    pub(super) changes: String,
    pub(super) hash: String,
}

impl Row {
    /// The row of an event that has no hash yet.
    pub(super) fn new(seq: i64, event: AuditEvent) -> Result<Self> {
        Ok(Self {
            seq,
            id: event.id.to_string(),
            at: to_ms(event.at),
            actor_kind: actor_kind_word(event.actor.kind).to_owned(),
            actor_id: event.actor.id,
            actor_name: event.actor.name,
            action: event.action,
            target_kind: event.target.kind,
            target_id: event.target.id,
            target_name: event.target.name,
            deployment_id: event.deployment_id.map(|id| id.to_string()),
            ip: event.ip,
            user_agent: event.user_agent,
            request_id: event.request_id,
            outcome: event.outcome.as_str().to_owned(),
            changes: serde_json::to_string(&event.changes)?,
            hash: String::new(),
        })
    }

    /// The event. What someone wrote into the table by hand may be no id or no JSON: it reads as empty here, and the
    /// chain says that it is broken.
    pub(super) fn event(self) -> AuditEvent {
        AuditEvent {
            id: AuditEventId(self.id.parse().unwrap_or_default()),
            at: from_ms(self.at),
            actor: Actor { kind: actor_kind(&self.actor_kind), id: self.actor_id, name: self.actor_name },
            action: self.action,
            target: Target { kind: self.target_kind, id: self.target_id, name: self.target_name },
            deployment_id: self.deployment_id.and_then(|id| id.parse().ok()).map(DeploymentId),
            ip: self.ip,
            user_agent: self.user_agent,
            request_id: self.request_id,
            outcome: outcome(&self.outcome),
            changes: serde_json::from_str(&self.changes).unwrap_or_default(),
            hash: self.hash,
        }
    }

    pub(super) async fn insert(&self, tx: &mut Tx) -> Result<()> {
        sqlx::query(
            "insert into audit_events (seq, id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, \
             target_name, deployment_id, ip, user_agent, request_id, outcome, changes, hash, search) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        )
        .bind(self.seq)
        .bind(&self.id)
        .bind(self.at)
        .bind(&self.actor_kind)
        .bind(&self.actor_id)
        .bind(&self.actor_name)
        .bind(&self.action)
        .bind(&self.target_kind)
        .bind(&self.target_id)
        .bind(&self.target_name)
        .bind(&self.deployment_id)
        .bind(&self.ip)
        .bind(&self.user_agent)
        .bind(&self.request_id)
        .bind(&self.outcome)
        .bind(&self.changes)
        .bind(&self.hash)
        .bind(self.search_text())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// What a search looks through, in lower case.
    fn search_text(&self) -> String {
        let parts = [
            self.actor_name.as_str(),
            &self.action,
            &self.target_name,
            &self.target_id,
            self.ip.as_deref().unwrap_or_default(),
            self.request_id.as_deref().unwrap_or_default(),
        ];
        parts.join(" ").to_lowercase()
    }
}

/// The word as it stands on the wire.
pub(super) fn actor_kind_word(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::User => "user",
        ActorKind::ApiKey => "api_key",
        ActorKind::System => "system",
    }
}

fn actor_kind(word: &str) -> ActorKind {
    match word {
        "user" => ActorKind::User,
        "api_key" => ActorKind::ApiKey,
        _ => ActorKind::System,
    }
}

fn outcome(word: &str) -> Outcome {
    match word {
        "success" => Outcome::Success,
        "denied" => Outcome::Denied,
        _ => Outcome::Failed,
    }
}
