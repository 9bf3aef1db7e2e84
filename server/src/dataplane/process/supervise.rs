//! The task that keeps one process running.

use super::backoff::Backoff;
use super::spawn::{self, spawn};
use super::{Log, Snapshot, Spec, Stop};
use crate::http_client::{HttpClient, Limits};
use chrono::Utc;
use keyhouse_model::deployment::ProcessState;
use std::convert::Infallible;
use std::time::Duration;
use tokio::process::Child;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};

/// How often one that is not ready yet is asked whether it is.
const ASK_WHILE_STARTING: Duration = Duration::from_millis(100);
/// How often one that was ready is asked whether it still is.
const ASK_WHILE_HEALTHY: Duration = Duration::from_secs(5);
/// One that does not answer so often is not well.
const MISSED_ANSWERS: u32 = 3;

pub(super) struct Supervisor {
    spec: Spec,
    log: Log,
    http: HttpClient,
    stops: mpsc::UnboundedReceiver<Stop>,
    shown: watch::Sender<Snapshot>,
    backoff: Backoff,
}

/// What comes after a process.
#[derive(PartialEq)]
enum Next {
    Another,
    Nothing,
}

/// Why a process is no longer watched.
enum End {
    ByItself(String),
    /// No stop means that nobody is there any more to give one.
    Ordered(Option<Stop>),
}

impl Supervisor {
    pub(super) fn new(
        spec: Spec,
        log: Log,
        http: HttpClient,
        stops: mpsc::UnboundedReceiver<Stop>,
        shown: watch::Sender<Snapshot>,
    ) -> Self {
        Self { spec, log, http, stops, shown, backoff: Backoff::default() }
    }

    /// Runs until it is told to stop.
    pub(super) async fn run(mut self) {
        while self.run_once().await == Next::Another {}
    }

    async fn run_once(&mut self) -> Next {
        let started = Instant::now();
        let mut child = match spawn(&self.spec, &self.log) {
            Ok(child) => child,
            Err(reason) => return self.wait_after(reason, Duration::ZERO).await,
        };
        tracing::info!(engine = self.spec.engine, pid = child.id(), folder = %self.spec.folder.display(), "started an engine");
        self.shown.send_modify(|shown| {
            shown.pid = child.id();
            shown.started_at = Some(Utc::now());
            shown.has_answered = false;
            // One that keeps ending has to answer first to be thought better of.
            if shown.state != ProcessState::Failed {
                shown.state = ProcessState::Starting;
            }
        });
        let end = self.watch(&mut child).await;
        match end {
            End::ByItself(reason) => self.wait_after(reason, started.elapsed()).await,
            End::Ordered(stop) => {
                spawn::end(child, self.spec.engine).await;
                self.rest(stop)
            }
        }
    }

    async fn watch(&mut self, child: &mut Child) -> End {
        let health = keep_asking(&self.spec, &self.log, &self.http, &self.shown);
        tokio::select! {
            ended = child.wait() => End::ByItself(match ended {
                Ok(status) => spawn::how(status),
                Err(cause) => format!("It can't be watched: {cause}."),
            }),
            stop = self.stops.recv() => End::Ordered(stop),
            never = health => match never {},
        }
    }

    /// It ended by itself: waits before it is started again.
    async fn wait_after(&mut self, reason: String, ran: Duration) -> Next {
        let wait = self.backoff.ended(Instant::now(), ran);
        let state = if self.backoff.is_hopeless() { ProcessState::Failed } else { ProcessState::Restarting };
        tracing::warn!(engine = self.spec.engine, folder = %self.spec.folder.display(), reason, ?wait, "an engine ended by itself");
        self.shown.send_modify(|shown| {
            shown.state = state;
            shown.pid = None;
            shown.restarts = shown.restarts.saturating_add(1);
            shown.reason = Some(reason);
        });
        match timeout(wait, self.stops.recv()).await {
            Ok(stop) => self.rest(stop),
            Err(_) => Next::Another,
        }
    }

    /// Shows that no process runs any more, on purpose, and tells who asked for it.
    fn rest(&self, stop: Option<Stop>) -> Next {
        self.shown.send_modify(|shown| {
            *shown = Snapshot { state: ProcessState::Stopped, pid: None, reason: None, ..shown.clone() };
        });
        if let Some(stop) = stop {
            // An error means that whoever asked did not wait.
            let _ = stop.send(());
        }
        Next::Nothing
    }
}

/// Asks again and again whether the process is ready, and shows the answer. Its log is kept from growing without end
/// on the way.
async fn keep_asking(
    spec: &Spec,
    log: &Log,
    http: &HttpClient,
    shown: &watch::Sender<Snapshot>,
) -> Infallible {
    let mut missed = 0;
    loop {
        let answer =
            http.get(&spec.health.url, spec.health.authorization.as_deref(), Limits::default()).await;
        let problem = match answer {
            Ok(answer) if answer.is_success() => None,
            Ok(answer) => Some(format!("its health check says {}", answer.status)),
            Err(cause) => Some(cause.to_string()),
        };
        missed = if problem.is_none() { 0 } else { missed + 1 };
        show_answer(problem, missed, shown);
        if let Err(cause) = log.bound() {
            tracing::warn!(file = %log.path().display(), %cause, "can't begin a log anew");
        }
        let is_healthy = shown.borrow().state == ProcessState::Healthy && missed == 0;
        sleep(if is_healthy { ASK_WHILE_HEALTHY } else { ASK_WHILE_STARTING }).await;
    }
}

fn show_answer(problem: Option<String>, missed: u32, shown: &watch::Sender<Snapshot>) {
    shown.send_if_modified(|shown| match problem {
        None if shown.state == ProcessState::Healthy => false,
        None => {
            shown.state = ProcessState::Healthy;
            shown.has_answered = true;
            shown.reason = None;
            true
        }
        Some(problem) if shown.state == ProcessState::Healthy && missed >= MISSED_ANSWERS => {
            shown.state = ProcessState::Starting;
            shown.reason = Some(format!("It runs and does not answer: {problem}."));
            true
        }
        Some(_) => false,
    });
}
