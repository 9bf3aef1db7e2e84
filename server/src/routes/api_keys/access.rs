//! The deployments that a key is for: that they exist, and in which order they were sent.

use crate::error::{Error, Result};
use crate::request::body::FromBody;
use crate::store::{Connection, Tx};
use keyhouse_model::api_key::DeploymentAccess;
use keyhouse_model::id::{ApiKeyId, DeploymentId};
use keyhouse_model::problem::FieldProblem;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashSet;

/// A body with `deployment_access`, and its ids in the order in which they were sent: problems name the place of an id.
#[derive(Debug)]
pub(super) struct WithAccess<T> {
    pub(super) body: T,
    sent: Vec<DeploymentId>,
}

impl<T: DeserializeOwned> FromBody for WithAccess<T> {
    fn from_body(bytes: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Sent {
            deployment_access: Vec<DeploymentId>,
        }
        let body = T::from_body(bytes)?;
        // "all" is no array; then there is nothing to name.
        let sent =
            serde_json::from_slice::<Sent>(bytes).map(|sent| sent.deployment_access).unwrap_or_default();
        Ok(Self { body, sent })
    }
}

impl<T> WithAccess<T> {
    /// Refuses deployments that do not exist.
    ///
    /// # Errors
    /// `invalid`, with the place of each that is unknown.
    pub(super) async fn check_known(&self, connection: &mut Connection) -> Result<()> {
        if self.sent.is_empty() {
            return Ok(());
        }
        let known: Vec<String> =
            sqlx::query_scalar("select id from deployments").fetch_all(connection).await?;
        let known: HashSet<DeploymentId> = known.iter().filter_map(|id| id.parse().ok()).collect();
        let unknown = self.sent.iter().enumerate().filter(|(_, id)| !known.contains(id));
        let problems: Vec<FieldProblem> = unknown.map(|(at, id)| problem(at, *id)).collect();
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }
}

fn problem(at: usize, id: DeploymentId) -> FieldProblem {
    let detail = format!("There is no deployment {id}.");
    FieldProblem::new(&format!("/deployment_access/{at}"), "unknown", detail)
}

/// Writes which deployments a key is for, in the place of what was there.
pub(super) async fn write(tx: &mut Tx, key: ApiKeyId, access: &DeploymentAccess) -> Result<()> {
    let key = key.to_string();
    sqlx::query("delete from api_key_deployments where api_key_id = $1")
        .bind(&key)
        .execute(&mut **tx)
        .await?;
    let DeploymentAccess::Selected(ids) = access else {
        return Ok(());
    };
    for id in ids {
        let insert =
            sqlx::query("insert into api_key_deployments (api_key_id, deployment_id) values ($1, $2)");
        insert.bind(&key).bind(id.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}
