//! The dialog that deletes a deployment, and asks what becomes of its data.

use super::super::power::is_external;
use crate::components::deployment::{CurrentDeployment, use_deployment};
use crate::components::sent_form::SentForm;
use crate::components::type_name::TypeName;
use crate::format::number::compact;
use crate::format::text::count;
use crate::route::Route;
use crate::state::remote::Loader;
use crate::state::toasts::Toasts;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::choice::{Choice, RadioCards};
use crate::ui::dialog::Dialog;
use crate::{api, state};
use keyhouse_model::access_token::AccessToken;
use keyhouse_model::deployment::{DataRemains, DeploymentDetails, DeploymentRuntime};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The dialog.
#[component]
pub(super) fn DeleteDialog(
    /// The deployment as it is when the dialog opens.
    details: DeploymentDetails,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let (deployment, sent) = (use_deployment(), SentForm::new());
    // Nothing is chosen for anybody here: data that is gone is gone.
    let (typed, data) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (name, external) = (StoredValue::new(details.summary.name.clone()), is_external(&details));
    let tokens = tokens(deployment);
    let barred = Signal::derive(move || {
        let chosen = external || data.with(|word| !word.is_empty());
        let confirmed = typed.with(|typed| typed.trim() == name.get_value());
        let missing = match (chosen, confirmed) {
            (false, _) => "Choose what becomes of its data first.",
            (true, false) => "Type the name of the deployment first.",
            (true, true) => return None,
        };
        Some(missing.to_owned())
    });
    let delete = delete(deployment, sent, data, name);
    let footer = move || {
        let delete = delete.clone();
        view! {
            <Button on_press=on_close>"Cancel"</Button>
            <Button look=ButtonLook::Danger loading=sent.busy() disabled_because=barred on_press=delete>
                "Delete deployment"
            </Button>
        }
    };
    view! {
        <Dialog open=true on_close title=format!("Delete {}", name.get_value()) alert=true footer>
            <div class="stack">
                <p>
                    {move || deployment.runtime().with_value(use_now)}
                    " "
                    {move || tokens.with_value(|all| end_of(all.len()))}
                </p>
                {if external {
                    view! { <p>"The VictoriaMetrics that runs elsewhere stays as it is, with its data."</p> }.into_any()
                } else {
                    view! { <RadioCards label="Its data" options=data_choices() value=data /> }.into_any()
                }}
                <TypeName name=name.get_value() typed />
                {sent.failure()}
            </div>
        </Dialog>
    }
}

fn tokens(deployment: CurrentDeployment) -> Loader<Vec<AccessToken>> {
    let client = state::client();
    Loader::new(move || {
        let client = client.clone();
        async move { client.send(api::access_tokens::list(deployment.id())).await }
    })
}

/// Deletes it and leads back to the list.
fn delete(
    deployment: CurrentDeployment,
    sent: SentForm,
    data: RwSignal<String>,
    name: StoredValue<String>,
) -> impl Fn(()) + Clone + Send + Sync {
    let (navigate, toasts) = (use_navigate(), Toasts::get());
    move |()| {
        let remains = data.with_untracked(|word| DataRemains::from_word(word)).unwrap_or(DataRemains::Keep);
        let navigate = navigate.clone();
        sent.send(api::deployments::delete(deployment.id(), remains), move |()| {
            toasts.done(format!("{} is deleted.", name.get_value()));
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(&Route::Deployments.path(), options);
        });
    }
}

fn data_choices() -> Vec<Choice> {
    vec![
        Choice::new(DataRemains::Delete.as_str(), "Delete the data too")
            .detail("Its folder on this machine goes, at once and for good."),
        Choice::new(DataRemains::Keep.as_str(), "Keep the data")
            .detail("Its folder stays where it is. Nothing in Keyhouse reads it any more."),
    ]
}

/// Whether it is in use, by what it receives.
fn use_now(runtime: &DeploymentRuntime) -> String {
    match runtime.used.and_then(|used| used.ingestion_rate) {
        Some(rate) if rate > 0.0 => format!("It is in use: {} samples/s are written now.", compact(rate)),
        _ if runtime.received_data => "Data was written to it; right now none is.".to_owned(),
        _ => "No data was ever written to it.".to_owned(),
    }
}

/// What becomes of its tokens.
fn end_of(tokens: usize) -> String {
    match tokens {
        0 => "It has no access tokens.".to_owned(),
        1 => "Its access token stops working at once.".to_owned(),
        n => format!("Its {} stop working at once.", count(n, "access token", "access tokens")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_lost_is_said() {
        let said = |received: bool, rate: Option<f64>| {
            let used = json!({"active_time_series": 1, "ingestion_rate": rate, "storage_bytes": 1});
            let runtime = json!({
                "status": "RUNNING", "received_data": received, "processes": [], "limits": [], "used": used,
            });
            use_now(&serde_json::from_value(runtime).unwrap())
        };
        assert_eq!(said(true, Some(1200.0)), "It is in use: 1.2k samples/s are written now.");
        assert_eq!(said(true, Some(0.0)), "Data was written to it; right now none is.");
        assert_eq!(said(false, None), "No data was ever written to it.");
        assert_eq!(end_of(2), "Its 2 access tokens stop working at once.");
    }
}
