//! The files of a deployment, without their texts.

use super::reach;
use super::row::FileRow;
use crate::auth::Caller;
use crate::error::Result;
use crate::problems::OfGet;
use crate::request::params::{Id, Query, flag};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::rule_file::RuleFile;
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Whether to answer what is known of each file instead of its name. Default is false.
    #[param(value_type = Option<bool>, nullable = false)]
    details: Option<String>,
}

/// What the list has of each file: its name, or with `details=true` what is known of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub(super) enum ListedRuleFile {
    Name(String),
    Details(Box<RuleFile>),
}

/// Lists rule files.
///
/// Their names, in alphabetical order; with `details=true`, what is known of each, and whether it is in force.
#[utoipa::path(
    get, path = "/deployments/{id}/rule-sets/files", tag = "Rule files",
    security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id."), Wanted),
    responses((status = 200, description = "The files.", body = Vec<ListedRuleFile>), OfGet)
)]
pub(super) async fn list_rule_files(
    State(app): State<AppState>,
    caller: Caller,
    Id(deployment): Id<DeploymentId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<ListedRuleFile>>> {
    let with_details = flag(wanted.details.as_deref(), "/details")?;
    let mut connection = app.store.read().acquire().await?;
    reach(&mut connection, &caller, deployment).await?;
    let rows = FileRow::all(&mut connection, deployment).await?;
    let standing = app.data_plane.rules(deployment);
    let listed = rows.into_iter().map(|row| match with_details {
        true => row.into_file(&standing).map(Box::new).map(ListedRuleFile::Details),
        false => Ok(ListedRuleFile::Name(row.name)),
    });
    listed.collect::<Result<_>>().map(Json)
}
