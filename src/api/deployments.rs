//! Deployments, and what carries their data.

use super::Endpoint;
use keyhouse_model::deployment::{
    DataPlane, DataRemains, DeploymentCreate, DeploymentDetails, DeploymentRuntime, DeploymentSummary,
    DeploymentUpdate, ExternalCheck, Reachability,
};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::path;

/// Every deployment that the caller may see.
pub fn list() -> Endpoint<Vec<DeploymentSummary>> {
    Endpoint::get(path::DEPLOYMENTS)
}

/// One deployment.
pub fn get(id: DeploymentId) -> Endpoint<DeploymentDetails> {
    Endpoint::get(path::deployment(id))
}

/// Makes a deployment. `form` is the idempotency key of the form that it comes from.
pub fn create(draft: &DeploymentCreate, form: &str) -> Endpoint<DeploymentDetails> {
    Endpoint::post(path::DEPLOYMENTS, draft).with_idempotency_key(form)
}

/// Changes a deployment: all settings anew.
pub fn update(id: DeploymentId, update: &DeploymentUpdate) -> Endpoint<DeploymentDetails> {
    Endpoint::put(path::deployment(id), update)
}

/// Deletes a deployment; its data goes or stays.
pub fn delete(id: DeploymentId, data: DataRemains) -> Endpoint<()> {
    Endpoint::delete(path::with_query(&path::deployment(id), &[("data", data.as_str())]))
}

/// What runs for a deployment, and how it is.
pub fn runtime(id: DeploymentId) -> Endpoint<DeploymentRuntime> {
    Endpoint::get(path::deployment_runtime(id))
}

/// Starts a deployment that was stopped.
pub fn start(id: DeploymentId) -> Endpoint<DeploymentDetails> {
    Endpoint::act(path::deployment_start(id))
}

/// Stops a deployment.
pub fn stop(id: DeploymentId) -> Endpoint<DeploymentDetails> {
    Endpoint::act(path::deployment_stop(id))
}

/// Asks the server whether it reaches VictoriaMetrics at these URLs.
pub fn check(external: &ExternalCheck) -> Endpoint<Vec<Reachability>> {
    Endpoint::post(path::EXTERNAL_CHECK, external)
}

/// The programs that carry the data, and the access endpoint.
pub fn data_plane() -> Endpoint<DataPlane> {
    Endpoint::get(path::DATA_PLANE)
}
