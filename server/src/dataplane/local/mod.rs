//! Deployments on this machine: Keyhouse starts their processes and watches them.

use super::condition::Condition;
use super::engines::{self, Engine};
use super::keeper::{Face, Orders};
use super::process::{Observer, Supervised};
use futures_util::future::select_all;
use keyhouse_model::deployment::{DeploymentStatus, DeploymentType, ProcessState};
use launch::Launch;
use measure::Meter;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep};

mod first_hour;
pub(super) mod judge;
pub(super) mod launch;
mod limits;
pub(super) mod measure;
mod plan;

pub use limits::limits;
pub use plan::Plan;

/// How often it is looked whether a missing engine was installed.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How often what is used is measured.
const MEASURE_EVERY: Duration = Duration::from_secs(3);
/// When it is tried again after something went wrong before there was a process.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// The engines that a deployment of this type takes, in the order in which they are started.
pub fn engines_of(kind: DeploymentType) -> &'static [&'static str] {
    match kind {
        DeploymentType::SingleNode => &[engines::VICTORIA_METRICS],
        DeploymentType::Cluster => &engines::CLUSTER,
    }
}

/// A deployment of which nothing runs.
pub(super) fn at_rest(before: &Condition) -> Condition {
    Condition {
        status: Some(DeploymentStatus::Stopped),
        received_data: before.received_data,
        processes: before.processes.clone(),
        ..Condition::default()
    }
}

/// Runs it until something else is wanted.
pub(super) async fn run(face: &Face, orders: &mut Orders, plan: &Plan) {
    // Its processes share the folder: all of them end before the first starts again.
    while run_once(face, orders, plan).await == Next::Again {}
}

/// What comes after a run.
#[derive(PartialEq)]
enum Next {
    /// Another run, with other ports.
    Again,
    /// Whatever is wanted now.
    OtherOrder,
}

async fn run_once(face: &Face, orders: &mut Orders, plan: &Plan) -> Next {
    let engines = tokio::select! {
        engines = all_engines(face, plan) => engines,
        () = orders.other() => return Next::OtherOrder,
    };
    let launch = match launch::prepare(plan, &engines, &face.tools.folder) {
        Ok(launch) => launch,
        Err(cause) => {
            tracing::error!(deployment = %plan.id, %cause, "can't prepare a deployment's start");
            face.show(failed(face, format!("It can't be started: {cause}. It is tried again.")));
            return tokio::select! {
                () = sleep(TRY_AGAIN) => Next::Again,
                () = orders.other() => Next::OtherOrder,
            };
        }
    };
    let Launch { specs, reach, internal_url, storage, probes } = launch;
    let start = |spec| Supervised::start(spec, face.tools.http.clone());
    let processes: Vec<Supervised> = specs.into_iter().map(start).collect();
    let base = Condition {
        version: engines.first().map(|engine| engine.version.clone()).unwrap_or_default(),
        received_data: face.shown().received_data,
        reach: Some(Arc::new(reach)),
        internal_url: Some(internal_url),
        probes,
        processes: processes.iter().map(|process| process.observer().clone()).collect(),
        ..Condition::default()
    };
    let next = watch(face, orders, base, Meter::new(storage)).await;
    // The last one first: who writes to the storage ends before it does.
    for process in processes.into_iter().rev() {
        process.stop().await;
    }
    next
}

/// Waits until every engine that it takes is there.
async fn all_engines(face: &Face, plan: &Plan) -> Vec<Arc<Engine>> {
    let names = engines_of(plan.kind);
    loop {
        let engines: Vec<_> = names.iter().filter_map(|name| face.plane.engines().get(name)).collect();
        if engines.len() == names.len() {
            return engines;
        }
        let missing = face.plane.missing_for(plan.kind);
        face.show(failed(face, engines::missing_in_words(&missing)));
        sleep(LOOK_AGAIN).await;
    }
}

/// Of which nothing runs, and why.
fn failed(face: &Face, reason: String) -> Condition {
    let rest = at_rest(&face.shown());
    Condition { status: Some(DeploymentStatus::Error), reason: Some(reason), ..rest }
}

/// Shows how its processes are until something else is wanted, or they need other ports.
async fn watch(face: &Face, orders: &mut Orders, base: Condition, mut meter: Meter) -> Next {
    let mut changes: Vec<_> = base.processes.iter().map(Observer::watch).collect();
    let mut measure = interval(MEASURE_EVERY);
    measure.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut measured = None;
    loop {
        changes.iter_mut().for_each(watch::Receiver::mark_unchanged);
        if base.processes.iter().any(judge::has_lost_its_port) {
            tracing::warn!(deployment = %face.id, "another program took a port; trying others");
            return Next::Again;
        }
        face.show(judge::condition(&base, measured));
        let is_healthy = |process: &Observer| process.snapshot().state == ProcessState::Healthy;
        let can_be_measured = base.processes.iter().all(is_healthy);
        let any_change = select_all(changes.iter_mut().map(|change| Box::pin(change.changed())));
        tokio::select! {
            () = orders.other() => return Next::OtherOrder,
            (changed, ..) = any_change => if changed.is_err() {
                // A supervisor ended without being told to, by a panic. Its process ended with it.
                sleep(TRY_AGAIN).await;
                return Next::Again;
            },
            _ = measure.tick(), if can_be_measured => {
                measured = meter.measure(&face.tools.http).await.or(measured);
            }
        }
    }
}
