//! A month in a few numbers.

use crate::id::{ApiKeyId, DeploymentId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What `GET /usage/summary` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageSummary {
    /// The first instant of the month.
    #[serde(deserialize_with = "crate::time::read")]
    pub period_start: DateTime<Utc>,
    /// The first instant of the month after it.
    #[serde(deserialize_with = "crate::time::read")]
    pub period_end: DateTime<Utc>,
    /// Up to when it was counted: now, or the end of a month that is over.
    #[serde(deserialize_with = "crate::time::read")]
    pub counted_until: DateTime<Utc>,
    /// Requests of the management API with API keys, whichever way they ended.
    pub requests: u64,
    /// How many there may be in a month; `null` when nobody set a number.
    pub allowance: Option<u64>,
    /// How many there were more than that.
    pub overage: u64,
    /// Those requests by key, the most first. A program sees its own.
    pub api_keys: Vec<ApiKeyUsage>,
    /// What each deployment took in and holds.
    pub deployments: Vec<DeploymentUsage>,
    /// Why there are no numbers of deployments, in words for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployments_problem: Option<String>,
}

/// The requests of one API key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKeyUsage {
    /// Its id.
    pub id: ApiKeyId,
    /// Its name, the last one that it had.
    pub name: String,
    /// Whether it was deleted.
    pub is_deleted: bool,
    /// How many requests it made in the month.
    pub requests: u64,
}

/// A month of one deployment. A number that was not measured is `null`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeploymentUsage {
    /// Its id.
    pub id: DeploymentId,
    /// Its name.
    pub name: String,
    /// Samples that were written.
    pub samples_written: Option<u64>,
    /// Samples that queries read.
    pub samples_read: Option<u64>,
    /// The most series that were active at a time.
    pub active_time_series: Option<u64>,
    /// Bytes of data on the disk, at the end.
    pub storage_bytes: Option<u64>,
    /// Requests with its access tokens.
    pub requests: Option<u64>,
}

impl UsageSummary {
    /// How many `requests` there are more than the `allowance`.
    pub fn over(requests: u64, allowance: Option<u64>) -> u64 {
        allowance.map_or(0, |allowance| requests.saturating_sub(allowance))
    }
}
