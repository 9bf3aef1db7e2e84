//! Access tokens, as VictoriaMetrics Cloud's clients know them: bare arrays, bodies without a `Content-Type`, an empty
//! answer to DELETE, `last_used_at` always there.
//!
//! Making or deleting one answers when the access endpoint knows it, or after a second at most: what was answered
//! stands, and the access endpoint goes on trying.

use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::problems::OfGet;
use crate::request::params::{Id, Query, flag};
use crate::state::AppState;
use crate::store::Connection;
use axum::Json;
use axum::extract::State;
use keyhouse_model::access_token::AccessToken;
use keyhouse_model::catalog::{self, Tier};
use keyhouse_model::deployment::DeploymentType;
use keyhouse_model::id::{AccessTokenId, DeploymentId};
use serde::Deserialize;
use sqlx::FromRow;
use std::collections::HashMap;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

mod change;
mod reveal;
pub mod row;
mod trial;

pub use change::insert_default;

use change::{__path_create_access_token, __path_delete_access_token};
use change::{create_access_token, delete_access_token};
use reveal::{__path_reveal_access_token, reveal_access_token};
use row::TokenRow;
use trial::{__path_test_access_token, test_access_token};

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_access_tokens, create_access_token))
        .routes(routes!(reveal_access_token, delete_access_token))
        .routes(routes!(test_access_token))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Whether to add `requests_24h`, and `last_used_ip` where the access endpoint tells. Default is false.
    #[param(value_type = Option<bool>, nullable = false)]
    usage: Option<String>,
}

/// Lists access tokens.
///
/// Those of one deployment, the oldest first. `value` is the last four characters.
#[utoipa::path(
    get, path = "/deployments/{id}/access_tokens", tag = "Access tokens", security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id."), Wanted),
    responses((status = 200, description = "The tokens.", body = Vec<AccessToken>), OfGet)
)]
async fn list_access_tokens(
    State(app): State<AppState>,
    caller: Caller,
    Id(deployment): Id<DeploymentId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<AccessToken>>> {
    let with_usage = flag(wanted.usage.as_deref(), "/usage")?;
    let mut connection = app.store.read().acquire().await?;
    Owner::find(&mut connection, &caller, deployment).await?;
    let rows = TokenRow::all(&mut connection, deployment).await?;
    let tokens = rows.into_iter().map(|row| {
        let last_four = row.last_four.clone();
        row.into_token(last_four)
    });
    let mut tokens = tokens.collect::<Result<Vec<_>>>()?;
    if with_usage {
        let counts = row::requests_24h(&mut connection, deployment, app.clock.now()).await?;
        let mut counts: HashMap<AccessTokenId, u64> = counts
            .into_iter()
            .filter_map(|(id, requests)| Some((id.parse().ok()?, u64::try_from(requests).ok()?)))
            .collect();
        for token in &mut tokens {
            token.requests_24h = Some(counts.remove(&token.id).unwrap_or_default());
        }
    }
    Ok(Json(tokens))
}

/// What tokens need to know of their deployment.
#[derive(Debug, FromRow)]
struct Owner {
    kind: String,
    tier: i64,
}

impl Owner {
    /// The deployment, if the caller may see it.
    async fn find(connection: &mut Connection, caller: &Caller, id: DeploymentId) -> Result<Self> {
        let absent = || Error::NotFound("deployment");
        if !caller.reaches(id) {
            return Err(absent());
        }
        let row = sqlx::query_as("select kind, tier from deployments where id = $1").bind(id.to_string());
        row.fetch_optional(connection).await?.ok_or_else(absent)
    }

    fn kind(&self) -> Result<DeploymentType> {
        let unknown = || Error::internal(format!("the store holds an unknown type: {}", self.kind));
        DeploymentType::from_word(&self.kind).ok_or_else(unknown)
    }

    fn tier(&self) -> Option<Tier> {
        catalog::tier(u32::try_from(self.tier).ok()?)
    }
}
