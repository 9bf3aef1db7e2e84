//! The first steps, from an empty server to the first sample: a card that follows by itself.

mod guide;
mod steps;

use crate::api;
use crate::components::data_plane::unable;
use crate::components::deployment_form::SettingsText;
use crate::components::deployment_words as words;
use crate::components::sent_form::SentForm;
use crate::route::{DeploymentTab, Route};
use crate::state::remote::Loader;
use crate::ui::button::{Button, ButtonLook, IconButton, LinkButton};
use crate::ui::icon::{Icon, small_icon};
use crate::web::{focus, random};
pub use guide::Guide;
use keyhouse_model::catalog::LOCAL;
use keyhouse_model::deployment::{DataPlane, DeploymentStatus, DeploymentType};
use leptos::prelude::*;
pub use steps::Start;
use steps::{First, Progress};

/// What the deployment of the one click is called.
const NAME: &str = "metrics";

/// The card; nothing while it is not wanted.
#[component]
pub fn GetStarted(
    /// How far the steps are.
    guide: Guide,
    /// The programs that carry the data.
    plane: Loader<DataPlane>,
) -> impl IntoView {
    view! {
        <Show when=move || guide.is_shown() == Some(true)>
            <Card guide plane />
        </Show>
    }
}

#[component]
fn Card(guide: Guide, plane: Loader<DataPlane>) -> impl IntoView {
    let progress = Memo::new(move |_| guide.progress.get().unwrap_or_default());
    let done = move |at: usize| Signal::derive(move || progress.with(|it| it.done()[at]));
    let first = Memo::new(move |_| progress.with(|it| it.first.clone()));
    view! {
        <section class="card" aria-labelledby="get-started">
            <div class="card-head">
                <h2 id="get-started" tabindex="-1">"Get started"</h2>
                <div class="card-actions">
                    <IconButton icon=Icon::Close name="Hide the first steps" small=true on_press=move |()| guide.hide() />
                </div>
            </div>
            <p class="visually-hidden" role="status">{move || progress.with(Progress::sentence)}</p>
            <ol class="first-steps">
                <Step done=done(0) title="Set up an administrator">
                    <p>"That is you. Members can be invited later."</p>
                </Step>
                <Step done=done(1) title="Create a deployment">
                    {move || first.get().map_or_else(|| create(guide, plane), deployment_step)}
                </Step>
                <Step done=done(2) title="Have an access token">
                    <p>"Programs write and read a deployment’s data with its tokens. Each new deployment has one that may do both."</p>
                </Step>
                <Step done=done(3) title="Receive the first sample">
                    {move || data_step(first.get(), progress.with(|it| it.received))}
                </Step>
            </ol>
        </section>
    }
}

/// One step; done ones say so to everybody, not by their colour alone.
#[component]
fn Step(#[prop(into)] done: Signal<bool>, title: &'static str, children: Children) -> impl IntoView {
    let mark = move || {
        let sign = || view! { {small_icon(Icon::Check)} <span class="visually-hidden">"Done: "</span> };
        done.get().then(sign)
    };
    view! {
        <li class="first-step" class:done=move || done.get()>
            <h3>
                <span class="step-mark">{mark}</span>
                {title}
            </h3>
            <div class="step-body stack tight">{children()}</div>
        </li>
    }
}

/// Makes a deployment that suits most, or leads to the form.
fn create(guide: Guide, plane: Loader<DataPlane>) -> AnyView {
    let (sent, text) = (SentForm::new(), SettingsText::default());
    let kept = text.retention().map(words::retention).unwrap_or_default();
    // One for this card: a double click makes no second deployment.
    let idempotency_key = random::idempotency_key();
    let barred =
        Signal::derive(move || plane.with_value(|plane| unable(plane, DeploymentType::SingleNode)).flatten());
    let create = move |()| {
        let text = SettingsText { name: NAME.to_owned(), ..SettingsText::default() };
        let draft = text.create(DeploymentType::SingleNode, LOCAL);
        let key = idempotency_key.as_deref().unwrap_or_default();
        sent.send(api::deployments::create(&draft, key), move |_| {
            guide.reload.run(());
            // The button that had the focus goes away.
            focus::by_id("get-started");
        });
    };
    view! {
        <p>
            "One VictoriaMetrics on this machine, called " {NAME} ", in the tier " {text.tier}
            ", that keeps data for " {kept} ". Tier and retention can be changed later."
        </p>
        <div class="cluster">
            <Button
                look=ButtonLook::Primary
                icon=Icon::Plus
                loading=sent.busy()
                disabled_because=barred
                on_press=create
            >
                "Create " {NAME}
            </Button>
            <LinkButton href=Route::NewDeployment.path()>"Choose yourself"</LinkButton>
        </div>
        {sent.failure()}
    }
    .into_any()
}

/// How the first deployment is coming along.
fn deployment_step(first: First) -> AnyView {
    let href = Route::Deployment(first.id, DeploymentTab::Overview).path();
    let state = match first.status {
        DeploymentStatus::Running => " is running.",
        DeploymentStatus::Provisioning => " is being started. That takes a few seconds.",
        DeploymentStatus::Error => " does not run.",
        DeploymentStatus::Stopped => " is stopped.",
    };
    let reason = first.reason.filter(|_| first.status != DeploymentStatus::Running);
    view! {
        <p>
            <a href=href>{first.name}</a>
            {state}
            " "
            {reason}
        </p>
    }
    .into_any()
}

/// What there is to do until data arrives.
fn data_step(first: Option<First>, received: bool) -> AnyView {
    if received {
        return view! { <p>"Data arrives. Everything is in place."</p> }.into_any();
    }
    let link = first.map(|first| {
        let href = Route::Deployment(first.id, DeploymentTab::AccessTokens).path();
        view! { <LinkButton href>"Show how to send data"</LinkButton> }
    });
    view! {
        <p>"A token’s examples are ready to paste: vmagent, Prometheus, curl and others. This turns green by itself."</p>
        <div class="cluster">{link}</div>
    }
    .into_any()
}
