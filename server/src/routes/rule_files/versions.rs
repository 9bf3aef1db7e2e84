//! The versions of a file, and putting one back.

use super::file_path::{FilePath, VersionPath};
use super::put::Put;
use super::version_row::{TextRow, VersionRow};
use super::{NOUN, reach, text};
use crate::auth::{Caller, Editor};
use crate::error::{Error, Result};
use crate::problems::{OfGet, OfRestore, SeenHeaders};
use crate::request::seen::Seen;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::rule_file::{RuleFile, RuleFileName, RuleFileVersion};

/// Lists the versions of a rule file.
///
/// The newest first, at most 50; also of a file that was deleted.
#[utoipa::path(
    get, path = "/deployments/{id}/rule-sets/files/{name}/versions", tag = "Rule files",
    security(("session" = []), ("api_key" = [])),
    params(
        ("id" = DeploymentId, Path, description = "The deployment's id."),
        ("name" = inline(RuleFileName), Path, description = "The file's name."),
    ),
    responses((status = 200, description = "The versions.", body = Vec<RuleFileVersion>), OfGet)
)]
pub(super) async fn list_rule_file_versions(
    State(app): State<AppState>,
    caller: Caller,
    file: FilePath,
) -> Result<Json<Vec<RuleFileVersion>>> {
    let deployment = file.deployment;
    let mut connection = app.store.read().acquire().await?;
    reach(&mut connection, &caller, deployment).await?;
    let rows = VersionRow::all(&mut connection, deployment, &file.known()?).await?;
    if rows.is_empty() {
        return Err(Error::NotFound(NOUN));
    }
    rows.into_iter().map(VersionRow::into_version).collect::<Result<_>>().map(Json)
}

/// Shows the text of a version of a rule file.
///
/// Byte for byte. Of a deletion, it is what the file held.
#[utoipa::path(
    get, path = "/deployments/{id}/rule-sets/files/{name}/versions/{number}", tag = "Rule files",
    security(("session" = []), ("api_key" = [])),
    params(
        ("id" = DeploymentId, Path, description = "The deployment's id."),
        ("name" = inline(RuleFileName), Path, description = "The file's name."),
        ("number" = u32, Path, description = "The version's number.", minimum = 1),
    ),
    responses(
        (status = 200, description = "The text.", body = serde_json::Value, content_type = "application/yaml",
            headers(("ETag" = String, description = "The SHA-256 of the text, in quotes."))),
        OfGet,
    )
)]
pub(super) async fn get_rule_file_version(
    State(app): State<AppState>,
    caller: Caller,
    version: VersionPath,
) -> Result<Response> {
    let (_, _, row) = find(&app, &caller, version).await?;
    text::answer(row)
}

/// Puts a version of a rule file back.
///
/// Its text becomes the newest version, through the same checks as an upload. It also brings back a file that was
/// deleted. If the file has this text already, nothing changes, so no `Idempotency-Key` is needed.
#[utoipa::path(
    post, path = "/deployments/{id}/rule-sets/files/{name}/versions/{number}/restore", tag = "Rule files",
    security(("session" = []), ("api_key" = [])),
    params(
        ("id" = DeploymentId, Path, description = "The deployment's id."),
        ("name" = inline(RuleFileName), Path, description = "The file's name."),
        ("number" = u32, Path, description = "The version's number.", minimum = 1),
        SeenHeaders,
    ),
    responses(
        (status = 200, description = "The file as it is now.", body = RuleFile,
            headers(("ETag" = String, description = "The SHA-256 of the text, in quotes."))),
        OfRestore,
    )
)]
pub(super) async fn restore_rule_file(
    State(app): State<AppState>,
    caller: Editor,
    version: VersionPath,
    seen: Seen,
) -> Result<Response> {
    let deployment = version.file.deployment;
    let (name, number, row) = find(&app, &caller, version).await?;
    let text = String::from_utf8(row.content).map_err(Error::internal)?;
    Put { app: &app, caller: &caller, deployment, name: &name, seen: &seen, restored_from: Some(number) }
        .text(text)
        .await
}

/// The name of the file, the number of its version, and the text.
async fn find(app: &AppState, caller: &Caller, version: VersionPath) -> Result<(RuleFileName, u32, TextRow)> {
    let deployment = version.file.deployment;
    let mut connection = app.store.read().acquire().await?;
    reach(&mut connection, caller, deployment).await?;
    let (name, number) = version.known()?;
    let row = TextRow::of_version(&mut connection, deployment, &name, number).await?;
    Ok((name, number, row.ok_or(Error::NotFound("version of this rule file"))?))
}
