//! The rules of a deployment as they are evaluated.

use crate::auth::Caller;
use crate::error::Result;
use crate::problems::OfGet;
use crate::request::params::Id;
use crate::routes::rule_files::reach;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::rule_file::{RuleSetState, RunningGroup};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_rule_set_state)).routes(routes!(list_running_groups))
}

/// Shows what evaluates the rules of a deployment.
///
/// And what its rule files are checked against: how much they may hold, and the version and variables of `vmalert`.
#[utoipa::path(
    get, path = "/deployments/{id}/rule-sets/state", tag = "Rule files",
    security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id.")),
    responses((status = 200, description = "What evaluates its rules.", body = RuleSetState), OfGet)
)]
async fn get_rule_set_state(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id<DeploymentId>,
) -> Result<Json<RuleSetState>> {
    reach(&mut *app.store.read().acquire().await?, &caller, id).await?;
    let standing = app.data_plane.rules(id);
    Ok(Json(RuleSetState {
        evaluation: standing.evaluation,
        reason: standing.reason,
        process: standing.process,
        limits: app.settings.rule_limits,
        engine: app.data_plane.vmalert_version(),
        environment: app.data_plane.rule_environment(),
    }))
}

/// Lists the groups that are evaluated.
///
/// Those of a deployment with their rules and alerts, by their files and names. It is empty while nothing is evaluated.
#[utoipa::path(
    get, path = "/deployments/{id}/rule-sets/groups", tag = "Rule files",
    security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id.")),
    responses((status = 200, description = "The groups.", body = Vec<RunningGroup>), OfGet)
)]
async fn list_running_groups(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id<DeploymentId>,
) -> Result<Json<Vec<RunningGroup>>> {
    reach(&mut *app.store.read().acquire().await?, &caller, id).await?;
    Ok(Json(app.data_plane.rule_groups(id, &app.http_client).await))
}
