//! A new key, from a form or a request body to something that can be stored.

use super::{DeploymentAccess, Permission, keep};
use crate::lifetime::check_end;
use crate::name::Name;
use crate::patch::Patch;
use crate::problem::FieldProblem;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A new key as a form or a request body describes it: any part may be missing or wrong.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "name": "terraform-prod", "expires_at": null, "permission": "rw", "deployment_access": "all", "revealable": false,
})))]
pub struct ApiKeyDraft {
    /// 1 to 64 characters. Required.
    #[cfg_attr(feature = "openapi", schema(required, nullable = false, min_length = 1, max_length = 64))]
    pub name: Option<String>,
    /// When it ends, or `null` for never. Required, so that nobody gets a key without end by forgetting it.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DateTime<Utc>>, required))]
    pub expires_at: Patch<DateTime<Utc>>,
    /// What it may do. Required.
    #[cfg_attr(feature = "openapi", schema(required, nullable = false))]
    pub permission: Option<Permission>,
    /// With which deployments. Required.
    #[cfg_attr(feature = "openapi", schema(required, nullable = false))]
    pub deployment_access: Option<DeploymentAccess>,
    /// Whether its value can be shown again. Default is no.
    #[serde(default)]
    pub revealable: bool,
}

/// A new key that was found valid, and so can be sent or stored.
#[derive(Clone, Debug, PartialEq)]
pub struct NewApiKey {
    /// Its name.
    pub name: Name,
    /// When it ends; `None` for never.
    pub expires_at: Option<DateTime<Utc>>,
    /// What it may do.
    pub permission: Permission,
    /// With which deployments.
    pub deployment_access: DeploymentAccess,
    /// Whether its value can be shown again.
    pub revealable: bool,
}

impl ApiKeyDraft {
    /// Checks every part at once.
    ///
    /// # Errors
    /// One problem for each part that is missing or wrong, in the order of the form.
    pub fn parse(&self, now: DateTime<Utc>) -> Result<NewApiKey, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let name = keep(&mut problems, Name::parse(self.name.as_deref().unwrap_or_default(), "/name"));
        let expires_at = keep(&mut problems, self.parse_end(now));
        let permission =
            keep(&mut problems, required(self.permission, "/permission", "Choose what the key may do."));
        let access = required(
            self.deployment_access.as_ref(),
            "/deployment_access",
            "Choose all deployments, or the ones it is for.",
        );
        let access = keep(&mut problems, access.and_then(|access| access.check("/deployment_access")));
        match (name, expires_at, permission, access) {
            (Some(name), Some(expires_at), Some(permission), Some(deployment_access)) => {
                Ok(NewApiKey { name, expires_at, permission, deployment_access, revealable: self.revealable })
            }
            _ => Err(problems),
        }
    }

    fn parse_end(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, FieldProblem> {
        match self.expires_at {
            Patch::Absent => {
                let detail = "Choose when the key ends, or null for no expiration.";
                Err(FieldProblem::new("/expires_at", "required", detail))
            }
            Patch::Clear => Ok(None),
            Patch::Set(end) => check_end(end, now, "/expires_at").map(|()| Some(end)),
        }
    }
}

impl From<NewApiKey> for ApiKeyDraft {
    fn from(key: NewApiKey) -> Self {
        Self {
            name: Some(key.name.to_string()),
            expires_at: key.expires_at.into(),
            permission: Some(key.permission),
            deployment_access: Some(key.deployment_access),
            revealable: key.revealable,
        }
    }
}

fn required<T>(value: Option<T>, pointer: &str, detail: &str) -> Result<T, FieldProblem> {
    value.ok_or_else(|| FieldProblem::new(pointer, "required", detail))
}
