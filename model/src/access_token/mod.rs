//! Access tokens: the credentials of programs that read or write the data of one deployment.

use crate::id::AccessTokenId;
use crate::secret::{OnWire, Secret};
use crate::words::words;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

mod draft;
mod tenant;
mod trial;
mod urls;

pub use draft::{AccessTokenCreate, DEFAULT_NAME, MAX_NAME_CHARS, NewAccessToken};
pub use tenant::TenantId;
pub use trial::{Direction, TEST_METRIC, Trial, TrialResult};
pub use urls::Endpoints;

words! {
    /// What a token may do with the data of its deployment.
    AccessMode {
        /// Query.
        Read = "r",
        /// Ingest.
        Write = "w",
        /// Both: tools such as vmalert query and write what they computed.
        ReadWrite = "rw",
    }
}

impl AccessMode {
    /// Whether it may query.
    pub fn may_read(self) -> bool {
        self != Self::Write
    }

    /// Whether it may ingest.
    pub fn may_write(self) -> bool {
        self != Self::Read
    }
}

/// An access token. `V` is its value: the last four characters in lists, the whole of it (see
/// [`RevealedAccessToken`]) in the answers to create and reveal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessToken<V = String> {
    /// Its id.
    pub id: AccessTokenId,
    /// The last four characters of the value, or the whole value.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub value: V,
    /// What it may do.
    #[serde(rename = "type")]
    pub mode: AccessMode,
    /// Its name: what uses it, in words of the one who made it.
    pub description: String,
    /// The e-mail address, or the name of the API key, of the one who made it.
    pub created_by: String,
    /// When it was made.
    #[serde(deserialize_with = "crate::time::read")]
    pub created_at: DateTime<Utc>,
    /// The one tenant that it is bound to; absent for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub tenant_id: Option<TenantId>,
    /// When it was last used; the first second of the year 1 for never. Always there: an older Terraform provider
    /// fails without it.
    #[serde(deserialize_with = "crate::time::read")]
    pub last_used_at: DateTime<Utc>,
    /// Requests in the last 24 hours; only in lists that were asked for with `usage=true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_24h: Option<u64>,
    /// Where it was last used from; only in lists that were asked for with `usage=true`, and only where the access
    /// endpoint tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_ip: Option<String>,
}

/// An access token with its whole value.
pub type RevealedAccessToken = AccessToken<OnWire>;

impl<V> AccessToken<V> {
    /// When it was last used; `None` for never.
    pub fn last_used(&self) -> Option<DateTime<Utc>> {
        Some(self.last_used_at).filter(|at| *at != never())
    }
}

impl RevealedAccessToken {
    /// What lists show of it, and the value by itself.
    pub fn split(self) -> (AccessToken, Secret) {
        let Self { id, value, mode, description, created_by, created_at, tenant_id, .. } = self;
        let Self { last_used_at, requests_24h, last_used_ip, .. } = self;
        let OnWire(secret) = value;
        let value = secret.last_four();
        let token = AccessToken {
            id,
            value,
            mode,
            description,
            created_by,
            created_at,
            tenant_id,
            last_used_at,
            requests_24h,
            last_used_ip,
        };
        (token, secret)
    }
}

/// How "never" stands on the wire, for VictoriaMetrics Cloud's clients: Go's zero time.
pub fn never() -> DateTime<Utc> {
    const SECONDS_FROM_YEAR_1_TO_1970: i64 = 62_135_596_800;
    DateTime::from_timestamp(-SECONDS_FROM_YEAR_1_TO_1970, 0).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

#[cfg(test)]
mod tests;
