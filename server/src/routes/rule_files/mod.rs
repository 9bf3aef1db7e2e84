//! Rule files, as VictoriaMetrics Cloud's clients know them: names in a bare array, the text byte for byte, an upload
//! without a `Content-Type` that makes or replaces, an empty answer to DELETE. Beside that: details, versions, a check.
//!
//! In the API's description a YAML text is any value, since a schema of YAML is about what the text stands for.
//!
//! A text becomes a version only through the `gate`, and what it decides holds in the transaction that saves (`put`).

use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::Connection;
use keyhouse_model::id::DeploymentId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

mod check;
mod file_path;
mod gate;
mod list;
mod put;
mod remove;
mod row;
mod standing;
mod text;
mod upload;
mod version_row;
mod versions;

use check::{__path_check_rules, check_rules};
use list::{__path_list_rule_files, list_rule_files};
use remove::{__path_delete_rule_file, delete_rule_file};
use text::{__path_get_rule_file, get_rule_file};
use upload::{__path_put_rule_file, __path_upload_rule_file, put_rule_file, upload_rule_file};
use versions::{__path_get_rule_file_version, get_rule_file_version};
use versions::{__path_list_rule_file_versions, list_rule_file_versions};
use versions::{__path_restore_rule_file, restore_rule_file};

/// What they are called where something is not there or was changed.
const NOUN: &str = "rule file";

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_rule_files))
        .routes(routes!(get_rule_file, upload_rule_file, put_rule_file, delete_rule_file))
        .routes(routes!(list_rule_file_versions))
        .routes(routes!(get_rule_file_version))
        .routes(routes!(restore_rule_file))
        .routes(routes!(check_rules))
}

/// Looks whether the deployment is there and the caller may see it, before anything of it is answered or changed.
///
/// # Errors
/// `not_found`; or when the database fails.
pub(super) async fn reach(connection: &mut Connection, caller: &Caller, id: DeploymentId) -> Result<()> {
    let absent = || Error::NotFound("deployment");
    if !caller.reaches(id) {
        return Err(absent());
    }
    let found = sqlx::query_scalar::<_, i64>("select 1 from deployments where id = $1").bind(id.to_string());
    found.fetch_optional(connection).await?.map(drop).ok_or_else(absent)
}
