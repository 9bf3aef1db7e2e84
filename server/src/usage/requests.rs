//! How many requests of the management API came with each key: a day at a time in the store, which outlives the process,
//! and what is not written yet laid over it. After a `kill -9`, the requests of the last second before it are missing.

use crate::activity::Activity;
use crate::error::{Error, Result};
use crate::store::{Store, Tx};
use keyhouse_model::id::ApiKeyId;
use keyhouse_model::usage::{ApiKeyUsage, Period};
use sqlx::FromRow;
use std::collections::BTreeMap;
use std::fmt::Write;

const HOURS_A_DAY: i64 = 24;
const HOUR_SECONDS: i64 = 3600;
/// The name of the counter in `GET /metrics`.
const COUNTER: &str = "keyhouse_api_key_requests_total";

/// So many requests came with a key, which had this name, in this hour since 1970.
///
/// # Errors
/// When the database fails.
pub(crate) async fn add(tx: &mut Tx, (id, name): (ApiKeyId, &str), hour: i64, requests: u64) -> Result<()> {
    sqlx::query(
        "insert into api_key_days (api_key_id, day, requests, name) values ($1, $2, $3, $4) \
         on conflict (api_key_id, day) \
         do update set requests = api_key_days.requests + excluded.requests, name = excluded.name",
    )
    .bind(id.to_string())
    .bind(hour.div_euclid(HOURS_A_DAY))
    .bind(i64::try_from(requests).unwrap_or(i64::MAX))
    .bind(name)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Of each key that there is or was, all that were ever counted; by its id as text. Never less than before, also after a
/// restart.
///
/// # Errors
/// When the database fails.
pub async fn totals(store: &Store, activity: &Activity) -> Result<BTreeMap<String, u64>> {
    let overlay = activity.overlay().await;
    let query = sqlx::query_as(
        "select id, coalesce((select sum(requests) from api_key_days where api_key_id = id), 0) from api_keys \
         union select api_key_id, sum(requests) from api_key_days group by api_key_id",
    );
    let rows: Vec<(String, i64)> = query.fetch_all(store.read()).await?;
    let mut totals: BTreeMap<String, u64> =
        rows.into_iter().map(|(id, sum)| (id, sum.unsigned_abs())).collect();
    for (id, key) in overlay.keys() {
        *totals.entry(id.to_string()).or_default() += key.requests_in(i64::MIN..i64::MAX);
    }
    Ok(totals)
}

#[derive(FromRow)]
struct Row {
    api_key_id: String,
    requests: i64,
    /// The last name under which it was counted.
    counted_as: String,
    /// The name that it has now.
    name: Option<String>,
}

/// Each key with requests in a month, the one with the most first.
///
/// # Errors
/// When the database fails.
pub async fn in_period(store: &Store, activity: &Activity, period: Period) -> Result<Vec<ApiKeyUsage>> {
    let overlay = activity.overlay().await;
    let hour = |at: chrono::DateTime<chrono::Utc>| at.timestamp().div_euclid(HOUR_SECONDS);
    let (first, end) = (hour(period.start()), hour(period.end()));
    let query = sqlx::query_as(
        "select api_key_id, sum(requests) as requests, max(day), api_key_days.name as counted_as, api_keys.name as name \
         from api_key_days left join api_keys on api_keys.id = api_key_id \
         where day >= $1 and day < $2 group by api_key_id",
    );
    let query = query.bind(first.div_euclid(HOURS_A_DAY)).bind(end.div_euclid(HOURS_A_DAY));
    let rows: Vec<Row> = query.fetch_all(store.read()).await?;
    let mut used = BTreeMap::new();
    for row in rows {
        let one = row.usage()?;
        used.insert(one.id, one);
    }
    for (id, key) in overlay.keys() {
        let requests = key.requests_in(first..end);
        match used.get_mut(&id) {
            Some(one) => one.requests += requests,
            None if requests > 0 => {
                used.insert(id, unwritten(store, id, key.name.clone(), requests).await?);
            }
            None => {}
        }
    }
    let mut used: Vec<_> = used.into_values().collect();
    used.sort_by(|a, b| b.requests.cmp(&a.requests).then_with(|| a.name.cmp(&b.name)));
    Ok(used)
}

/// A key whose first requests of the month are not written yet.
async fn unwritten(store: &Store, id: ApiKeyId, name: String, requests: u64) -> Result<ApiKeyUsage> {
    let query = sqlx::query_scalar("select name from api_keys where id = $1").bind(id.to_string());
    let now: Option<String> = query.fetch_optional(store.read()).await?;
    Ok(ApiKeyUsage { id, is_deleted: now.is_none(), name: now.unwrap_or(name), requests })
}

impl Row {
    fn usage(self) -> Result<ApiKeyUsage> {
        Ok(ApiKeyUsage {
            id: self.api_key_id.parse().map_err(Error::internal)?,
            is_deleted: self.name.is_none(),
            name: self.name.unwrap_or(self.counted_as),
            requests: self.requests.unsigned_abs(),
        })
    }
}

/// The totals in Prometheus' text format.
pub fn metrics(totals: &BTreeMap<String, u64>) -> String {
    let mut text = format!(
        "# HELP {COUNTER} Requests of the management API by API key, also those before a restart.\n# TYPE {COUNTER} counter\n"
    );
    for (id, total) in totals {
        // Writing to a text can't fail.
        let _ = writeln!(text, "{COUNTER}{{api_key=\"{id}\"}} {total}");
    }
    text
}
