//! Keeps vmauth's config as the store says, sees that vmauth has taken it, and counts the use of tokens.

use super::absent::Absent;
use super::config::{self, Marker, Setting};
use super::counters::Counters;
use super::usage::Usage;
use super::version::Feature;
use super::vmauth::Vmauth;
use super::{Desk, Parts, STARTING, file, lock, tokens};
use crate::dataplane::engines::{Engine, VMAUTH, missing_in_words};
use crate::dataplane::process::{Snapshot, Supervised};
use crate::error::{Error, Result};
use crate::random;
use keyhouse_model::deployment::ProcessState;
use keyhouse_model::live::LiveEvent;
use keyhouse_model::secret::Secret;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use uuid::Uuid;

/// How often the counters are read: as exact is a token's last use.
const COUNT_EVERY: Duration = Duration::from_secs(1);
/// How often it is looked whether the config is still what the store says: what went wrong is tried again then.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long vmauth may take to show that a config is in force.
const CONFIRM_WAIT: Duration = Duration::from_millis(900);
const CONFIRM_EVERY: Duration = Duration::from_millis(10);
/// After so many looks in vain, it is told again to read its config.
const LOOKS_A_RELOAD: u32 = 20;
/// vmauth's folder in the data folder, and its config there.
const FOLDER: &str = "access";
const CONFIG: &str = "vmauth.yml";

pub(super) struct Keeper {
    parts: Parts,
    vmauth: Arc<Vmauth>,
    absent: Absent,
    desk: Arc<Desk>,
    wanted: watch::Receiver<u64>,
    backends: watch::Receiver<u64>,
    process: Option<watch::Receiver<Snapshot>>,
    counts_per_config: bool,
    written: Option<Written>,
    /// The process that has taken what is written.
    in_force: Option<u32>,
    counters: Counters,
    usage: Usage,
}

/// The config in the file.
struct Written {
    /// The hash of all of it but the marker.
    fingerprint: String,
    marker: Secret,
    /// What is wrong with it nevertheless, in words for people.
    flaw: Option<String>,
}

/// What is to be done next.
enum Turn {
    Apply,
    Count,
    End,
}

impl Keeper {
    pub(super) async fn new(parts: Parts, vmauth: Arc<Vmauth>, desk: Arc<Desk>) -> Result<Self> {
        Ok(Self {
            absent: Absent::start().await.map_err(Error::internal)?,
            wanted: desk.wanted.subscribe(),
            backends: parts.data_plane.backends_changed(),
            parts,
            vmauth,
            desk,
            process: None,
            counts_per_config: false,
            written: None,
            in_force: None,
            counters: Counters::default(),
            usage: Usage::default(),
        })
    }

    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let [mut count, mut look] = [COUNT_EVERY, LOOK_EVERY].map(interval);
        count.set_missed_tick_behavior(MissedTickBehavior::Delay);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let turn = tokio::select! {
                _ = stop.wait_for(|stop| *stop) => Turn::End,
                _ = self.wanted.changed() => Turn::Apply,
                _ = self.backends.changed() => Turn::Apply,
                () = changed(&mut self.process) => Turn::Apply,
                _ = look.tick() => Turn::Apply,
                _ = count.tick() => Turn::Count,
            };
            match turn {
                Turn::Apply => self.apply().await,
                Turn::Count => self.count().await,
                Turn::End => break,
            }
        }
        self.read_counters().await;
        self.store_usage().await;
    }

    /// Deals with all changes up to now.
    async fn apply(&mut self) {
        let number = *self.wanted.borrow_and_update();
        self.backends.mark_unchanged();
        let problem = match self.bring_into_force().await {
            Ok(()) => self.written.as_ref().and_then(|written| written.flaw.clone()),
            Err(problem) => Some(problem),
        };
        let before = std::mem::replace(&mut *lock(&self.desk.problem), problem.clone());
        if before != problem {
            match problem {
                Some(problem) => tracing::warn!(problem, "the access endpoint is not as it should be"),
                None => tracing::info!(url = self.vmauth.base(), "the access endpoint is ready"),
            }
        }
        self.desk.dealt.send_replace(number);
    }

    /// Errors are words for people.
    async fn bring_into_force(&mut self) -> Result<(), String> {
        let engine = self.parts.data_plane.engines().get(VMAUTH);
        let engine = engine.ok_or_else(|| missing_in_words(&[VMAUTH]))?;
        self.counts_per_config = Feature::CountersPerConfig.is_in(&engine);
        self.write(&engine).await?;
        let snapshot = self.process(&engine)?;
        match (snapshot.state, snapshot.pid) {
            (ProcessState::Healthy, Some(pid)) => self.confirm(pid).await,
            _ => Err(self.why_not(&snapshot)),
        }
    }

    /// Writes the config, if it is another one than before.
    async fn write(&mut self, engine: &Engine) -> Result<(), String> {
        let unread = |cause: Error| {
            tracing::error!(%cause, "can't read the access tokens");
            "The access tokens can't be read; the server's log says why. Those that worked go on working."
                .to_owned()
        };
        let backends = self.parts.data_plane.backends();
        let users = tokens::read(&self.parts.store, &self.parts.sealer, &backends).await.map_err(unread)?;
        let limits_concurrency = Feature::ConcurrencyLimit.is_in(engine);
        let with = |marker: &Marker| {
            config::write(&users, &Setting { limits_concurrency, absent_url: &self.absent.url, marker })
        };
        let (text, _) = with(&Marker { name: String::new(), value: Secret::new(String::new()) });
        let fingerprint = random::fingerprint(&text);
        if self.written.as_ref().is_some_and(|written| written.fingerprint == fingerprint) {
            return Ok(());
        }
        let marker = Marker {
            name: format!("keyhouse-{}", Uuid::new_v4().simple()),
            value: random::token().map_err(unread)?,
        };
        let (text, left_out) = with(&marker);
        let path = self.path();
        let replaced = tokio::task::spawn_blocking(move || file::replace(&path, &text)).await;
        replaced.map_err(|cause| cause.to_string())?.map_err(|cause| cause.to_string())?;
        let flaw = left_out.first().map(|(id, why)| format!("The access token {id} does not work. {why}"));
        self.written = Some(Written { fingerprint, marker: marker.value, flaw });
        self.in_force = None;
        Ok(())
    }

    /// How vmauth is. It is started if it never was.
    fn process(&mut self, engine: &Engine) -> Result<Snapshot, String> {
        if let Some(process) = &mut self.process {
            return Ok(process.borrow_and_update().clone());
        }
        let spec = self.vmauth.spec(engine, &self.path(), &self.parts.data_folder);
        let spec = spec.map_err(|cause| cause.to_string())?;
        let process = Supervised::start(spec, self.parts.http.clone());
        let mut watch = process.watch();
        let snapshot = watch.borrow_and_update().clone();
        self.process = Some(watch);
        *lock(&self.desk.process) = Some(process);
        Ok(snapshot)
    }

    /// Waits until vmauth lets the token in that only the written config has.
    async fn confirm(&mut self, pid: u32) -> Result<(), String> {
        let Some(written) = &self.written else { return Ok(()) };
        if self.in_force == Some(pid) {
            return Ok(());
        }
        let deadline = Instant::now() + CONFIRM_WAIT;
        let mut looks = 0_u32;
        loop {
            // One that was just started has read the file by itself; to be told again does no harm.
            let told = if looks.is_multiple_of(LOOKS_A_RELOAD) { self.vmauth.reload().await } else { Ok(()) };
            let probed = match told {
                Ok(()) => self.vmauth.probe(&written.marker).await,
                Err(cause) => Err(cause),
            };
            match probed {
                Ok(204) => {
                    self.in_force = Some(pid);
                    return Ok(());
                }
                Ok(400 | 401) if Instant::now() >= deadline => return Err(REFUSED.to_owned()),
                Ok(status) if Instant::now() >= deadline => {
                    return Err(format!("vmauth answers {status} to all requests; its log may say why."));
                }
                Err(cause) if Instant::now() >= deadline => {
                    return Err(format!("vmauth can't be called at {}: {cause}.", self.vmauth.base()));
                }
                _ => {}
            }
            looks += 1;
            sleep(CONFIRM_EVERY).await;
        }
    }

    /// Why vmauth does not run, in words for people.
    fn why_not(&self, snapshot: &Snapshot) -> String {
        if matches!(snapshot.state, ProcessState::Starting | ProcessState::Healthy) {
            // One that is tried once more has not got over what was wrong.
            let before = lock(&self.desk.problem).clone().filter(|_| snapshot.restarts > 0);
            return before.unwrap_or_else(|| STARTING.to_owned());
        }
        let process = lock(&self.desk.process);
        let last_lines = process.as_ref().map(|process| process.log().tail(5)).unwrap_or_default();
        if last_lines.iter().any(|line| line.contains("address already in use")) {
            let listen = self.parts.listen;
            return format!(
                "Another program listens on {listen}, where the access endpoint should be. End it, or start Keyhouse with \
                 another --access-listen."
            );
        }
        let reason = snapshot.reason.as_deref().unwrap_or_default();
        format!("The access endpoint (vmauth) does not run, and is started again. {reason}")
            .trim_end()
            .to_owned()
    }

    async fn count(&mut self) {
        self.read_counters().await;
        if self.usage.is_due(self.parts.clock.now()) {
            self.store_usage().await;
        }
    }

    async fn read_counters(&mut self) {
        let Some(process) = &self.process else { return };
        let snapshot = process.borrow().clone();
        let (ProcessState::Healthy, Some(pid)) = (snapshot.state, snapshot.pid) else { return };
        match self.vmauth.metrics().await {
            Ok(metrics) => {
                let requests = self.counters.advance(&metrics, pid, self.counts_per_config);
                self.usage.saw(requests, self.parts.clock.now());
            }
            // If it lasts, the process is found unhealthy.
            Err(cause) => tracing::debug!(%cause, "can't read vmauth's counters"),
        }
    }

    async fn store_usage(&mut self) {
        match self.usage.store(&self.parts.store, self.parts.clock.now()).await {
            Ok(first) => {
                for (id, deployment) in first {
                    self.parts.live.publish(LiveEvent::access_token(deployment, id));
                }
            }
            Err(cause) => tracing::error!(%cause, "can't store the use of access tokens; it is tried again"),
        }
    }

    /// The config's file.
    fn path(&self) -> PathBuf {
        self.parts.data_folder.join(FOLDER).join(CONFIG)
    }
}

const REFUSED: &str = "vmauth does not take its new configuration and goes on with the one before: new access tokens do \
    not work yet, and deleted ones still do. Its log says why; it is tried again.";

/// Waits for a change of a process that there is.
async fn changed(process: &mut Option<watch::Receiver<Snapshot>>) {
    let is_over = match process {
        Some(process) => process.changed().await.is_err(),
        None => true,
    };
    if is_over {
        std::future::pending::<()>().await;
    }
}
