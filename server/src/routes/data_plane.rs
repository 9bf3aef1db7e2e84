//! The programs that carry the data, and how the access endpoint is.

use crate::auth::Caller;
use crate::problems::OfGet;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use keyhouse_model::deployment::DataPlane;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_data_plane))
}

/// Shows what carries the data.
///
/// VictoriaMetrics' programs as they are found on the server's machine, with what their versions lack, and the access
/// endpoint, with what is wrong with it.
#[utoipa::path(
    get, path = "/data_plane", tag = "Access tokens", security(("session" = []), ("api_key" = [])),
    responses((status = 200, description = "The data plane.", body = DataPlane), OfGet)
)]
async fn get_data_plane(State(app): State<AppState>, _: Caller) -> Json<DataPlane> {
    Json(DataPlane {
        access_endpoint: app.settings.access_endpoint(),
        access_process: app.access.process(),
        access_problem: app.access.problem(),
        engines: app.data_plane.engines().describe(),
    })
}
