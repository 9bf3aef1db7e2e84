//! Uploads.

use super::file_path::FilePath;
use super::put::Put;
use super::reach;
use crate::auth::Editor;
use crate::error::Result;
use crate::problems::{OfText, SeenHeaders};
use crate::request::seen::Seen;
use crate::request::text::{Text, TextBody};
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::rule_file::{RuleFile, RuleFileName};

/// Saves a rule file.
///
/// Makes it, or replaces its text. The text goes through the checks that `docs/rule-checks.md` explains, and through
/// `vmalert -dryRun`; if they find an error, nothing is saved. It is kept byte for byte, but for a byte order mark. `state` in the answer says
/// whether it is in force already.
///
/// Sending the same text again changes nothing, so no `Idempotency-Key` is needed: the header has no effect here.
#[utoipa::path(
    post, path = "/deployments/{id}/rule-sets/files/{name}", tag = "Rule files",
    security(("session" = []), ("api_key" = [])),
    params(
        ("id" = DeploymentId, Path, description = "The deployment's id."),
        ("name" = inline(RuleFileName), Path, description = "The file's name."),
        SeenHeaders,
    ),
    request_body(
        content = serde_json::Value, content_type = "application/yaml",
        description = "The text, in UTF-8. It may come with any `Content-Type`, or with none.",
    ),
    responses(
        (status = 200, description = "The file, which has another text now, or had this one already.", body = RuleFile,
            headers(("ETag" = String, description = "The SHA-256 of the text, in quotes."))),
        (status = 201, description = "The file, which is new.", body = RuleFile,
            headers(("ETag" = String, description = "The SHA-256 of the text, in quotes."))),
        OfText,
    )
)]
pub(super) async fn upload_rule_file(
    State(app): State<AppState>,
    caller: Editor,
    file: FilePath,
    seen: Seen,
    body: TextBody,
) -> Result<Response> {
    save(&app, &caller, file, &seen, body).await
}

/// Saves a rule file, as earlier clients do.
///
/// The same as POST.
#[utoipa::path(
    put, path = "/deployments/{id}/rule-sets/files/{name}", tag = "Rule files",
    security(("session" = []), ("api_key" = [])),
    params(
        ("id" = DeploymentId, Path, description = "The deployment's id."),
        ("name" = inline(RuleFileName), Path, description = "The file's name."),
        SeenHeaders,
    ),
    request_body(
        content = serde_json::Value, content_type = "application/yaml",
        description = "The text, in UTF-8. It may come with any `Content-Type`, or with none.",
    ),
    responses(
        (status = 200, description = "The file, which has another text now, or had this one already.", body = RuleFile,
            headers(("ETag" = String, description = "The SHA-256 of the text, in quotes."))),
        (status = 201, description = "The file, which is new.", body = RuleFile,
            headers(("ETag" = String, description = "The SHA-256 of the text, in quotes."))),
        OfText,
    )
)]
pub(super) async fn put_rule_file(
    State(app): State<AppState>,
    caller: Editor,
    file: FilePath,
    seen: Seen,
    body: TextBody,
) -> Result<Response> {
    save(&app, &caller, file, &seen, body).await
}

async fn save(
    app: &AppState,
    caller: &Editor,
    file: FilePath,
    seen: &Seen,
    body: TextBody,
) -> Result<Response> {
    let deployment = file.deployment;
    // Before the text is read: who may not save it need not send it.
    reach(&mut *app.store.read().acquire().await?, caller, deployment).await?;
    let name = file.wanted()?;
    let Text { text, turn: _turn } = body.read(app.settings.rule_limits.bytes).await?;
    Put { app, caller, deployment, name: &name, seen, restored_from: None }.text(text).await
}
