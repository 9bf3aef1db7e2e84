//! A test alert: whether it arrives, and where its route leads.

use super::Owner;
use super::row::Row;
use crate::audit::{self, Event};
use crate::auth::Editor;
use crate::dataplane::authorization;
use crate::error::{Error, Result};
use crate::http_client::{Answer, CallError, Limits};
use crate::idempotency::Turn;
use crate::problems::{IdempotencyKey, OfChange};
use crate::request::body::{NoBody, Post};
use crate::request::params::Id;
use crate::state::AppState;
use crate::store::Tx;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Duration as Span, SecondsFormat, Utc};
use keyhouse_model::alertmanager::receivers;
use keyhouse_model::audit::{Outcome, action};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::{NotifierKind, STARTER_CONFIG, TestAlertResult};
use keyhouse_model::secret::Secret;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The alert's name.
const NAME: &str = "KeyhouseTestAlert";
/// How long it fires.
const FIRES: Span = Span::minutes(1);
/// How long the Alertmanager may take, and how much of its answer is looked at.
const LIMITS: Limits = Limits { time: Duration::from_secs(10), body_bytes: 4096 };

/// Sends a test alert.
///
/// `KeyhouseTestAlert` with `severity` info and the deployment's name, which fires for a minute. The answer says whether
/// the Alertmanager took it, and to which receivers its route leads; of an Alertmanager that runs elsewhere that is not
/// known. Whether the receivers could tell anybody, the Alertmanager's own log says.
#[utoipa::path(
    post, path = "/deployments/{id}/alertmanager/test", tag = "Notifications",
    security(("session" = []), ("api_key" = [])),
    params(("id" = DeploymentId, Path, description = "The deployment's id."), IdempotencyKey),
    responses((status = 200, description = "What became of it.", body = TestAlertResult), OfChange)
)]
pub(super) async fn send_test_alert(
    State(app): State<AppState>,
    caller: Editor,
    Id(deployment): Id<DeploymentId>,
    Post { once, .. }: Post<NoBody>,
) -> Result<Response> {
    let test = match once.clone().begin(&app, &caller).await? {
        Turn::Again(answer) => return Ok(answer),
        // The transaction ends here: nobody else's change must wait for the Alertmanager.
        Turn::First(mut change) => {
            let owner = Owner::find(&mut change.tx, &caller, deployment).await?;
            Test::new(&app, &mut change.tx, deployment, owner.name).await?
        }
    };
    let result = test.send(&app).await;
    let mut change = match once.begin(&app, &caller).await? {
        Turn::Again(answer) => return Ok(answer),
        Turn::First(change) => change,
    };
    let event = Event::new(action::NOTIFICATIONS_TEST, "notifications", deployment, &test.name)
        .on_deployment(deployment)
        .change("kind", (), test.kind)
        .with_outcome(if result.taken { Outcome::Success } else { Outcome::Failed });
    audit::record(&mut change.tx, change.now, &change.by, event).await?;
    change.commit(&app, StatusCode::OK, &result).await
}

/// An alert that is to be sent.
struct Test {
    deployment: DeploymentId,
    name: String,
    kind: NotifierKind,
    /// The Alertmanager's URL, and the whole value of the header `Authorization`.
    url: String,
    authorization: Option<Secret>,
    /// The config that says where it goes, if that is known.
    config: Option<Secret>,
}

impl Test {
    async fn new(app: &AppState, tx: &mut Tx, deployment: DeploymentId, name: String) -> Result<Self> {
        let row = Row::find(tx, deployment).await?;
        let kind = row.kind()?;
        let (url, authorization, config) = match kind {
            NotifierKind::None => {
                let detail = "The alerts of this deployment go nowhere. Choose an Alertmanager first, then send the test.";
                return Err(Error::Conflict(detail.into()));
            }
            NotifierKind::External => {
                let url =
                    row.url.clone().ok_or_else(|| Error::internal("an external Alertmanager has no URL"))?;
                let (basic_auth, bearer_token) = row.credential(&app.sealer, deployment)?;
                (url, authorization(basic_auth.as_ref(), bearer_token.as_ref()), None)
            }
            NotifierKind::Managed => {
                let reach =
                    app.data_plane.alertmanager(deployment).ok_or_else(|| not_running(app, deployment))?;
                let authorization = Secret::new(reach.authorization.expose().to_owned());
                let config = row.config(&app.sealer, deployment)?;
                let config = config.unwrap_or_else(|| Secret::new(STARTER_CONFIG.to_owned()));
                (reach.url, Some(authorization), Some(config))
            }
        };
        Ok(Self { deployment, name, kind, url, authorization, config })
    }

    fn labels(&self) -> BTreeMap<String, String> {
        [("alertname", NAME), ("severity", "info"), ("deployment", &self.name)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    async fn send(&self, app: &AppState) -> TestAlertResult {
        let url = format!("{}/api/v2/alerts", self.url);
        let body = self.body(app.clock.now(), &app.settings.base_url);
        let started = Instant::now();
        let authorization = self.authorization.as_ref();
        let answer = app.http_client.post(&url, authorization, "application/json", body, LIMITS).await;
        let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let taken = answer.as_ref().is_ok_and(Answer::is_success);
        let receivers = self.receivers().filter(|_| taken).unwrap_or_default();
        let detail = match answer {
            Ok(answer) if answer.is_success() => sent(&receivers),
            Ok(answer) => self.wrong_answer(answer.status),
            Err(cause) => self.unreachable(&cause),
        };
        TestAlertResult { taken, detail, receivers, elapsed_ms }
    }

    fn body(&self, now: DateTime<Utc>, base_url: &str) -> Vec<u8> {
        let at = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let alert = json!([{
            "labels": self.labels(),
            "annotations": { "summary": format!("A test of the notifications of {}. Nothing is wrong.", self.name) },
            "startsAt": at(now),
            "endsAt": at(now + FIRES),
            "generatorURL": format!("{base_url}/deployments/{}/rules", self.deployment),
        }]);
        alert.to_string().into_bytes()
    }

    /// The receivers that its route leads to, if that is known.
    fn receivers(&self) -> Option<Vec<String>> {
        receivers(self.config.as_ref()?.expose(), &self.labels())
    }

    /// What to do about an answer. Nothing of it is told but its status: the server must not read out for somebody what
    /// stands at a URL.
    fn wrong_answer(&self, status: u16) -> String {
        let advice = match status {
            401 | 403 if self.authorization.is_some() => {
                "it refuses the credential. Check the user and password, or the token"
            }
            401 | 403 => "it asks for a credential. Enter a user and password, or a token",
            300..=399 => "it sends elsewhere. Enter the URL that it sends to",
            404 | 405 => "there is no Alertmanager. Check host, port and path of the URL",
            _ => "look at its own log",
        };
        format!("The Alertmanager did not take the test alert (status {status}): {advice}.")
    }

    fn unreachable(&self, cause: &CallError) -> String {
        let advice = match self.kind {
            NotifierKind::External => "Check the URL, and whether this server may connect there.",
            _ => "Look at its log, and try again in a moment.",
        };
        format!("The Alertmanager can't be reached: {}. {advice}", cause.to_string().trim_end_matches('.'))
    }
}

fn sent(receivers: &[String]) -> String {
    let to = match receivers {
        [] => "where its route leads".to_owned(),
        [one] => format!("the receiver {one}"),
        many => format!("the receivers {}", many.join(", ")),
    };
    format!("The Alertmanager took the test alert {NAME}, and tells {to} within the group_wait of its route.")
}

fn not_running(app: &AppState, deployment: DeploymentId) -> Error {
    let reason = app.data_plane.rules(deployment).notifier_reason;
    let reason = reason.unwrap_or_else(|| "Save an alerting rule, so that it is started.".to_owned());
    Error::Conflict(format!("The Alertmanager of this deployment does not run. {reason}"))
}
