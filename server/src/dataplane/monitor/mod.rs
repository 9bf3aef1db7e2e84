//! The monitor: one more `victoria-metrics`, which keeps what was measured. Usage is a question to it.
//!
//! In reading order: `family` (what is measured, under which names), `counted` and `collect` (a round of measuring),
//! `fold` (sums time up), `client` (speaks with the monitor), `launch` and `keeper` (see that it runs).

use super::access::Access;
use super::{DataPlane, Health};
use crate::activity::Activity;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::http_client::HttpClient;
use crate::store::Store;
use chrono::{DateTime, Utc};
use client::Client;
use keeper::Keeper;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::secret::Secret;
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

mod client;
mod collect;
mod counted;
pub(crate) mod family;
mod fold;
mod keeper;
mod launch;
mod words;

pub(crate) use client::Sample;
pub(crate) use fold::Folded;

/// What the monitor works with.
#[derive(Debug)]
pub struct Parts {
    /// Where it is.
    pub place: Place,
    /// How often everything is asked what it counts.
    pub every: Duration,
    /// Says which access token belongs to which deployment.
    pub store: Store,
    /// Counts the requests of API keys.
    pub activity: Arc<Activity>,
    /// The time.
    pub clock: Clock,
    /// Calls what runs.
    pub http: HttpClient,
    /// What runs for deployments, and where the monitor's program is.
    pub data_plane: DataPlane,
    /// Counts the requests of access tokens.
    pub access: Access,
    /// The server's data folder.
    pub data_folder: PathBuf,
}

/// Where the monitor is.
#[derive(Clone, Debug)]
pub enum Place {
    /// In the data folder: Keyhouse runs it.
    Own,
    /// It runs already.
    At {
        /// Its URL, without a slash at the end.
        url: String,
        /// The whole value of the header `Authorization` that it asks for.
        authorization: Option<Arc<Secret>>,
    },
}

/// The monitor. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Monitor(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    desk: Arc<Desk>,
    stop: watch::Sender<bool>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

/// Where the keeper and those who ask meet.
#[derive(Debug)]
struct Desk {
    client: Mutex<Option<Client>>,
    /// Why nothing is measured, in words for people.
    problem: Mutex<Option<String>>,
    measured_until: Mutex<Option<DateTime<Utc>>>,
    /// The deployments of which nothing or not all is measured, and why, in words for people.
    unmeasured: Mutex<HashMap<DeploymentId, String>>,
    folded: Mutex<Option<Folded>>,
}

impl Monitor {
    /// None at all: nothing is measured.
    pub fn absent() -> Self {
        Self(None)
    }

    /// Begins to measure. A monitor that is missing or does not start is no error: [`Monitor::problem`] tells.
    ///
    /// # Errors
    /// When the data folder is gone.
    pub fn start(mut parts: Parts) -> io::Result<Self> {
        // It works in a folder of its own, and is found again by the whole path.
        parts.data_folder = parts.data_folder.canonicalize()?;
        let desk = Arc::new(Desk {
            client: Mutex::default(),
            problem: Mutex::new(Some(words::STARTING.to_owned())),
            measured_until: Mutex::default(),
            unmeasured: Mutex::default(),
            folded: Mutex::default(),
        });
        let (stop, stopped) = watch::channel(false);
        let keeper = Keeper::new(parts, Arc::clone(&desk));
        let keeper = Mutex::new(Some(tokio::spawn(keeper.run(stopped))));
        Ok(Self(Some(Arc::new(Inner { desk, stop, keeper }))))
    }

    /// Why nothing is measured at the moment, in words for people.
    pub fn problem(&self) -> Option<String> {
        match &self.0 {
            None => Some(words::NO_DATA_PLANE.to_owned()),
            Some(inner) => lock(&inner.desk.problem).clone(),
        }
    }

    /// How it is, for whoever watches the server.
    pub fn health(&self) -> Health {
        match (self.problem(), &self.0) {
            (None, _) => Health::Well("Usage is measured.".to_owned()),
            (Some(problem), None) => Health::Absent(problem),
            (Some(problem), Some(_)) => Health::Ailing(problem),
        }
    }

    /// Ends the process. It has ended when this returns.
    pub async fn shutdown(&self) {
        let Some(inner) = &self.0 else { return };
        inner.stop.send_replace(true);
        let keeper = lock(&inner.keeper).take();
        if let Some(Err(cause)) = async { Some(keeper?.await) }.await {
            tracing::error!(%cause, "the keeper of the monitor ended early");
        }
    }

    /// When everything was asked last what it counts.
    pub(crate) fn measured_until(&self) -> Option<DateTime<Utc>> {
        *lock(&self.0.as_ref()?.desk.measured_until)
    }

    /// What was summed up.
    pub(crate) fn folded(&self) -> Option<Folded> {
        *lock(&self.0.as_ref()?.desk.folded)
    }

    /// Why nothing or not all of a deployment is measured, in words for people.
    pub(crate) fn unmeasured(&self, id: DeploymentId) -> Option<String> {
        lock(&self.0.as_ref()?.desk.unmeasured).get(&id).cloned()
    }

    /// Numbers at `range.0`, and then every `step` seconds until `range.1`; in seconds since 1970.
    ///
    /// # Errors
    /// `unavailable`, with the reason.
    pub(crate) async fn range(&self, query: &str, range: (i64, i64), step: u32) -> Result<Vec<Sample>> {
        self.client()?.range(query, range, step).await.map_err(|cause| self.unavailable(cause))
    }

    /// Numbers at an instant, in seconds since 1970.
    ///
    /// # Errors
    /// `unavailable`, with the reason.
    pub(crate) async fn instant(&self, query: &str, at: i64) -> Result<Vec<Sample>> {
        self.client()?.instant(query, at).await.map_err(|cause| self.unavailable(cause))
    }

    fn client(&self) -> Result<Client> {
        let client = self.0.as_ref().and_then(|inner| lock(&inner.desk.client).clone());
        client.ok_or_else(|| self.unavailable(words::STARTING.to_owned()))
    }

    /// What keeps it from running says more than what a call met.
    fn unavailable(&self, met: String) -> Error {
        Error::Unavailable(self.problem().unwrap_or(met))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
