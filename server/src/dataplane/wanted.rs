//! What the store says is wanted of each deployment.

use super::backend::Backend;
use super::external::Target;
use super::keeper::Wanted;
use super::local::Plan;
use crate::error::{Error, Result};
use crate::seal::Sealer;
use crate::store::Store;
use data_encoding::BASE64;
use keyhouse_model::catalog::EXTERNAL;
use keyhouse_model::deployment::{DeduplicationUnit, DeploymentType, RetentionUnit};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::secret::Secret;
use sqlx::FromRow;
use std::sync::Arc;

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    kind: String,
    tier: i64,
    provider: String,
    retention_value: i64,
    retention_unit: String,
    deduplication_value: i64,
    deduplication_unit: String,
    flags: String,
    external_url: Option<String>,
    external_insert_url: Option<String>,
    external_select_url: Option<String>,
    external_basic_auth_sealed: Option<Vec<u8>>,
    external_bearer_token_sealed: Option<Vec<u8>>,
    wanted_state: String,
}

/// What is wanted of every deployment.
///
/// # Errors
/// When the database fails. A deployment that can't be read is left out as it is, with a line in the log.
pub(super) async fn read(store: &Store, sealer: &Sealer) -> Result<Vec<(DeploymentId, Result<Wanted>)>> {
    let rows: Vec<Row> =
        sqlx::query_as("select * from deployments order by created_at, id").fetch_all(store.read()).await?;
    rows.into_iter()
        .map(|row| {
            let id = DeploymentId(row.id.parse().map_err(Error::internal)?);
            Ok((id, wanted(id, row, sealer)))
        })
        .collect()
}

/// The deployments that are gone, and whose data is to go too.
///
/// # Errors
/// When the database fails.
pub(super) async fn removals(store: &Store) -> Result<Vec<DeploymentId>> {
    let ids: Vec<String> =
        sqlx::query_scalar("select deployment_id from deployment_removals").fetch_all(store.read()).await?;
    ids.iter().map(|id| id.parse().map_err(Error::internal)).collect()
}

/// The data of a deployment that is gone is gone too.
///
/// # Errors
/// When the database fails.
pub(super) async fn removed(store: &Store, id: DeploymentId) -> Result<()> {
    let mut tx = store.begin().await?;
    let delete = sqlx::query("delete from deployment_removals where deployment_id = $1").bind(id.to_string());
    delete.execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

fn wanted(id: DeploymentId, row: Row, sealer: &Sealer) -> Result<Wanted> {
    let kind = word(&row.kind, DeploymentType::from_word)?;
    if row.provider == EXTERNAL {
        return Ok(Wanted::Look(Arc::new(target(id, kind, row, sealer)?)));
    }
    if row.wanted_state == "stopped" {
        return Ok(Wanted::Rest);
    }
    let retention_unit = word(&row.retention_unit, RetentionUnit::from_word)?;
    let deduplication_unit = word(&row.deduplication_unit, DeduplicationUnit::from_word)?;
    Ok(Wanted::Run(Arc::new(Plan {
        id,
        kind,
        tier: number(row.tier)?,
        retention: (number(row.retention_value)?, retention_unit),
        deduplication: (number(row.deduplication_value)?, deduplication_unit),
        flags: serde_json::from_str(&row.flags)?,
    })))
}

fn target(id: DeploymentId, kind: DeploymentType, row: Row, sealer: &Sealer) -> Result<Target> {
    let open = |name: &str, sealed: Option<Vec<u8>>| {
        sealed.map(|sealed| sealer.open(&format!("deployment:{id}:{name}"), &sealed)).transpose()
    };
    let basic_auth = open("basic_auth", row.external_basic_auth_sealed)?;
    let bearer_token = open("bearer_token", row.external_bearer_token_sealed)?;
    let url = |url: Option<String>| url.map(|url| url.trim_end_matches('/').to_owned());
    let absent = || Error::internal(format!("the external deployment {id} has no URL"));
    let backend = match kind {
        DeploymentType::SingleNode => Backend::Single { url: url(row.external_url).ok_or_else(absent)? },
        DeploymentType::Cluster => Backend::Cluster {
            insert_url: url(row.external_insert_url).ok_or_else(absent)?,
            select_url: url(row.external_select_url).ok_or_else(absent)?,
        },
    };
    Ok(Target { backend, authorization: authorization(basic_auth.as_ref(), bearer_token.as_ref()) })
}

/// The whole value of the header `Authorization`.
pub(crate) fn authorization(basic_auth: Option<&Secret>, bearer_token: Option<&Secret>) -> Option<Secret> {
    let basic = basic_auth.map(|pair| format!("Basic {}", BASE64.encode(pair.expose().as_bytes())));
    let bearer = || bearer_token.map(|token| format!("Bearer {}", token.expose()));
    basic.or_else(bearer).map(Secret::new)
}

fn number(stored: i64) -> Result<u32> {
    u32::try_from(stored).map_err(Error::internal)
}

fn word<T>(stored: &str, read: fn(&str) -> Option<T>) -> Result<T> {
    read(stored).ok_or_else(|| Error::internal(format!("the store holds a word that is unknown: {stored}")))
}
