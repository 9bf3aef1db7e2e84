//! The deployment whose pages are shown: its frame loads it, its tabs use it.

use crate::state::remote::Loader;
use crate::state::session::SessionState;
use crate::{api, state};
use keyhouse_model::deployment::{DeploymentDetails, DeploymentRuntime};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;

/// Why the person may not change deployments and access tokens; `None` if they may. Follows the session.
pub fn edit_denied() -> Signal<Option<String>> {
    let session = SessionState::get();
    Signal::derive(move || {
        (!session.may_edit())
            .then(|| "Viewers change nothing. An administrator can make you an editor.".to_owned())
    })
}

/// The deployment whose pages are shown, as the server has it.
#[derive(Clone, Copy)]
pub struct CurrentDeployment {
    id: DeploymentId,
    details: Loader<DeploymentDetails>,
    runtime: Loader<DeploymentRuntime>,
}

/// The deployment whose pages are shown. Only in what stands inside its frame, which shows its tabs once
/// [`CurrentDeployment::details`] are here.
pub fn use_deployment() -> CurrentDeployment {
    expect_context()
}

impl CurrentDeployment {
    /// Loads the deployment of this id, for all that stands below.
    pub fn provide(id: DeploymentId) -> Self {
        let (client, for_runtime) = (state::client(), state::client());
        let details = Loader::new(move || {
            let client = client.clone();
            async move { client.send(api::deployments::get(id)).await }
        });
        let details = details.follow(&[LiveKind::Deployment]);
        let runtime = Loader::new(move || {
            let client = for_runtime.clone();
            async move { client.send(api::deployments::runtime(id)).await }
        });
        let runtime = runtime.follow(&[LiveKind::Deployment]);
        let deployment = Self { id, details, runtime };
        provide_context(deployment);
        if let Some(shown) = use_context::<ShownName>() {
            Effect::new(move || {
                let name = details.with_value(|it| it.summary.name.clone());
                shown.0.set(name.map(|name| (id, name)));
            });
        }
        deployment
    }

    /// Its id. Another deployment is another frame with other tabs.
    pub fn id(self) -> DeploymentId {
        self.id
    }

    /// What is known of it; `None` until it is loaded for the first time.
    pub fn details(self) -> Signal<Option<DeploymentDetails>> {
        let details = self.details;
        Memo::new(move |_| details.with_value(Clone::clone)).into()
    }

    /// The same with what can go wrong, for the frame.
    pub fn loader(self) -> Loader<DeploymentDetails> {
        self.details
    }

    /// What runs for it, and how that is.
    pub fn runtime(self) -> Loader<DeploymentRuntime> {
        self.runtime
    }

    /// Fetches it anew.
    pub fn reload(self) {
        self.details.reload();
        self.runtime.reload();
    }

    /// Shows what the server answered to a change.
    pub fn replace(self, answer: DeploymentDetails) {
        self.details.patch(|details| *details = answer);
        self.runtime.reload();
    }
}

/// The name of the deployment whose pages are shown, for what stands around them: the breadcrumb.
#[derive(Clone, Copy)]
pub struct ShownName(RwSignal<Option<(DeploymentId, String)>>);

impl ShownName {
    /// Makes room for it; none yet.
    pub fn provide() -> Self {
        let shown = Self(RwSignal::new(None));
        provide_context(shown);
        shown
    }

    /// The name of this deployment, once it is loaded. Follows it.
    pub fn of(self, id: DeploymentId) -> Option<String> {
        self.0.with(|shown| shown.as_ref().filter(|(of, _)| *of == id).map(|(_, name)| name.clone()))
    }
}
