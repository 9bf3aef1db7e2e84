//! How far the first steps are. Pure.

use crate::components::deployment_words as words;
use keyhouse_model::deployment::{DeploymentStatus, DeploymentSummary};
use keyhouse_model::id::DeploymentId;

/// The deployment that the steps are about, as far as they need it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct First {
    /// Its id.
    pub(super) id: DeploymentId,
    /// Its name.
    pub(super) name: String,
    /// How it stands.
    pub(super) status: DeploymentStatus,
    /// Why, in words for people.
    pub(super) reason: Option<String>,
}

/// What there is to start from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Start {
    /// The first deployment that was made, if there is one.
    pub(super) first: Option<First>,
    /// Whether any of them is known to have received data.
    pub(super) receives: bool,
}

impl Start {
    /// What the deployments of this server are to the first steps.
    pub fn of<'a>(mut all: impl Iterator<Item = &'a DeploymentSummary> + Clone) -> Self {
        // Series that are active are data that was received, and come with the list.
        let is_active = |it: &DeploymentSummary| it.used.is_some_and(|used| used.active_time_series > 0);
        Self { first: First::of(all.clone()), receives: all.any(is_active) }
    }
}

/// How far the steps are. The first, the administrator, was taken by whoever reads them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Progress {
    /// The first deployment that was made, if there is one.
    pub(super) first: Option<First>,
    /// Whether it has an access token.
    pub(super) has_token: bool,
    /// Whether a sample ever arrived.
    pub(super) received: bool,
}

/// How many steps there are.
pub(super) const STEPS: usize = 4;

impl First {
    /// The one that was made first: what came later is no first step any more.
    pub(super) fn of<'a>(all: impl Iterator<Item = &'a DeploymentSummary>) -> Option<Self> {
        let it = all.min_by_key(|it| (it.created_at, it.id))?;
        let reason = it.status_reason.clone();
        Some(Self { id: it.id, name: it.name.clone(), status: it.status, reason })
    }

    /// Whether it runs.
    pub(super) fn runs(&self) -> bool {
        self.status == DeploymentStatus::Running
    }
}

impl Progress {
    /// Which steps are done, in their order.
    pub(super) fn done(&self) -> [bool; STEPS] {
        // What received data needs no more steps, even if it was stopped since.
        let runs = self.first.as_ref().is_some_and(First::runs);
        [true, runs || self.received, self.has_token || self.received, self.received]
    }

    /// What a screen reader says when something changed by itself.
    pub(super) fn sentence(&self) -> String {
        let count = self.done().into_iter().filter(|done| *done).count();
        let what = match &self.first {
            _ if self.received => "Data arrives.".to_owned(),
            Some(first) if first.runs() => {
                format!("{} is running. Waiting for the first sample.", first.name)
            }
            Some(first) => format!("{}: {}.", first.name, words::status(first.status).0),
            None => "No deployment yet.".to_owned(),
        };
        format!("{count} of {STEPS} steps done. {what}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn deployment(name: &str, hour: u8, status: &str) -> DeploymentSummary {
        serde_json::from_value(json!({
            "id": format!("123e4567-e89b-42d3-a456-4266141740{hour:02}"), "name": name, "type": "single_node", "tier": 121,
            "version": "", "cloud_provider": "local", "region": "local", "status": status,
            "created_at": format!("2026-11-21T{hour:02}:00:00Z"),
        }))
        .unwrap()
    }

    fn progress(status: &str, has_token: bool, received: bool) -> Progress {
        let first = First::of([deployment("metrics", 9, status)].iter());
        Progress { first, has_token, received }
    }

    #[test]
    fn the_oldest_deployment_is_the_first() {
        let all = [deployment("later", 10, "RUNNING"), deployment("metrics", 9, "STOPPED")];
        assert_eq!(First::of(all.iter()).unwrap().name, "metrics");
        assert_eq!(First::of([].iter()), None);
    }

    #[test]
    fn steps_are_done_one_by_one() {
        assert_eq!(Progress::default().done(), [true, false, false, false]);
        assert_eq!(progress("PROVISIONING", true, false).done(), [true, false, true, false]);
        assert_eq!(progress("RUNNING", true, false).done(), [true, true, true, false]);
        assert_eq!(progress("STOPPED", false, true).done(), [true; 4]);
    }

    #[test]
    fn each_state_is_told_in_words() {
        assert_eq!(Progress::default().sentence(), "1 of 4 steps done. No deployment yet.");
        assert_eq!(
            progress("PROVISIONING", false, false).sentence(),
            "1 of 4 steps done. metrics: Provisioning."
        );
        assert_eq!(
            progress("RUNNING", true, false).sentence(),
            "3 of 4 steps done. metrics is running. Waiting for the first sample."
        );
        assert_eq!(progress("RUNNING", true, true).sentence(), "4 of 4 steps done. Data arrives.");
    }
}
