//! A deployment in the list: shared, so that filtering 10,000 of them copies none, and prepared for being looked for.

use keyhouse_model::deployment::DeploymentSummary;
use std::ops::Deref;
use std::sync::Arc;

/// A deployment, with what it is found by.
#[derive(Clone)]
pub(super) struct Row(Arc<Kept>);

struct Kept {
    deployment: DeploymentSummary,
    /// Its name in lower case, made once and not at every keystroke.
    sought: String,
}

impl Row {
    /// Whether a text in lower case finds the deployment: part of its name, or the beginning of its id.
    pub(super) fn matches(&self, lower: &str) -> bool {
        self.0.sought.contains(lower) || self.id.to_string().starts_with(lower)
    }
}

impl From<DeploymentSummary> for Row {
    fn from(deployment: DeploymentSummary) -> Self {
        let sought = deployment.name.to_lowercase();
        Self(Arc::new(Kept { deployment, sought }))
    }
}

impl Deref for Row {
    type Target = DeploymentSummary;

    fn deref(&self) -> &DeploymentSummary {
        &self.0.deployment
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.deployment == other.0.deployment
    }
}
