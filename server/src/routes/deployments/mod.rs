//! Deployments, as VictoriaMetrics Cloud's clients know them: bare arrays, bodies without a `Content-Type`, an empty
//! answer to DELETE.
//!
//! A handler writes what is wanted to the store; the data plane, which it then wakes, brings it about. So an answer says
//! how the deployment stands at this moment: a new one is `PROVISIONING`.

use crate::audit::{self, Event};
use crate::auth::{Caller, Editor, Who};
use crate::dataplane::engines::missing_in_words;
use crate::error::{Error, Result};
use crate::idempotency::Turn;
use crate::problems::{IdempotencyKey, OfChange, OfDelete, OfGet};
use crate::request::body::{Body, Post};
use crate::request::params::{Id, Query};
use crate::routes::access_tokens::insert_default;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use keyhouse_model::api_key::DeploymentAccess;
use keyhouse_model::audit::{Outcome, action};
use keyhouse_model::catalog::EXTERNAL;
use keyhouse_model::deployment::{
    DataRemains, DeploymentCreate, DeploymentDetails, DeploymentSummary, DeploymentType, DeploymentUpdate,
};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::problem::FieldProblem;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

mod external;
mod record;
mod row;
mod runtime;

use row::DeploymentRow;

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_deployments, create_deployment))
        .routes(routes!(get_deployment, update_deployment, delete_deployment))
        .merge(runtime::router())
        .merge(external::router())
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Only those of this type.
    #[serde(rename = "type")]
    #[param(value_type = Option<DeploymentType>, nullable = false)]
    kind: Option<String>,
}

/// The type of deployment that a list is limited to, as the parameter `type` says.
pub(super) fn wanted_type(text: Option<&str>) -> Result<Option<DeploymentType>, FieldProblem> {
    let unknown = || FieldProblem::new("/type", "unknown", "This is none of: single_node, cluster.");
    text.map(|word| DeploymentType::from_word(word).ok_or_else(unknown)).transpose()
}

/// Lists deployments.
///
/// Those that the caller may see, the oldest first.
#[utoipa::path(
    get, path = "/deployments", tag = "Deployments", security(("session" = []), ("api_key" = [])), params(Filter),
    responses((status = 200, description = "The deployments.", body = Vec<DeploymentSummary>), OfGet)
)]
async fn list_deployments(
    State(app): State<AppState>,
    caller: Caller,
    Query(filter): Query<Filter>,
) -> Result<Json<Vec<DeploymentSummary>>> {
    let kind = wanted_type(filter.kind.as_deref())?;
    let rows = DeploymentRow::all(app.store.read()).await?;
    let summaries = rows.iter().map(|row| row.summary(&app.data_plane)).collect::<Result<Vec<_>>>()?;
    let shown = |one: &DeploymentSummary| caller.reaches(one.id) && kind.is_none_or(|kind| one.kind == kind);
    Ok(Json(summaries.into_iter().filter(shown).collect()))
}

/// Makes a deployment.
///
/// It begins with an access token that reads and writes; the list of its tokens has it.
///
/// With an API key, this needs access to all deployments: a key that selects some could not see the new one.
///
/// VictoriaMetrics that runs already is added with the provider `external` and its URLs under `external`; the
/// credentials there are sealed, and no answer ever contains them.
#[utoipa::path(
    post, path = "/deployments", tag = "Deployments", security(("session" = []), ("api_key" = [])),
    params(IdempotencyKey), request_body = DeploymentCreate,
    responses((status = 201, description = "The deployment.", body = DeploymentDetails), OfChange)
)]
async fn create_deployment(
    State(app): State<AppState>,
    caller: Editor,
    Post { body, once }: Post<DeploymentCreate>,
) -> Result<Response> {
    if *caller.scope() != DeploymentAccess::All {
        return Err(refuse_narrow_key(&app, &caller).await?);
    }
    let new = body.parse()?;
    let missing = app.data_plane.missing_for(new.kind);
    // A single node waits for its engine. A cluster's are no package: who enters one by mistake would wait for ever.
    if new.kind == DeploymentType::Cluster && new.provider != EXTERNAL && !missing.is_empty() {
        return Err(Error::field("/type", "unavailable", missing_in_words(&missing)));
    }
    let mut change = match once.begin(&app, &caller).await? {
        Turn::Again(answer) => return Ok(answer),
        Turn::First(change) => change,
    };
    let id = DeploymentId(Uuid::new_v4());
    let row = DeploymentRow::new(id, new, change.now, &app.sealer)?;
    let details = row.insert(&mut change.tx).await?.details(&app)?;
    insert_default(&mut change.tx, &app.sealer, id, &change.by.actor.name, change.now).await?;
    audit::record(&mut change.tx, change.now, &change.by, record::created(&details)).await?;
    let answer = change.commit(&app, StatusCode::CREATED, &details).await?;
    app.data_plane.sync();
    Ok(answer)
}

async fn refuse_narrow_key(app: &AppState, caller: &Caller) -> Result<Error> {
    let name = match &caller.who {
        Who::Program(program) => program.name.as_str(),
        Who::Person(person) => person.user.email.as_str(),
    };
    let mut tx = app.store.begin().await?;
    let event = Event::new(action::DEPLOYMENT_CREATE, "deployment", "", "").with_outcome(Outcome::Denied);
    audit::record(&mut tx, app.clock.now(), &caller.by(), event).await?;
    tx.commit().await?;
    let detail = format!(
        "The API key {name} reaches selected deployments only, so it could not see a new one. Use a key with access to \
         all deployments."
    );
    Ok(Error::Forbidden(detail))
}

/// Shows a deployment.
#[utoipa::path(
    get, path = "/deployments/{id}", tag = "Deployments", security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id.")),
    responses((status = 200, description = "The deployment.", body = DeploymentDetails), OfGet)
)]
async fn get_deployment(
    State(app): State<AppState>,
    caller: Caller,
    Id(id): Id<DeploymentId>,
) -> Result<Json<DeploymentDetails>> {
    let mut connection = app.store.read().acquire().await?;
    let row = find(&mut connection, &caller, id).await?;
    row.details(&app).map(Json)
}

/// Changes a deployment.
///
/// Replaces all settings. Storage can only grow; type, provider and region stay as they are. What runs on this machine is
/// started anew when tier, retention, deduplication or flags changed, which takes some seconds.
#[utoipa::path(
    put, path = "/deployments/{id}", tag = "Deployments", security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id.")), request_body = DeploymentUpdate,
    responses((status = 200, description = "The deployment as it is now.", body = DeploymentDetails), OfChange)
)]
async fn update_deployment(
    State(app): State<AppState>,
    caller: Editor,
    Id(id): Id<DeploymentId>,
    Body(update): Body<DeploymentUpdate>,
) -> Result<Json<DeploymentDetails>> {
    let mut tx = app.store.begin().await?;
    let row = find(&mut tx, &caller, id).await?;
    let before = row.details(&app)?;
    let row = row.changed(update.parse(&before)?)?;
    row.update(&mut tx).await?;
    let after = row.details(&app)?;
    audit::record(&mut tx, app.clock.now(), &caller.by(), record::updated(&before, &after)).await?;
    tx.commit().await?;
    app.data_plane.sync();
    Ok(Json(after))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Deletion {
    /// What becomes of the data of a deployment on this machine. Default is `delete`.
    #[param(inline, value_type = Option<DataRemains>, nullable = false)]
    data: Option<String>,
}

impl Deletion {
    fn remains(&self) -> Result<DataRemains, FieldProblem> {
        let word = self.data.as_deref().unwrap_or(DataRemains::Delete.as_str());
        let unknown = || FieldProblem::new("/data", "unknown", "This is none of: delete, keep.");
        DataRemains::from_word(word).ok_or_else(unknown)
    }
}

/// Deletes a deployment.
///
/// What runs for it is stopped, and its access tokens let nobody in any more. Its data goes too, unless it is to be kept;
/// then its folder stays where it is. The data of an external deployment is never touched.
///
/// API keys that select it no longer reach it. A key that selects nothing else keeps its id, which names nothing any
/// more: it reaches no deployment, and never all of them.
#[utoipa::path(
    delete, path = "/deployments/{id}", tag = "Deployments", security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id."), Deletion),
    responses((status = 204, description = "It is gone."), OfDelete)
)]
async fn delete_deployment(
    State(app): State<AppState>,
    caller: Editor,
    Id(id): Id<DeploymentId>,
    Query(deletion): Query<Deletion>,
) -> Result<StatusCode> {
    let remains = deletion.remains()?;
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let row = find(&mut tx, &caller, id).await?;
    row.delete(&mut tx).await?;
    let mut event = Event::new(action::DEPLOYMENT_DELETE, "deployment", id, &row.name).on_deployment(id);
    if !row.is_external() {
        event = event.change("data", (), remains);
        if remains == DataRemains::Delete {
            row.remove_data(&mut tx, now).await?;
        }
    }
    audit::record(&mut tx, now, &caller.by(), event).await?;
    tx.commit().await?;
    app.data_plane.sync();
    app.access.settle().await;
    Ok(StatusCode::NO_CONTENT)
}

/// The deployment, if the caller may see it.
async fn find(
    connection: &mut crate::store::Connection,
    caller: &Caller,
    id: DeploymentId,
) -> Result<DeploymentRow> {
    let absent = || Error::NotFound("deployment");
    if !caller.reaches(id) {
        return Err(absent());
    }
    DeploymentRow::find(connection, id).await?.ok_or_else(absent)
}
