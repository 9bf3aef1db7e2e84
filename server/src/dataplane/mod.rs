//! The data plane: VictoriaMetrics' own programs, which carry the data. Keyhouse starts and watches them, and says how
//! they are.
//!
//! In the store stands what is wanted. One task (`manager`) reads it whenever somebody has changed it, and tells one
//! keeper a deployment (`local`, `external`), which brings it about and shows how it goes as a [`Condition`]. So a
//! handler only commits, and calls [`DataPlane::sync`].

use crate::http_client::HttpClient;
use crate::live::Live;
use crate::seal::Sealer;
use crate::store::Store;
use backend::Reach;
use condition::{Condition, Standing};
use engines::Engines;
use keeper::Keeper;
use keyhouse_model::deployment::DeploymentType;
use keyhouse_model::id::DeploymentId;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

pub mod access;
mod amtool;
mod ask;
pub mod backend;
pub mod condition;
pub mod engines;
pub mod external;
mod keeper;
pub mod local;
mod manager;
mod metrics;
pub mod monitor;
mod package;
pub mod process;
pub mod rules;
mod wanted;

pub(crate) use wanted::authorization;

/// Everything that runs for deployments. Cheap to clone.
#[derive(Clone, Debug)]
pub struct DataPlane(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    engines: Engines,
    keepers: Mutex<HashMap<DeploymentId, Keeper>>,
    /// Counts up whenever one of [`DataPlane::backends`] is another one.
    backends: watch::Sender<u64>,
    /// Wakes the manager.
    changed: Notify,
    stop: watch::Sender<bool>,
    manager: Mutex<Option<JoinHandle<()>>>,
    /// What evaluates rules.
    rules: rules::Desk,
}

/// What the data plane works with.
#[derive(Debug)]
pub struct Setting {
    /// The server's data folder. Its lock is held.
    pub folder: PathBuf,
    /// Where the engines are; `None` for `PATH`.
    pub bin_dir: Option<PathBuf>,
    /// Says what is wanted.
    pub store: Store,
    /// Opens the credentials of external deployments.
    pub sealer: Arc<Sealer>,
    /// Is told when a deployment's status changes.
    pub live: Live,
    /// Calls the engines.
    pub http: HttpClient,
    /// What people type to get to the console, without a slash at the end: alerts link there.
    pub base_url: String,
}

/// How the data plane is, for whoever watches the server.
#[derive(Clone, Debug, PartialEq)]
pub enum Health {
    /// Every deployment that is to run runs, or is about to.
    Well(String),
    /// Some don't run.
    Ailing(String),
    /// The engine of deployments on this machine is not there.
    Absent(String),
}

impl DataPlane {
    /// Ends what a killed server left behind, and begins to bring about what is wanted.
    ///
    /// # Errors
    /// When the data folder or that of the engines has no name that they could be found by.
    pub async fn start(setting: Setting) -> io::Result<Self> {
        let folder = setting.folder.canonicalize()?;
        let (engines, ()) = tokio::join!(Engines::look(setting.bin_dir), process::leftover::end_all(&folder));
        let plane = Self::new(engines?, Some(&folder));
        let rules = rules::RuleSetting {
            folder: folder.clone(),
            store: setting.store.clone(),
            sealer: Arc::clone(&setting.sealer),
            live: setting.live.clone(),
            http: setting.http.clone(),
            base_url: setting.base_url,
        };
        plane.start_rules(rules).await?;
        let tools = keeper::Tools { folder, http: setting.http, live: setting.live };
        let manager = manager::Manager::new(plane.clone(), tools, setting.store, setting.sealer);
        plane.0.manager().replace(tokio::spawn(manager.run()));
        Ok(plane)
    }

    /// A data plane that runs nothing, and has no engine to do so.
    pub fn absent() -> Self {
        Self::new(Engines::none(), None)
    }

    fn new(engines: Engines, folder: Option<&Path>) -> Self {
        Self(Arc::new(Inner {
            engines,
            keepers: Mutex::default(),
            backends: watch::Sender::new(0),
            changed: Notify::new(),
            stop: watch::Sender::new(false),
            manager: Mutex::default(),
            rules: rules::Desk::new(folder),
        }))
    }

    /// What is wanted has changed in the store.
    pub fn sync(&self) {
        self.0.changed.notify_one();
        self.0.rules.wake();
    }

    /// Ends every process, and waits until they have ended.
    pub async fn shutdown(&self) {
        // First what reads and writes there: how its alerts stand is written to the deployment.
        self.0.rules.shutdown().await;
        self.0.stop.send_replace(true);
        let manager = self.0.manager().take();
        if let Some(Err(cause)) = async { Some(manager?.await) }.await {
            tracing::error!(%cause, "the data plane did not end in order");
        }
    }

    /// The programs that are there.
    pub fn engines(&self) -> &Engines {
        &self.0.engines
    }

    /// How each deployment that is to run is reached.
    pub fn backends(&self) -> HashMap<DeploymentId, Arc<Reach>> {
        let keepers = self.0.keepers();
        keepers.iter().filter_map(|(id, keeper)| Some((*id, keeper.condition().reach?))).collect()
    }

    /// Changes whenever [`DataPlane::backends`] does.
    pub fn backends_changed(&self) -> watch::Receiver<u64> {
        self.0.backends.subscribe()
    }

    /// How a deployment is; `None` before its keeper has begun.
    pub fn condition(&self, id: DeploymentId) -> Option<Condition> {
        self.0.keepers().get(&id).map(Keeper::condition)
    }

    /// How every deployment is.
    fn conditions(&self) -> Vec<(DeploymentId, Condition)> {
        self.0.keepers().iter().map(|(id, keeper)| (*id, keeper.condition())).collect()
    }

    /// What the `vmalert` of a deployment counts about itself, as it tells it; `None` while none does.
    async fn rule_metrics(&self, id: DeploymentId, http: &HttpClient) -> Option<String> {
        self.0.rules.vmalert_metrics(id, http).await
    }

    /// How a deployment of which the store says this stands for people.
    pub fn standing(&self, id: DeploymentId, told: condition::Told) -> Standing {
        let missing = self.missing_for(told.kind);
        let words = || (!missing.is_empty()).then(|| engines::missing_in_words(&missing));
        condition::standing(self.condition(id), told, words)
    }

    /// The engines that are not there of those that a deployment of this type on this machine takes.
    pub fn missing_for(&self, kind: DeploymentType) -> Vec<&'static str> {
        self.0.engines.missing(local::engines_of(kind))
    }

    /// How it is as a whole.
    pub fn health(&self) -> Health {
        let missing = self.missing_for(DeploymentType::SingleNode);
        let conditions: Vec<Condition> = self.0.keepers().values().map(Keeper::condition).collect();
        match condition::health(&conditions, &missing) {
            Health::Well(words) => self.0.rules.health(words),
            health => health,
        }
    }
}

impl Inner {
    fn keepers(&self) -> MutexGuard<'_, HashMap<DeploymentId, Keeper>> {
        self.keepers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn manager(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.manager.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a deployment on this machine keeps its things.
fn deployment_folder(data_folder: &Path, id: DeploymentId) -> PathBuf {
    data_folder.join("deployments").join(id.to_string())
}
