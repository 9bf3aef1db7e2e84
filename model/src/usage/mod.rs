//! Usage: how much of what is written, read, kept and asked for, over time and by the month.
//!
//! A point stands for the step that begins at its time. Nothing is estimated: where nobody measured, there is no number.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub mod csv;
mod metric;
mod period;
mod query;
pub mod step;
mod summary;
#[cfg(test)]
mod tests;

pub use metric::{GroupBy, Unit, UsageMetric};
pub use period::{NotAPeriod, Period};
pub use query::{MAX_POINTS, UsageParams, UsageQuery};
pub use summary::{ApiKeyUsage, DeploymentUsage, UsageSummary};

/// Names of the labels of a series.
pub mod label {
    /// The id of the deployment that it is about.
    pub const DEPLOYMENT_ID: &str = "deployment_id";
    /// The id of the access token that it is about.
    pub const ACCESS_TOKEN: &str = "access_token";
    /// The id of the API key that it is about.
    pub const API_KEY: &str = "api_key";
    /// What people call the smallest of these that is there; absent for what was deleted.
    pub const NAME: &str = "name";
}

/// What `GET /usage` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageAnswer {
    /// Where the first step begins.
    #[serde(deserialize_with = "crate::time::read")]
    pub from: DateTime<Utc>,
    /// Where what was asked for ends. Steps that begin later than now are left out.
    #[serde(deserialize_with = "crate::time::read")]
    pub to: DateTime<Utc>,
    /// How long a step is, in seconds.
    pub step_seconds: u32,
    /// Everything before this instant was measured; a step that ends later can still change.
    #[serde(deserialize_with = "crate::time::read")]
    pub complete_until: DateTime<Utc>,
    /// One after the other in the order of the metrics.
    pub series: Vec<UsageSeries>,
    /// What was asked for and can't be measured here.
    pub missing: Vec<MissingMetric>,
}

impl UsageAnswer {
    /// Whether the step that begins at this time, in milliseconds since 1970, is over and measured.
    pub fn is_complete(&self, begins_at_ms: i64) -> bool {
        begins_at_ms + i64::from(self.step_seconds) * 1000 <= self.complete_until.timestamp_millis()
    }
}

/// One metric of one thing over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageSeries {
    /// What is measured.
    pub metric: UsageMetric,
    /// The unit of its numbers.
    pub unit: Unit,
    /// What it is about, by the names in [`label`]; nothing for a total.
    pub labels: BTreeMap<String, String>,
    /// How much there may be, in the same unit; `null` without a limit, and for totals of several deployments.
    pub limit: Option<i64>,
    /// Each step's begin in milliseconds since 1970, and its number; `null` where nothing was measured.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Vec<Option<f64>>>))]
    pub points: Vec<(i64, Option<f64>)>,
}

impl UsageSeries {
    /// The label with this name.
    pub fn label(&self, name: &str) -> Option<&str> {
        self.labels.get(name).map(String::as_str)
    }
}

/// A metric that can't be measured, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MissingMetric {
    /// Which.
    pub metric: UsageMetric,
    /// Why, and what to do about it, in words for people.
    pub reason: String,
}
