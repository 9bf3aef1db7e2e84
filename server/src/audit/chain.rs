//! The hash chain: each event carries the hash of itself and of the one before it, so that a changed, missing or
//! reordered row shows.
//!
//! The hash is SHA-256, in lower-case hex, over one JSON array without blanks, of this order:
//!
//! `[previous hash, id, at, actor kind, actor id, actor name, action, target kind, target id, target name,
//! deployment id, ip, user agent, request id, outcome, changes]`
//!
//! `at` is the number of milliseconds since 1970 in UTC; what is absent is `null`; `changes` is a string that holds the
//! JSON text as it is stored. The first event follows on the empty string. The table `audit_head` keeps the number of
//! events and the last hash, so that events that are missing at the end show too.

use super::row::{COLUMNS, Row};
use crate::error::Result;
use crate::store::{Connection, Store, Tx, from_ms};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use keyhouse_model::id::AuditEventId;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, FromRow};

/// How many events are checked at a time.
const BATCH: i64 = 1000;

/// The end of the chain.
#[derive(Debug, FromRow)]
pub struct Head {
    /// The number of the last event; they count from 1 without a gap.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// The end of the chain as it is now.
///
/// # Errors
/// When the database fails.
pub async fn head(connection: &mut Connection) -> Result<Head> {
    Ok(sqlx::query_as("select seq, hash from audit_head").fetch_one(connection).await?)
}

pub(super) async fn advance(tx: &mut Tx, head: &Head) -> Result<()> {
    let update = sqlx::query("update audit_head set seq = $1, hash = $2");
    update.bind(head.seq).bind(&head.hash).execute(&mut **tx).await?;
    Ok(())
}

/// The hash of a row that follows on the one with the hash `previous`. See the module for its form.
pub(super) fn hash(previous: &str, row: &Row) -> Result<String> {
    let text = serde_json::to_vec(&(
        previous,
        &row.id,
        row.at,
        &row.actor_kind,
        &row.actor_id,
        &row.actor_name,
        &row.action,
        &row.target_kind,
        &row.target_id,
        &row.target_name,
        &row.deployment_id,
        &row.ip,
        &row.user_agent,
        &row.request_id,
        &row.outcome,
        &row.changes,
    ))?;
    Ok(HEXLOWER.encode(&Sha256::digest(text)))
}

/// What a check of the chain found.
#[derive(Debug)]
pub struct Found {
    /// Whether every event is there and unchanged.
    pub intact: bool,
    /// How many events fit, from the first one on.
    pub events: u64,
    /// The first event that does not fit, if one is there that doesn't.
    pub first_broken: Option<AuditEventId>,
    /// When the last event that fits happened.
    pub last_fitting_at: Option<DateTime<Utc>>,
}

/// Checks the whole chain, up to the end as it was when the check began.
///
/// # Errors
/// When the database fails.
pub async fn verify(store: &Store) -> Result<Found> {
    let end = head(&mut *store.read().acquire().await?).await?;
    let mut last = Head { seq: 0, hash: String::new() };
    let (mut first_broken, mut last_fitting_at) = (None, None);
    'log: while last.seq < end.seq {
        let rows = batch(store, last.seq, end.seq).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.seq != last.seq + 1 || hash(&last.hash, &row)? != row.hash {
                first_broken = Some(AuditEventId(row.id.parse().unwrap_or_default()));
                break 'log;
            }
            last_fitting_at = Some(from_ms(row.at));
            last = Head { seq: row.seq, hash: row.hash };
        }
    }
    let intact = first_broken.is_none() && last.seq == end.seq && last.hash == end.hash;
    Ok(Found { intact, events: count(last.seq), first_broken, last_fitting_at })
}

async fn batch(store: &Store, after: i64, end: i64) -> Result<Vec<Row>> {
    let sql =
        format!("select {COLUMNS} from audit_events where seq > $1 and seq <= $2 order by seq limit {BATCH}");
    let rows = sqlx::query_as(AssertSqlSafe(sql)).bind(after).bind(end);
    Ok(rows.fetch_all(store.read()).await?)
}

fn count(seq: i64) -> u64 {
    u64::try_from(seq).unwrap_or_default()
}
