//! VictoriaMetrics that runs already: whether it can be reached, before a deployment is made of it.

use crate::auth::Editor;
use crate::dataplane::external::{self, Target};
use crate::error::{Error, Result};
use crate::problems::OfChange;
use crate::request::body::Body;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use keyhouse_model::deployment::{ExternalCheck, Reachability};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(check_external))
}

/// Checks whether VictoriaMetrics can be reached.
///
/// The server asks at each URL, with the credential, and says what it found. Nothing is kept. A single node answers a
/// query; a cluster answers a query at `select_url` and takes an import of nothing at `insert_url`.
#[utoipa::path(
    post, path = "/deployments/external/check", tag = "Deployments", security(("session" = []), ("api_key" = [])),
    request_body = ExternalCheck,
    responses((status = 200, description = "What was found at each URL.", body = Vec<Reachability>), OfChange)
)]
async fn check_external(
    State(app): State<AppState>,
    _: Editor,
    Body(body): Body<ExternalCheck>,
) -> Result<Json<Vec<Reachability>>> {
    let external = body.parse()?;
    let target = Target::entered(&external).ok_or_else(|| Error::internal("no URL was entered"))?;
    Ok(Json(external::check(&app.http_client, &target).await))
}
