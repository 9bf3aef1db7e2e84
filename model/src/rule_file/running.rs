//! Groups and rules as `vmalert` evaluates them.

use crate::rules::RuleKind;
use crate::words::words;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// Whether the last evaluation went well.
    Health {
        /// It did.
        Ok = "ok",
        /// It did not; the rule's error says why.
        Error = "error",
        /// There was none yet.
        Unknown = "unknown",
    }
}

words! {
    /// How an alert stands.
    AlertState {
        /// Its condition is not met.
        Inactive = "inactive",
        /// Its condition is met, and not yet for long enough.
        Pending = "pending",
        /// It fires.
        Firing = "firing",
    }
}

/// A group that is evaluated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunningGroup {
    /// Its name.
    pub name: String,
    /// The rule file that it comes from.
    pub file: String,
    /// How often its rules are evaluated, in milliseconds.
    pub interval_ms: u64,
    /// When its rules were evaluated last; absent before the first time.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::time::read_optional"
    )]
    pub last_evaluation: Option<DateTime<Utc>>,
    /// How long the last evaluation of all its rules took, in microseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation_us: Option<u64>,
    /// How its rules fare: an error of one is an error of the group.
    pub health: Health,
    /// Its rules, in the order of the file.
    pub rules: Vec<RunningRule>,
}

/// A rule that is evaluated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunningRule {
    /// What it does.
    pub kind: RuleKind,
    /// The alert's name, or that of the metric.
    pub name: String,
    /// What is evaluated.
    pub expr: String,
    /// The labels that it sets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The annotations of an alert, with their templates as they are written.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// How long the condition of an alert has to be met before it fires, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_ms: Option<u64>,
    /// How an alert stands: the worst of what [`RunningRule::alerts`] would list whole. Absent for a recording rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<AlertState>,
    /// Whether the last evaluation went well.
    pub health: Health,
    /// Why the last evaluation did not go well, as `vmalert` says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When it was evaluated last; absent before the first time.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::time::read_optional"
    )]
    pub last_evaluation: Option<DateTime<Utc>>,
    /// How long the last evaluation took, in microseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation_us: Option<u64>,
    /// How many samples the last evaluation yielded; absent if `vmalert` does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub samples: Option<u64>,
    /// How many alerts fire.
    pub firing: u32,
    /// How many alerts are pending.
    pub pending: u32,
    /// The alerts that fire or are pending, those that fire first: at most [`RunningRule::MAX_ALERTS`] of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<RunningAlert>,
}

impl RunningRule {
    /// How many alerts of one rule are listed.
    pub const MAX_ALERTS: usize = 100;
}

/// An alert that fires or is pending.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunningAlert {
    /// How it stands.
    pub state: AlertState,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its annotations, with their templates filled in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// The value of its expression, as `vmalert` writes it.
    pub value: String,
    /// Since when its condition is met.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::time::read_optional"
    )]
    pub active_at: Option<DateTime<Utc>>,
}
