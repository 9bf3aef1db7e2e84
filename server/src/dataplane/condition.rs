//! How a deployment is: as its keeper shows it, and as people see it.

use super::Health;
use super::backend::Reach;
use super::engines;
use super::local::measure::Probe;
use super::process::Observer;
use keyhouse_model::deployment::{DeploymentStatus, DeploymentType, LimitsUsed};
use std::sync::Arc;

/// How a deployment is, as its keeper shows it.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// How it stands.
    pub status: Option<DeploymentStatus>,
    /// Why, in words for people.
    pub reason: Option<String>,
    /// The version that runs; empty while none does.
    pub version: String,
    /// How much of its limits is used.
    pub used: Option<LimitsUsed>,
    /// Whether a sample ever arrived.
    pub received_data: bool,
    /// How the access endpoint reaches it; `None` while it is not to run.
    pub reach: Option<Arc<Reach>>,
    /// The URL under which programs on this machine reach it.
    pub internal_url: Option<String>,
    /// Its processes.
    pub processes: Vec<Observer>,
    /// Where each of its processes tells what it counts; none of what runs elsewhere.
    pub(super) probes: Vec<Arc<Probe>>,
}

impl Condition {
    /// Whether every one of its processes runs.
    pub(super) fn is_up(&self) -> bool {
        self.processes.iter().all(|process| process.snapshot().pid.is_some())
    }

    /// Whether people see something else than before. How much is used changes all the time, and is not meant.
    pub(super) fn looks_other_than(&self, before: &Self) -> bool {
        (self.status, &self.reason, &self.version, self.received_data)
            != (before.status, &before.reason, &before.version, before.received_data)
    }

    /// Whether the access endpoint reaches it in another way than before.
    pub(super) fn is_elsewhere_than(&self, before: &Self) -> bool {
        match (&self.reach, &before.reach) {
            (None, None) => false,
            (Some(now), Some(before)) => !Arc::ptr_eq(now, before),
            _ => true,
        }
    }
}

/// What the store says of a deployment.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// Its type.
    pub kind: DeploymentType,
    /// Whether it runs elsewhere.
    pub is_external: bool,
    /// Whether somebody stopped it.
    pub is_stopped: bool,
}

/// How a deployment stands, for people.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// How it stands.
    pub status: DeploymentStatus,
    /// Why, in words for people.
    pub reason: Option<String>,
    /// The version that runs; empty while none does.
    pub version: String,
    /// How much of its limits is used.
    pub used: Option<LimitsUsed>,
}

/// What is told about a deployment: what was asked for counts at once, also while its keeper has not heard of it yet.
pub(super) fn standing(
    condition: Option<Condition>,
    told: Told,
    missing: impl FnOnce() -> Option<String>,
) -> Standing {
    let bare = |status, reason| Standing { status, reason, version: String::new(), used: None };
    if told.is_stopped {
        return bare(DeploymentStatus::Stopped, None);
    }
    let condition = condition.unwrap_or_default();
    match condition.status {
        None if told.is_external => {
            let reason = "Nobody has looked yet whether it can be reached.".to_owned();
            bare(DeploymentStatus::Provisioning, Some(reason))
        }
        // The keeper has not heard yet that it is to run.
        None | Some(DeploymentStatus::Stopped) => match missing() {
            Some(words) => bare(DeploymentStatus::Error, Some(words)),
            None => bare(DeploymentStatus::Provisioning, None),
        },
        Some(status) => {
            let Condition { reason, version, used, .. } = condition;
            Standing { status, reason, version, used }
        }
    }
}

/// How the data plane is as a whole.
pub(super) fn health(conditions: &[Condition], missing: &[&str]) -> Health {
    let count = |status| conditions.iter().filter(|one| one.status == Some(status)).count();
    let running = count(DeploymentStatus::Running);
    let failed = count(DeploymentStatus::Error);
    let wanted = conditions.len() - count(DeploymentStatus::Stopped);
    let counted = format!("{running} of {wanted} deployments run.");
    if !missing.is_empty() {
        return Health::Absent(format!("{} {counted}", engines::missing_in_words(missing)));
    }
    if failed > 0 {
        return Health::Ailing(format!("{counted} The page of each of the others says why it does not."));
    }
    Health::Well(counted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: Told = Told { kind: DeploymentType::SingleNode, is_external: false, is_stopped: false };

    fn of(status: DeploymentStatus) -> Condition {
        Condition { status: Some(status), version: "v1.79.5".into(), ..Condition::default() }
    }

    #[test]
    fn what_was_asked_for_counts_before_the_keeper_has_heard_of_it() {
        let none = || None;
        let stopped = Told { is_stopped: true, ..TOLD };
        assert_eq!(
            standing(Some(of(DeploymentStatus::Running)), stopped, none).status,
            DeploymentStatus::Stopped
        );
        assert_eq!(
            standing(Some(of(DeploymentStatus::Stopped)), TOLD, none).status,
            DeploymentStatus::Provisioning
        );
        assert_eq!(standing(None, TOLD, none).status, DeploymentStatus::Provisioning);
        let running = standing(Some(of(DeploymentStatus::Running)), TOLD, none);
        assert_eq!((running.status, running.version.as_str()), (DeploymentStatus::Running, "v1.79.5"));
    }

    #[test]
    fn a_missing_engine_is_an_error_that_says_what_to_install() {
        let missing = || Some(engines::missing_in_words(&[engines::VICTORIA_METRICS]));
        let standing = standing(None, TOLD, missing);
        assert_eq!(standing.status, DeploymentStatus::Error);
        assert!(standing.reason.is_some_and(|reason| {
            reason.starts_with("victoria-metrics is not installed on this machine.")
                && reason.contains("apt-get install")
        }));
    }

    #[test]
    fn health_counts_those_that_are_to_run() {
        use DeploymentStatus::{Error, Provisioning, Running, Stopped};
        let all = |list: &[DeploymentStatus]| list.iter().map(|status| of(*status)).collect::<Vec<_>>();
        assert_eq!(
            health(&all(&[Running, Provisioning, Stopped]), &[]),
            Health::Well("1 of 2 deployments run.".into())
        );
        assert!(
            matches!(health(&all(&[Running, Error]), &[]), Health::Ailing(words) if words.contains("1 of 2"))
        );
        assert!(matches!(health(&[], &[engines::VICTORIA_METRICS]), Health::Absent(_)));
    }
}
