//! Where the alerts of a deployment go: to nobody, to an Alertmanager that Keyhouse runs with the deployment's config, or
//! to one that runs already.
//!
//! The config and the credentials are sealed. No answer has a credential, and only who may change the config sees it
//! whole. What is wanted stands in the store; the data plane, which is then woken, brings it about.

use crate::auth::{Caller, Editor};
use crate::dataplane::engines::{AMTOOL, missing_in_words};
use crate::error::{Error, Result};
use crate::problems::{OfChange, OfGet};
use crate::request::body::Body;
use crate::request::params::Id;
use crate::state::AppState;
use crate::store::Connection;
use axum::Json;
use axum::extract::State;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::{Notifications, NotificationsChange, NotifierKind};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

mod change;
mod check;
mod config;
mod row;
mod trial;

use check::{__path_check_alertmanager_config, check_alertmanager_config};
use config::{__path_get_alertmanager_config, get_alertmanager_config};
use config::{__path_put_alertmanager_config, put_alertmanager_config};
use row::Row;
use trial::{__path_send_test_alert, send_test_alert};

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_notifications, put_notifications))
        .routes(routes!(get_alertmanager_config, put_alertmanager_config))
        .routes(routes!(check_alertmanager_config))
        .routes(routes!(send_test_alert))
}

/// Shows where alerts go.
///
/// A deployment of which nobody said anything has `none`: its alerts are seen in the console only.
#[utoipa::path(
    get, path = "/deployments/{id}/alertmanager", tag = "Notifications",
    security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id.")),
    responses((status = 200, description = "Where they go.", body = Notifications), OfGet)
)]
async fn get_notifications(
    State(app): State<AppState>,
    caller: Caller,
    Id(deployment): Id<DeploymentId>,
) -> Result<Json<Notifications>> {
    let mut connection = app.store.read().acquire().await?;
    Owner::find(&mut connection, &caller, deployment).await?;
    let row = Row::find(&mut connection, deployment).await?;
    show(&app, deployment, &row).map(Json)
}

/// Changes where alerts go.
///
/// `external` takes the URL of an Alertmanager that runs already, and a credential for it, which is sealed and never
/// shown again. Without one, the credential that is kept for the same URL stays. With `managed`, Keyhouse runs an
/// Alertmanager with the config that was saved, or with one that tells nobody.
#[utoipa::path(
    put, path = "/deployments/{id}/alertmanager", tag = "Notifications",
    security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id.")), request_body = NotificationsChange,
    responses((status = 200, description = "Where they go now.", body = Notifications), OfChange)
)]
async fn put_notifications(
    State(app): State<AppState>,
    caller: Editor,
    Id(deployment): Id<DeploymentId>,
    Body(change): Body<NotificationsChange>,
) -> Result<Json<Notifications>> {
    {
        let mut connection = app.store.read().acquire().await?;
        Owner::find(&mut connection, &caller, deployment).await?;
    }
    let destination = change.parse()?;
    change::change(&app, &caller, deployment, destination).await.map(Json)
}

/// What there is to tell.
fn show(app: &AppState, deployment: DeploymentId, row: &Row) -> Result<Notifications> {
    let kind = row.kind()?;
    let standing = app.data_plane.rules(deployment);
    let missing = app.data_plane.engines().missing(&[AMTOOL]);
    let unchecked = (kind == NotifierKind::Managed && !missing.is_empty())
        .then(|| format!("A config is checked by Keyhouse alone. {}", missing_in_words(&missing)));
    Ok(Notifications {
        kind,
        url: row.url.clone(),
        has_credential: row.has_credential(),
        status: standing.notifier,
        reason: standing.notifier_reason.or(unchecked),
        process: standing.alertmanager,
        updated_at: row.updated_at(),
        updated_by: row.updated_by.clone(),
    })
}

/// What notifications need to know of their deployment.
struct Owner {
    name: String,
}

impl Owner {
    /// The deployment, if the caller may see it.
    async fn find(connection: &mut Connection, caller: &Caller, id: DeploymentId) -> Result<Self> {
        let absent = || Error::NotFound("deployment");
        if !caller.reaches(id) {
            return Err(absent());
        }
        let name: Option<String> = sqlx::query_scalar("select name from deployments where id = $1")
            .bind(id.to_string())
            .fetch_optional(connection)
            .await?;
        name.map(|name| Self { name }).ok_or_else(absent)
    }
}
