//! What a deployment is set to, and what ends it.

mod changes;
mod delete;
mod flags;
mod form;

use super::power::{StartButton, StopDialog, is_external};
use crate::components::deployment::{edit_denied, use_deployment};
use crate::components::query::Query;
use crate::route::{DeploymentTab, Route};
use crate::ui::button::{Button, ButtonLook};
use crate::ui::icon::Icon;
use delete::DeleteDialog;
use form::SettingsForm;
use keyhouse_model::deployment::DeploymentStatus;
use leptos::prelude::*;

/// The names in the URL that open a dialog.
const NAMES: [&str; 2] = ["stop", "delete"];

/// The tab.
#[component]
pub fn Settings() -> impl IntoView {
    let query = Query::of(Route::Deployment(use_deployment().id(), DeploymentTab::Settings));
    view! {
        <div class="stack loose">
            <SettingsForm />
            <Power query />
            <Danger query />
            <Dialogs query />
        </div>
    }
}

/// Stopping and starting, where Keyhouse runs it.
#[component]
fn Power(query: Query) -> impl IntoView {
    let (details, denied) = (use_deployment().details(), edit_denied());
    let stopped = Memo::new(move |_| {
        details.with(|it| {
            it.as_ref().filter(|it| !is_external(it)).map(|it| it.summary.status == DeploymentStatus::Stopped)
        })
    });
    let content = move || {
        let (text, button) = if stopped.get()? {
            ("It is stopped. Its data, tokens and settings are kept.", view! { <StartButton /> }.into_any())
        } else {
            let stop = move |()| query.push(&[("stop", "1")]);
            let button = view! {
                <Button icon=Icon::Pause disabled_because=denied on_press=stop>
                    "Stop"
                </Button>
            };
            ("Stopping ends its processes. Its data, tokens and settings are kept.", button.into_any())
        };
        Some(view! {
            <section class="card" aria-labelledby="power">
                <div class="card-head">
                    <h2 id="power">"Stop and start"</h2>
                </div>
                <div class="card-body cluster">
                    <p class="grow">{text}</p>
                    {button}
                </div>
            </section>
        })
    };
    view! { {content} }
}

#[component]
fn Danger(query: Query) -> impl IntoView {
    let (details, denied) = (use_deployment().details(), edit_denied());
    let open = move |()| query.push(&[("delete", "1")]);
    let text = move || {
        if details.with(|it| it.as_ref().is_some_and(is_external)) {
            "Deleting takes the deployment and its access tokens away for good. What runs elsewhere stays as it is."
        } else {
            "Deleting takes the deployment and its access tokens away for good; with its data, or without."
        }
    };
    view! {
        <section class="card danger-zone" aria-labelledby="danger">
            <div class="card-head">
                <h2 id="danger">"Danger zone"</h2>
            </div>
            <div class="card-body cluster">
                <p class="grow">{text}</p>
                <Button look=ButtonLook::Danger icon=Icon::Trash disabled_because=denied on_press=open>
                    "Delete deployment"
                </Button>
            </div>
        </section>
    }
}

/// The one dialog that is open, if one is: the URL says so.
#[component]
fn Dialogs(query: Query) -> impl IntoView {
    let (details, denied) = (use_deployment().details(), edit_denied());
    let open = query.free_dialog(&NAMES);
    let close = Callback::new(move |()| query.close_dialog(&NAMES));
    move || {
        let (name, _) = open.get()?;
        let details = details.get_untracked()?;
        if denied.with_untracked(Option::is_some) {
            return None;
        }
        Some(match name {
            "stop" if !is_external(&details) => view! { <StopDialog on_close=close /> }.into_any(),
            "stop" => ().into_any(),
            _ => view! { <DeleteDialog details on_close=close /> }.into_any(),
        })
    }
}
