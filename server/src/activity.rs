//! Who was here lately. Writing to the store on every request would make reading as slow as writing, so it is kept in
//! memory, written about once a second and at the end, and laid over what is read from the store meanwhile.
//!
//! Lock order: a transaction first, then this. Whoever holds an [`Overlay`] must not begin a transaction.

use crate::error::Result;
use crate::store::{Store, Tx, from_ms, to_ms};
use crate::usage::requests;
use chrono::{DateTime, Utc};
use keyhouse_model::id::{ApiKeyId, UserId};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{RwLock, RwLockReadGuard};

const HOUR_MS: i64 = 3_600_000;

/// What is not written yet.
#[derive(Debug, Default)]
pub struct Activity {
    pending: Mutex<Pending>,
    /// Held while the pending is moved to the store, so that no reader counts a call twice or not at all.
    moving: RwLock<()>,
}

/// What happened since the last write.
#[derive(Clone, Debug, Default)]
struct Pending {
    keys: HashMap<ApiKeyId, KeyUse>,
    people: HashMap<UserId, i64>,
    sessions: HashMap<String, i64>,
}

/// The use of one key.
#[derive(Clone, Debug, Default)]
pub struct KeyUse {
    /// When it was last used, in milliseconds since 1970.
    pub last_used_at: i64,
    /// From which address.
    pub last_used_ip: Option<String>,
    /// The key's name then.
    pub name: String,
    /// How many requests by hours since 1970.
    hours: BTreeMap<i64, u64>,
}

impl KeyUse {
    /// How many requests in the hour `since` and later.
    pub fn requests_since(&self, since: i64) -> u64 {
        self.requests_in(since..i64::MAX)
    }

    /// How many requests in these hours since 1970.
    pub fn requests_in(&self, hours: Range<i64>) -> u64 {
        self.hours.range(hours).map(|(_, requests)| requests).sum()
    }
}

/// What to lay over rows from the store. As long as it lives, nothing moves there.
#[derive(Debug)]
pub struct Overlay<'a> {
    pending: Pending,
    _still: RwLockReadGuard<'a, ()>,
}

impl Overlay<'_> {
    /// The use of a key that the store does not know yet.
    pub fn key(&self, id: ApiKeyId) -> Option<&KeyUse> {
        self.pending.keys.get(&id)
    }

    /// Every key with a use that the store does not know yet.
    pub fn keys(&self) -> impl Iterator<Item = (ApiKeyId, &KeyUse)> {
        self.pending.keys.iter().map(|(id, key)| (*id, key))
    }

    /// When a person was last here, if the store does not know yet.
    pub fn person(&self, id: UserId) -> Option<DateTime<Utc>> {
        self.pending.people.get(&id).copied().map(from_ms)
    }
}

/// The first hour, since 1970, of the last 24 that end at `now`, the running one included.
pub fn first_hour_of_day(now: DateTime<Utc>) -> i64 {
    to_ms(now).div_euclid(HOUR_MS) - 23
}

impl Activity {
    /// A key was let in.
    pub fn saw_key(&self, id: ApiKeyId, name: &str, ip: Option<&str>, now: DateTime<Utc>) {
        let now = to_ms(now);
        let mut pending = self.lock();
        let key = pending.keys.entry(id).or_default();
        key.last_used_at = now;
        if key.last_used_ip.as_deref() != ip {
            key.last_used_ip = ip.map(str::to_owned);
        }
        if key.name != name {
            name.clone_into(&mut key.name);
        }
        *key.hours.entry(now.div_euclid(HOUR_MS)).or_default() += 1;
    }

    /// A person was let in.
    pub fn saw_person(&self, user: UserId, session: &str, now: DateTime<Utc>) {
        let now = to_ms(now);
        let mut pending = self.lock();
        pending.people.insert(user, now);
        match pending.sessions.get_mut(session) {
            Some(seen) => *seen = now,
            None => drop(pending.sessions.insert(session.to_owned(), now)),
        }
    }

    /// When a session was last used, if the store does not know yet; in milliseconds since 1970.
    pub fn session_last_seen(&self, session: &str) -> Option<i64> {
        self.lock().sessions.get(session).copied()
    }

    /// What to lay over rows that are read while it lives.
    pub async fn overlay(&self) -> Overlay<'_> {
        let still = self.moving.read().await;
        Overlay { pending: self.lock().clone(), _still: still }
    }

    /// Writes what is pending. If that fails, it stays pending.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn flush(&self, store: &Store) -> Result<()> {
        if self.lock().is_empty() {
            return Ok(());
        }
        let mut tx = store.begin().await?;
        let _moving = self.moving.write().await;
        let pending = std::mem::take(&mut *self.lock());
        let written = async {
            pending.write(&mut tx).await?;
            Ok(tx.commit().await?)
        };
        let result = written.await;
        if result.is_err() {
            self.lock().put_back(pending);
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.people.is_empty() && self.sessions.is_empty()
    }

    /// What could not be written counts again; what came meanwhile is newer.
    fn put_back(&mut self, older: Self) {
        for (id, before) in older.keys {
            let key = self.keys.entry(id).or_default();
            if key.last_used_at < before.last_used_at {
                key.last_used_at = before.last_used_at;
                key.last_used_ip = before.last_used_ip;
                key.name = before.name;
            }
            for (hour, requests) in before.hours {
                *key.hours.entry(hour).or_default() += requests;
            }
        }
        for (id, at) in older.people {
            self.people.entry(id).or_insert(at);
        }
        for (id, at) in older.sessions {
            self.sessions.entry(id).or_insert(at);
        }
    }

    /// A key, person or session that is gone meanwhile is passed over; what the key has used counts.
    async fn write(&self, tx: &mut Tx) -> Result<()> {
        for (id, key) in &self.keys {
            write_key(tx, *id, key).await?;
        }
        for (id, at) in &self.people {
            let update = sqlx::query("update users set seen_at = $2 where id = $1");
            update.bind(id.to_string()).bind(at).execute(&mut **tx).await?;
        }
        for (id, at) in &self.sessions {
            let update = sqlx::query("update sessions set last_seen_at = $2 where id_hash = $1");
            update.bind(id).bind(at).execute(&mut **tx).await?;
        }
        Ok(())
    }
}

async fn write_key(tx: &mut Tx, id: ApiKeyId, key: &KeyUse) -> Result<()> {
    for (hour, requests) in &key.hours {
        requests::add(tx, (id, &key.name), *hour, *requests).await?;
    }
    let update = sqlx::query("update api_keys set last_used_at = $2, last_used_ip = $3 where id = $1");
    let update = update.bind(id.to_string()).bind(key.last_used_at).bind(&key.last_used_ip);
    if update.execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(());
    }
    for (hour, requests) in &key.hours {
        sqlx::query(
            "insert into api_key_hours (api_key_id, hour, requests) values ($1, $2, $3) \
             on conflict (api_key_id, hour) do update set requests = api_key_hours.requests + excluded.requests",
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
    sqlx::query("delete from api_key_hours where hour < $1").bind(until).execute(&mut **tx).await?;
    Ok(())
}
