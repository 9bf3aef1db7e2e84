//! Alertmanager's config: shown and saved.

use super::check::check;
use super::row::Row;
use super::{Owner, show};
use crate::audit::{self, Event};
use crate::auth::{Caller, Editor};
use crate::diagnosed::refusal;
use crate::error::{Error, Result};
use crate::problems::{OfGet, OfText};
use crate::request::params::Id;
use crate::request::text::{Text, TextBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use keyhouse_model::alertmanager::mask;
use keyhouse_model::audit::action;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::{MAX_CONFIG_BYTES, Notifications, NotifierKind, STARTER_CONFIG};
use keyhouse_model::rule_file::CONTENT_TYPE;
use keyhouse_model::rules::Severity;
use keyhouse_model::secret::Secret;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// Shows Alertmanager's config.
///
/// As it was saved for those who may change it; that is an event of the audit log. For others, its secrets are masked as
/// `<secret>`. If none was saved, the one that an Alertmanager begins with.
#[utoipa::path(
    get, path = "/deployments/{id}/alertmanager/config", tag = "Notifications",
    security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id.")),
    responses((status = 200, description = "The config.", body = serde_json::Value, content_type = "application/yaml"), OfGet)
)]
pub(super) async fn get_alertmanager_config(
    State(app): State<AppState>,
    caller: Caller,
    Id(deployment): Id<DeploymentId>,
) -> Result<Response> {
    let (owner, row) = {
        let mut connection = app.store.read().acquire().await?;
        let owner = Owner::find(&mut connection, &caller, deployment).await?;
        (owner, Row::find(&mut connection, deployment).await?)
    };
    let Some(config) = row.config(&app.sealer, deployment)? else {
        return Ok(answer(STARTER_CONFIG.to_owned()));
    };
    if !caller.may_edit() {
        let masked = spawn_blocking(move || mask(config.expose())).await.map_err(Error::internal)?;
        return Ok(answer(masked));
    }
    let mut tx = app.store.begin().await?;
    let event = Event::new(action::NOTIFICATIONS_REVEAL, "notifications", deployment, &owner.name)
        .on_deployment(deployment);
    audit::record(&mut tx, app.clock.now(), &caller.by(), event).await?;
    tx.commit().await?;
    Ok(answer(config.expose().to_owned()))
}

fn answer(text: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE))], text).into_response()
}

/// Saves Alertmanager's config.
///
/// It is checked, by `amtool` too, and kept encrypted; from then on, alerts go to the Alertmanager that Keyhouse runs.
/// Settings that would read files of the server (`…_file`, `templates`) or use its credentials (`profile`) are refused.
#[utoipa::path(
    put, path = "/deployments/{id}/alertmanager/config", tag = "Notifications",
    security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id.")),
    request_body(
        content = serde_json::Value, content_type = "application/yaml",
        description = "The config, in UTF-8. It may come with any `Content-Type`, or with none.",
    ),
    responses((status = 200, description = "Where alerts go now.", body = Notifications), OfText)
)]
pub(super) async fn put_alertmanager_config(
    State(app): State<AppState>,
    caller: Editor,
    Id(deployment): Id<DeploymentId>,
    body: TextBody,
) -> Result<Json<Notifications>> {
    {
        let mut connection = app.store.read().acquire().await?;
        Owner::find(&mut connection, &caller, deployment).await?;
    }
    let Text { text, turn: _turn } = body.read(MAX_CONFIG_BYTES).await?;
    let config = Arc::new(Secret::new(text));
    let found = check(&app, &config).await?;
    if found.iter().any(|one| one.severity == Severity::Error) {
        return Err(refusal(&found, 0));
    }
    save(&app, &caller, deployment, &config).await.map(Json)
}

async fn save(
    app: &AppState,
    caller: &Editor,
    deployment: DeploymentId,
    config: &Secret,
) -> Result<Notifications> {
    let mut tx = app.store.begin().await?;
    let owner = Owner::find(&mut tx, caller, deployment).await?;
    let before = Row::find(&mut tx, deployment).await?;
    let old = before.config(&app.sealer, deployment)?;
    let is_same = old.as_ref().is_some_and(|old| old.expose() == config.expose());
    if is_same && before.kind()? == NotifierKind::Managed {
        return show(app, deployment, &before);
    }
    let sealed = Row::seal(&app.sealer, deployment, "config", config)?;
    let bare = before.clone().with_url(None, None, None);
    let row = bare.with_kind(NotifierKind::Managed).with_config(sealed);
    let event = row
        .event(&before, deployment, &owner.name)
        .change("config", (), (!is_same).then_some("changed"))
        .change("config_bytes", old.map(|old| old.expose().len()), config.expose().len());
    let (now, by) = (app.clock.now(), caller.by());
    row.save(&mut tx, deployment, now, &by.actor.name).await?;
    audit::record(&mut tx, now, &by, event).await?;
    let row = Row::find(&mut tx, deployment).await?;
    tx.commit().await?;
    app.data_plane.sync();
    show(app, deployment, &row)
}
