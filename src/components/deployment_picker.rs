//! Which deployments a key reaches: all, which includes later ones, or those that are picked.

use crate::api::ApiError;
use crate::components::failure::Failure;
use crate::format::text::count;
use crate::state::remote::{Loader, Remote};
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::checklist::Checklist;
use crate::ui::choice::{Choice, RadioCards};
use crate::ui::note::Note;
use keyhouse_model::api_key::DeploymentAccess;
use keyhouse_model::deployment::DeploymentSummary;
use keyhouse_model::id::DeploymentId;
use leptos::prelude::*;
use std::collections::BTreeSet;

const ALL: &str = "all";
const SELECTED: &str = "selected";

/// What is chosen.
#[derive(Clone, Copy)]
pub struct AccessInput {
    choice: RwSignal<String>,
    ids: RwSignal<BTreeSet<String>>,
}

impl AccessInput {
    /// Nothing is chosen at first, so that nobody gives all away by passing over the question.
    pub fn new(access: Option<&DeploymentAccess>) -> Self {
        let (choice, ids) = match access {
            None => ("", BTreeSet::new()),
            Some(DeploymentAccess::All) => (ALL, BTreeSet::new()),
            Some(DeploymentAccess::Selected(ids)) => {
                (SELECTED, ids.iter().map(ToString::to_string).collect())
            }
        };
        Self { choice: RwSignal::new(choice.into()), ids: RwSignal::new(ids) }
    }

    /// The access; `None` while nothing is chosen. Follows the choice.
    pub fn get(self) -> Option<DeploymentAccess> {
        self.choice.with(|choice| match choice.as_str() {
            ALL => Some(DeploymentAccess::All),
            SELECTED => {
                let ids = self.ids.with(|ids| ids.iter().filter_map(|id| id.parse().ok()).collect());
                Some(DeploymentAccess::Selected(ids))
            }
            _ => None,
        })
    }
}

/// The field.
#[component]
pub fn DeploymentPicker(
    /// What is chosen.
    input: AccessInput,
    /// The deployments that there are.
    deployments: Loader<Vec<DeploymentSummary>>,
    /// What the form or the server says is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let selecting = Memo::new(move |_| input.choice.with(|choice| choice == SELECTED));
    let failed = Memo::new(move |_| {
        deployments.with(|it| match it {
            Remote::Failed(error) => Some(error.clone()),
            _ => None,
        })
    });
    view! {
        <RadioCards label="Deployment access" options=cards(deployments) value=input.choice error />
        <Show when=move || selecting.get()>
            {move || {
                failed.get().map_or_else(|| picks(input, deployments), |error: ApiError| retry(error, deployments))
            }}
        </Show>
    }
}

fn retry(error: ApiError, deployments: Loader<Vec<DeploymentSummary>>) -> AnyView {
    let retry = Callback::new(move |()| deployments.reload());
    view! { <Failure error retry /> }.into_any()
}

/// A memo: where the answers stay the same while the deployments are fetched anew, so does the focus among them.
fn cards(deployments: Loader<Vec<DeploymentSummary>>) -> Memo<Vec<Choice>> {
    Memo::new(move |_| {
        let none = deployments.with_value(Vec::is_empty).unwrap_or(false);
        let none = none.then(|| "There is no deployment yet.".to_owned());
        vec![
            Choice::new(ALL, "All deployments").detail("Those of today, and those created later."),
            Choice::new(SELECTED, "Selected deployments")
                .detail("Only the ones you pick. Later ones are not included.")
                .disabled_because(none),
        ]
    })
}

fn picks(input: AccessInput, deployments: Loader<Vec<DeploymentSummary>>) -> AnyView {
    let options =
        Memo::new(move |_| deployments.with_value(|all| choices(all, &input.ids.get())).unwrap_or_default());
    let current = move || deployments.with_value(Vec::len).unwrap_or_default();
    let every_current = Memo::new(move |_| {
        deployments
            .with_value(|all| {
                !all.is_empty() && input.ids.with(|ids| all.iter().all(|it| ids.contains(&it.id.to_string())))
            })
            .unwrap_or(false)
    });
    view! {
        <Checklist
            label="Selected deployments"
            options
            selected=input.ids
            all_label=Signal::derive(move || format!("Select all {} of today", current()))
            search_label="Find a deployment"
        />
        <Show when=move || every_current.get()>
            <Note tone=Tone::Info>
                <p>
                    {move || {
                        let which = count(current(), "deployment", "deployments");
                        format!("The {which} of today are selected. One that is created tomorrow is not included. ")
                    }}
                    <Button small=true on_press=move |()| input.choice.set(ALL.into())>
                        "Use all deployments instead"
                    </Button>
                </p>
            </Note>
        </Show>
    }
    .into_any()
}

/// One choice a deployment; those that are ticked and no longer exist stay in sight, so that they can be unticked.
fn choices(deployments: &[DeploymentSummary], ticked: &BTreeSet<String>) -> Vec<Choice> {
    let of = |it: &DeploymentSummary| {
        Choice::new(it.id.to_string(), &it.name).detail(format!("{}, {}", it.cloud_provider, it.region))
    };
    let exists = |id: &DeploymentId| deployments.iter().any(|it| it.id == *id);
    let gone = ticked.iter().filter_map(|id| id.parse().ok()).filter(|id| !exists(id));
    let gone = gone.map(|id| Choice::new(id.to_string(), "Deleted deployment").detail(id.to_string()));
    deployments.iter().map(of).chain(gone).collect()
}
