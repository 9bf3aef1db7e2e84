//! A `vmalert` that runs: what it was started with, and whether it has taken what lies before it.

use super::door::Door;
use super::files::Files;
use super::launch::Endpoint;
use crate::dataplane::backend::Reach;
use crate::dataplane::engines::Engine;
use crate::dataplane::process::Supervised;
use crate::http_client::HttpClient;
use chrono::Utc;
use keyhouse_model::deployment::ProcessState;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// When it is told again to read its files, since nothing has come of it.
const TELL_AGAIN: Duration = Duration::from_secs(5);
/// It counts in whole seconds, by a clock that lags by up to one: what comes so long after the last reload has another
/// time for sure.
const TICKS: i64 = 2;
/// After so long nothing will come of it. A group reads its rules anew only between two evaluations.
const GIVE_UP: Duration = Duration::from_secs(30);
const RELOADED_AT: &str = "vmalert_config_last_reload_success_timestamp_seconds ";
const RELOADED_WELL: &str = "vmalert_config_last_reload_successful ";

/// With what it was started. Where one is another, it is started anew.
#[derive(Clone, Debug)]
pub(super) struct Cause {
    pub(super) engine: Arc<Engine>,
    pub(super) reach: Arc<Reach>,
    pub(super) endpoint: Option<Arc<Endpoint>>,
}

impl Cause {
    pub(super) fn is(&self, other: &Self) -> bool {
        let same_endpoint = match (&self.endpoint, &other.endpoint) {
            (None, None) => true,
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        Arc::ptr_eq(&self.engine, &other.engine) && Arc::ptr_eq(&self.reach, &other.reach) && same_endpoint
    }
}

/// The one of a deployment.
#[derive(Debug)]
pub(super) struct Vmalert {
    pub(super) process: Supervised,
    pub(super) cause: Cause,
    pub(super) door: Door,
    in_force: Option<InForce>,
    told: Option<Told>,
}

/// What a process has taken.
#[derive(Debug)]
struct InForce {
    pid: u32,
    marker: String,
    files: BTreeMap<String, String>,
}

/// It was told to read its files.
#[derive(Debug)]
struct Told {
    pid: u32,
    marker: String,
    /// When it had done so before, in seconds as it counts them.
    before: i64,
    /// When it was told first, and when last.
    at: Instant,
    again_at: Instant,
}

impl Vmalert {
    pub(super) fn new(process: Supervised, cause: Cause, door: Door) -> Self {
        Self { process, cause, door, in_force: None, told: None }
    }

    /// Whether it was told to read its files, and nothing has come of it yet.
    pub(super) fn is_reading(&self) -> bool {
        let pid = self.process.observer().snapshot().pid;
        self.told.as_ref().is_some_and(|told| Some(told.pid) == pid && told.at.elapsed() < GIVE_UP)
    }

    /// Whether what it has taken is what has this marker.
    pub(super) fn has_taken(&self, marker: &str) -> bool {
        let pid = self.process.observer().snapshot().pid;
        self.in_force.as_ref().is_some_and(|taken| Some(taken.pid) == pid && taken.marker == marker)
    }

    /// The files that the process that runs has taken.
    pub(super) fn files(&self) -> BTreeMap<String, String> {
        let pid = self.process.observer().snapshot().pid;
        let taken = self.in_force.as_ref().filter(|taken| Some(taken.pid) == pid);
        taken.map(|taken| taken.files.clone()).unwrap_or_default()
    }

    /// Looks whether it has taken the files that lie there, and has it read them if it has not.
    ///
    /// # Errors
    /// When another marker can't be written, in words for people.
    pub(super) async fn confirm(&mut self, http: &HttpClient, files: &mut Files) -> Result<(), String> {
        let marker = files.marker();
        let snapshot = self.process.observer().snapshot();
        let (ProcessState::Healthy, Some(pid)) = (snapshot.state, snapshot.pid) else { return Ok(()) };
        if self.has_taken(marker) {
            return Ok(());
        }
        let Some(reloaded) = self.reloaded(http).await else { return Ok(()) };
        let told = self.told.as_ref().filter(|told| told.pid == pid && told.marker == marker);
        // One that was started since reads them by itself, and shows none before it has read all.
        let is_younger = snapshot.started_at.is_some_and(|at| Some(at) > files.placed_at());
        let may_have = is_younger || told.is_some_and(|told| reloaded.is_well && reloaded.at > told.before);
        if may_have && self.evaluates(http, marker).await {
            let (marker, files) = (marker.to_owned(), files.placed().clone());
            tracing::info!(files = files.len(), pid, "vmalert has taken the rule files");
            self.in_force = Some(InForce { pid, marker, files });
            self.told = None;
            return Ok(());
        }
        let is_due = told.is_none_or(|told| told.again_at.elapsed() >= TELL_AGAIN);
        if is_due && Utc::now().timestamp() >= reloaded.at + TICKS {
            // It may have read this set already, and would tell nothing of reading the same once more.
            let is_unsure = told.is_some() || self.in_force.as_ref().is_none_or(|taken| taken.pid != pid);
            if is_unsure {
                files.mark()?;
            }
            self.tell(http, pid, files.marker(), reloaded.at).await;
        }
        Ok(())
    }

    async fn tell(&mut self, http: &HttpClient, pid: u32, marker: &str, before: i64) {
        match self.door.reload(http).await {
            Ok(answer) if answer.is_success() => {
                let now = Instant::now();
                let at = self.told.take().filter(|told| told.pid == pid).map_or(now, |told| told.at);
                self.told = Some(Told { pid, marker: marker.to_owned(), before, at, again_at: now });
            }
            Ok(answer) => tracing::warn!(status = answer.status, "vmalert does not read its files again"),
            Err(cause) => tracing::warn!(%cause, "can't tell vmalert to read its files again"),
        }
    }

    async fn reloaded(&self, http: &HttpClient) -> Option<Reloaded> {
        let answer = self.door.metrics(http).await.ok()?;
        answer.is_success().then(|| Reloaded::read(&answer.text()))?
    }

    /// Whether the group with this name is there.
    async fn evaluates(&self, http: &HttpClient, marker: &str) -> bool {
        // Newer versions answer with this group only.
        let path = format!("/api/v1/rules?rule_group[]={marker}");
        let answer = self.door.get(http, &path).await;
        answer.is_ok_and(|answer| answer.is_success() && answer.text().contains(marker))
    }
}

/// What its metrics say about the last time that it read its files.
#[derive(Debug, PartialEq)]
struct Reloaded {
    /// When that went well, in seconds of the Unix epoch as it counts them.
    at: i64,
    is_well: bool,
}

impl Reloaded {
    fn read(metrics: &str) -> Option<Self> {
        let value =
            |name: &str| metrics.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok());
        #[allow(clippy::cast_possible_truncation, reason = "seconds of the Unix epoch")]
        Some(Self { at: value(RELOADED_AT)? as i64, is_well: value(RELOADED_WELL)? > 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_reload_is_read_from_the_metrics() {
        let metrics = "vmalert_config_last_reload_errors_total 0\n\
            vmalert_config_last_reload_success_timestamp_seconds 1795273500\nvmalert_config_last_reload_successful 1\n";
        assert_eq!(Reloaded::read(metrics), Some(Reloaded { at: 1_795_273_500, is_well: true }));
        assert_eq!(Reloaded::read("vmalert_config_last_reload_total 0\n"), None);
    }
}
