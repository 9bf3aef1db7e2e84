//! What happens, told to whoever looks at a page: ids only, never data. The page fetches anew what it shows.

use crate::id::{AccessTokenId, DeploymentId};
use crate::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// What changed.
    LiveKind {
        /// A deployment was made, changed or deleted, or its status is another one.
        Deployment = "deployment.changed",
        /// An access token was made, used for the first time, or deleted.
        AccessToken = "access_token.changed",
        /// An API key was made, changed or deleted.
        ApiKey = "api_key.changed",
        /// A rule file was saved, is in force or was deleted; or it changed where the alerts go.
        RuleFile = "rule_file.changed",
        /// A member was added, changed or removed.
        User = "user.changed",
        /// The audit log has a new event.
        Audit = "audit.appended",
        /// Events were left out, since they came faster than they could be sent: anything may have changed.
        Resync = "resync",
    }
}

/// One event of the stream. Its kind is also the name of the server-sent event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveEvent {
    /// What changed.
    pub kind: LiveKind,
    /// The id of what changed; empty for `resync`.
    pub id: String,
    /// The deployment that it belongs to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<DeploymentId>,
}

impl LiveEvent {
    /// A deployment changed.
    pub fn deployment(id: DeploymentId) -> Self {
        Self { kind: LiveKind::Deployment, id: id.to_string(), deployment_id: Some(id) }
    }

    /// An access token of a deployment changed.
    pub fn access_token(deployment: DeploymentId, id: AccessTokenId) -> Self {
        Self { kind: LiveKind::AccessToken, id: id.to_string(), deployment_id: Some(deployment) }
    }

    /// The rules of a deployment changed, or how they are evaluated; `file` is empty if it is no single file.
    pub fn rule_file(deployment: DeploymentId, file: &str) -> Self {
        Self { kind: LiveKind::RuleFile, id: file.to_owned(), deployment_id: Some(deployment) }
    }

    /// Anything may have changed.
    pub fn resync() -> Self {
        Self { kind: LiveKind::Resync, id: String::new(), deployment_id: None }
    }
}
