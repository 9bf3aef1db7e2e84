//! Where the keepers of rules and those who ask about them meet.

use super::door::Door;
use super::dry_run::DryRuns;
use super::{DryRun, RuleStanding, root};
use crate::dataplane::Health;
use crate::dataplane::engines::Engine;
use crate::dataplane::process::{Observer, Supervised};
use crate::http_client::HttpClient;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::NotifierStatus;
use keyhouse_model::rule_file::Evaluation;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// Where keepers and those who ask meet.
#[derive(Debug)]
pub(in crate::dataplane) struct Desk {
    shown: Mutex<HashMap<DeploymentId, Shown>>,
    changed: Notify,
    stop: watch::Sender<bool>,
    manager: Mutex<Option<JoinHandle<()>>>,
    /// None where nothing runs.
    dry_runs: Option<DryRuns>,
}

/// How the rules of a deployment stand, as their keeper shows it.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) evaluation: Evaluation,
    pub(super) reason: Option<String>,
    pub(super) files: HashMap<String, String>,
    pub(super) refused: HashMap<String, (String, String)>,
    pub(super) notifier: NotifierStatus,
    pub(super) notifier_reason: Option<String>,
    pub(super) vmalert: Option<Seen>,
    pub(super) alertmanager: Option<Seen>,
}

/// A process, and how it is reached.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) process: Observer,
    pub(super) door: Door,
}

impl Seen {
    pub(super) fn new(process: &Supervised, door: &Door) -> Self {
        Self { process: process.observer().clone(), door: door.clone() }
    }
}

impl Shown {
    pub(super) fn standing(&self) -> RuleStanding {
        let describe = |seen: &Option<Seen>| seen.as_ref().map(|seen| seen.process.describe());
        RuleStanding {
            process: describe(&self.vmalert),
            alertmanager: describe(&self.alertmanager),
            ..self.bare()
        }
    }

    /// Without the processes, whose logs grow all the time.
    fn bare(&self) -> RuleStanding {
        RuleStanding {
            evaluation: self.evaluation,
            reason: self.reason.clone(),
            process: None,
            files: self.files.clone(),
            refused: self.refused.clone(),
            notifier: self.notifier,
            notifier_reason: self.notifier_reason.clone(),
            alertmanager: None,
        }
    }
}

impl Desk {
    /// Where texts are asked about in this data folder, if there is one.
    pub(in crate::dataplane) fn new(data_folder: Option<&Path>) -> Self {
        let dry_runs = data_folder.map(|folder| DryRuns::new(root(folder).join("checks")));
        let (shown, changed, manager) = Default::default();
        Self { shown, changed, stop: watch::Sender::new(false), manager, dry_runs }
    }

    /// Something that concerns rules has changed.
    pub(in crate::dataplane) fn wake(&self) {
        self.changed.notify_one();
    }

    /// Starts the task that sees to it all.
    pub(super) fn begin(&self, start: impl FnOnce(watch::Receiver<bool>) -> JoinHandle<()>) {
        if let Some(Err(cause)) = self.dry_runs.as_ref().map(DryRuns::clear) {
            tracing::warn!(%cause, "can't remove the rule files that a killed server left behind");
        }
        lock(&self.manager).replace(start(self.stop.subscribe()));
    }

    /// Asks whether a text is a rule file.
    pub(super) async fn ask(&self, engine: Option<Arc<Engine>>, text: &str) -> DryRun {
        match &self.dry_runs {
            Some(dry_runs) => dry_runs.ask(engine, text).await,
            None => DryRun::NotAsked("This server runs without a data plane.".to_owned()),
        }
    }

    /// Waits until something that concerns rules has changed.
    pub(super) async fn woken(&self) {
        self.changed.notified().await;
    }

    /// Ends every process, and waits until they have ended.
    pub(in crate::dataplane) async fn shutdown(&self) {
        self.stop.send_replace(true);
        let manager = lock(&self.manager).take();
        if let Some(Err(cause)) = async { Some(manager?.await) }.await {
            tracing::error!(%cause, "the evaluation of rules did not end in order");
        }
    }

    /// Answers whether people see something else than before.
    pub(super) fn show(&self, id: DeploymentId, shown: Shown) -> bool {
        let mut all = lock(&self.shown);
        let now = shown.bare();
        let before = all.insert(id, shown).map(|before| before.bare()).unwrap_or_default();
        now != before
    }

    pub(super) fn hide(&self, id: DeploymentId) {
        lock(&self.shown).remove(&id);
    }

    pub(super) fn shown(&self, id: DeploymentId) -> Option<Shown> {
        lock(&self.shown).get(&id).cloned()
    }

    /// What the `vmalert` of a deployment counts about itself, as it tells it; `None` while none does.
    pub(in crate::dataplane) async fn vmalert_metrics(
        &self,
        id: DeploymentId,
        http: &HttpClient,
    ) -> Option<String> {
        let vmalert = self.shown(id)?.vmalert?;
        let answer = vmalert.door.metrics(http).await.ok()?;
        answer.is_success().then(|| answer.text())
    }

    /// How the data plane is, of which these words are told, and of which all else is well.
    pub(in crate::dataplane) fn health(&self, words: String) -> Health {
        let is_failed = |shown: &&Shown| {
            shown.evaluation == Evaluation::Failed || shown.notifier == NotifierStatus::Failed
        };
        match lock(&self.shown).values().filter(is_failed).count() {
            0 => Health::Well(words),
            failed => Health::Ailing(format!(
                "{words} The rules or notifications of {failed} of them don't work; the page Rules of each says why."
            )),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
