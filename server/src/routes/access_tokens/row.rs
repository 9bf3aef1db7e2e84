//! An access token as a row of the table.

use crate::activity::first_hour_of_day;
use crate::error::{Error, Result};
use crate::random;
use crate::seal::Sealer;
use crate::store::{Connection, Tx, from_ms, to_ms};
use chrono::{DateTime, Utc};
use keyhouse_model::access_token::{AccessMode, AccessToken, NewAccessToken, TenantId, never};
use keyhouse_model::id::{AccessTokenId, DeploymentId};
use keyhouse_model::key_value::KeyKind;
use keyhouse_model::secret::Secret;
use sqlx::FromRow;
use uuid::Uuid;

/// A token as it is stored.
#[derive(Debug, FromRow)]
pub(super) struct TokenRow {
    id: String,
    pub(super) description: String,
    mode: String,
    tenant_id: Option<String>,
    pub(super) last_four: String,
    value_sealed: Vec<u8>,
    created_at: i64,
    created_by: String,
    last_used_at: Option<i64>,
}

impl TokenRow {
    /// The tokens of a deployment, the oldest first.
    pub(super) async fn all(connection: &mut Connection, deployment: DeploymentId) -> Result<Vec<Self>> {
        let rows =
            sqlx::query_as("select * from access_tokens where deployment_id = $1 order by created_at, id");
        Ok(rows.bind(deployment.to_string()).fetch_all(connection).await?)
    }

    /// A token of a deployment.
    ///
    /// # Errors
    /// `not_found`, also for a token of another deployment; or when the database fails.
    pub(super) async fn find(
        connection: &mut Connection,
        deployment: DeploymentId,
        id: AccessTokenId,
    ) -> Result<Self> {
        let row = sqlx::query_as("select * from access_tokens where deployment_id = $1 and id = $2");
        let row = row.bind(deployment.to_string()).bind(id.to_string()).fetch_optional(connection).await?;
        row.ok_or(Error::NotFound("access token"))
    }

    /// Removes it.
    pub(super) async fn delete(&self, tx: &mut Tx) -> Result<()> {
        sqlx::query("delete from access_tokens where id = $1").bind(&self.id).execute(&mut **tx).await?;
        Ok(())
    }

    pub(super) fn id(&self) -> Result<AccessTokenId> {
        self.id.parse().map_err(Error::internal)
    }

    pub(super) fn mode(&self) -> Result<AccessMode> {
        mode(&self.mode)
    }

    pub(super) fn tenant_id(&self) -> Result<Option<TenantId>> {
        tenant(self.tenant_id.as_deref())
    }

    /// Its whole value.
    pub(super) fn value(&self, sealer: &Sealer) -> Result<Secret> {
        sealer.open(&sealed_at(self.id()?), &self.value_sealed)
    }

    /// The token as answers show it, with `value` in the place of its value.
    pub(super) fn into_token<V>(self, value: V) -> Result<AccessToken<V>> {
        Ok(AccessToken {
            id: self.id()?,
            value,
            mode: self.mode()?,
            tenant_id: self.tenant_id()?,
            description: self.description,
            created_by: self.created_by,
            created_at: from_ms(self.created_at),
            last_used_at: self.last_used_at.map_or_else(never, from_ms),
            requests_24h: None,
            last_used_ip: None,
        })
    }
}

/// How many requests came with each token of a deployment in the last 24 hours.
pub(super) async fn requests_24h(
    connection: &mut Connection,
    deployment: DeploymentId,
    now: DateTime<Utc>,
) -> Result<Vec<(String, i64)>> {
    let counts = sqlx::query_as(
        "select access_token_id, cast(sum(requests) as bigint) from access_token_hours join access_tokens \
         on access_tokens.id = access_token_id where deployment_id = $1 and hour >= $2 group by access_token_id",
    );
    Ok(counts.bind(deployment.to_string()).bind(first_hour_of_day(now)).fetch_all(connection).await?)
}

/// How many tokens a deployment has.
pub(super) async fn count(tx: &mut Tx, deployment: DeploymentId) -> Result<i64> {
    let count = sqlx::query_scalar("select count(*) from access_tokens where deployment_id = $1");
    Ok(count.bind(deployment.to_string()).fetch_one(&mut **tx).await?)
}

/// Draws the value of a new token and stores it. Answers its id and the value.
pub(super) async fn insert(
    tx: &mut Tx,
    sealer: &Sealer,
    deployment: DeploymentId,
    new: &NewAccessToken,
    created_by: &str,
    now: DateTime<Utc>,
) -> Result<(AccessTokenId, Secret)> {
    let id = AccessTokenId(Uuid::new_v4());
    let value = random::key_value(KeyKind::AccessToken)?;
    sqlx::query(
        "insert into access_tokens (id, deployment_id, description, mode, tenant_id, value_hash, last_four, \
         value_sealed, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id.to_string())
    .bind(deployment.to_string())
    .bind(&new.description)
    .bind(new.mode.as_str())
    .bind(new.tenant_id.map(|tenant| tenant.to_string()))
    .bind(random::fingerprint(value.expose()))
    .bind(value.last_four())
    .bind(sealer.seal(&sealed_at(id), &value)?)
    .bind(to_ms(now))
    .bind(created_by)
    .execute(&mut **tx)
    .await?;
    Ok((id, value))
}

/// Where the value of a token is sealed.
pub fn sealed_at(id: AccessTokenId) -> String {
    format!("access_token:{id}")
}

/// Reads a mode from its column.
///
/// # Errors
/// An internal one for an unknown word, which the table's check prevents.
pub fn mode(stored: &str) -> Result<AccessMode> {
    let unknown = || Error::internal(format!("the store holds an access mode that is unknown: {stored}"));
    AccessMode::from_word(stored).ok_or_else(unknown)
}

/// Reads a tenant from its column.
///
/// # Errors
/// An internal one for what is no tenant, which is never stored.
pub fn tenant(stored: Option<&str>) -> Result<Option<TenantId>> {
    let unknown = |text: &str| Error::internal(format!("the store holds a tenant that is none: {text}"));
    stored.map(|text| text.parse().map_err(|()| unknown(text))).transpose()
}
