//! Identifiers: one type for each noun, so that a user's id can't be passed for a key's.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            /// Reads a UUID in any of its usual spellings.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// Names an access token, the credential of a program that reads or writes a deployment's data.
    AccessTokenId,
    /// Names an API key, the credential of a program that calls the management API.
    ApiKeyId,
    /// Names an event of the audit log.
    AuditEventId,
    /// Names a deployment.
    DeploymentId,
    /// Names a person who may sign in.
    UserId,
}
