//! What was appended lately, for those who follow the log.

use crate::error::Result;
use crate::store::Store;
use keyhouse_model::audit::Outcome;
use keyhouse_model::id::DeploymentId;
use sqlx::FromRow;

/// What those who follow look at of an event.
#[derive(Debug, FromRow)]
pub struct Appended {
    /// Its place in the log.
    pub seq: i64,
    /// Its id.
    pub id: String,
    /// What was done.
    pub action: String,
    /// The id of what it was done to.
    pub target_id: String,
    deployment_id: Option<String>,
    outcome: String,
}

impl Appended {
    /// Whether it was done, and not only tried.
    pub fn was_done(&self) -> bool {
        self.outcome == Outcome::Success.as_str()
    }

    /// The deployment that it belongs to.
    pub fn deployment_id(&self) -> Option<DeploymentId> {
        self.deployment_id.as_ref().and_then(|id| id.parse().ok())
    }
}

/// At most `limit` events after the one with the number `seq`, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn after(store: &Store, seq: i64, limit: i64) -> Result<Vec<Appended>> {
    let sql = "select seq, id, action, target_id, deployment_id, outcome from audit_events \
        where seq > $1 order by seq limit $2";
    Ok(sqlx::query_as(sql).bind(seq).bind(limit).fetch_all(store.read()).await?)
}
