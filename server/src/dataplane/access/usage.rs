//! When tokens were last used, and how often, on its way to the store.
//!
//! vmauth's counters are read every second. Collectors write all the time, so to store each reading would be a write to
//! the disk every second for ever: only the first use of a token is stored at once, and the rest every few seconds.

use crate::activity::first_hour_of_day;
use crate::error::Result;
use crate::store::{Store, Tx, to_ms};
use chrono::{DateTime, Duration, Utc};
use keyhouse_model::id::{AccessTokenId, DeploymentId};
use std::collections::{BTreeMap, HashMap, HashSet};

const HOUR_MS: i64 = 3_600_000;

/// How long a use may wait to be stored.
fn longest_wait() -> Duration {
    Duration::seconds(5)
}

/// The use that is not stored yet.
#[derive(Debug, Default)]
pub(super) struct Usage {
    pending: HashMap<AccessTokenId, Use>,
    /// Tokens of which a use was stored since the start.
    known: HashSet<AccessTokenId>,
    stored_at: Option<DateTime<Utc>>,
}

/// The use of one token.
#[derive(Debug, Default)]
struct Use {
    /// In milliseconds since 1970.
    last: i64,
    /// How many requests by hours since 1970.
    hours: BTreeMap<i64, u64>,
}

impl Usage {
    /// So many requests came with these tokens just now.
    pub(super) fn saw(&mut self, requests: HashMap<AccessTokenId, u64>, now: DateTime<Utc>) {
        let now = to_ms(now);
        for (id, requests) in requests {
            let seen = self.pending.entry(id).or_default();
            seen.last = now;
            *seen.hours.entry(now.div_euclid(HOUR_MS)).or_default() += requests;
        }
    }

    /// Whether something should be stored now.
    pub(super) fn is_due(&self, now: DateTime<Utc>) -> bool {
        let is_news = || self.pending.keys().any(|id| !self.known.contains(id));
        let has_waited = || self.stored_at.is_none_or(|at| now - at >= longest_wait());
        !self.pending.is_empty() && (has_waited() || is_news())
    }

    /// Stores all of it. Answers the tokens that were used for the first time. If that fails, it stays pending.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn store(
        &mut self,
        store: &Store,
        now: DateTime<Utc>,
    ) -> Result<Vec<(AccessTokenId, DeploymentId)>> {
        if self.pending.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = store.begin().await?;
        let mut first = Vec::new();
        for (id, seen) in &self.pending {
            let is_news = !self.known.contains(id);
            first.extend(if is_news { never_used(&mut tx, *id).await? } else { None });
            write(&mut tx, *id, seen).await?;
        }
        tx.commit().await?;
        self.known.extend(self.pending.drain().map(|(id, _)| id));
        self.stored_at = Some(now);
        Ok(first)
    }
}

/// The token and its deployment, if the store knows of no use.
async fn never_used(tx: &mut Tx, id: AccessTokenId) -> Result<Option<(AccessTokenId, DeploymentId)>> {
    let query =
        sqlx::query_scalar("select deployment_id from access_tokens where id = $1 and last_used_at is null");
    let found: Option<String> = query.bind(id.to_string()).fetch_optional(&mut **tx).await?;
    Ok(found.and_then(|deployment| Some((id, deployment.parse().ok()?))))
}

/// A token that is gone meanwhile is passed over.
async fn write(tx: &mut Tx, id: AccessTokenId, seen: &Use) -> Result<()> {
    let update = sqlx::query("update access_tokens set last_used_at = $2 where id = $1");
    if update.bind(id.to_string()).bind(seen.last).execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(());
    }
    for (hour, requests) in &seen.hours {
        sqlx::query(
            "insert into access_token_hours (access_token_id, hour, requests) values ($1, $2, $3) \
             on conflict (access_token_id, hour) \
             do update set requests = access_token_hours.requests + excluded.requests",
        )
        .bind(id.to_string())
        .bind(hour)
        .bind(i64::try_from(*requests).unwrap_or(i64::MAX))
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Removes the counts that no answer looks at any more.
///
/// # Errors
/// When the database fails.
pub async fn purge(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    let until = first_hour_of_day(now);
    sqlx::query("delete from access_token_hours where hour < $1").bind(until).execute(&mut **tx).await?;
    Ok(())
}
