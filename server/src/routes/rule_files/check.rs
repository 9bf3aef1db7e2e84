//! Checking a text without saving it.

use super::gate::{report, word_of_vmalert};
use super::reach;
use super::row::{FileRow, Others};
use crate::auth::Caller;
use crate::error::Result;
use crate::problems::OfTextCheck;
use crate::request::params::{Id, Query};
use crate::request::text::{Text, TextBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::rule_file::RuleFileName;
use keyhouse_model::rules::Diagnostic;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Target {
    /// The name of the file that the text is to replace, whose groups and rules then don't count. Default is a new one.
    #[param(inline, value_type = Option<RuleFileName>, nullable = false)]
    name: Option<String>,
}

/// Checks a rule file.
///
/// As an upload would, `vmalert` included, and saves nothing. What is found is the answer, and no error of the request.
#[utoipa::path(
    post, path = "/deployments/{id}/rule-sets/check", tag = "Rule files",
    security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id."), Target),
    request_body(
        content = Option<serde_json::Value>, content_type = "application/yaml",
        description = "The text, in UTF-8. It may come with any `Content-Type`, or with none.",
    ),
    responses(
        (status = 200, description = "What was found, in the order of the text.", body = Vec<Diagnostic>),
        OfTextCheck,
    )
)]
pub(super) async fn check_rules(
    State(app): State<AppState>,
    caller: Caller,
    Id(deployment): Id<DeploymentId>,
    Query(target): Query<Target>,
    body: TextBody,
) -> Result<Json<Vec<Diagnostic>>> {
    let rows = {
        let mut connection = app.store.read().acquire().await?;
        reach(&mut connection, &caller, deployment).await?;
        FileRow::all(&mut connection, deployment).await?
    };
    let name = target.name.as_deref().map(|name| RuleFileName::parse(name, "/name")).transpose()?;
    let Text { text, turn: _turn } = body.read(app.settings.rule_limits.bytes).await?;
    let text: Arc<str> = text.into();
    let report = report(&app, &text, Others::of(&rows, name.as_ref())?).await?;
    let mut found = report.diagnostics;
    if !found.iter().any(|one| one.severity == keyhouse_model::rules::Severity::Error) {
        found.extend(word_of_vmalert(&app, &text).await);
    }
    Ok(Json(found))
}
