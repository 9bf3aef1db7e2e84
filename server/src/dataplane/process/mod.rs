//! Engines as child processes: started, watched, started again after a while when they end, stopped cleanly.
//!
//! An engine gets its secrets by its environment, which other users of the machine can't see, and never as an argument.
//! What it prints goes to a file in its folder. Each carries a mark in its environment, by which the next server finds
//! those that outlived a server that was killed (`leftover`).

use crate::http_client::HttpClient;
use chrono::{DateTime, Utc};
use keyhouse_model::deployment::{Process, ProcessState};
use keyhouse_model::secret::Secret;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};

mod backoff;
pub mod leftover;
mod log;
mod spawn;
mod supervise;

pub use log::Log;
pub(super) use spawn::make_folder;

/// How many lines of the log are shown.
pub const SHOWN_LINES: usize = 50;

/// What to run.
#[derive(Debug)]
pub struct Spec {
    /// The engine's name: `victoria-metrics`.
    pub engine: &'static str,
    /// Its version, for people.
    pub version: String,
    /// Its file.
    pub program: PathBuf,
    /// Its arguments. Never a secret: everybody on the machine can see them.
    pub args: Vec<OsString>,
    /// Its secrets, under the names of environment variables.
    pub secret_env: Vec<(String, Secret)>,
    /// The folder that it works in, which is made if it is missing. Its log is in there.
    pub folder: PathBuf,
    /// The data folder of the server, by which leftovers are found.
    pub mark: PathBuf,
    /// What says that it is ready.
    pub health: Health,
}

/// What says that an engine is ready: the URL answers with a status of 200 to 299.
#[derive(Debug)]
pub struct Health {
    /// The URL.
    pub url: String,
    /// The whole value of the header `Authorization`.
    pub authorization: Option<Arc<Secret>>,
}

/// How a process is.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Its state.
    pub state: ProcessState,
    /// Its number, while it runs.
    pub pid: Option<u32>,
    /// When it was started last.
    pub started_at: Option<DateTime<Utc>>,
    /// Whether it has answered since it was started last. One that is starting and has is one that hangs.
    pub has_answered: bool,
    /// How often it ended by itself.
    pub restarts: u32,
    /// Why it is not healthy, in words for people.
    pub reason: Option<String>,
}

impl Snapshot {
    fn new() -> Self {
        Self {
            state: ProcessState::Starting,
            pid: None,
            started_at: None,
            has_answered: false,
            restarts: 0,
            reason: None,
        }
    }
}

/// Ends the process; its supervisor answers when it has ended.
type Stop = oneshot::Sender<()>;

/// A process under supervision. Dropped, it is told to end, but nobody waits for that: call [`Supervised::stop`].
#[derive(Debug)]
pub struct Supervised {
    stop: mpsc::UnboundedSender<Stop>,
    observer: Observer,
}

/// Sees how a process is, also when it has been stopped. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Observer {
    engine: &'static str,
    version: String,
    log: Log,
    snapshot: watch::Receiver<Snapshot>,
}

impl Supervised {
    /// Starts it. Whatever goes wrong is in the snapshot, and is tried again.
    pub fn start(spec: Spec, http: HttpClient) -> Self {
        let (stop, stops) = mpsc::unbounded_channel();
        let (shown, snapshot) = watch::channel(Snapshot::new());
        let log = Log::of(&spec.folder, spec.engine);
        let observer =
            Observer { engine: spec.engine, version: spec.version.clone(), log: log.clone(), snapshot };
        tokio::spawn(supervise::Supervisor::new(spec, log, http, stops, shown).run());
        Self { stop, observer }
    }

    /// Sees how it is.
    pub fn observer(&self) -> &Observer {
        &self.observer
    }

    /// How it is now, and word of each change from now on.
    pub fn watch(&self) -> watch::Receiver<Snapshot> {
        self.observer.watch()
    }

    /// Its log.
    pub fn log(&self) -> &Log {
        &self.observer.log
    }

    /// How it is, with the end of its log, for people.
    pub fn describe(&self) -> Process {
        self.observer.describe()
    }

    /// Ends it: with SIGTERM, and with SIGKILL if it takes more than half a minute. It has ended when this returns.
    pub async fn stop(self) {
        let (done, ended) = oneshot::channel();
        if self.stop.send(done).is_ok() {
            // An error means that the supervisor is gone, and its process with it.
            let _ = ended.await;
        }
    }
}

impl Observer {
    /// How it is now, and word of each change from now on.
    pub fn watch(&self) -> watch::Receiver<Snapshot> {
        let mut watch = self.snapshot.clone();
        // Else the first wait would be for what has changed since the process was started, and so for nothing.
        watch.mark_unchanged();
        watch
    }

    /// How it is now.
    pub fn snapshot(&self) -> Snapshot {
        self.snapshot.borrow().clone()
    }

    /// How it is, with the end of its log, for people.
    pub fn describe(&self) -> Process {
        let Snapshot { state, pid, started_at, restarts, .. } = self.snapshot();
        Process {
            engine: self.engine.to_owned(),
            version: self.version.clone(),
            state,
            pid,
            started_at,
            restarts,
            log: self.log.tail(SHOWN_LINES),
        }
    }

    /// The last lines of its log, the oldest first.
    pub fn last_lines(&self, lines: usize) -> Vec<String> {
        self.log.tail(lines)
    }

    /// The engine's name.
    pub fn engine(&self) -> &'static str {
        self.engine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_watches_hears_only_of_what_changes_from_then_on() {
        let (shown, snapshot) = watch::channel(Snapshot::new());
        let log = Log::of(&PathBuf::from("nowhere"), "vmalert");
        let observer = Observer { engine: "vmalert", version: String::new(), log, snapshot };
        shown.send_modify(|it| it.state = ProcessState::Healthy);
        let watch = observer.watch();
        assert_eq!(watch.borrow().state, ProcessState::Healthy);
        assert_eq!(watch.has_changed().ok(), Some(false));
        shown.send_modify(|it| it.restarts += 1);
        assert_eq!(watch.has_changed().ok(), Some(true));
    }
}
