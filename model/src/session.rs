//! Signing in, and setting up the first administrator.

use crate::member::User;
use crate::secret::OnWire;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// After how many hours without a request a session ends.
pub const IDLE_HOURS: i64 = 12;
/// After how many days a session ends in any case.
pub const MAX_DAYS: i64 = 7;

/// What a person signs in with.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Credentials {
    /// The e-mail address, in any case.
    pub email: String,
    /// The password.
    pub password: OnWire,
}

/// Who is signed in, and until when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// The person.
    pub user: User,
    /// When the session ends in any case; without a request it ends earlier, after [`IDLE_HOURS`].
    #[serde(deserialize_with = "crate::time::read")]
    pub expires_at: DateTime<Utc>,
}

/// Whether the first administrator is still to be set up.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupState {
    /// Yes as long as there is no administrator.
    pub needed: bool,
}

/// Sets up the first administrator.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Setup {
    /// The one-time token that the server printed when it started.
    pub token: OnWire,
    /// The administrator's e-mail address.
    pub email: String,
    /// The password they choose.
    pub password: OnWire,
}

/// Takes an invitation.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinRequest {
    /// The one-time token of the sign-up link.
    pub token: OnWire,
    /// The password they choose.
    pub password: OnWire,
}
