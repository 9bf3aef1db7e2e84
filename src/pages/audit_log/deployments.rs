//! The filter for the deployment that events belong to.

use super::filters::in_url;
use crate::components::query::Query;
use crate::format::text::sentence;
use crate::state::remote::{Loader, Remote};
use crate::ui::bind::Bind;
use crate::ui::chip::Chip;
use crate::ui::input::{Select, SelectOption};
use crate::{api, state};
use keyhouse_model::deployment::DeploymentSummary;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;

/// What its name in the URL is.
const NAME: &str = "deployment";

/// The deployments that there are, to choose from and to call the chosen one by its name.
#[derive(Clone, Copy)]
pub(super) struct Deployments(Loader<Vec<DeploymentSummary>>);

impl Deployments {
    /// Loads them, and keeps them up to date.
    pub(super) fn load() -> Self {
        let client = state::client();
        let loader = Loader::new(move || {
            let client = client.clone();
            async move { client.send(api::deployments::list()).await }
        });
        Self(loader.follow(&[LiveKind::Deployment]))
    }

    /// What the deployment of this id is called. The log outlives deployments. Follows the list.
    fn name(self, id: &str) -> String {
        self.0.with(|all| match all {
            Remote::Here(all) => {
                let found = all.iter().find(|it| it.id.to_string() == id);
                found.map_or_else(|| "a deleted deployment".to_owned(), |it| it.name.clone())
            }
            Remote::Waiting | Remote::Failed(_) => "one deployment".to_owned(),
        })
    }

    /// All choices; one that is chosen and not in the list is offered too, so that it shows. Follows list and URL.
    fn options(self, query: Query) -> Vec<SelectOption> {
        let chosen = query.get(NAME);
        let all: Vec<_> = self
            .0
            .with_value(|all| all.iter().map(|it| (it.id.to_string(), it.name.clone())).collect())
            .unwrap_or_default();
        let is_other = !chosen.is_empty() && all.iter().all(|(id, _)| *id != chosen);
        let other = is_other.then(|| (chosen.clone(), sentence(&self.name(&chosen))));
        let any = (String::new(), "Any".to_owned());
        let choices = [any].into_iter().chain(other).chain(all);
        choices.map(|(value, label)| SelectOption::new(value, label)).collect()
    }
}

/// The choice among the deployments.
#[component]
pub(super) fn DeploymentField(
    /// The deployments.
    deployments: Deployments,
    /// The page's URL.
    query: Query,
) -> impl IntoView {
    let options = Memo::new(move |_| deployments.options(query));
    let hint = Signal::derive(move || {
        deployments.0.with(|all| match all {
            Remote::Failed(error) => format!("The deployments can't be listed. {}", error.message()),
            Remote::Waiting | Remote::Here(_) => String::new(),
        })
    });
    view! { <Select label="Deployment" value=in_url(query, NAME) options hint /> }
}

/// Says that only events of one deployment are shown, and takes that back.
#[component]
pub(super) fn DeploymentChip(
    /// The deployments.
    deployments: Deployments,
    /// The page's URL.
    query: Query,
) -> impl IntoView {
    let is_set = Memo::new(move |_| !query.get(NAME).is_empty());
    let chip = move || {
        let pressed = Bind::new(true, move |_| query.replace(&[(NAME, "")]));
        let label = Signal::derive(move || format!("Only in {}", deployments.name(&query.get(NAME))));
        view! { <Chip label pressed /> }
    };
    move || is_set.get().then(chip)
}
