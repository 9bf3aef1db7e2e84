//! The overview, where one lands: what needs a person, how the deployments stand, how much is used today, what happened
//! lately.

mod attention;
mod course;
mod glance;
mod latest;
mod limits;
mod measured;
mod needs;
mod today;

use crate::components::data_plane::Missing;
use crate::components::deployment::edit_denied;
use crate::components::get_started::{GetStarted, Guide, Start};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::refresh::refresh_while;
use crate::route::Route;
use crate::state::remote::Loader;
use crate::ui::button::{ButtonLook, LinkButton};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::{api, state};
use attention::Attention;
use glance::Glance;
use keyhouse_model::deployment::{DeploymentStatus, DeploymentSummary};
use keyhouse_model::live::LiveKind;
use latest::Latest;
use leptos::prelude::*;
use measured::{Measured, measured};
use std::time::Duration;
use today::Today;

/// How often the deployments are loaded anew while one is being made ready.
const SOON: Duration = Duration::from_secs(2);

/// The page.
#[component]
pub fn Home() -> impl IntoView {
    let (client, for_plane) = (state::client(), state::client());
    let deployments = Loader::new(move || {
        let client = client.clone();
        async move { client.send(api::deployments::list()).await }
    });
    let deployments = deployments.follow(&[LiveKind::Deployment]);
    refresh_while(deployments, SOON, |all| all.iter().any(|it| it.status == DeploymentStatus::Provisioning));
    let plane = Loader::new(move || {
        let client = for_plane.clone();
        async move { client.send(api::deployments::data_plane()).await }
    });
    let start = Memo::new(move |_| deployments.with_value(|all| Start::of(all.iter())));
    let guide = Guide::new(start, Callback::new(move |()| deployments.reload()));
    let skeleton = || {
        view! {
            <div class="card card-body">
                <Skeleton shape=Shape::Lines(8) label="Loading the overview" />
            </div>
        }
    };
    let content = move || {
        let any = Memo::new(move |_| deployments.with_value(|all| !all.is_empty()).unwrap_or_default());
        let measured = measured(any);
        view! {
            <Missing plane />
            <GetStarted guide plane />
            <Attention deployments measured says_nothing=any />
            {state_of(deployments, measured, any, guide)}
            <Latest />
        }
    };
    view! {
        <Page route=Route::Home about=|| "What needs you, how the deployments stand, what is used today, and what happened lately.">
            <Loaded loader=deployments skeleton content />
        </Page>
    }
}

/// How things stand; before there is anything, the first step, unless the steps above lead there.
fn state_of(
    deployments: Loader<Vec<DeploymentSummary>>,
    measured: Loader<Option<Measured>>,
    any: Memo<bool>,
    guide: Guide,
) -> impl IntoView {
    move || match (any.get(), guide.is_shown()) {
        (true, _) => view! {
            <Glance deployments />
            <Today measured />
        }
        .into_any(),
        (false, Some(false)) => first_deployment(),
        (false, _) => ().into_any(),
    }
}

/// What the page is for while there is nothing to show. Follows what the person may do.
fn first_deployment() -> AnyView {
    let denied = edit_denied();
    let text = match denied.get() {
        Some(why) => format!("There is no deployment yet. {why}"),
        None => "Keyhouse starts a VictoriaMetrics on this machine, or hands out access tokens for one that runs already."
            .to_owned(),
    };
    let create = move || {
        denied.with(Option::is_none).then(|| {
            view! {
                <LinkButton look=ButtonLook::Primary icon=Icon::Plus href=Route::NewDeployment.path()>
                    "New deployment"
                </LinkButton>
            }
        })
    };
    view! {
        <div class="card">
            <Empty icon=Icon::Database title="Create your first deployment" text>
                {create}
            </Empty>
        </div>
    }
    .into_any()
}
