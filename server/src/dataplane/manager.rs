//! The task that reads what is wanted and tells the keepers.

use super::keeper::{Keeper, Tools, Wanted};
use super::{DataPlane, deployment_folder, wanted};
use crate::error::Result;
use crate::seal::Sealer;
use crate::store::Store;
use futures_util::future::join_all;
use keyhouse_model::id::DeploymentId;
use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

/// How often it looks without being told to: for engines that were installed, for what went wrong before, and for what
/// another process has changed in the store.
const LOOK_EVERY: Duration = Duration::from_secs(10);

pub(super) struct Manager {
    plane: DataPlane,
    tools: Tools,
    store: Store,
    sealer: Arc<Sealer>,
}

impl Manager {
    pub(super) fn new(plane: DataPlane, tools: Tools, store: Store, sealer: Arc<Sealer>) -> Self {
        Self { plane, tools, store, sealer }
    }

    /// Works until the data plane is shut down, and ends every process then.
    pub(super) async fn run(self) {
        let mut look = interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stop = self.plane.0.stop.subscribe();
        loop {
            tokio::select! {
                biased;
                () = is_told(&mut stop) => break,
                () = self.plane.0.changed.notified() => {}
                _ = look.tick() => {
                    self.plane.0.engines.look_again().await;
                }
            }
            if let Err(cause) = self.converge().await {
                tracing::error!(%cause, "can't read what deployments are wanted; it is tried again");
            }
        }
        self.end_all().await;
    }

    async fn converge(&self) -> Result<()> {
        let wanted = wanted::read(&self.store, &self.sealer).await?;
        let there: HashSet<DeploymentId> = wanted.iter().map(|(id, _)| *id).collect();
        for (id, wanted) in wanted {
            match wanted {
                Ok(wanted) => self.tell(id, wanted),
                Err(cause) => tracing::error!(deployment = %id, %cause, "can't read a deployment"),
            }
        }
        self.end_those_not_in(&there);
        for id in wanted::removals(&self.store).await? {
            if !self.plane.0.keepers().contains_key(&id) {
                self.remove_data(id).await?;
            }
        }
        Ok(())
    }

    fn tell(&self, id: DeploymentId, wanted: Wanted) {
        let mut keepers = self.plane.0.keepers();
        match keepers.get(&id) {
            Some(keeper) => keeper.want(wanted),
            None => {
                let keeper = Keeper::start(id, wanted, self.tools.clone(), self.plane.clone());
                keepers.insert(id, keeper);
            }
        }
    }

    /// A keeper stays in the list until its processes have ended: its folder is in use until then.
    fn end_those_not_in(&self, there: &HashSet<DeploymentId>) {
        let mut keepers = self.plane.0.keepers();
        keepers.retain(|_, keeper| !keeper.task.is_finished());
        let gone = keepers.iter().filter(|(id, _)| !there.contains(id));
        gone.for_each(|(_, keeper)| keeper.want(Wanted::End));
    }

    async fn remove_data(&self, id: DeploymentId) -> Result<()> {
        let folder = deployment_folder(&self.tools.folder, id);
        match tokio::fs::remove_dir_all(&folder).await {
            Ok(()) => {
                tracing::info!(deployment = %id, folder = %folder.display(), "removed a deployment's data");
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => {
                tracing::error!(folder = %folder.display(), %cause, "can't remove a deployment's data; it is tried again");
                return Ok(());
            }
        }
        wanted::removed(&self.store, id).await
    }

    async fn end_all(&self) {
        let keepers: HashMap<DeploymentId, Keeper> = std::mem::take(&mut *self.plane.0.keepers());
        let ends = keepers.into_values().map(|keeper| async move {
            keeper.want(Wanted::End);
            keeper.task.await
        });
        for ended in join_all(ends).await {
            if let Err(cause) = ended {
                tracing::error!(%cause, "a deployment did not end in order");
            }
        }
    }
}

async fn is_told(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, which is as good as a stop.
    let _ = stop.wait_for(|stop| *stop).await;
}
