//! Who is told of the alerts of one deployment, and how they are.

use super::alertmanager::Alertmanager;
use super::launch::Endpoint;
use super::wanted::{Elsewhere, Notifier};
use super::{Tools, in_words};
use crate::dataplane::engines::{ALERTMANAGER, Engines, missing_in_words};
use crate::error::Result;
use crate::http_client::{CallError, HttpClient, Limits};
use keyhouse_model::deployment::DeploymentStatus;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::NotifierStatus;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How often one that runs elsewhere is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);
const LIMITS: Limits = Limits { time: Duration::from_secs(3), body_bytes: 4 << 20 };

/// The one of a deployment.
#[derive(Debug, Default)]
pub(super) struct Notifiers {
    pub(super) managed: Option<Alertmanager>,
    external: Option<External>,
}

#[derive(Debug)]
struct External {
    target: Elsewhere,
    endpoint: Arc<Endpoint>,
    looked: Option<(Instant, How)>,
}

/// How it is, and why, in words for people.
pub(super) type How = (NotifierStatus, Option<String>);

impl Notifiers {
    /// Brings about what is wanted while the deployment is to run, and says how it is.
    pub(super) async fn settle(
        &mut self,
        tools: &Tools,
        engines: &Engines,
        id: DeploymentId,
        wanted: &Notifier,
    ) -> How {
        if !matches!(wanted, Notifier::Managed { .. }) {
            self.stop().await;
        }
        if !matches!(wanted, Notifier::External(_)) {
            self.external = None;
        }
        match wanted {
            Notifier::Nobody => (NotifierStatus::Off, None),
            Notifier::Managed { mark } => {
                let settled = self.run(tools, engines, id, mark).await;
                settled.unwrap_or_else(|cause| {
                    let why = format!("Alertmanager can't be started: {cause} It is tried again.");
                    (NotifierStatus::Failed, Some(why))
                })
            }
            Notifier::External(target) => self.look(tools, id, target).await,
        }
    }

    /// Who `vmalert` is to tell.
    pub(super) fn endpoint(&self) -> Option<&Arc<Endpoint>> {
        let managed = self.managed.as_ref().map(|managed| &managed.endpoint);
        managed.or(self.external.as_ref().map(|external| &external.endpoint))
    }

    /// Ends the one that runs here.
    pub(super) async fn stop(&mut self) {
        if let Some(managed) = self.managed.take() {
            managed.stop().await;
        }
    }

    async fn run(
        &mut self,
        tools: &Tools,
        engines: &Engines,
        id: DeploymentId,
        mark: &Option<Vec<u8>>,
    ) -> Result<How> {
        let Some(engine) = engines.get(ALERTMANAGER) else {
            self.stop().await;
            return Ok((NotifierStatus::Failed, Some(missing_in_words(&[ALERTMANAGER]))));
        };
        if self.managed.as_ref().is_some_and(|managed| managed.is_over(&engine)) {
            self.stop().await;
        }
        let managed = match &mut self.managed {
            Some(managed) => managed,
            None => self.managed.insert(Alertmanager::start(tools, id, engine, mark.clone()).await?),
        };
        managed.update(tools, id, mark).await?;
        Ok(how(managed))
    }

    async fn look(&mut self, tools: &Tools, id: DeploymentId, target: &Elsewhere) -> How {
        let is_other = self.external.as_ref().is_none_or(|external| external.target != *target);
        if is_other {
            self.external = None;
            match target.authorization(id, &tools.sealer) {
                Ok(authorization) => {
                    let endpoint = Arc::new(Endpoint { url: target.url.clone(), authorization });
                    self.external = Some(External { target: target.clone(), endpoint, looked: None });
                }
                Err(cause) => {
                    tracing::warn!(deployment = %id, %cause, "can't open the credential of an Alertmanager");
                    let why = "Its credential can't be opened. Enter it again.".to_owned();
                    return (NotifierStatus::Failed, Some(why));
                }
            }
        }
        let Some(external) = &mut self.external else { return (NotifierStatus::Starting, None) };
        match &external.looked {
            Some((at, how)) if at.elapsed() < LOOK_EVERY => how.clone(),
            _ => {
                let how = look(&tools.http, &external.endpoint).await;
                external.looked = Some((Instant::now(), how.clone()));
                how
            }
        }
    }
}

fn how(managed: &Alertmanager) -> How {
    let (status, reason) = in_words(managed.process.observer());
    match status {
        DeploymentStatus::Running if managed.has_taken() => (NotifierStatus::Ready, None),
        DeploymentStatus::Running => match managed.flaw() {
            Some(flaw) => (NotifierStatus::Failed, Some(flaw.to_owned())),
            None => (NotifierStatus::Starting, None),
        },
        DeploymentStatus::Error => (NotifierStatus::Failed, reason),
        DeploymentStatus::Provisioning | DeploymentStatus::Stopped => (NotifierStatus::Starting, reason),
    }
}

/// Whether an Alertmanager answers there. Nothing of an answer is told but its status: whoever edits a deployment can
/// have this server call a URL.
async fn look(http: &HttpClient, endpoint: &Endpoint) -> How {
    let url = format!("{}/api/v2/status", endpoint.url);
    let answer = http.get(&url, endpoint.authorization.as_ref(), LIMITS).await;
    let is_one = |body: &[u8]| {
        let read = serde_json::from_slice::<serde_json::Value>(body);
        read.is_ok_and(|status| status.get("versionInfo").is_some())
    };
    match answer {
        Ok(answer) if answer.is_success() && is_one(&answer.body) => (NotifierStatus::Ready, None),
        Ok(answer) => {
            (NotifierStatus::Failed, Some(wrong_answer(answer.status, endpoint.authorization.is_some())))
        }
        Err(cause) => (NotifierStatus::Failed, Some(unreachable(&cause))),
    }
}

fn unreachable(cause: &CallError) -> String {
    format!(
        "The Alertmanager can't be reached: {}. Alerts are sent once it can.",
        cause.to_string().trim_end_matches('.')
    )
}

fn wrong_answer(status: u16, has_credential: bool) -> String {
    match status {
        401 | 403 if has_credential => {
            format!("The Alertmanager refuses the credential (status {status}). Enter it again.")
        }
        401 | 403 => format!("The Alertmanager asks for a credential (status {status}). Enter one."),
        200..=299 => "What answers there is no Alertmanager. Check host, port and path.".to_owned(),
        300..=399 => format!("It sends elsewhere (status {status}). Enter the URL that it sends to."),
        _ => {
            format!("It answers {status}, which an Alertmanager does not do here. Check host, port and path.")
        }
    }
}
