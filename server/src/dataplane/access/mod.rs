//! The access endpoint: one vmauth before all deployments, which lets each access token read or write its own.
//!
//! In reading order: `route` (which paths a token reaches), `config` (vmauth's config from the tokens), `file` (puts it
//! in its place), `keeper` (has vmauth take it and makes sure that it did), `counters` and `usage` (which token was used
//! when), `version` (what a version of vmauth knows).
//!
//! Whoever changes a token or a deployment calls [`Access::settle`] after the commit. Nothing else waits for vmauth.

use super::DataPlane;
use super::engines::{VMAUTH, missing_in_words};
use super::process::Supervised;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::http_client::HttpClient;
use crate::live::Live;
use crate::seal::Sealer;
use crate::store::Store;
use keyhouse_model::deployment::Process;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

mod absent;
mod config;
mod counters;
pub(super) mod file;
mod keeper;
mod route;
mod tokens;
mod usage;
mod version;
mod vmauth;

pub use usage::purge;
pub use version::lacks;

use keeper::Keeper;
use version::Feature;
use vmauth::Vmauth;

/// How long a change waits for vmauth. What was answered stands even then, and the keeper goes on trying.
const SETTLE_WAIT: Duration = Duration::from_secs(1);
const STARTING: &str = "The access endpoint is starting.";
const NO_DATA_PLANE: &str = "This server runs without a data plane.";

/// What the access endpoint works with.
#[derive(Debug)]
pub struct Parts {
    /// Where the tokens are.
    pub store: Store,
    /// Opens their values.
    pub sealer: Arc<Sealer>,
    /// The time.
    pub clock: Clock,
    /// Who wants to know of a first use.
    pub live: Live,
    /// Calls vmauth.
    pub http: HttpClient,
    /// Where the deployments run, and where vmauth's program is.
    pub data_plane: DataPlane,
    /// The server's data folder.
    pub data_folder: PathBuf,
    /// Where vmauth listens. Not port 0: see [`pick_port`].
    pub listen: SocketAddr,
}

/// The access endpoint. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Access(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    desk: Arc<Desk>,
    /// How vmauth is reached on this machine.
    vmauth: Arc<Vmauth>,
    data_plane: DataPlane,
    stop: watch::Sender<bool>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

/// Where those who change something and the keeper meet.
#[derive(Debug)]
struct Desk {
    /// The number of the last change.
    wanted: watch::Sender<u64>,
    /// The number of the last change that the keeper has dealt with, one way or the other.
    dealt: watch::Sender<u64>,
    /// Why data can't be written or read, in words for people.
    problem: Mutex<Option<String>>,
    process: Mutex<Option<Supervised>>,
}

impl Access {
    /// None at all: tokens are kept, and nobody asks for them.
    pub fn absent() -> Self {
        Self(None)
    }

    /// Starts vmauth and keeps its config as the store says.
    ///
    /// # Errors
    /// When the machine gives no random bytes or no loopback port, or the data folder is gone. A vmauth that is missing or does not start is none:
    /// [`Access::problem`] tells.
    pub async fn start(mut parts: Parts) -> Result<Self> {
        // vmauth works in a folder of its own, and is found again by the whole path.
        parts.data_folder = parts.data_folder.canonicalize().map_err(Error::internal)?;
        let vmauth = Arc::new(Vmauth::new(parts.http.clone(), parts.listen)?);
        let data_plane = parts.data_plane.clone();
        let desk = Arc::new(Desk {
            wanted: watch::Sender::new(0),
            dealt: watch::Sender::new(0),
            problem: Mutex::new(Some(STARTING.to_owned())),
            process: Mutex::new(None),
        });
        let (stop, stopped) = watch::channel(false);
        let keeper = Keeper::new(parts, Arc::clone(&vmauth), Arc::clone(&desk)).await?;
        let keeper = Mutex::new(Some(tokio::spawn(keeper.run(stopped))));
        Ok(Self(Some(Arc::new(Inner { desk, vmauth, data_plane, stop, keeper }))))
    }

    /// Waits until vmauth knows what is in the store now, or the keeper knows why it does not; a second at most.
    pub async fn settle(&self) {
        let Some(inner) = &self.0 else { return };
        let mut number = 0;
        inner.desk.wanted.send_modify(|last| {
            *last += 1;
            number = *last;
        });
        let mut dealt = inner.desk.dealt.subscribe();
        if timeout(SETTLE_WAIT, dealt.wait_for(|dealt| *dealt >= number)).await.is_err() {
            tracing::warn!(
                "the access endpoint does not know of a change within a second; it is tried again"
            );
        }
    }

    /// Why data can't be written or read at the moment, in words for people.
    pub fn problem(&self) -> Option<String> {
        match &self.0 {
            None => Some(NO_DATA_PLANE.to_owned()),
            Some(inner) => lock(&inner.desk.problem).clone(),
        }
    }

    /// vmauth's process; `None` when it can't be started at all.
    pub fn process(&self) -> Option<Process> {
        lock(&self.0.as_ref()?.desk.process).as_ref().map(Supervised::describe)
    }

    /// The URL under which this machine itself calls the access endpoint.
    ///
    /// # Errors
    /// `unavailable`, with the reason, when no vmauth is there to be called.
    pub fn local_url(&self) -> Result<String> {
        let running = self.0.as_ref().filter(|inner| lock(&inner.desk.process).is_some());
        let missing = || Error::Unavailable(self.problem().unwrap_or_else(|| NO_DATA_PLANE.to_owned()));
        running.map(|inner| inner.vmauth.base().to_owned()).ok_or_else(missing)
    }

    /// What vmauth counts about itself, as it tells it; `None` when it does not answer.
    pub(super) async fn metrics(&self) -> Option<String> {
        let inner = self.0.as_ref().filter(|inner| lock(&inner.desk.process).is_some())?;
        inner.vmauth.metrics().await.ok()
    }

    /// Why vmauth does not tell how many requests of a token are under way, in words for people.
    pub fn no_concurrent_requests(&self) -> Option<String> {
        self.lacks(Feature::ConcurrencyLimit, "how many requests of a token are under way", "v1.88")
    }

    /// Why vmauth does not tell how many requests of a token failed, in words for people.
    pub fn no_token_errors(&self) -> Option<String> {
        self.lacks(Feature::UserErrors, "which requests of a token fail", "v1.133")
    }

    fn lacks(&self, feature: Feature, what: &str, since: &str) -> Option<String> {
        let Some(inner) = &self.0 else { return Some(NO_DATA_PLANE.to_owned()) };
        let Some(engine) = inner.data_plane.engines().get(VMAUTH) else {
            return Some(missing_in_words(&[VMAUTH]));
        };
        let version = &engine.version;
        let lacks =
            || format!("This vmauth ({version}) does not count {what}. Install {since} or a later one.");
        (!feature.is_in(&engine)).then(lacks)
    }

    /// Stores the use that was counted up to now, and ends vmauth. It has ended when this returns.
    pub async fn shutdown(&self) {
        let Some(inner) = &self.0 else { return };
        inner.stop.send_replace(true);
        let keeper = lock(&inner.keeper).take();
        if let Some(Err(cause)) = async { Some(keeper?.await) }.await {
            tracing::error!(%cause, "the keeper of the access endpoint ended early");
        }
        let process = lock(&inner.desk.process).take();
        if let Some(process) = process {
            process.stop().await;
        }
    }
}

/// The address for vmauth: of port 0, a port that is free now. Another program could take it before vmauth does; then
/// vmauth says so, and the server has to be started again.
///
/// # Errors
/// When the address is none of this machine's, or no port is free.
pub fn pick_port(listen: SocketAddr) -> io::Result<SocketAddr> {
    if listen.port() != 0 {
        return Ok(listen);
    }
    TcpListener::bind(listen)?.local_addr()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
