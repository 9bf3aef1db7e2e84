//! Starting and stopping a deployment.

use crate::components::deployment::{edit_denied, use_deployment};
use crate::components::sent_form::SentForm;
use crate::state::toasts::Toasts;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::{Dialog, DialogSize};
use crate::ui::icon::Icon;
use crate::{api, state};
use keyhouse_model::catalog::EXTERNAL;
use keyhouse_model::deployment::{DeploymentDetails, DeploymentStatus};
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

/// Whether it runs elsewhere, where Keyhouse can neither start nor stop it.
pub(super) fn is_external(details: &DeploymentDetails) -> bool {
    details.summary.cloud_provider == EXTERNAL
}

/// Starts a deployment that was stopped; nothing while it is not.
#[component]
pub(super) fn StartButton() -> impl IntoView {
    let (deployment, toasts, denied) = (use_deployment(), Toasts::get(), edit_denied());
    let (client, busy) = (StoredValue::new(state::client()), RwSignal::new(false));
    let details = deployment.details();
    let stopped = Memo::new(move |_| {
        details.with(|it| {
            it.as_ref().is_some_and(|it| it.summary.status == DeploymentStatus::Stopped && !is_external(it))
        })
    });
    let start = move |()| {
        busy.set(true);
        let client = client.get_value();
        spawn_local_scoped_with_cancellation(async move {
            let answer = client.send(api::deployments::start(deployment.id())).await;
            busy.set(false);
            match answer {
                Ok(details) => {
                    toasts.done(format!("{} is being started.", details.summary.name));
                    deployment.replace(details);
                }
                Err(error) => toasts.failed("The deployment was not started", &error),
            }
        });
    };
    view! {
        <Show when=move || stopped.get()>
            <Button look=ButtonLook::Primary icon=Icon::Play loading=busy disabled_because=denied on_press=start>
                "Start"
            </Button>
        </Show>
    }
}

/// Asks whether to stop it: programs feel that at once.
#[component]
pub(super) fn StopDialog(
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let (deployment, toasts, sent) = (use_deployment(), Toasts::get(), SentForm::new());
    let name = deployment.details().with_untracked(|it| it.as_ref().map(|it| it.summary.name.clone()));
    let stop = move |()| {
        sent.send(api::deployments::stop(deployment.id()), move |details| {
            toasts.done(format!("{} is stopped.", details.summary.name));
            deployment.replace(details);
            on_close.run(());
        });
    };
    let footer = move || {
        view! {
            <Button initial_focus=true on_press=on_close>"Cancel"</Button>
            <Button look=ButtonLook::Danger loading=sent.busy() on_press=stop>
                "Stop deployment"
            </Button>
        }
    };
    view! {
        <Dialog
            open=true
            on_close
            title=format!("Stop {}", name.unwrap_or_default())
            size=DialogSize::Narrow
            alert=true
            footer
        >
            <p>
                "Until it is started again, programs can neither write nor read. Its data, tokens and settings stay."
            </p>
            <p class="muted">
                "vmagent and Prometheus keep what they could not send for a while; other programs may lose it."
            </p>
            {sent.failure()}
        </Dialog>
    }
}
