//! The task that keeps the rules of one deployment evaluated, and its people told.

use super::door::Door;
use super::files::Files;
use super::launch::Launch;
use super::notifier::Notifiers;
use super::vmalert::{Cause, Vmalert};
use super::wanted::{Notifier, Wanted};
use super::{Seen, Shown, Tools, in_words};
use crate::dataplane::DataPlane;
use crate::dataplane::backend::Reach;
use crate::dataplane::engines::{VMALERT, missing_in_words};
use crate::dataplane::local::judge::has_lost_its_port;
use crate::dataplane::local::launch::free_ports;
use crate::dataplane::process::{Snapshot, Supervised};
use keyhouse_model::deployment::DeploymentStatus;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::live::LiveEvent;
use keyhouse_model::notifications::NotifierStatus;
use keyhouse_model::rule_file::Evaluation;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// How often it looks while something is to come about.
const LOOK_SOON: Duration = Duration::from_millis(100);
/// How often it looks else: what went wrong is tried again then.
const LOOK_EVERY: Duration = Duration::from_secs(2);
const STOPPED: &str = "The deployment is stopped. Start it, and its rules are evaluated.";
const NOBODY_TO_TELL: &str = "The deployment does not run, so there are no alerts to tell of.";
const NOT_THERE: &str =
    "The deployment does not run; its overview says why. Its rules are evaluated once it does.";
const NOT_YET: &str = "The deployment does not answer yet. Its rules are evaluated once it does.";

/// What is wanted of a keeper.
#[derive(Clone, Debug)]
pub(super) enum Order {
    /// This, where the data is.
    Keep { wanted: Wanted, place: Place },
    /// Its keeper is to end, and with it whatever runs.
    End,
}

/// Where the data of a deployment is.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// It is not to run.
    Stopped,
    /// It is to run and can't.
    Nowhere,
    /// It is to be found here, and may not answer yet.
    At { reach: Arc<Reach>, answers: bool },
}

impl Order {
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Keep { wanted: a, place: at }, Self::Keep { wanted: b, place: there }) => {
                a == b && at.is(there)
            }
            (Self::End, Self::End) => true,
            _ => false,
        }
    }
}

impl Place {
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::At { reach: a, answers: x }, Self::At { reach: b, answers: y }) => {
                Arc::ptr_eq(a, b) && x == y
            }
            (Self::Stopped, Self::Stopped) | (Self::Nowhere, Self::Nowhere) => true,
            _ => false,
        }
    }
}

/// One deployment's task, as its manager holds it.
#[derive(Debug)]
pub(super) struct Keeper {
    order: watch::Sender<Order>,
    /// Ends after [`Order::End`].
    pub(super) task: JoinHandle<()>,
}

impl Keeper {
    pub(super) fn start(id: DeploymentId, order: Order, tools: Tools, plane: DataPlane) -> Self {
        let (order, orders) = watch::channel(order);
        let files = Files::new(super::folder(&tools.folder, id));
        let work = Work { id, tools, plane, files, vmalert: None, notifiers: Notifiers::default() };
        Self { order, task: tokio::spawn(work.run(orders)) }
    }

    /// Tells what is wanted now. What is wanted already is not told again.
    pub(super) fn want(&self, order: Order) {
        self.order.send_if_modified(|now| {
            let is_new = !now.is(&order);
            if is_new {
                *now = order;
            }
            is_new
        });
    }
}

struct Work {
    id: DeploymentId,
    tools: Tools,
    plane: DataPlane,
    files: Files,
    vmalert: Option<Vmalert>,
    notifiers: Notifiers,
}

/// Whether rules are evaluated, and why not, in words for people.
type How = (Evaluation, Option<String>);

impl Work {
    async fn run(mut self, mut orders: watch::Receiver<Order>) {
        loop {
            let order = orders.borrow_and_update().clone();
            let Order::Keep { wanted, place } = order else { break };
            // From before they are looked at, so that no change is missed. One that is only started then is starting,
            // and looked at again soon.
            let (mut vmalert, mut alertmanager) = self.watch();
            let is_settled = self.settle(&wanted, &place).await;
            tokio::select! {
                changed = orders.changed() => if changed.is_err() { break },
                () = changed(&mut vmalert) => {}
                () = changed(&mut alertmanager) => {}
                () = sleep(if is_settled { LOOK_EVERY } else { LOOK_SOON }) => {}
            }
        }
        tokio::join!(stop(&mut self.vmalert), self.notifiers.stop());
        self.plane.0.rules.hide(self.id);
        self.plane.0.rules.wake();
    }

    /// Watches vmalert and Alertmanager, if they run.
    fn watch(&self) -> (Option<watch::Receiver<Snapshot>>, Option<watch::Receiver<Snapshot>>) {
        let vmalert = self.vmalert.as_ref().map(|one| one.process.watch());
        (vmalert, self.notifiers.managed.as_ref().map(|one| one.process.watch()))
    }

    /// Brings about what is wanted as far as it can, and shows how it stands. Answers whether nothing is to come about
    /// by itself any more.
    async fn settle(&mut self, wanted: &Wanted, place: &Place) -> bool {
        let (notifier, notifier_reason) = match place {
            Place::At { .. } => {
                let engines = self.plane.engines();
                self.notifiers.settle(&self.tools, engines, self.id, &wanted.notifier).await
            }
            Place::Stopped | Place::Nowhere => {
                self.notifiers.stop().await;
                let is_wanted = wanted.notifier != Notifier::Nobody;
                (NotifierStatus::Off, is_wanted.then(|| NOBODY_TO_TELL.to_owned()))
            }
        };
        let (evaluation, reason) = self.evaluate(wanted, place).await;
        let files = self.vmalert.as_ref().map(Vmalert::files).unwrap_or_default();
        self.show(Shown {
            evaluation,
            reason,
            files: files.into_iter().collect(),
            refused: self.files.refused().clone(),
            notifier,
            notifier_reason,
            vmalert: self.vmalert.as_ref().map(|one| Seen::new(&one.process, &one.door)),
            alertmanager: self.notifiers.managed.as_ref().map(|one| Seen::new(&one.process, &one.door)),
        });
        let confirmed = |one: &Vmalert| one.has_taken(self.files.marker());
        self.vmalert.as_ref().is_none_or(confirmed) && notifier != NotifierStatus::Starting
    }

    fn show(&self, shown: Shown) {
        let (reason, notifier) = (shown.reason.clone(), shown.notifier_reason.clone());
        if self.plane.0.rules.show(self.id, shown) {
            if reason.is_some() || notifier.is_some() {
                tracing::warn!(deployment = %self.id, reason, notifier, "rules are not as they should be");
            }
            self.tools.live.publish(LiveEvent::rule_file(self.id, ""));
        }
    }

    async fn evaluate(&mut self, wanted: &Wanted, place: &Place) -> How {
        let (reach, answers) = match place {
            Place::At { reach, answers } if !wanted.files.is_empty() => (reach, *answers),
            _ => {
                self.rest().await;
                let why = match place {
                    Place::Stopped => Some(STOPPED),
                    Place::Nowhere => Some(NOT_THERE),
                    Place::At { .. } => None,
                };
                return (Evaluation::Off, why.filter(|_| !wanted.files.is_empty()).map(str::to_owned));
            }
        };
        let Some(engine) = self.plane.engines().get(VMALERT) else {
            self.rest().await;
            return (Evaluation::Failed, Some(missing_in_words(&[VMALERT])));
        };
        let cause = Cause { engine, reach: Arc::clone(reach), endpoint: self.notifiers.endpoint().cloned() };
        let is_over = |one: &Vmalert| !one.cause.is(&cause) || has_lost_its_port(one.process.observer());
        if self.vmalert.as_ref().is_some_and(is_over) {
            stop(&mut self.vmalert).await;
        }
        // How alerts stood before is asked of the deployment when vmalert starts, and only then.
        if self.vmalert.is_none() && !answers {
            return (Evaluation::Starting, Some(NOT_YET.to_owned()));
        }
        let settled = self.bring_into_force(wanted, cause).await;
        settled.unwrap_or_else(|problem| (Evaluation::Failed, Some(problem)))
    }

    /// Errors are words for people.
    async fn bring_into_force(&mut self, wanted: &Wanted, cause: Cause) -> Result<How, String> {
        // While it reads, what lies there stays as it is: what it has taken then is known.
        let is_reading = self.vmalert.as_ref().is_some_and(Vmalert::is_reading);
        if !is_reading && !self.files.are(&wanted.files, &cause.engine) {
            self.files.place(&wanted.files, &cause.engine, &self.tools.store, self.id).await?;
        }
        let vmalert = match &mut self.vmalert {
            Some(vmalert) => vmalert,
            none => none.insert(start(self.id, &self.tools, cause)?),
        };
        vmalert.confirm(&self.tools.http, &mut self.files).await?;
        Ok(how(vmalert))
    }

    /// Nothing is evaluated, and nothing lies there to be.
    async fn rest(&mut self) {
        stop(&mut self.vmalert).await;
        if let Err(problem) = self.files.clear() {
            tracing::warn!(deployment = %self.id, problem, "can't remove rule files that are not evaluated");
        }
    }
}

async fn stop(vmalert: &mut Option<Vmalert>) {
    if let Some(vmalert) = vmalert.take() {
        vmalert.process.stop().await;
    }
}

/// Errors are words for people.
fn start(id: DeploymentId, tools: &Tools, cause: Cause) -> Result<Vmalert, String> {
    let prepare = || -> crate::error::Result<_> {
        let [port] = free_ports()?;
        let door = Door::new(port)?;
        let launch = Launch {
            id,
            engine: &cause.engine,
            reach: &cause.reach,
            endpoint: cause.endpoint.as_deref(),
            nobody: &tools.nobody.url,
            door: &door,
            base_url: &tools.base_url,
            folder: &super::folder(&tools.folder, id),
            data_folder: &tools.folder,
        };
        let spec = launch.spec()?;
        Ok((spec, door))
    };
    let (spec, door) =
        prepare().map_err(|problem| format!("vmalert can't be started: {problem} It is tried again."))?;
    Ok(Vmalert::new(Supervised::start(spec, tools.http.clone()), cause, door))
}

fn how(vmalert: &Vmalert) -> How {
    let (status, reason) = in_words(vmalert.process.observer());
    let evaluation = match status {
        DeploymentStatus::Running => Evaluation::Running,
        DeploymentStatus::Provisioning | DeploymentStatus::Stopped => Evaluation::Starting,
        DeploymentStatus::Error => Evaluation::Failed,
    };
    (evaluation, reason)
}

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
