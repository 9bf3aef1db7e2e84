//! The tokens in the store, as vmauth has to know them.

use super::config::User;
use crate::dataplane::backend::Reach;
use crate::error::{Error, Result};
use crate::routes::access_tokens::row;
use crate::seal::Sealer;
use crate::store::Store;
use keyhouse_model::catalog;
use keyhouse_model::id::{AccessTokenId, DeploymentId};
use sqlx::FromRow;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    deployment_id: String,
    mode: String,
    tenant_id: Option<String>,
    value_sealed: Vec<u8>,
    tier: i64,
}

/// Every token, in an order that does not change. A token of a deployment that is not among `backends` has no reach.
///
/// # Errors
/// When the database fails, or a value was sealed under another master key.
pub(super) async fn read(
    store: &Store,
    sealer: &Sealer,
    backends: &HashMap<DeploymentId, Arc<Reach>>,
) -> Result<Vec<User>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select access_tokens.id, deployment_id, mode, tenant_id, value_sealed, tier from access_tokens \
         join deployments on deployments.id = deployment_id order by access_tokens.id",
    )
    .fetch_all(store.read())
    .await?;
    rows.into_iter().map(|row| user(row, sealer, backends)).collect()
}

fn user(row: Row, sealer: &Sealer, backends: &HashMap<DeploymentId, Arc<Reach>>) -> Result<User> {
    let id: AccessTokenId = row.id.parse().map_err(Error::internal)?;
    let deployment: DeploymentId = row.deployment_id.parse().map_err(Error::internal)?;
    let tier = u32::try_from(row.tier).ok().and_then(catalog::tier);
    Ok(User {
        id,
        value: sealer.open(&row::sealed_at(id), &row.value_sealed)?,
        mode: row::mode(&row.mode)?,
        tenant: row::tenant(row.tenant_id.as_deref())?,
        concurrency: tier.map(|tier| tier.access_token_concurrent_requests),
        reach: backends.get(&deployment).cloned(),
    })
}
