//! API keys: the credentials of programs that call the management API.

use crate::id::ApiKeyId;
use crate::problem::FieldProblem;
use crate::secret::OnWire;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

mod access;
mod change;
mod draft;
mod rotation;

pub use access::{DeploymentAccess, MAX_SELECTED};
pub use change::{ApiKeyChange, ApiKeyPatch};
pub use draft::{ApiKeyDraft, NewApiKey};
pub use rotation::{MAX_GRACE_SECONDS, Rotation};

/// From how many days before its end a key counts as expiring.
pub const EXPIRING_DAYS: i64 = 14;
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
    pub const ALL: [Self; 5] = [Self::Active, Self::Expiring, Self::Rotating, Self::Disabled, Self::Expired];

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
    #[serde(deserialize_with = "crate::time::read")]
    pub created_at: DateTime<Utc>,
    /// The e-mail address of the one who made it.
    pub created_by: String,
    /// When it ends; `null` for never.
    #[serde(default, deserialize_with = "crate::time::read_optional")]
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last let in; `null` for never.
    #[serde(default, deserialize_with = "crate::time::read_optional")]
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

/// The value; its problem goes to the others.
fn keep<T>(problems: &mut Vec<FieldProblem>, result: Result<T, FieldProblem>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

#[cfg(test)]
mod tests;
