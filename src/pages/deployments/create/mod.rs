//! The form for a new deployment.

mod code;
mod external;
mod form;

use crate::components::data_plane::unable;
use crate::components::deployment::edit_denied;
use crate::components::deployment_form::{AdvancedFields, RetentionField, StorageField, TierField};
use crate::components::page::Page;
use crate::route::{DeploymentTab, Route};
use crate::state::remote::Loader;
use crate::state::toasts::Toasts;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook, LinkButton};
use crate::ui::choice::{Choice, RadioCards};
use crate::ui::input::TextField;
use crate::ui::note::Note;
use crate::web::random;
use crate::{api, state};
use code::AsCode;
use external::ExternalFields;
use form::NewForm;
use keyhouse_model::catalog::{EXTERNAL, LOCAL};
use keyhouse_model::deployment::{DataPlane, DeploymentDetails, DeploymentType};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The page.
#[component]
pub fn NewDeployment() -> impl IntoView {
    let denied = edit_denied();
    let content = move || match denied.get() {
        Some(why) => view! { <Note tone=Tone::Info><p>{why}</p></Note> }.into_any(),
        None => view! { <CreateForm /> }.into_any(),
    };
    view! {
        <Page
            route=Route::NewDeployment
            about=|| "A deployment is one VictoriaMetrics, single node or cluster, with its data, its access tokens and its rules."
        >
            {content}
        </Page>
    }
}

#[component]
fn CreateForm() -> impl IntoView {
    let (form, code) = (NewForm::new(), RwSignal::new(false));
    let client = state::client();
    let plane = Loader::new(move || {
        let client = client.clone();
        async move { client.send(api::deployments::data_plane()).await }
    });
    form.sent.check_typed(move || form.problems());
    let submit = submit(form);
    view! {
        <form class="card" on:submit=submit novalidate>
            <div class="card-body stack loose form-width">
                <TextField
                    label="Name"
                    value=form.settings.name
                    hint="What it is for, so that your team can tell deployments apart."
                    error=form.sent.field("/name")
                    initial_focus=true
                />
                <PlaceField form plane />
                <TypeField form plane />
                <Show when=move || form.is_external()>
                    <ExternalFields form />
                </Show>
                <Sizes form />
                <p class="summary" aria-live="polite">{move || form.summary()}</p>
                <Show when=move || code.get()>
                    <AsCode form />
                </Show>
                {form.sent.failure()}
            </div>
            <div class="card-foot form-foot">
                <Button look=ButtonLook::Ghost class="start" on_press=move |()| code.update(|it| *it = !*it)>
                    {move || if code.get() { "Hide code" } else { "Show as curl or Terraform" }}
                </Button>
                <LinkButton href=Route::Deployments.path()>"Cancel"</LinkButton>
                <Button look=ButtonLook::Primary submit=true loading=form.sent.busy()>
                    "Create deployment"
                </Button>
            </div>
        </form>
    }
}

/// Sends the form, once, and goes on to the new deployment.
fn submit(form: NewForm) -> impl Fn(leptos::ev::SubmitEvent) {
    // One for each opened form: a double click or a second try makes no second deployment.
    let idempotency_key = random::idempotency_key();
    let (navigate, toasts) = (use_navigate(), Toasts::get());
    move |event| {
        event.prevent_default();
        let problems = untrack(|| form.problems());
        if !problems.is_empty() {
            return form.sent.reject(problems);
        }
        let draft = untrack(|| form.draft());
        let endpoint = api::deployments::create(&draft, idempotency_key.as_deref().unwrap_or_default());
        let navigate = navigate.clone();
        form.sent.send(endpoint, move |made: DeploymentDetails| {
            toasts.done(format!("{} is created.", made.summary.name));
            let page = Route::Deployment(made.summary.id, DeploymentTab::Overview);
            // Back leads to the list, not to a form that was sent.
            navigate(&page.path(), NavigateOptions { replace: true, ..NavigateOptions::default() });
        });
    }
}

#[component]
fn PlaceField(form: NewForm, plane: Loader<DataPlane>) -> impl IntoView {
    let options = Signal::derive(move || {
        let unable = plane.with_value(|plane| unable(plane, DeploymentType::SingleNode)).flatten();
        vec![
            Choice::new(LOCAL, "On this machine")
                .detail("Keyhouse starts VictoriaMetrics here, watches it and restarts it.")
                .disabled_because(unable),
            Choice::new(EXTERNAL, "VictoriaMetrics that already runs")
                .detail("Keyhouse hands out access tokens for it and changes nothing on it."),
        ]
    });
    view! { <RadioCards label="Where it runs" options value=form.place error=form.sent.field("/provider") /> }
}

#[component]
fn TypeField(form: NewForm, plane: Loader<DataPlane>) -> impl IntoView {
    let options = Signal::derive(move || {
        let cluster = plane.with_value(|plane| unable(plane, DeploymentType::Cluster)).flatten();
        vec![
            Choice::new(DeploymentType::SingleNode.as_str(), "Single node")
                .detail("One process that does it all: simple to run, and enough for up to a million samples a second. No tenants."),
            Choice::new(DeploymentType::Cluster.as_str(), "Cluster")
                .detail("Processes of their own for insert, storage and select. Has tenants, which access tokens can be bound to.")
                .disabled_because(cluster.filter(|_| !form.is_external())),
        ]
    });
    view! { <RadioCards label="Type" options value=form.kind error=form.sent.field("/type") /> }
}

/// Tier, retention, storage and what is advanced. Of what runs elsewhere they are a description.
#[component]
fn Sizes(form: NewForm) -> impl IntoView {
    let kind = Signal::derive(move || form.kind());
    let window = form.sent.field("/deduplication");
    // What is wrong must be in sight.
    let hidden_error = Memo::new(move |_| window.with(Option::is_some));
    view! {
        <Show when=move || form.is_external()>
            <Note tone=Tone::Info>
                <p>
                    "What follows describes the VictoriaMetrics that runs there, so that its use can be held against it. Keyhouse does not set it."
                </p>
            </Note>
        </Show>
        <TierField input=form.settings sent=form.sent kind />
        <RetentionField input=form.settings sent=form.sent />
        <StorageField input=form.settings sent=form.sent kind />
        <details class="disclosure" open=move || hidden_error.get()>
            <summary>"Advanced settings"</summary>
            <div class="stack loose">
                <AdvancedFields input=form.settings sent=form.sent />
            </div>
        </details>
    }
}
