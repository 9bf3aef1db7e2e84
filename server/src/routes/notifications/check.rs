//! Checking a config of Alertmanager.

use super::Owner;
use crate::auth::Caller;
use crate::dataplane::rules::DryRun;
use crate::diagnosed::refused_by;
use crate::error::{Error, Result};
use crate::problems::OfTextCheck;
use crate::request::params::Id;
use crate::request::text::{Text, TextBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use keyhouse_model::alertmanager;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::MAX_CONFIG_BYTES;
use keyhouse_model::rules::{Diagnostic, Severity};
use keyhouse_model::secret::Secret;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// From how many bytes on a config takes long enough to check that it has to wait for its turn.
const LARGE: usize = 1024 * 1024;
/// Large configs are checked one after the other: several at once would take all processors, and the memory.
static TURN: Semaphore = Semaphore::const_new(1);

/// Checks a config of Alertmanager.
///
/// As saving it would, `amtool` included, and saves nothing. What is found is the answer, and no error of the request.
#[utoipa::path(
    post, path = "/deployments/{id}/alertmanager/check", tag = "Notifications",
    security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id.")),
    request_body(
        content = Option<serde_json::Value>, content_type = "application/yaml",
        description = "The config, in UTF-8. It may come with any `Content-Type`, or with none.",
    ),
    responses(
        (status = 200, description = "What was found, in the order of the text.", body = Vec<Diagnostic>),
        OfTextCheck,
    )
)]
pub(super) async fn check_alertmanager_config(
    State(app): State<AppState>,
    caller: Caller,
    Id(deployment): Id<DeploymentId>,
    body: TextBody,
) -> Result<Json<Vec<Diagnostic>>> {
    {
        let mut connection = app.store.read().acquire().await?;
        Owner::find(&mut connection, &caller, deployment).await?;
    }
    let Text { text, turn: _turn } = body.read(MAX_CONFIG_BYTES).await?;
    let text = Arc::new(Secret::new(text));
    check(&app, &text).await.map(Json)
}

/// What is found in a config: by the checks, and if they find no error, by `amtool`. Where that can't be asked, the
/// checks decide.
///
/// # Errors
/// When a thread can't be had.
pub(super) async fn check(app: &AppState, text: &Arc<Secret>) -> Result<Vec<Diagnostic>> {
    let turn = match text.expose().len() > LARGE {
        true => Some(TURN.acquire().await.map_err(Error::internal)?),
        false => None,
    };
    let own = Arc::clone(text);
    let work = move || {
        let found = alertmanager::check(own.expose());
        // Held to the end of the work, which goes on when the client hangs up.
        drop(turn);
        found
    };
    let mut found = spawn_blocking(work).await.map_err(Error::internal)?;
    if found.iter().any(|one| one.severity == Severity::Error) {
        return Ok(found);
    }
    match app.data_plane.check_alertmanager_config(text.expose()).await {
        DryRun::Taken => {}
        DryRun::Refused(words) => found.push(refused_by("amtool", &words, text.expose())),
        DryRun::NotAsked(why) => tracing::debug!(why, "a config of Alertmanager was checked without amtool"),
    }
    Ok(found)
}
