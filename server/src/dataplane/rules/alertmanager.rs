//! The Alertmanager that Keyhouse runs for a deployment: its config and its process.

use super::door::{Door, USER};
use super::launch::Endpoint;
use super::{Tools, wanted};
use crate::dataplane::access::file::replace;
use crate::dataplane::engines::{ALERTMANAGER, Engine};
use crate::dataplane::local::judge::has_lost_its_port;
use crate::dataplane::local::launch::free_ports;
use crate::dataplane::process::{Health, Spec, Supervised};
use crate::error::{Error, Result};
use crate::http_client::HttpClient;
use keyhouse_model::deployment::ProcessState;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::secret::Secret;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const CONFIG: &str = "alertmanager.yml";
const WEB_CONFIG: &str = "web.yml";
const STORAGE: &str = "data";
/// The least that bcrypt allows: the password is random and long, so that nobody can try it out.
const BCRYPT_COST: u32 = 4;
const REFUSED: &str =
    "Alertmanager refuses the config and goes on with the one before. Check the config, and save it again.";

/// The one of a deployment.
#[derive(Debug)]
pub(super) struct Alertmanager {
    pub(super) process: Supervised,
    pub(super) door: Door,
    /// How `vmalert` reaches it.
    pub(super) endpoint: Arc<Endpoint>,
    engine: Arc<Engine>,
    folder: PathBuf,
    mark: Option<Vec<u8>>,
    /// What is wrong with the config in its file, in words for people.
    flaw: Option<String>,
    /// The process that has read the file since it was written last.
    has_read: Option<u32>,
}

impl Alertmanager {
    /// Starts it with the config of the store, which has this mark.
    ///
    /// # Errors
    /// When the config does not open, or the machine has no room for it, no free port or no random bytes.
    pub(super) async fn start(
        tools: &Tools,
        id: DeploymentId,
        engine: Arc<Engine>,
        mark: Option<Vec<u8>>,
    ) -> Result<Self> {
        let folder = super::alertmanager_folder(&tools.folder, id);
        let [port] = free_ports()?;
        let door = Door::new(port)?;
        let config = wanted::config(&tools.store, &tools.sealer, id).await?;
        write(&folder, &config, &door)?;
        let spec = spec(tools, id, &engine, &folder, &door);
        let process = Supervised::start(spec, tools.http.clone());
        let authorization = Some(Secret::new(door.authorization.expose().to_owned()));
        let endpoint = Arc::new(Endpoint { url: door.url.clone(), authorization });
        Ok(Self { process, door, endpoint, engine, folder, mark, flaw: None, has_read: None })
    }

    /// Whether it has to be started anew: with another program, or on another port.
    pub(super) fn is_over(&self, engine: &Arc<Engine>) -> bool {
        !Arc::ptr_eq(&self.engine, engine) || has_lost_its_port(self.process.observer())
    }

    /// Has it take the config of the store, which has this mark.
    ///
    /// # Errors
    /// When the config does not open or can't be written.
    pub(super) async fn update(
        &mut self,
        tools: &Tools,
        id: DeploymentId,
        mark: &Option<Vec<u8>>,
    ) -> Result<()> {
        if self.mark != *mark {
            let config = wanted::config(&tools.store, &tools.sealer, id).await?;
            replace(&self.folder.join(CONFIG), config.expose()).map_err(Error::internal)?;
            self.mark.clone_from(mark);
            self.has_read = None;
        }
        self.confirm(&tools.http).await;
        Ok(())
    }

    /// One that was started since has read the file by itself. It answers to an order to do so once it has.
    async fn confirm(&mut self, http: &HttpClient) {
        let snapshot = self.process.observer().snapshot();
        let (ProcessState::Healthy, Some(pid)) = (snapshot.state, snapshot.pid) else { return };
        if self.has_read == Some(pid) {
            return;
        }
        if self.flaw.is_none() && self.has_read.is_some() {
            self.has_read = Some(pid);
            return;
        }
        match self.door.reload(http).await {
            Ok(answer) => {
                // What it says may have a part of the config in it, and so a password.
                self.flaw = (!answer.is_success()).then(|| REFUSED.to_owned());
                self.has_read = Some(pid);
            }
            Err(cause) => tracing::warn!(%cause, "can't tell Alertmanager to read its config"),
        }
    }

    /// What is wrong with its config, in words for people.
    pub(super) fn flaw(&self) -> Option<&str> {
        self.flaw.as_deref()
    }

    /// Whether it has taken the config.
    pub(super) fn has_taken(&self) -> bool {
        self.flaw.is_none()
            && self.has_read.is_some()
            && self.has_read == self.process.observer().snapshot().pid
    }

    /// Ends it, and removes what is secret. Silences stay.
    pub(super) async fn stop(self) {
        self.process.stop().await;
        for name in [CONFIG, WEB_CONFIG] {
            let path = self.folder.join(name);
            match fs::remove_file(&path) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(path = %path.display(), %cause, "can't remove a config of Alertmanager");
                }
                _ => {}
            }
        }
    }
}

fn write(folder: &Path, config: &Secret, door: &Door) -> Result<()> {
    let hash = bcrypt::hash(door.password.expose(), BCRYPT_COST).map_err(Error::internal)?;
    let web = format!("basic_auth_users:\n  {USER}: \"{hash}\"\n");
    replace(&folder.join(CONFIG), config.expose()).map_err(Error::internal)?;
    replace(&folder.join(WEB_CONFIG), &web).map_err(Error::internal)
}

fn spec(tools: &Tools, id: DeploymentId, engine: &Engine, folder: &Path, door: &Door) -> Spec {
    let args = [
        format!("--config.file={CONFIG}"),
        format!("--storage.path={STORAGE}"),
        format!("--web.config.file={WEB_CONFIG}"),
        format!("--web.listen-address={}", door.listen),
        "--cluster.listen-address=".to_owned(),
        // Where the links in its messages lead.
        format!("--web.external-url={}/deployments/{id}/rules", tools.base_url),
        "--web.route-prefix=/".to_owned(),
    ];
    Spec {
        engine: ALERTMANAGER,
        version: engine.version.clone(),
        program: engine.path.clone(),
        args: args.into_iter().map(Into::into).collect(),
        secret_env: Vec::new(),
        folder: folder.to_owned(),
        mark: tools.folder.clone(),
        health: Health {
            url: format!("{}/-/healthy", door.url),
            authorization: Some(Arc::clone(&door.authorization)),
        },
    }
}
