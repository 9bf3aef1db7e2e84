//! The task that reads what is wanted of rules and notifications, and tells one keeper a deployment.

use super::keeper::{Keeper, Order, Place};
use super::wanted::{self, Notifier, Wanted};
use super::{Tools, alertmanager_root, root};
use crate::dataplane::DataPlane;
use crate::dataplane::condition::Condition;
use crate::error::Result;
use futures_util::future::join_all;
use keyhouse_model::deployment::DeploymentStatus;
use keyhouse_model::id::DeploymentId;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

/// How often it looks without being told to.
const LOOK_EVERY: Duration = Duration::from_secs(10);

pub(super) struct Manager {
    plane: DataPlane,
    tools: Tools,
    keepers: HashMap<DeploymentId, Keeper>,
}

impl Manager {
    pub(super) fn new(plane: DataPlane, tools: Tools) -> Self {
        Self { plane, tools, keepers: HashMap::new() }
    }

    /// Works until it is told to stop, and ends every process then.
    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut look = interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                // An error means that the sender is gone, which is as good as a stop.
                _ = stop.wait_for(|stop| *stop) => break,
                () = self.plane.0.rules.woken() => {}
                _ = look.tick() => {}
            }
            if let Err(cause) = self.converge().await {
                tracing::error!(%cause, "can't read what rules are wanted; it is tried again");
            }
        }
        let ends = self.keepers.into_values().map(|keeper| async move {
            keeper.want(Order::End);
            keeper.task.await
        });
        for ended in join_all(ends).await {
            if let Err(cause) = ended {
                tracing::error!(%cause, "the rules of a deployment did not end in order");
            }
        }
    }

    async fn converge(&mut self) -> Result<()> {
        let wanted = wanted::read(&self.tools.store).await?;
        let there: HashSet<DeploymentId> = wanted.keys().copied().collect();
        self.keepers.retain(|_, keeper| !keeper.task.is_finished());
        for (id, wanted) in wanted {
            self.tell(id, wanted);
        }
        let gone = self.keepers.iter().filter(|(id, _)| !there.contains(id));
        gone.for_each(|(_, keeper)| keeper.want(Order::End));
        for root in [root(&self.tools.folder), alertmanager_root(&self.tools.folder)] {
            self.remove_those_not_in(&root, &there);
        }
        Ok(())
    }

    fn tell(&mut self, id: DeploymentId, wanted: Wanted) {
        let is_idle = wanted.files.is_empty() && wanted.notifier == Notifier::Nobody;
        let place = place(self.plane.condition(id).unwrap_or_default());
        let order = Order::Keep { wanted, place };
        match self.keepers.get(&id) {
            Some(keeper) => keeper.want(order),
            None if is_idle => {}
            None => {
                let keeper = Keeper::start(id, order, self.tools.clone(), self.plane.clone());
                self.keepers.insert(id, keeper);
            }
        }
    }

    /// Removes the folders of deployments that are gone.
    fn remove_those_not_in(&self, root: &Path, there: &HashSet<DeploymentId>) {
        for (id, folder) in folders(root) {
            if there.contains(&id) || self.keepers.contains_key(&id) {
                continue;
            }
            match fs::remove_dir_all(&folder) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    tracing::error!(folder = %folder.display(), %cause, "can't remove the rules of a deployment; it is tried again");
                }
                _ => {
                    tracing::info!(deployment = %id, folder = %folder.display(), "removed the rules of a deployment");
                }
            }
        }
    }
}

/// Each deployment's folder in there.
fn folders(root: &Path) -> Vec<(DeploymentId, PathBuf)> {
    let entries = match fs::read_dir(root) {
        Ok(entries) => entries,
        Err(cause) => {
            if cause.kind() != io::ErrorKind::NotFound {
                tracing::warn!(folder = %root.display(), %cause, "can't look for the rules of deployments that are gone");
            }
            return Vec::new();
        }
    };
    let id = |path: &Path| path.file_name()?.to_str()?.parse().ok();
    entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter_map(|path| Some((id(&path)?, path)))
        .collect()
}

fn place(condition: Condition) -> Place {
    match (condition.reach, condition.status) {
        (Some(reach), status) => Place::At { reach, answers: status == Some(DeploymentStatus::Running) },
        (None, Some(DeploymentStatus::Stopped)) => Place::Stopped,
        (None, _) => Place::Nowhere,
    }
}
