//! Deployments.

use super::Endpoint;
use keyhouse_model::deployment::DeploymentSummary;
use keyhouse_model::path;

/// Every deployment that the caller may see.
pub fn list() -> Endpoint<Vec<DeploymentSummary>> {
    Endpoint::get(path::DEPLOYMENTS)
}
