//! The text of a file.

use super::file_path::FilePath;
use super::version_row::TextRow;
use super::{NOUN, reach};
use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::problems::OfGet;
use crate::request::seen::etag;
use crate::state::AppState;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::rule_file::{CONTENT_TYPE, RuleFileName};

/// Shows the text of a rule file.
///
/// Byte for byte as it was sent.
#[utoipa::path(
    get, path = "/deployments/{id}/rule-sets/files/{name}", tag = "Rule files",
    security(("session" = []), ("api_key" = [])),
    params(
        ("id" = DeploymentId, Path, description = "The deployment's id."),
        ("name" = inline(RuleFileName), Path, description = "The file's name."),
    ),
    responses(
        (status = 200, description = "The text.", body = serde_json::Value, content_type = "application/yaml",
            headers(("ETag" = String, description = "The SHA-256 of the text, in quotes."))),
        OfGet,
    )
)]
pub(super) async fn get_rule_file(
    State(app): State<AppState>,
    caller: Caller,
    file: FilePath,
) -> Result<Response> {
    let deployment = file.deployment;
    let mut connection = app.store.read().acquire().await?;
    reach(&mut connection, &caller, deployment).await?;
    let name = file.known()?;
    let row = TextRow::current(&mut connection, deployment, &name).await?;
    answer(row.ok_or(Error::NotFound(NOUN))?)
}

/// Answers a text.
pub(super) fn answer(row: TextRow) -> Result<Response> {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    Ok(([kind, etag(&row.sha256)?], row.content).into_response())
}
