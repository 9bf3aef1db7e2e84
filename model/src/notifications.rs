//! Where the alerts of a deployment go: to an Alertmanager, which tells people.

use crate::deployment::Process;
use crate::secret::OnWire;
use crate::words::words;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The config that a new Alertmanager begins with: it takes alerts and tells nobody.
pub const STARTER_CONFIG: &str = "\
# What Alertmanager does with the alerts of this deployment.
# A route leads to a receiver; the one below tells nobody.
# All settings: https://prometheus.io/docs/alerting/latest/configuration/
route:
  receiver: blackhole
  group_by: [alertname]
receivers:
  - name: blackhole
";

/// How many bytes a config may have: 20 MB, as at VictoriaMetrics Cloud.
pub const MAX_CONFIG_BYTES: usize = 20 * 1024 * 1024;

words! {
    /// Who gets the alerts.
    NotifierKind {
        /// Nobody. They are seen in the console, and as the metrics `ALERTS` and `ALERTS_FOR_STATE`.
        None = "none",
        /// An Alertmanager that Keyhouse runs with the deployment's config.
        Managed = "managed",
        /// An Alertmanager that runs already, by its URL.
        External = "external",
    }
}

words! {
    /// How the Alertmanager is.
    NotifierStatus {
        /// None is wanted, or the deployment has no rules that could fire or does not run.
        Off = "off",
        /// It was started and does not answer yet, or nobody has looked yet.
        Starting = "starting",
        /// It answers.
        Ready = "ready",
        /// It keeps ending, can't be started or reached, or is missing.
        Failed = "failed",
    }
}

/// Where the alerts of a deployment go. Credentials are never in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notifications {
    /// Who gets them.
    pub kind: NotifierKind,
    /// The URL of an Alertmanager that runs already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether a credential is kept for it.
    pub has_credential: bool,
    /// How it is.
    pub status: NotifierStatus,
    /// Why it is so, in words for people, with what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The Alertmanager that Keyhouse runs; absent while none was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<Process>,
    /// When this was changed last; absent if it never was.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::time::read_optional"
    )]
    pub updated_at: Option<DateTime<Utc>>,
    /// Who changed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

/// Chooses where the alerts of a deployment go.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NotificationsChange {
    /// `none`, `managed` or `external`.
    #[cfg_attr(feature = "openapi", schema(required, value_type = NotifierKind))]
    pub kind: String,
    /// The URL of an Alertmanager that runs already, for `external`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `user:password` for basic authentication; not together with `bearer_token`. Without any credential, one that is
    /// kept for the same URL stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basic_auth: Option<OnWire>,
    /// A bearer token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bearer_token: Option<OnWire>,
    /// Forgets the credential that is kept.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub forget_credential: bool,
}

/// What became of a test alert.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestAlertResult {
    /// Whether the Alertmanager took it.
    pub taken: bool,
    /// What was sent and where it goes, or what is wrong and what to do, in words for people. Never a credential.
    pub detail: String,
    /// The receivers that its route leads to, if that is known.
    pub receivers: Vec<String>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}
