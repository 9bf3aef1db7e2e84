//! API keys: the credentials of programs that call the management API.

use crate::id::{ApiKeyId, DeploymentId};
use crate::lifetime::check_end;
use crate::name::Name;
use crate::patch::Patch;
use crate::problem::FieldProblem;
use crate::secret::OnWire;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

mod access;
pub use access::{DeploymentAccess, MAX_SELECTED};

/// From how many days before its end a key counts as expiring.
pub const EXPIRING_DAYS: i64 = 14;
/// For how long a rotated key may go on at the most, in seconds (30 days).
pub const MAX_GRACE_SECONDS: u32 = 30 * 24 * 3600;

/// What a key may do with the deployments that it reaches.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Permission {
    /// Read everything but secrets.
    #[serde(rename = "r")]
    Read,
    /// Also create, change and delete, and see the secrets of tokens.
    #[serde(rename = "rw")]
    ReadWrite,
}

/// Whether a key is switched on.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ApiKeyState {
    /// It works until it ends.
    Enabled,
    /// It is refused until someone enables it again.
    Disabled,
}

/// How a key stands now, as one word. Computed by [`status`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ApiKeyStatus {
    /// It works.
    Active,
    /// It works, and ends within [`EXPIRING_DAYS`].
    Expiring,
    /// It has ended.
    Expired,
    /// It is switched off.
    Disabled,
    /// It was replaced and works for the rest of its grace period.
    Rotating,
}

impl ApiKeyStatus {
    /// All of them, the ones that work first.
    pub const ALL: [Self; 5] = [
        Self::Active,
        Self::Expiring,
        Self::Rotating,
        Self::Disabled,
        Self::Expired,
    ];

    /// The word as it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Disabled => "disabled",
            Self::Rotating => "rotating",
        }
    }

    /// Whether a key that stands so is let in.
    pub fn works(self) -> bool {
        matches!(self, Self::Active | Self::Expiring | Self::Rotating)
    }
}

/// How a key stands at `now`. What makes it useless comes first: a disabled key that also expired is disabled.
pub fn status(
    state: ApiKeyState,
    expires_at: Option<DateTime<Utc>>,
    replaced: bool,
    now: DateTime<Utc>,
) -> ApiKeyStatus {
    let ends_within = |span: Duration| expires_at.is_some_and(|end| end <= now + span);
    if state == ApiKeyState::Disabled {
        ApiKeyStatus::Disabled
    } else if ends_within(Duration::zero()) {
        ApiKeyStatus::Expired
    } else if replaced {
        ApiKeyStatus::Rotating
    } else if ends_within(Duration::days(EXPIRING_DAYS)) {
        ApiKeyStatus::Expiring
    } else {
        ApiKeyStatus::Active
    }
}

/// An API key. `V` is its value: the last four characters in lists, the whole of it (see [`RevealedApiKey`]) in the
/// answers to create, rotate and reveal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKey<V = String> {
    /// Its id.
    pub id: ApiKeyId,
    /// What uses it, in words of the one who made it.
    pub name: String,
    /// The last four characters of the value, or the whole value.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub value: V,
    /// The first three characters of the value: `khk`.
    pub prefix: String,
    /// What it may do.
    pub permission: Permission,
    /// With which deployments.
    pub deployment_access: DeploymentAccess,
    /// Whether it is switched on.
    pub state: ApiKeyState,
    /// How it stood when the server answered.
    pub status: ApiKeyStatus,
    /// Whether its value can be shown again.
    pub revealable: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The e-mail address of the one who made it.
    pub created_by: String,
    /// When it ends; `null` for never.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last let in; `null` for never.
    pub last_used_at: Option<DateTime<Utc>>,
    /// The address that the last call came from.
    pub last_used_ip: Option<String>,
    /// How many calls it made in the last 24 hours.
    pub requests_24h: u64,
    /// The key that took its place, if it was rotated.
    pub replaced_by: Option<ApiKeyId>,
}

impl<V> ApiKey<V> {
    /// How the key stands at `now`, which may be later than the server's answer.
    pub fn status_at(&self, now: DateTime<Utc>) -> ApiKeyStatus {
        status(self.state, self.expires_at, self.replaced_by.is_some(), now)
    }
}

/// An API key with its whole value.
pub type RevealedApiKey = ApiKey<OnWire>;

/// A new key as a form or a request body describes it: any part may be missing or wrong.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "name": "terraform-prod", "expires_at": null, "permission": "rw", "deployment_access": "all", "revealable": false,
})))]
pub struct ApiKeyDraft {
    /// 1 to 64 characters. Required.
    #[cfg_attr(
        feature = "openapi",
        schema(required, nullable = false, min_length = 1, max_length = 64)
    )]
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
        let name = keep(
            &mut problems,
            Name::parse(self.name.as_deref().unwrap_or_default(), "/name"),
        );
        let expires_at = keep(&mut problems, self.parse_end(now));
        let permission = keep(
            &mut problems,
            required(self.permission, "/permission", "Choose what the key may do."),
        );
        let access = required(
            self.deployment_access.as_ref(),
            "/deployment_access",
            "Choose all deployments, or the ones it is for.",
        );
        let access = keep(
            &mut problems,
            access.and_then(|access| access.check("/deployment_access")),
        );
        match (name, expires_at, permission, access) {
            (Some(name), Some(expires_at), Some(permission), Some(deployment_access)) => Ok(NewApiKey {
                name,
                expires_at,
                permission,
                deployment_access,
                revealable: self.revealable,
            }),
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
        let name = self
            .name
            .as_deref()
            .and_then(|name| keep(&mut problems, Name::parse(name, "/name")));
        if let Patch::Set(end) = self.expires_at {
            keep(&mut problems, check_end(end, now, "/expires_at"));
        }
        let access = self.deployment_access.as_ref();
        let deployment_access =
            access.and_then(|access| keep(&mut problems, access.check("/deployment_access")));
        if !problems.is_empty() {
            return Err(problems);
        }
        let Self {
            expires_at,
            permission,
            state,
            ..
        } = *self;
        Ok(ApiKeyChange {
            name,
            expires_at,
            permission,
            deployment_access,
            state,
        })
    }
}

/// How long the old value goes on when a key is rotated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rotation {
    /// Seconds from now, 0 to [`MAX_GRACE_SECONDS`]. The old value never outlives its own end.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 2_592_000))]
    pub grace_seconds: u32,
}

impl Rotation {
    /// When a key that ends at `expires_at` stops working if it is rotated at `now`.
    ///
    /// # Errors
    /// A problem with the code `too_long` for a grace period over [`MAX_GRACE_SECONDS`].
    pub fn old_end(
        self,
        expires_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, FieldProblem> {
        if self.grace_seconds > MAX_GRACE_SECONDS {
            let detail = "Choose a grace period of at most 30 days.";
            return Err(FieldProblem::new("/grace_seconds", "too_long", detail));
        }
        let end = now + Duration::seconds(i64::from(self.grace_seconds));
        Ok(expires_at.map_or(end, |own| own.min(end)))
    }
}

/// Whether `access` lets a key reach a deployment.
pub fn reaches(access: &DeploymentAccess, deployment: DeploymentId) -> bool {
    match access {
        DeploymentAccess::All => true,
        DeploymentAccess::Selected(ids) => ids.contains(&deployment),
    }
}

fn required<T>(value: Option<T>, pointer: &str, detail: &str) -> Result<T, FieldProblem> {
    value.ok_or_else(|| FieldProblem::new(pointer, "required", detail))
}

fn keep<T>(problems: &mut Vec<FieldProblem>, result: Result<T, FieldProblem>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

#[cfg(test)]
mod tests;
