//! Knows how far the first steps are, and whether they are wanted.

use super::steps::{Progress, Start};
use crate::api::{self, Endpoint};
use crate::components::deployment::edit_denied;
use crate::components::refresh::refresh_while;
use crate::state;
use crate::state::remote::{Loader, Remote};
use crate::web::storage;
use keyhouse_model::access_token::AccessToken;
use keyhouse_model::deployment::DeploymentRuntime;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;
use std::time::Duration;

/// Where it is kept that the first steps are over: taken, or not wanted.
const STORAGE_KEY: &str = "keyhouse.get-started";
const OVER: &str = "over";
/// How often it is looked whether the first sample has arrived.
const SOON: Duration = Duration::from_secs(3);

/// The first steps.
#[derive(Clone, Copy)]
pub struct Guide {
    /// Loads the deployments anew, once there is a first one.
    pub(super) reload: Callback<()>,
    /// How far they are; `None` until it is known.
    pub(super) progress: Memo<Option<Progress>>,
    shown: RwSignal<Option<bool>>,
}

impl Guide {
    /// Follows what there is to start from, which is `None` until it is known, and the tokens and the data of the first
    /// deployment. `reload` loads the deployments anew.
    pub fn new(start: Memo<Option<Start>>, reload: Callback<()>) -> Self {
        // A browser that keeps nothing shows the steps until data was received.
        let over = storage::get(STORAGE_KEY).ok().flatten().is_some();
        let shown = RwSignal::new(over.then_some(false));
        let asked = Memo::new(move |_| {
            let id = start.with(|start| start.as_ref()?.first.as_ref().map(|first| first.id));
            id.filter(|_| shown.get() != Some(false))
        });
        let tokens = of_asked(asked, api::access_tokens::list).follow(&[LiveKind::AccessToken]);
        let runtime = of_asked(asked, api::deployments::runtime).follow(&[LiveKind::Deployment]);
        refresh_while(runtime, SOON, move |it| it.as_ref().is_some_and(|it| !it.received_data));
        let progress = Memo::new(move |before: Option<&Option<Progress>>| {
            progress(start, tokens, runtime).or_else(|| before.cloned().flatten())
        });
        let guide = Self { reload, progress, shown };
        guide.decide();
        guide
    }

    /// Whether the steps are shown; `None` until that is known. Follows it.
    pub fn is_shown(self) -> Option<bool> {
        self.shown.get()
    }

    /// Takes the steps away for good.
    pub(super) fn hide(self) {
        self.shown.set(Some(false));
        keep_over();
    }

    /// They are for who can take them, until the first sample; who sees that arrive keeps the card until leaving.
    fn decide(self) {
        let denied = edit_denied();
        Effect::new(move || {
            let Some(received) = self.progress.with(|it| it.as_ref().map(|it| it.received)) else { return };
            if received {
                keep_over();
            }
            if self.shown.with_untracked(Option::is_none) {
                self.shown.set(Some(!received && denied.with_untracked(Option::is_none)));
            }
        });
    }
}

fn keep_over() {
    // Where nothing can be kept, it is found out anew next time.
    let _ = storage::set(STORAGE_KEY, OVER);
}

/// Loads what belongs to a deployment; nothing while there is none to ask for.
fn of_asked<T: Send + Sync + 'static>(
    asked: Memo<Option<DeploymentId>>,
    endpoint: fn(DeploymentId) -> Endpoint<T>,
) -> Loader<Option<T>> {
    let client = state::client();
    Loader::new(move || {
        let (client, asked) = (client.clone(), asked.get());
        async move {
            match asked {
                Some(id) => client.send(endpoint(id)).await.map(Some),
                None => Ok(None),
            }
        }
    })
}

/// How far the steps are; `None` while something of it is still on its way.
fn progress(
    start: Memo<Option<Start>>,
    tokens: Loader<Option<Vec<AccessToken>>>,
    runtime: Loader<Option<DeploymentRuntime>>,
) -> Option<Progress> {
    let start = start.get()?;
    let Some(first) = start.first else { return Some(Progress::default()) };
    if start.receives {
        return Some(Progress { first: Some(first), has_token: true, received: true });
    }
    let has_token = known(tokens, |tokens| !tokens.is_empty())?;
    let received = known(runtime, |runtime| runtime.received_data)?;
    Some(Progress { first: Some(first), has_token, received })
}

/// What was loaded, looked at; what could not be loaded counts as not yet so.
fn known<T: Send + Sync + 'static>(loader: Loader<Option<T>>, look: impl Fn(&T) -> bool) -> Option<bool> {
    loader.with(|it| match it {
        Remote::Waiting | Remote::Here(None) => None,
        Remote::Here(Some(value)) => Some(look(value)),
        Remote::Failed(_) => Some(false),
    })
}
