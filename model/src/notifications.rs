//! Where the alerts of a deployment go: to an Alertmanager, which tells people.

use crate::deployment::Process;
use crate::deployment::external::{credential_problem, url_problem};
use crate::problem::FieldProblem;
use crate::secret::{OnWire, Secret};
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

/// Where the alerts of a deployment are to go: a [`NotificationsChange`] that is valid.
#[derive(Debug)]
pub enum Destination {
    /// Nowhere.
    Nobody,
    /// To the Alertmanager that Keyhouse runs.
    Managed,
    /// To one that runs already.
    External {
        /// Its URL, without a slash at the end.
        url: String,
        /// What to do about the credential.
        credential: CredentialChange,
    },
}

/// What becomes of the credential that is kept.
#[derive(Debug)]
pub enum CredentialChange {
    /// It stays if the URL does.
    Keep,
    /// It is forgotten.
    Forget,
    /// This one takes its place: `user:password`.
    BasicAuth(Secret),
    /// This bearer token takes its place.
    BearerToken(Secret),
}

impl NotificationsChange {
    /// Checks it.
    ///
    /// # Errors
    /// Each field that is wrong.
    pub fn parse(self) -> Result<Destination, Vec<FieldProblem>> {
        let Some(kind) = NotifierKind::from_word(&self.kind) else {
            let detail = "This is none of: none, managed, external.";
            let code = if self.kind.is_empty() { "required" } else { "unknown" };
            return Err(vec![FieldProblem::new("/kind", code, detail)]);
        };
        let mut problems = self.url_problem(kind);
        if kind == NotifierKind::External {
            problems.extend(credential_problem("", self.basic_auth.as_ref(), self.bearer_token.as_ref()));
        }
        for (pointer, is_given) in
            [("/basic_auth", self.basic_auth.is_some()), ("/bearer_token", self.bearer_token.is_some())]
        {
            if is_given && (kind != NotifierKind::External || self.forget_credential) {
                let detail =
                    "Leave this out: a credential is only kept for an Alertmanager that runs already.";
                let detail =
                    if self.forget_credential { "Leave this out, or `forget_credential`." } else { detail };
                problems.push(FieldProblem::new(pointer, "not_allowed", detail));
            }
        }
        if problems.is_empty() { Ok(self.destination(kind)) } else { Err(problems) }
    }

    fn url_problem(&self, kind: NotifierKind) -> Vec<FieldProblem> {
        let problem = |code, detail: &str| vec![FieldProblem::new("/url", code, detail)];
        match (kind, self.url.as_deref()) {
            (NotifierKind::External, None | Some("")) => {
                problem("required", "Enter the URL of the Alertmanager, such as http://10.0.0.5:9093.")
            }
            (NotifierKind::External, Some(url)) => {
                url_problem(url).map_or_else(Vec::new, |(code, detail)| problem(code, detail))
            }
            (_, None | Some("")) => Vec::new(),
            (_, Some(_)) => problem("not_allowed", "Leave this out, or choose the kind external."),
        }
    }

    fn destination(self, kind: NotifierKind) -> Destination {
        let credential = match (self.basic_auth, self.bearer_token) {
            (Some(pair), _) => CredentialChange::BasicAuth(pair.0),
            (None, Some(token)) => CredentialChange::BearerToken(token.0),
            (None, None) if self.forget_credential => CredentialChange::Forget,
            (None, None) => CredentialChange::Keep,
        };
        let url = self.url.unwrap_or_default().trim_end_matches('/').to_owned();
        match kind {
            NotifierKind::None => Destination::Nobody,
            NotifierKind::Managed => Destination::Managed,
            NotifierKind::External => Destination::External { url, credential },
        }
    }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse(json: serde_json::Value) -> Result<Destination, Vec<String>> {
        let change: NotificationsChange = serde_json::from_value(json).unwrap();
        let code = |problem: FieldProblem| format!("{} {}", problem.pointer, problem.code);
        change.parse().map_err(|problems| problems.into_iter().map(code).collect())
    }

    #[test]
    fn a_destination_has_what_belongs_to_its_kind() {
        use serde_json::json;
        assert!(matches!(parse(json!({"kind": "none"})), Ok(Destination::Nobody)));
        assert!(matches!(
            parse(json!({"kind": "managed", "forget_credential": true})),
            Ok(Destination::Managed)
        ));
        let external = parse(json!({"kind": "external", "url": "http://a:9093/x/", "bearer_token": "t"}));
        let Ok(Destination::External { url, credential: CredentialChange::BearerToken(token) }) = external
        else {
            panic!("{external:?}")
        };
        assert_eq!((url.as_str(), token.expose()), ("http://a:9093/x", "t"));
        for (json, problem) in [
            (json!({}), "/kind required"),
            (json!({"kind": "mail"}), "/kind unknown"),
            (json!({"kind": "external"}), "/url required"),
            (json!({"kind": "external", "url": "a"}), "/url not_a_url"),
            (json!({"kind": "external", "url": "http://u:p@a"}), "/url credentials"),
            (json!({"kind": "external", "url": "http://a", "basic_auth": "x"}), "/basic_auth malformed"),
            (
                json!({"kind": "external", "url": "http://a", "bearer_token": "a b"}),
                "/bearer_token malformed",
            ),
            (json!({"kind": "managed", "url": "http://a"}), "/url not_allowed"),
            (json!({"kind": "none", "basic_auth": "a:b"}), "/basic_auth not_allowed"),
        ] {
            assert_eq!(parse(json.clone()).unwrap_err(), [problem], "{json}");
        }
        let both =
            json!({"kind": "external", "url": "http://a", "bearer_token": "a", "forget_credential": true});
        assert_eq!(parse(both).unwrap_err(), ["/bearer_token not_allowed"]);
    }
}
