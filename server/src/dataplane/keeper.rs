//! The task that keeps one deployment as it is wanted, and what others see of it.

use super::DataPlane;
use super::condition::Condition;
use super::external::{self, Target};
use super::local::{self, Plan};
use crate::http_client::HttpClient;
use crate::live::Live;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::live::LiveEvent;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What keepers work with.
#[derive(Clone, Debug)]
pub(super) struct Tools {
    /// The server's data folder.
    pub(super) folder: PathBuf,
    /// Calls the engines.
    pub(super) http: HttpClient,
    /// Is told when the status changes.
    pub(super) live: Live,
}

/// What is wanted of a deployment.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    /// It is to run on this machine.
    Run(Arc<Plan>),
    /// It runs elsewhere, and is to be looked at.
    Look(Arc<Target>),
    /// It is not to run.
    Rest,
    /// Its keeper is to end, and with it whatever runs.
    End,
}

impl Wanted {
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Run(a), Self::Run(b)) => a == b,
            (Self::Look(a), Self::Look(b)) => a.is(b),
            (Self::Rest, Self::Rest) | (Self::End, Self::End) => true,
            _ => false,
        }
    }
}

/// One deployment's task, as its manager holds it.
#[derive(Debug)]
pub(super) struct Keeper {
    wanted: watch::Sender<Wanted>,
    shown: watch::Receiver<Condition>,
    /// Ends after [`Wanted::End`].
    pub(super) task: JoinHandle<()>,
}

impl Keeper {
    pub(super) fn start(id: DeploymentId, wanted: Wanted, tools: Tools, plane: DataPlane) -> Self {
        let (wanted, orders) = watch::channel(wanted);
        let (shown, seen) = watch::channel(Condition::default());
        let task = tokio::spawn(keep(Face { id, tools, plane, shown }, Orders(orders)));
        Self { wanted, shown: seen, task }
    }

    /// Tells what is wanted now. What is wanted already is not told again.
    pub(super) fn want(&self, wanted: Wanted) {
        self.wanted.send_if_modified(|now| {
            let is_new = !now.is(&wanted);
            if is_new {
                *now = wanted;
            }
            is_new
        });
    }

    pub(super) fn condition(&self) -> Condition {
        self.shown.borrow().clone()
    }
}

/// A keeper's side that others see.
pub(super) struct Face {
    pub(super) id: DeploymentId,
    pub(super) tools: Tools,
    pub(super) plane: DataPlane,
    shown: watch::Sender<Condition>,
}

impl Face {
    /// Shows how the deployment is, and tells those who have to know.
    pub(super) fn show(&self, condition: Condition) {
        let before = self.shown.send_replace(condition);
        let now = self.shown.borrow();
        if now.is_elsewhere_than(&before) {
            self.plane.0.backends.send_modify(|count| *count += 1);
        }
        if now.is_elsewhere_than(&before) || now.status != before.status {
            self.plane.0.rules.wake();
        }
        if now.looks_other_than(&before) {
            self.tools.live.publish(LiveEvent::deployment(self.id));
        }
    }

    /// How it was shown last.
    pub(super) fn shown(&self) -> Condition {
        self.shown.borrow().clone()
    }
}

/// What a keeper is told.
pub(super) struct Orders(watch::Receiver<Wanted>);

impl Orders {
    /// Waits until something else is wanted than before.
    pub(super) async fn other(&mut self) {
        if self.0.changed().await.is_err() {
            // Its manager is gone without a word, as when the runtime ends: nothing more will be wanted.
            std::future::pending::<()>().await;
        }
    }
}

async fn keep(face: Face, mut orders: Orders) {
    loop {
        let wanted = orders.0.borrow_and_update().clone();
        match wanted {
            Wanted::Run(plan) => local::run(&face, &mut orders, &plan).await,
            Wanted::Look(target) => external::look(&face, &mut orders, &target).await,
            Wanted::Rest => {
                face.show(local::at_rest(&face.shown()));
                orders.other().await;
            }
            Wanted::End => break,
        }
    }
    face.show(local::at_rest(&face.shown()));
    // Nothing of it runs any more: its folder is free.
    face.plane.0.keepers().remove(&face.id);
    face.plane.sync();
}
