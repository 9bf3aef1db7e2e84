//! A change of a key.

use super::{ApiKeyState, DeploymentAccess, Permission, keep};
use crate::lifetime::check_end;
use crate::name::Name;
use crate::patch::Patch;
use crate::problem::FieldProblem;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A change of a key: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKeyPatch {
    /// The new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64))]
    pub name: Option<String>,
    /// The new end; `null` clears it.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DateTime<Utc>>))]
    pub expires_at: Patch<DateTime<Utc>>,
    /// What it may do from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<Permission>,
    /// With which deployments from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment_access: Option<DeploymentAccess>,
    /// Switches it on or off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ApiKeyState>,
}

/// A change that was found valid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApiKeyChange {
    /// The new name.
    pub name: Option<Name>,
    /// The new end.
    pub expires_at: Patch<DateTime<Utc>>,
    /// What it may do from now on.
    pub permission: Option<Permission>,
    /// With which deployments from now on.
    pub deployment_access: Option<DeploymentAccess>,
    /// Whether it is switched on from now on.
    pub state: Option<ApiKeyState>,
}

impl ApiKeyPatch {
    /// Checks every part that is there.
    ///
    /// # Errors
    /// One problem for each part that is wrong.
    pub fn parse(&self, now: DateTime<Utc>) -> Result<ApiKeyChange, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let name = self.name.as_deref().and_then(|name| keep(&mut problems, Name::parse(name, "/name")));
        if let Patch::Set(end) = self.expires_at {
            keep(&mut problems, check_end(end, now, "/expires_at"));
        }
        let access = self.deployment_access.as_ref();
        let deployment_access =
            access.and_then(|access| keep(&mut problems, access.check("/deployment_access")));
        if !problems.is_empty() {
            return Err(problems);
        }
        let Self { expires_at, permission, state, .. } = *self;
        Ok(ApiKeyChange { name, expires_at, permission, deployment_access, state })
    }
}
