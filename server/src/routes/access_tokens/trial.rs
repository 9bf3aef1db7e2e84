//! Trying a token out: one sample or one query through the access endpoint, as a program would send it.

use super::Owner;
use super::row::TokenRow;
use crate::audit::{self, By, Event};
use crate::auth::{Caller, Editor};
use crate::error::{Error, Result};
use crate::http_client::Limits;
use crate::idempotency::Turn;
use crate::problems::{IdempotencyKey, OfChange};
use crate::request::body::Post;
use crate::request::params::Ids;
use crate::state::AppState;
use crate::store::Tx;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use keyhouse_model::access_token::{Direction, Endpoints, TEST_METRIC, Trial, TrialResult};
use keyhouse_model::audit::{Outcome, action};
use keyhouse_model::deployment::DeploymentType;
use keyhouse_model::id::{AccessTokenId, DeploymentId};
use keyhouse_model::path;
use keyhouse_model::secret::Secret;
use std::time::{Duration, Instant};

/// How long the access endpoint may take, and how much of its answer is shown.
const LIMITS: Limits = Limits { time: Duration::from_secs(10), body_bytes: 4096 };

/// Tries an access token out.
///
/// Sends one sample, or asks for those that were sent so, through the access endpoint with this token, and answers what
/// came back. That is a success here whatever it is: `status` says what the access endpoint answered.
#[utoipa::path(
    post, path = "/deployments/{id}/access_tokens/{token_id}/test", tag = "Access tokens",
    security(("session" = []), ("api_key" = [])),
    params(
        ("id" = DeploymentId, Path, description = "The deployment's id."),
        ("token_id" = AccessTokenId, Path, description = "The token's id."),
        IdempotencyKey,
    ),
    request_body = Trial,
    responses((status = 200, description = "What came back.", body = TrialResult), OfChange)
)]
pub(super) async fn test_access_token(
    State(app): State<AppState>,
    caller: Editor,
    Ids(deployment, id): Ids<DeploymentId, AccessTokenId>,
    Post { body: trial, once }: Post<Trial>,
) -> Result<Response> {
    let token = match once.clone().begin(&app, &caller).await? {
        Turn::Again(answer) => return Ok(answer),
        // The transaction ends here: nobody else's change must wait for the access endpoint.
        Turn::First(mut change) => Tried::find(&mut change.tx, &caller, deployment, id).await?,
    };
    let sent = token.send(&app, trial.direction).await;
    let mut change = match once.begin(&app, &caller).await? {
        Turn::Again(answer) => return Ok(answer),
        Turn::First(change) => change,
    };
    token.record(&mut change.tx, &change.by, change.now, trial.direction, &sent).await?;
    match sent {
        Ok(result) => change.commit(&app, StatusCode::OK, &result).await,
        Err(error) => {
            change.tx.commit().await?;
            Err(error)
        }
    }
}

/// The token that is tried.
struct Tried {
    deployment: DeploymentId,
    id: AccessTokenId,
    kind: DeploymentType,
    row: TokenRow,
}

impl Tried {
    async fn find(tx: &mut Tx, caller: &Caller, deployment: DeploymentId, id: AccessTokenId) -> Result<Self> {
        let kind = Owner::find(tx, caller, deployment).await?.kind()?;
        Ok(Self { deployment, id, kind, row: TokenRow::find(tx, deployment, id).await? })
    }

    async fn send(&self, app: &AppState, direction: Direction) -> Result<TrialResult> {
        let base = app.access.local_url()?;
        let endpoints = Endpoints::new(self.kind, self.row.tenant_id()?, &base);
        let series = format!("{TEST_METRIC}{{token=\"{}\"}}", self.id);
        let authorization = Secret::new(format!("Bearer {}", self.row.value(&app.sealer)?.expose()));
        let started = Instant::now();
        let (url, answer) = match direction {
            Direction::Write => {
                let (url, line) = (endpoints.import_prometheus(), format!("{series} 1\n"));
                let answer =
                    app.http_client.post(&url, Some(&authorization), "text/plain", line.into(), LIMITS);
                (url.clone(), answer.await)
            }
            Direction::Read => {
                let url = path::with_query(&endpoints.export(), &[("match[]", &series)]);
                let answer = app.http_client.get(&url, Some(&authorization), LIMITS).await;
                (url, answer)
            }
        };
        let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let failed = |cause| Error::Unavailable(format!("The access endpoint can't be used: {cause}."));
        let answer = answer.map_err(failed)?;
        Ok(TrialResult { url, status: answer.status, elapsed_ms, body: answer.text() })
    }

    async fn record(
        &self,
        tx: &mut Tx,
        by: &By,
        now: DateTime<Utc>,
        direction: Direction,
        sent: &Result<TrialResult>,
    ) -> Result<()> {
        let event = Event::new(action::ACCESS_TOKEN_TEST, "access_token", self.id, &self.row.description)
            .on_deployment(self.deployment)
            .change("direction", (), direction);
        let event = match sent {
            Ok(result) => event.change("status", (), result.status),
            Err(_) => event.with_outcome(Outcome::Failed),
        };
        audit::record(tx, now, by, event).await
    }
}
