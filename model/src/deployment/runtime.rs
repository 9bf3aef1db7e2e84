//! What runs for a deployment, and how it is.

use super::{DeploymentStatus, External};
use crate::words::words;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How much of its tier's limits a deployment uses, as its processes count it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LimitsUsed {
    /// Series that are active now.
    pub active_time_series: u64,
    /// Samples per second that were written lately; absent until two measurements can be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ingestion_rate: Option<f64>,
    /// Bytes of data on the disk.
    pub storage_bytes: u64,
}

words! {
    /// How a process is.
    ProcessState {
        /// It was started and does not answer yet.
        Starting = "starting",
        /// It answers.
        Healthy = "healthy",
        /// It ended by itself and is started again after a while.
        Restarting = "restarting",
        /// It keeps ending, or can't be started.
        Failed = "failed",
        /// It does not run, on purpose.
        Stopped = "stopped",
    }
}

/// One process of the data plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Process {
    /// The engine: `victoria-metrics`, `vmauth`.
    pub engine: String,
    /// Its version, such as `v1.79.5`.
    pub version: String,
    /// How it is.
    pub state: ProcessState,
    /// Its number in the operating system, while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pid: Option<u32>,
    /// When it was started last.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::time::read_optional"
    )]
    pub started_at: Option<DateTime<Utc>>,
    /// How often it ended by itself since the server started.
    pub restarts: u32,
    /// The last lines of its log, the oldest first. Never a secret.
    pub log: Vec<String>,
}

/// A limit of the tier, and whether the engine that runs holds to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnforcedLimit {
    /// The limit's name among the tier's fields: `active_time_series`.
    pub limit: String,
    /// Its value, in the unit of the tier's field.
    pub value: i64,
    /// The flag or setting that enforces it; `null` when nothing does.
    pub enforced_by: Option<String>,
    /// Why nothing enforces it, in words for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
}

/// What runs for a deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeploymentRuntime {
    /// How it stands.
    pub status: DeploymentStatus,
    /// Why it stands so, in words for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// The URL under which programs on this machine reach it without the access endpoint; absent while it does not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub internal_url: Option<String>,
    /// Whether a sample ever arrived.
    pub received_data: bool,
    /// Its processes; none for an external deployment.
    pub processes: Vec<Process>,
    /// Each limit of its tier.
    pub limits: Vec<EnforcedLimit>,
    /// How much of them is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<LimitsUsed>,
}

/// One of VictoriaMetrics' programs, as it is found on this machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Engine {
    /// Its name: `victoria-metrics`, `vmauth`, `vminsert`, `vmselect`, `vmstorage`.
    pub name: String,
    /// Its version, such as `v1.79.5`; `null` when it is not there.
    pub version: Option<String>,
    /// What it lacks that newer versions have, in words for people.
    pub lacks: Vec<String>,
    /// How to get it, when it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install: Option<String>,
}

/// The programs that carry the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DataPlane {
    /// The URL under which data is written and read with an access token, without a path.
    pub access_endpoint: String,
    /// The process behind it; `null` when it can't be started at all.
    pub access_process: Option<Process>,
    /// Why data can't be written or read at the moment, in words for people; absent when all is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_problem: Option<String>,
    /// Every program that can be of use.
    pub engines: Vec<Engine>,
}

words! {
    /// What becomes of the data when a deployment is deleted.
    DataRemains {
        /// It goes too.
        Delete = "delete",
        /// Its folder stays where it is.
        Keep = "keep",
    }
}

/// Asks whether VictoriaMetrics can be reached.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ExternalCheck {
    /// `single_node` or `cluster`.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = super::DeploymentType))]
    pub kind: String,
    /// Where it runs, and how to get in.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub external: External,
}

/// Whether VictoriaMetrics was reached at one URL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reachability {
    /// The URL's field: `url`, `insert_url`, `select_url`.
    pub field: String,
    /// Whether it answered as VictoriaMetrics does.
    pub reachable: bool,
    /// What was found, or what is wrong and what to do, in words for people. Never a credential.
    pub detail: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}
