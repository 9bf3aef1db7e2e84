//! Deletion.

use super::file_path::FilePath;
use super::row::FileRow;
use super::{NOUN, reach, version_row};
use crate::audit::{self, Event};
use crate::auth::Editor;
use crate::error::{Error, Result};
use crate::problems::{OfSeenDelete, SeenHeaders};
use crate::request::seen::Seen;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use keyhouse_model::audit::action;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::rule_file::RuleFileName;

/// Deletes a rule file.
///
/// Its rules are no longer evaluated, and its alerts resolve. Its versions stay, so that it can be restored.
#[utoipa::path(
    delete, path = "/deployments/{id}/rule-sets/files/{name}", tag = "Rule files",
    security(("session" = []), ("api_key" = [])),
    params(
        ("id" = DeploymentId, Path, description = "The deployment's id."),
        ("name" = inline(RuleFileName), Path, description = "The file's name."),
        SeenHeaders,
    ),
    responses((status = 204, description = "The file is gone."), OfSeenDelete)
)]
pub(super) async fn delete_rule_file(
    State(app): State<AppState>,
    caller: Editor,
    file: FilePath,
    seen: Seen,
) -> Result<StatusCode> {
    let deployment = file.deployment;
    let mut tx = app.store.begin().await?;
    reach(&mut tx, &caller, deployment).await?;
    let name = file.known()?;
    let rows = FileRow::all(&mut tx, deployment).await?;
    let row = FileRow::named(&rows, &name).ok_or(Error::NotFound(NOUN))?;
    seen.check(NOUN, Some(&row.sha256))?;
    let (now, by) = (app.clock.now(), caller.by());
    version_row::remove(&mut tx, deployment, &name, &by.actor.name, now).await?;
    let event = Event::new(action::RULE_FILE_DELETE, "rule_file", &name, name.as_str())
        .on_deployment(deployment)
        .change("version", row.number, ())
        .change("bytes", row.bytes, ())
        .change("sha256", &row.sha256, ())
        .change("groups", row.groups()?.len(), ())
        .change("rules", row.rules()?, ());
    audit::record(&mut tx, now, &by, event).await?;
    tx.commit().await?;
    app.data_plane.sync();
    Ok(StatusCode::NO_CONTENT)
}
