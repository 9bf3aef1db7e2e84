//! Deployments, in the shapes of VictoriaMetrics Cloud's API: requests and answers name the same things differently.

use crate::id::DeploymentId;
use crate::words::words;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub(crate) mod external;
mod flags;
mod request;
mod runtime;
mod validate;
pub use request::{
    DeploymentChange, DeploymentCreate, DeploymentUpdate, External, ExternalUrls, FlagLists, Flags,
    NewDeployment, Settings,
};
pub use runtime::{
    DataPlane, DataRemains, DeploymentRuntime, EnforcedLimit, Engine, ExternalCheck, LimitsUsed, Process,
    ProcessState, Reachability,
};
pub use validate::{MAX_CLUSTER_STORAGE_GB, MAX_SINGLE_STORAGE_GB, MIN_STORAGE_GB};

words! {
    /// One process, or one for each task.
    DeploymentType {
        /// One process that does it all.
        SingleNode = "single_node",
        /// Processes for insert, storage and select.
        Cluster = "cluster",
    }
}

words! {
    /// How a deployment stands.
    DeploymentStatus {
        /// It is being made ready.
        Provisioning = "PROVISIONING",
        /// It takes and answers requests.
        Running = "RUNNING",
        /// It should run and does not.
        Error = "ERROR",
        /// It does not run, on purpose.
        Stopped = "STOPPED",
    }
}

words! {
    /// When work that interrupts may be done, in UTC.
    MaintenanceWindow {
        /// At the weekend.
        Weekend = "Sat-Sun 3-4am",
        /// On working days.
        Weekdays = "Mon-Fri 4-5am",
    }
}

words! {
    /// In which unit a size of storage is given.
    StorageUnit {
        /// Gigabytes.
        Gigabytes = "GB",
        /// 1024 gigabytes.
        Terabytes = "TB",
    }
}

words! {
    /// In which unit a retention is given.
    RetentionUnit {
        /// Days.
        Days = "d",
        /// Months.
        Months = "m",
    }
}

words! {
    /// In which unit a deduplication window is given.
    DeduplicationUnit {
        /// Milliseconds.
        Milliseconds = "ms",
        /// Seconds.
        Seconds = "s",
    }
}

/// A deployment as it stands in lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeploymentSummary {
    /// Its id.
    pub id: DeploymentId,
    /// Its name.
    pub name: String,
    /// One process or several.
    #[serde(rename = "type")]
    pub kind: DeploymentType,
    /// The id of its tier.
    pub tier: u32,
    /// The version of VictoriaMetrics that runs; empty while none does.
    pub version: String,
    /// The provider's id.
    pub cloud_provider: String,
    /// The region's name.
    pub region: String,
    /// When it was made.
    #[serde(deserialize_with = "crate::time::read")]
    pub created_at: DateTime<Utc>,
    /// How it stands.
    pub status: DeploymentStatus,
    /// Why it stands so, in words for people; absent where there is nothing to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// How much of its tier's limits is used; absent while nothing was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<LimitsUsed>,
}

/// US dollars per month. Always 0 here: the machine is the user's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Price {
    /// For computing.
    pub compute_cost: f64,
    /// For storage.
    pub storage_cost: f64,
    /// Both.
    pub total_cost: f64,
}

/// A deployment with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeploymentDetails {
    /// What lists show too.
    #[serde(flatten)]
    pub summary: DeploymentSummary,
    /// For how long data is kept, in `retention_unit`.
    pub retention_value: u32,
    /// The unit of `retention_value`.
    pub retention_unit: RetentionUnit,
    /// Within which window samples of a series are merged, in `deduplication_unit`; 0 for off.
    pub deduplication_value: u32,
    /// The unit of `deduplication_value`.
    pub deduplication_unit: DeduplicationUnit,
    /// Room for data, in gigabytes; a terabyte is 1024 of them.
    pub storage_size_gb: u64,
    /// When work that interrupts may be done.
    pub maintenance_window: MaintenanceWindow,
    /// What it costs.
    pub price: Price,
    /// Flags of the single process.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vmsingle_settings: Vec<String>,
    /// Flags of the storage processes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vmstorage_settings: Vec<String>,
    /// Flags of the select processes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vmselect_settings: Vec<String>,
    /// Flags of the insert processes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vminsert_settings: Vec<String>,
    /// The URL under which its data is written and read with an access token, without a path.
    pub access_endpoint: String,
    /// Where VictoriaMetrics runs, for the provider `external`. Never its credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<ExternalUrls>,
}

#[cfg(test)]
mod tests;
