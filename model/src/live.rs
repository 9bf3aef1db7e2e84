//! What happens, told to whoever looks at a page: ids only, never data. The page fetches anew what it shows.

use crate::id::DeploymentId;
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
        /// A rule file was saved or deleted.
        RuleFile = "rule_file.changed",
        /// The audit log has a new event.
        Audit = "audit.appended",
    }
}

/// One event of the stream. Its kind is also the name of the server-sent event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveEvent {
    /// What changed.
    pub kind: LiveKind,
    /// The id of what changed.
    pub id: String,
    /// The deployment that it belongs to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<DeploymentId>,
}
