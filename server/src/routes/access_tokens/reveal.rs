//! Showing the whole value of a token again.

use super::Owner;
use super::row::TokenRow;
use crate::audit::{self, By, Event};
use crate::auth::{Editor, Who};
use crate::error::Result;
use crate::problems::OfGet;
use crate::request::params::Ids;
use crate::state::AppState;
use crate::store::{Tx, to_ms};
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Duration, Utc};
use keyhouse_model::access_token::RevealedAccessToken;
use keyhouse_model::audit::{Outcome, action};
use keyhouse_model::id::{AccessTokenId, DeploymentId};
use keyhouse_model::secret::OnWire;

/// For how long further reveals of a token with the same API key from the same address are one event.
///
/// VictoriaMetrics Cloud's Terraform provider reveals every token at every plan and again at every apply: with an event
/// for each, nobody would find the reveal that matters. What people do is recorded each time.
const ONE_EVENT: Duration = Duration::minutes(10);

/// Shows an access token whole.
///
/// Every time is an event of the audit log; but for the same API key from the same address, times within ten minutes
/// are one.
#[utoipa::path(
    get, path = "/deployments/{id}/access_tokens/{token_id}", tag = "Access tokens",
    security(("session" = []), ("api_key" = [])),
    params(
        ("id" = DeploymentId, Path, description = "The deployment's id."),
        ("token_id" = AccessTokenId, Path, description = "The token's id."),
    ),
    responses((status = 200, description = "The token with its whole value.", body = RevealedAccessToken), OfGet)
)]
pub(super) async fn reveal_access_token(
    State(app): State<AppState>,
    caller: Editor,
    Ids(deployment, id): Ids<DeploymentId, AccessTokenId>,
) -> Result<Json<RevealedAccessToken>> {
    let mut tx = app.store.begin().await?;
    Owner::find(&mut tx, &caller, deployment).await?;
    let token = TokenRow::find(&mut tx, deployment, id).await?;
    let value = token.value(&app.sealer)?;
    let (now, by) = (app.clock.now(), caller.by());
    let is_program = matches!(caller.who, Who::Program(_));
    if !(is_program && is_recorded(&mut tx, &by, id, now).await?) {
        let event = Event::new(action::ACCESS_TOKEN_REVEAL, "access_token", id, &token.description)
            .on_deployment(deployment);
        audit::record(&mut tx, now, &by, event).await?;
    }
    tx.commit().await?;
    token.into_token(OnWire(value)).map(Json)
}

/// Whether the same reveal is in the audit log lately.
async fn is_recorded(tx: &mut Tx, by: &By, token: AccessTokenId, now: DateTime<Utc>) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar(
        "select seq from audit_events where target_id = $1 and actor_id = $2 and action = $3 and outcome = $4 \
         and ip is not distinct from $5 and at > $6 limit 1",
    )
    .bind(token.to_string())
    .bind(&by.actor.id)
    .bind(action::ACCESS_TOKEN_REVEAL)
    .bind(Outcome::Success.as_str())
    .bind(by.source.as_ref().and_then(|source| source.ip.as_deref()))
    .bind(to_ms(now - ONE_EVENT))
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}
