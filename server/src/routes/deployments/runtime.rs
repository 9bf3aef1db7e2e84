//! What runs for a deployment: looking at it, starting and stopping it.

use super::find;
use super::row::DeploymentRow;
use crate::audit::{self, Event};
use crate::auth::{Caller, Editor};
use crate::error::{Error, Result};
use crate::idempotency::{Once, Turn};
use crate::problems::{IdempotencyKey, OfChange, OfGet};
use crate::request::body::{NoBody, Post};
use crate::request::params::Id;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use keyhouse_model::audit::action;
use keyhouse_model::deployment::{DeploymentDetails, DeploymentRuntime};
use keyhouse_model::id::DeploymentId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_deployment_runtime))
        .routes(routes!(start_deployment))
        .routes(routes!(stop_deployment))
}

/// Shows what runs for a deployment.
///
/// Its processes with the ends of their logs, which limits of its tier they hold to, and how much of them is used.
#[utoipa::path(
    get, path = "/deployments/{id}/runtime", tag = "Deployments", security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id.")),
    responses((status = 200, description = "What runs for it.", body = DeploymentRuntime), OfGet)
)]
async fn get_deployment_runtime(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id<DeploymentId>,
) -> Result<Json<DeploymentRuntime>> {
    let mut connection = app.store.read().acquire().await?;
    let row = find(&mut connection, &caller, id).await?;
    row.runtime(&app.data_plane).map(Json)
}

/// Starts a deployment that was stopped.
///
/// The answer does not wait until it runs. One that is not stopped stays as it is.
#[utoipa::path(
    post, path = "/deployments/{id}/start", tag = "Deployments", security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id."), IdempotencyKey),
    responses((status = 200, description = "The deployment as it is now.", body = DeploymentDetails), OfChange)
)]
async fn start_deployment(
    State(app): State<AppState>,
    caller: Editor,
    Id(id): Id<DeploymentId>,
    Post { once, .. }: Post<NoBody>,
) -> Result<Response> {
    want(&app, &caller, id, once, false).await
}

/// Stops a deployment.
///
/// Its data stays, and nobody can write or read it until it is started again, also not after a restart of the server.
/// The answer does not wait until it has stopped.
#[utoipa::path(
    post, path = "/deployments/{id}/stop", tag = "Deployments", security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id."), IdempotencyKey),
    responses((status = 200, description = "The deployment as it is now.", body = DeploymentDetails), OfChange)
)]
async fn stop_deployment(
    State(app): State<AppState>,
    caller: Editor,
    Id(id): Id<DeploymentId>,
    Post { once, .. }: Post<NoBody>,
) -> Result<Response> {
    want(&app, &caller, id, once, true).await
}

async fn want(
    app: &AppState,
    caller: &Caller,
    id: DeploymentId,
    once: Once,
    is_to_stop: bool,
) -> Result<Response> {
    let mut change = match once.begin(app, caller).await? {
        Turn::Again(answer) => return Ok(answer),
        Turn::First(change) => change,
    };
    let row = find(&mut change.tx, caller, id).await?;
    if row.is_external() {
        let detail = "It runs elsewhere, so Keyhouse can neither start nor stop it. Do that where it runs.";
        return Err(Error::Conflict(detail.into()));
    }
    let is_new = row.is_stopped() != is_to_stop;
    let row: DeploymentRow = row.wanted(is_to_stop);
    if is_new {
        row.update(&mut change.tx).await?;
        let action = if is_to_stop { action::DEPLOYMENT_STOP } else { action::DEPLOYMENT_START };
        let event = Event::new(action, "deployment", id, &row.name).on_deployment(id);
        audit::record(&mut change.tx, change.now, &change.by, event).await?;
    }
    let details = row.details(app)?;
    let answer = change.commit(app, StatusCode::OK, &details).await?;
    app.data_plane.sync();
    Ok(answer)
}
