//! Rules: what evaluates the rule files of each deployment, and who tells people of their alerts.
//!
//! In the store stand the files and who is to be told (`wanted`). One task (`manager`) reads that whenever somebody has
//! changed it, and tells one keeper a deployment (`keeper`), which puts the files in their place (`files`) once `vmalert`
//! took them (`dry_run`), runs it (`launch`, `vmalert`), and sees to who is told (`notifier`, `alertmanager`, `nobody`).
//! What is evaluated is asked of `vmalert` (`running`), which only Keyhouse may ask (`door`).
//!
//! Whoever changes a rule file or where alerts go calls [`DataPlane::sync`] after the commit.

use super::engines::VMALERT;
use super::local::judge;
use super::process::Observer;
use super::{DataPlane, ask};
use crate::http_client::HttpClient;
use crate::live::Live;
use crate::seal::Sealer;
use crate::store::Store;
use desk::{Seen, Shown};
use keyhouse_model::deployment::DeploymentStatus;
use keyhouse_model::deployment::Process;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::NotifierStatus;
use keyhouse_model::rule_file::Evaluation;
use keyhouse_model::rules::EngineVersion;
use keyhouse_model::secret::Secret;
use manager::Manager;
use nobody::Nobody;

pub(super) use desk::Desk;
use std::collections::{BTreeSet, HashMap};
use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

mod alertmanager;
mod desk;
mod door;
mod dry_run;
mod files;
mod keeper;
mod launch;
mod manager;
mod nobody;
mod notifier;
mod running;
mod vmalert;
mod wanted;

/// What `vmalert` says to a rule file that was not saved yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DryRun {
    /// It takes the file.
    Taken,
    /// It refuses the file: its own words in one line, without paths of this machine.
    Refused(String),
    /// It was not asked: why, in words for people.
    NotAsked(String),
}

/// How the rules of a deployment stand.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleStanding {
    /// Whether they are evaluated.
    pub evaluation: Evaluation,
    /// Why they are not, in words for people, with what to do.
    pub reason: Option<String>,
    /// The `vmalert` of the deployment; absent while none was started.
    pub process: Option<Process>,
    /// The files that are in force, each with the SHA-256 of its text.
    pub files: HashMap<String, String>,
    /// The files that this version of `vmalert` refuses, each with the SHA-256 of its text and the reason.
    pub refused: HashMap<String, (String, String)>,
    /// How the Alertmanager is.
    pub notifier: NotifierStatus,
    /// Why it is so, in words for people, with what to do.
    pub notifier_reason: Option<String>,
    /// The Alertmanager that Keyhouse runs; absent while none was started.
    pub alertmanager: Option<Process>,
}

impl Default for RuleStanding {
    fn default() -> Self {
        Self {
            evaluation: Evaluation::Off,
            reason: None,
            process: None,
            files: HashMap::new(),
            refused: HashMap::new(),
            notifier: NotifierStatus::Off,
            notifier_reason: None,
            alertmanager: None,
        }
    }
}

/// How the Alertmanager that Keyhouse runs for a deployment is reached.
#[derive(Clone, Debug)]
pub struct AlertmanagerReach {
    /// Its URL, without a slash at the end.
    pub url: String,
    /// The whole value of the header `Authorization`.
    pub authorization: Arc<Secret>,
}

/// What keepers work with.
#[derive(Clone, Debug)]
pub(super) struct Tools {
    /// The server's data folder.
    pub(super) folder: PathBuf,
    pub(super) store: Store,
    pub(super) sealer: Arc<Sealer>,
    pub(super) live: Live,
    pub(super) http: HttpClient,
    /// What people type to get to the console, without a slash at the end.
    pub(super) base_url: String,
    nobody: Arc<Nobody>,
}

impl DataPlane {
    /// Begins to evaluate the rules of every deployment.
    ///
    /// # Errors
    /// When there is no free port.
    pub(super) async fn start_rules(&self, setting: RuleSetting) -> io::Result<()> {
        let RuleSetting { folder, store, sealer, live, http, base_url } = setting;
        let nobody = Arc::new(Nobody::start().await?);
        let tools = Tools { folder, store, sealer, live, http, base_url, nobody };
        let manager = Manager::new(self.clone(), tools);
        self.0.rules.begin(|stop| tokio::spawn(manager.run(stop)));
        Ok(())
    }

    /// Asks `vmalert` whether it takes this text as a rule file.
    pub async fn dry_run(&self, text: &str) -> DryRun {
        self.0.rules.ask(self.engines().get(VMALERT), text).await
    }

    /// How the rules of a deployment stand.
    pub fn rules(&self, id: DeploymentId) -> RuleStanding {
        self.0.rules.shown(id).map(|shown| shown.standing()).unwrap_or_default()
    }

    /// The version of `vmalert`; `None` if it is missing or does not tell.
    pub fn vmalert_version(&self) -> Option<EngineVersion> {
        EngineVersion::parse(&self.engines().get(VMALERT)?.version)
    }

    /// The names of the variables that `%{NAME}` in a rule file can stand for.
    pub fn rule_environment(&self) -> BTreeSet<String> {
        environment()
    }

    /// How the deployment's own Alertmanager is reached, while it runs.
    pub fn alertmanager(&self, id: DeploymentId) -> Option<AlertmanagerReach> {
        let shown = self.0.rules.shown(id)?;
        let door = shown.alertmanager.filter(|_| shown.notifier == NotifierStatus::Ready)?.door;
        Some(AlertmanagerReach { url: door.url, authorization: door.authorization })
    }
}

/// What the evaluation of rules works with.
pub(super) struct RuleSetting {
    pub(super) folder: PathBuf,
    pub(super) store: Store,
    pub(super) sealer: Arc<Sealer>,
    pub(super) live: Live,
    pub(super) http: HttpClient,
    pub(super) base_url: String,
}

/// The variables that may stand in rules: of what engines get of our environment, that which tells nothing of this
/// machine.
fn environment() -> BTreeSet<String> {
    const HARMLESS: &str = "TZ";
    let passed_on = ask::passed_on().map(|(name, _)| name);
    passed_on.filter(|name| *name == HARMLESS && env::var_os(name).is_some()).map(str::to_owned).collect()
}

/// How a process stands, and why, with the end of its log if it keeps ending.
fn in_words(process: &Observer) -> (DeploymentStatus, Option<String>) {
    let last_lines = || process.last_lines(judge::READ_LINES);
    judge::of_process(process.engine(), &process.snapshot(), last_lines)
}

/// Where the rule files of deployments lie for `vmalert`.
fn root(data_folder: &Path) -> PathBuf {
    data_folder.join("rules")
}

/// Those of one.
fn folder(data_folder: &Path, id: DeploymentId) -> PathBuf {
    root(data_folder).join(id.to_string())
}

/// Where the Alertmanagers of deployments keep their things.
fn alertmanager_root(data_folder: &Path) -> PathBuf {
    data_folder.join("alertmanager")
}

/// That of one.
fn alertmanager_folder(data_folder: &Path, id: DeploymentId) -> PathBuf {
    alertmanager_root(data_folder).join(id.to_string())
}
