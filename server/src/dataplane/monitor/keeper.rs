//! Keeps the monitor running and has it fed.

use super::client::Client;
use super::fold::Folded;
use super::{Desk, Parts, Place, collect, launch, lock, words};
use crate::dataplane::engines::{VICTORIA_METRICS, missing_in_words};
use crate::dataplane::local::judge::has_lost_its_port;
use crate::dataplane::process::Supervised;
use keyhouse_model::deployment::ProcessState;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// How long a round waits for a monitor that was just started.
const START_WAIT: Duration = Duration::from_secs(5);

pub(super) struct Keeper {
    parts: Parts,
    desk: Arc<Desk>,
    running: Option<Running>,
}

/// A monitor that can be asked, or soon can.
struct Running {
    client: Client,
    /// None of one that runs elsewhere.
    process: Option<Supervised>,
    /// None before it is known.
    folded: Option<Folded>,
}

impl Keeper {
    pub(super) fn new(parts: Parts, desk: Arc<Desk>) -> Self {
        Self { parts, desk, running: None }
    }

    /// Works until it is to stop, and ends the process then.
    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut tick = interval(self.parts.every);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                // An error means that the sender is gone, which is as good as a stop.
                _ = stop.wait_for(|stop| *stop) => break,
                () = async { tick.tick().await; self.turn().await } => {}
            }
        }
        self.end().await;
    }

    async fn turn(&mut self) {
        let problem = self.measure().await.err();
        let before = std::mem::replace(&mut *lock(&self.desk.problem), problem.clone());
        if before != problem {
            match problem {
                Some(problem) => tracing::warn!(problem, "usage is not measured"),
                None => tracing::info!("usage is measured"),
            }
        }
    }

    /// Errors are words for people.
    async fn measure(&mut self) -> Result<(), String> {
        let running = self.running().await?;
        let now = self.parts.clock.now();
        let round = collect::round(&self.parts, now.timestamp_millis()).await.map_err(|cause| {
            tracing::error!(%cause, "can't read what is to be measured");
            "The server's database does not answer; its log says why.".to_owned()
        })?;
        running.import(round.lines.into_bytes()).await?;
        *lock(&self.desk.measured_until) = Some(now);
        *lock(&self.desk.unmeasured) = round.problems;
        self.sum_up(&running).await
    }

    async fn sum_up(&mut self, client: &Client) -> Result<(), String> {
        let now = self.parts.clock.now();
        let Some(running) = &mut self.running else { return Ok(()) };
        let folded = match running.folded {
            Some(folded) => folded,
            None => Folded::find(client, now).await?,
        };
        let (folded, done) = folded.go_on(client, now).await;
        running.folded = Some(folded);
        *lock(&self.desk.folded) = Some(folded);
        done
    }

    /// How to reach the monitor. It is started if it does not run.
    async fn running(&mut self) -> Result<Client, String> {
        if let Place::At { url, authorization } = &self.parts.place {
            let client = || Client::new(self.parts.http.clone(), url.clone(), authorization.clone());
            let running =
                self.running.get_or_insert_with(|| Running { client: client(), process: None, folded: None });
            *lock(&self.desk.client) = Some(running.client.clone());
            return Ok(running.client.clone());
        }
        let has_lost = |process: &Supervised| has_lost_its_port(process.observer());
        if self.running.as_ref().and_then(|running| running.process.as_ref()).is_some_and(has_lost) {
            tracing::warn!("another program took the monitor's port; trying another");
            self.end().await;
        }
        if self.running.is_none() {
            self.start()?;
        }
        let running = self.running.as_ref().ok_or(words::STARTING)?;
        match &running.process {
            Some(process) => healthy(process).await.map(|()| running.client.clone()),
            None => Ok(running.client.clone()),
        }
    }

    fn start(&mut self) -> Result<(), String> {
        let engine = self.parts.data_plane.engines().get(VICTORIA_METRICS);
        let engine = engine
            .ok_or_else(|| format!("Usage is not measured: {}", missing_in_words(&[VICTORIA_METRICS])))?;
        let prepared = launch::prepare(&engine, &self.parts.data_folder, self.parts.http.clone());
        let (spec, client) = prepared.map_err(|cause| words::not_running(&cause.to_string()))?;
        let process = Some(Supervised::start(spec, self.parts.http.clone()));
        *lock(&self.desk.client) = Some(client.clone());
        self.running = Some(Running { client, process, folded: None });
        Ok(())
    }

    async fn end(&mut self) {
        *lock(&self.desk.client) = None;
        if let Some(process) = self.running.take().and_then(|running| running.process) {
            process.stop().await;
        }
    }
}

/// Waits a while for it to answer.
async fn healthy(process: &Supervised) -> Result<(), String> {
    let mut watch = process.watch();
    let is_healthy = |state: ProcessState| state == ProcessState::Healthy;
    if let Ok(Ok(_)) = timeout(START_WAIT, watch.wait_for(|now| is_healthy(now.state))).await {
        return Ok(());
    }
    let snapshot = process.observer().snapshot();
    Err(match snapshot.reason {
        Some(reason) => words::not_running(&reason),
        None => words::STARTING.to_owned(),
    })
}
