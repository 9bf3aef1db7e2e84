//! Where deployments can run, and in which sizes.

use super::deployments::wanted_type;
use crate::auth::Caller;
use crate::error::Result;
use crate::problems::OfGet;
use crate::request::params::Query;
use crate::state::AppState;
use axum::Json;
use keyhouse_model::catalog::{self, CloudProvider, Region, Tier};
use keyhouse_model::deployment::DeploymentType;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_cloud_providers))
        .routes(routes!(list_regions))
        .routes(routes!(list_tiers))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Only those for this type of deployment.
    #[serde(rename = "type")]
    #[param(value_type = Option<DeploymentType>, nullable = false)]
    kind: Option<String>,
}

/// Lists cloud providers.
///
/// `local` is the machine that Keyhouse runs on, `external` VictoriaMetrics that runs already. `aws` is the one provider
/// that VictoriaMetrics Cloud's own clients let through; here it means the same as `local`.
#[utoipa::path(
    get, path = "/cloud_providers", tag = "Catalog", security(("session" = []), ("api_key" = [])),
    responses((status = 200, description = "Every provider.", body = Vec<CloudProvider>), OfGet)
)]
async fn list_cloud_providers(_: Caller) -> Json<Vec<CloudProvider>> {
    Json(catalog::cloud_providers())
}

/// Lists regions.
#[utoipa::path(
    get, path = "/regions", tag = "Catalog", security(("session" = []), ("api_key" = [])),
    responses((status = 200, description = "Every region of every provider.", body = Vec<Region>), OfGet)
)]
async fn list_regions(_: Caller) -> Json<Vec<Region>> {
    Json(catalog::regions())
}

/// Lists tiers.
///
/// A tier is a size of deployment, by its limits. It costs nothing: the machine is your own.
#[utoipa::path(
    get, path = "/tiers", tag = "Catalog", security(("session" = []), ("api_key" = [])), params(Filter),
    responses((status = 200, description = "Every tier of every provider.", body = Vec<Tier>), OfGet)
)]
async fn list_tiers(_: Caller, Query(filter): Query<Filter>) -> Result<Json<Vec<Tier>>> {
    let kind = wanted_type(filter.kind.as_deref())?;
    let fits = |tier: &Tier| kind.is_none_or(|kind| tier.kind == kind);
    Ok(Json(catalog::tiers().into_iter().filter(fits).collect()))
}
