//! A key as a row of the table.

use super::access;
use crate::activity::{Overlay, first_hour_of_day};
use crate::error::{Error, Result};
use crate::random;
use crate::seal::Sealer;
use crate::store::{Connection, Tx, from_ms, to_ms};
use chrono::{DateTime, Utc};
use keyhouse_model::api_key::{
    ApiKey, ApiKeyState, ApiKeyStatus, DeploymentAccess, NewApiKey, Permission, status,
};
use keyhouse_model::id::{ApiKeyId, DeploymentId};
use keyhouse_model::key_value::KeyKind;
use keyhouse_model::secret::Secret;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// A statement that reads keys as [`KeyRow`], with the requests counted from the hour `since` on; a `where` follows.
pub fn select(since: i64) -> String {
    format!(
        "select api_keys.id, name, value_hash, last_four, value_sealed, permission, reaches_all, \
         (select string_agg(deployment_id, ',') from api_key_deployments where api_key_id = api_keys.id) as deployments, \
         state, created_at, created_by, expires_at, replaced_by, last_used_at, last_used_ip, \
         (select coalesce(sum(requests), 0) from api_key_hours where api_key_id = api_keys.id and hour >= {since}) \
         as requests from api_keys"
    )
}

/// A statement like [`select`] for those who don't look at the requests.
pub fn select_uncounted() -> String {
    select(i64::MAX)
}

/// A key as it is stored.
#[derive(Debug, FromRow)]
pub struct KeyRow {
    id: String,
    /// Its name.
    pub name: String,
    /// The hash of its value.
    pub value_hash: String,
    /// The last four characters of its value.
    pub last_four: String,
    /// The sealed value, if it may be shown again.
    pub value_sealed: Option<Vec<u8>>,
    permission: String,
    reaches_all: i64,
    deployments: Option<String>,
    state: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    created_by: String,
    expires_at: Option<i64>,
    /// The id of the key that took its place.
    pub replaced_by: Option<String>,
    last_used_at: Option<i64>,
    last_used_ip: Option<String>,
    requests: i64,
}

impl KeyRow {
    /// Its id.
    pub fn id(&self) -> ApiKeyId {
        ApiKeyId(self.id.parse().unwrap_or_default())
    }

    /// Whether it is switched on. What is no known word, which the table's check prevents, is off.
    pub fn state(&self) -> ApiKeyState {
        if self.state == "enabled" { ApiKeyState::Enabled } else { ApiKeyState::Disabled }
    }

    /// What it may do.
    pub fn permission(&self) -> Permission {
        if self.permission == "rw" { Permission::ReadWrite } else { Permission::Read }
    }

    /// When it ends.
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.expires_at.map(from_ms)
    }

    /// With which deployments. A key whose deployments are all gone reaches none.
    pub fn access(&self) -> DeploymentAccess {
        if self.reaches_all != 0 {
            return DeploymentAccess::All;
        }
        let ids = self.deployments.iter().flat_map(|ids| ids.split(','));
        DeploymentAccess::Selected(ids.filter_map(|id| id.parse().ok()).map(DeploymentId).collect())
    }

    /// How it stands at `now`.
    pub fn status_at(&self, now: DateTime<Utc>) -> ApiKeyStatus {
        status(self.state(), self.expires_at(), self.replaced_by.is_some(), now)
    }

    /// The key as answers show it, with `value` in the place of its value.
    pub fn into_key<V>(self, value: V, overlay: &Overlay<'_>, now: DateTime<Utc>) -> ApiKey<V> {
        let id = self.id();
        let seen = overlay.key(id);
        let stored = u64::try_from(self.requests).unwrap_or_default();
        let fresh = seen.map_or(0, |seen| seen.requests_since(first_hour_of_day(now)));
        ApiKey {
            id,
            value,
            prefix: KeyKind::ApiKey.prefix().to_owned(),
            permission: self.permission(),
            deployment_access: self.access(),
            state: self.state(),
            status: self.status_at(now),
            revealable: self.value_sealed.is_some(),
            created_at: from_ms(self.created_at),
            expires_at: self.expires_at(),
            last_used_at: seen.map(|seen| seen.last_used_at).or(self.last_used_at).map(from_ms),
            last_used_ip: seen.map_or(self.last_used_ip, |seen| seen.last_used_ip.clone()),
            requests_24h: stored + fresh,
            replaced_by: self.replaced_by.and_then(|id| id.parse().ok()).map(ApiKeyId),
            name: self.name,
            created_by: self.created_by,
        }
    }
}

/// Where the value of a key is sealed.
pub fn sealed_at(id: ApiKeyId) -> String {
    format!("api_key:{id}")
}

/// Finds a key.
///
/// # Errors
/// `not_found`, or when the database fails.
pub async fn find(connection: &mut Connection, id: ApiKeyId, now: DateTime<Utc>) -> Result<KeyRow> {
    let sql = format!("{} where api_keys.id = $1", select(first_hour_of_day(now)));
    let found = sqlx::query_as(AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(connection).await?;
    found.ok_or(Error::NotFound("API key"))
}

/// A key that is not stored yet.
#[derive(Debug)]
pub(super) struct NewRow {
    name: String,
    permission: Permission,
    access: DeploymentAccess,
    revealable: bool,
    expires_at: Option<DateTime<Utc>>,
    created_by: String,
}

impl NewRow {
    pub(super) fn of(new: &NewApiKey, created_by: &str) -> Self {
        Self {
            name: new.name.to_string(),
            permission: new.permission,
            access: new.deployment_access.clone(),
            revealable: new.revealable,
            expires_at: new.expires_at,
            created_by: created_by.to_owned(),
        }
    }

    /// The key that takes the place of `old`.
    pub(super) fn successor(old: &KeyRow, created_by: &str, expires_at: Option<DateTime<Utc>>) -> Self {
        Self {
            name: old.name.clone(),
            permission: old.permission(),
            access: old.access(),
            revealable: old.value_sealed.is_some(),
            expires_at,
            created_by: created_by.to_owned(),
        }
    }

    /// Draws the value and stores the key. Answers its id and the value, which is not to be had again.
    pub(super) async fn insert(
        self,
        tx: &mut Tx,
        sealer: &Sealer,
        now: DateTime<Utc>,
    ) -> Result<(ApiKeyId, Secret)> {
        let id = ApiKeyId(Uuid::new_v4());
        let value = random::key_value(KeyKind::ApiKey)?;
        let sealed = if self.revealable { Some(sealer.seal(&sealed_at(id), &value)?) } else { None };
        sqlx::query(
            "insert into api_keys (id, name, name_folded, value_hash, last_four, value_sealed, permission, \
             reaches_all, state, created_at, created_by, expires_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, 'enabled', $9, $10, $11)",
        )
        .bind(id.to_string())
        .bind(&self.name)
        .bind(self.name.to_lowercase())
        .bind(random::fingerprint(value.expose()))
        .bind(value.last_four())
        .bind(sealed)
        .bind(permission_word(self.permission))
        .bind(reaches_all(&self.access))
        .bind(to_ms(now))
        .bind(&self.created_by)
        .bind(self.expires_at.map(to_ms))
        .execute(&mut **tx)
        .await?;
        access::write(tx, id, &self.access).await?;
        Ok((id, value))
    }
}

/// The word as a column holds it.
pub(super) fn permission_word(permission: Permission) -> &'static str {
    match permission {
        Permission::Read => "r",
        Permission::ReadWrite => "rw",
    }
}

/// Whether a key reaches every deployment, as a column holds it.
pub(super) fn reaches_all(access: &DeploymentAccess) -> i64 {
    i64::from(*access == DeploymentAccess::All)
}
