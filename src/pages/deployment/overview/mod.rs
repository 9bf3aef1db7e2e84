//! How a deployment is: what it is set to, what its limits are and how much of them is used, what runs for it.

mod facts;
mod limits;
mod processes;
mod rules;

use crate::components::deployment::use_deployment;
use crate::components::loaded::Loaded;
use crate::components::refresh::refresh_while;
use crate::format::number::compact;
use crate::route::{DeploymentTab, Route};
use crate::state::remote::Loader;
use crate::ui::badge::Tone;
use crate::ui::button::LinkButton;
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::{api, state};
use facts::Facts;
use keyhouse_model::deployment::{DeploymentRuntime, DeploymentStatus};
use keyhouse_model::id::DeploymentId;
use leptos::prelude::*;
use limits::Limits;
use processes::Processes;
use rules::Rules;
use std::time::Duration;

/// How often what runs is looked at while the page is open.
const NOW_AND_THEN: Duration = Duration::from_secs(10);

/// The tab.
#[component]
pub fn Overview() -> impl IntoView {
    let deployment = use_deployment();
    let runtime = deployment.runtime();
    let client = state::client();
    let plane = Loader::new(move || {
        let client = client.clone();
        async move { client.send(api::deployments::data_plane()).await }
    });
    refresh_while(plane, NOW_AND_THEN, |_| true);
    refresh_while(runtime, NOW_AND_THEN, |it| it.status != DeploymentStatus::Provisioning);
    let content = move || {
        view! {
            <Data runtime id=deployment.id() />
            <div class="columns-2">
                <Facts plane />
                <Limits />
            </div>
            <Rules />
            <Processes plane />
        }
    };
    let skeleton = || {
        view! {
            <div class="card card-body">
                <Skeleton shape=Shape::Lines(6) label="Loading what runs" />
            </div>
        }
    };
    view! { <Loaded loader=runtime skeleton content /> }
}

/// Whether data was ever received, and whether it still is.
#[component]
fn Data(runtime: Loader<DeploymentRuntime>, id: DeploymentId) -> impl IntoView {
    let state = Memo::new(move |_| {
        runtime.with_value(|it| {
            let rate = it.used.and_then(|used| used.ingestion_rate);
            (it.received_data, it.status == DeploymentStatus::Running, rate.map(compact))
        })
    });
    let tokens = move || {
        let href = Route::Deployment(id, DeploymentTab::AccessTokens).path();
        view! { <LinkButton small=true href>"Show how to send data"</LinkButton> }
    };
    let note = move || match state.get()? {
        (true, true, Some(rate)) if rate != "0" => {
            let text = format!("Data is being received: {rate} samples/s.");
            Some(view! { <Note tone=Tone::Ok><p>{text}</p></Note> }.into_any())
        }
        (true, true, _) => {
            let text = "Data was received; right now nothing is written.";
            Some(view! { <Note tone=Tone::Info><p>{text}</p></Note> }.into_any())
        }
        (false, true, _) => {
            let text = "Waiting for the first sample. This page notices it by itself.";
            Some(view! { <Note tone=Tone::Info action=tokens><p>{text}</p></Note> }.into_any())
        }
        // While it does not run, the head of the page says why.
        (_, false, _) => None,
    };
    view! { <div class="said" role="status">{note}</div> }
}
