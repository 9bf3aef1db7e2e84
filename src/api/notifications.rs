//! Where the alerts of a deployment go.

use super::Endpoint;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::{Notifications, NotificationsChange, TestAlertResult};
use keyhouse_model::path;
use keyhouse_model::rule_file::CONTENT_TYPE;
use keyhouse_model::rules::Diagnostic;
use keyhouse_model::secret::Secret;

/// Where they go.
pub fn get(deployment: DeploymentId) -> Endpoint<Notifications> {
    Endpoint::get(path::notifications(deployment))
}

/// Chooses where they go.
pub fn change(deployment: DeploymentId, change: &NotificationsChange) -> Endpoint<Notifications> {
    Endpoint::put(path::notifications(deployment), change)
}

/// The config of the deployment's Alertmanager. For those who may change it, it is whole, and every call is an audit
/// event; for others its secrets are masked.
pub fn config(deployment: DeploymentId) -> Endpoint<String> {
    Endpoint::text(path::alertmanager_config(deployment), CONTENT_TYPE)
}

/// Saves the config, and has Keyhouse run an Alertmanager with it.
pub fn save_config(deployment: DeploymentId, text: Secret) -> Endpoint<Notifications> {
    Endpoint::put_text(path::alertmanager_config(deployment), CONTENT_TYPE, text)
}

/// Checks a config as a save would, `amtool` included, and saves nothing.
pub fn check_config(deployment: DeploymentId, text: String) -> Endpoint<Vec<Diagnostic>> {
    Endpoint::post_text(path::alertmanager_check(deployment), CONTENT_TYPE, text)
}

/// Sends a test alert.
pub fn test(deployment: DeploymentId) -> Endpoint<TestAlertResult> {
    Endpoint::act(path::alertmanager_test(deployment))
}
