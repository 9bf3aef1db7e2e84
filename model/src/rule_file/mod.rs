//! Rule files of a deployment: as they are kept, and as they run. What stands in one is checked by [`crate::rules`].

mod name;
mod running;

pub use name::{MAX_CHARS, RuleFileName};
pub use running::{AlertState, Health, RunningAlert, RunningGroup, RunningRule};

use crate::deployment::Process;
use crate::rules::{EngineVersion, Limits};
use crate::words::words;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The media type of a rule file.
pub const CONTENT_TYPE: &str = "application/yaml";

words! {
    /// Whether a file is in force.
    RuleFileState {
        /// It is saved, and the `vmalert` that runs does not have it yet.
        Waiting = "waiting",
        /// The `vmalert` that runs has it.
        Live = "live",
        /// The `vmalert` that runs refuses it: it is another version than the one that the file was checked with.
        Refused = "refused",
        /// Nothing evaluates it: the deployment does not run, or `vmalert` is missing.
        NotEvaluated = "not_evaluated",
    }
}

/// A rule file without its text.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleFile {
    /// Its name, unique in the deployment.
    pub name: String,
    /// The number of the version that is kept: 1, 2, 3, …
    pub version: u32,
    /// The length of the text.
    pub bytes: u64,
    /// The SHA-256 of the text, in hexadecimal digits. It is also the text's `ETag`.
    pub sha256: String,
    /// How many groups it has.
    pub groups: u32,
    /// How many rules it has.
    pub rules: u32,
    /// How many of them are alerts.
    pub alerting: u32,
    /// How many of them record a metric.
    pub recording: u32,
    /// The names of its groups, in the order of the text.
    pub group_names: Vec<String>,
    /// When it was saved last.
    #[serde(deserialize_with = "crate::time::read")]
    pub updated_at: DateTime<Utc>,
    /// Who saved it: an e-mail address, or the name of an API key.
    pub updated_by: String,
    /// Whether it is in force.
    pub state: RuleFileState,
    /// Why it is not in force, in words for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
}

words! {
    /// How a version came to be.
    VersionChange {
        /// The file was made.
        Created = "created",
        /// The file got another text.
        Replaced = "replaced",
        /// The text of an earlier version was put back.
        Restored = "restored",
        /// The file was deleted; the version has the text that it had.
        Deleted = "deleted",
    }
}

/// A version of a rule file without its text.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleFileVersion {
    /// Its number: 1 for the first, without a gap.
    pub number: u32,
    /// How it came to be.
    pub change: VersionChange,
    /// The number of the version that was restored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored_from: Option<u32>,
    /// The length of the text.
    pub bytes: u64,
    /// The SHA-256 of the text, in hexadecimal digits.
    pub sha256: String,
    /// How many groups it has.
    pub groups: u32,
    /// How many rules it has.
    pub rules: u32,
    /// When it was made.
    #[serde(deserialize_with = "crate::time::read")]
    pub created_at: DateTime<Utc>,
    /// Who made it: an e-mail address, or the name of an API key.
    pub created_by: String,
}

words! {
    /// Whether the rules of a deployment are evaluated.
    Evaluation {
        /// `vmalert` runs.
        Running = "running",
        /// `vmalert` was started and does not answer yet, or is started again.
        Starting = "starting",
        /// `vmalert` keeps ending, can't be started, or is missing.
        Failed = "failed",
        /// There is nothing to evaluate, or the deployment does not run.
        Off = "off",
    }
}

/// What the rules of a deployment are checked against and evaluated by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleSetState {
    /// Whether they are evaluated.
    pub evaluation: Evaluation,
    /// Why they are not, in words for people, with what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The `vmalert` of the deployment; absent while none was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<Process>,
    /// How much the files of the deployment may hold.
    pub limits: Limits,
    /// The version of `vmalert`; absent if it is missing or does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<EngineVersion>,
    /// The names of the variables that `%{NAME}` in a file can stand for.
    pub environment: BTreeSet<String>,
}
