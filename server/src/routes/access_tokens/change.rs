//! Making and deleting tokens. Nothing of a token can be changed.

use super::Owner;
use super::row::{self, TokenRow};
use crate::audit::{self, Event};
use crate::auth::Editor;
use crate::error::{Error, Result};
use crate::idempotency::Turn;
use crate::problems::{IdempotencyKey, OfChange, OfDelete};
use crate::request::body::Post;
use crate::request::params::{Id, Ids};
use crate::seal::Sealer;
use crate::state::AppState;
use crate::store::Tx;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use keyhouse_model::access_token::{AccessTokenCreate, NewAccessToken, RevealedAccessToken};
use keyhouse_model::audit::action;
use keyhouse_model::id::{AccessTokenId, DeploymentId};
use keyhouse_model::secret::OnWire;

/// Makes an access token.
///
/// `value` in the answer is the whole value. A token can't be changed: delete it and make another one.
#[utoipa::path(
    post, path = "/deployments/{id}/access_tokens", tag = "Access tokens",
    security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id."), IdempotencyKey),
    request_body = AccessTokenCreate,
    responses((status = 201, description = "The token with its whole value.", body = RevealedAccessToken), OfChange)
)]
pub(super) async fn create_access_token(
    State(app): State<AppState>,
    caller: Editor,
    Id(deployment): Id<DeploymentId>,
    Post { body, once }: Post<AccessTokenCreate>,
) -> Result<Response> {
    let mut change = match once.begin(&app, &caller).await? {
        Turn::Again(answer) => return Ok(answer),
        Turn::First(change) => change,
    };
    let owner = Owner::find(&mut change.tx, &caller, deployment).await?;
    let new = body.parse(owner.kind()?)?;
    check_limit(&mut change.tx, deployment, &owner).await?;
    let by = &change.by.actor.name;
    let (id, value) = row::insert(&mut change.tx, &app.sealer, deployment, &new, by, change.now).await?;
    let event = Event::new(action::ACCESS_TOKEN_CREATE, "access_token", id, &new.description)
        .on_deployment(deployment)
        .change("type", (), new.mode)
        .change("tenant_id", (), new.tenant_id);
    audit::record(&mut change.tx, change.now, &change.by, event).await?;
    let row = TokenRow::find(&mut change.tx, deployment, id).await?;
    let token: RevealedAccessToken = row.into_token(OnWire(value))?;
    let answer = change.commit(&app, StatusCode::CREATED, &token).await?;
    app.access.settle().await;
    Ok(answer)
}

async fn check_limit(tx: &mut Tx, deployment: DeploymentId, owner: &Owner) -> Result<()> {
    // A tier that is gone from the catalog limits nothing.
    let Some(tier) = owner.tier() else { return Ok(()) };
    if row::count(tx, deployment).await? < tier.access_token_limit {
        return Ok(());
    }
    let (name, limit) = (tier.name, tier.access_token_limit);
    let detail = format!("The tier {name} has room for {limit} access tokens. Delete one that is not used.");
    Err(Error::Conflict(detail))
}

/// Deletes an access token.
///
/// For good. Where the access endpoint runs, it refuses the token by the time of the answer.
#[utoipa::path(
    delete, path = "/deployments/{id}/access_tokens/{token_id}", tag = "Access tokens",
    security(("session" = []), ("api_key" = [])),
    params(
        ("id" = DeploymentId, Path, description = "The deployment's id."),
        ("token_id" = AccessTokenId, Path, description = "The token's id."),
    ),
    responses((status = 204, description = "The token is gone."), OfDelete)
)]
pub(super) async fn delete_access_token(
    State(app): State<AppState>,
    caller: Editor,
    Ids(deployment, id): Ids<DeploymentId, AccessTokenId>,
) -> Result<StatusCode> {
    let mut tx = app.store.begin().await?;
    Owner::find(&mut tx, &caller, deployment).await?;
    let token = TokenRow::find(&mut tx, deployment, id).await?;
    token.delete(&mut tx).await?;
    let event = Event::new(action::ACCESS_TOKEN_DELETE, "access_token", id, &token.description)
        .on_deployment(deployment)
        .change("type", token.mode()?, ())
        .change("tenant_id", token.tenant_id()?, ());
    audit::record(&mut tx, app.clock.now(), &caller.by(), event).await?;
    tx.commit().await?;
    app.access.settle().await;
    Ok(StatusCode::NO_CONTENT)
}

/// Stores the token that a new deployment begins with, in the transaction that makes the deployment. It is part of
/// that, so it is no event of its own.
///
/// # Errors
/// When the database fails.
pub async fn insert_default(
    tx: &mut Tx,
    sealer: &Sealer,
    deployment: DeploymentId,
    created_by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let new = NewAccessToken::default_token();
    row::insert(tx, sealer, deployment, &new, created_by, now).await?;
    Ok(())
}
