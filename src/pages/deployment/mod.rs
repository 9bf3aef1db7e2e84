//! One deployment: the frame that its tabs stand in, and the tabs Overview and Settings. Access tokens are a page of
//! their own.

mod overview;
mod power;
mod settings;

use crate::components::deployment::{CurrentDeployment, use_deployment};
use crate::components::deployment_status::DeploymentBadge;
use crate::components::deployment_words as words;
use crate::components::loaded::Loaded;
use crate::components::refresh::refresh_while;
use crate::route::{DeploymentTab, Route};
use crate::state::remote::Remote;
use crate::ui::badge::Tone;
use crate::ui::button::LinkButton;
use crate::ui::copy::CopyChip;
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::ui::tabs::{TabLink, TabLinks};
use crate::web::document;
use keyhouse_model::deployment::{DeploymentDetails, DeploymentStatus};
use keyhouse_model::id::DeploymentId;
use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_params_map};
pub use overview::Overview;
use power::StartButton;
pub use settings::Settings;
use std::time::Duration;

/// How often a deployment that is being made ready is looked at.
const SOON: Duration = Duration::from_secs(2);

/// The frame of a deployment's tabs. Another deployment is another frame.
#[component]
pub fn Deployment() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|it| it.get_str("id").and_then(|id| id.parse().ok())));
    move || match id.get() {
        Some(id) => view! { <Frame id /> }.into_any(),
        None => nowhere(),
    }
}

/// The heading where there is no deployment whose name it could be.
fn nameless() -> impl IntoView {
    document::set_title("Deployment · Keyhouse");
    view! {
        <div class="page-head">
            <h1>"Deployment"</h1>
        </div>
    }
}

/// An address that names no deployment.
fn nowhere() -> AnyView {
    view! {
        {nameless()}
        <div class="card">
            <Empty
                icon=Icon::Database
                title="There is no such deployment"
                text="The address names none. It may have been cut off when it was copied."
            >
                <LinkButton href=Route::Deployments.path()>"Show all deployments"</LinkButton>
            </Empty>
        </div>
    }
    .into_any()
}

#[component]
fn Frame(id: DeploymentId) -> impl IntoView {
    let deployment = CurrentDeployment::provide(id);
    let (details, runtime) = (deployment.loader(), deployment.runtime());
    refresh_while(details, SOON, |it| it.summary.status == DeploymentStatus::Provisioning);
    refresh_while(runtime, SOON, |it| it.status == DeploymentStatus::Provisioning);
    // What runs is asked for more often: when it stands otherwise, so does the rest.
    Effect::new(move || {
        let status = runtime.with_value(|it| it.status);
        let known = untrack(|| details.with_value(|it| it.summary.status));
        if status.is_some() && known.is_some() && status != known {
            details.reload();
        }
    });
    let skeleton = || {
        view! {
            <Skeleton shape=Shape::Title label="Loading the deployment" />
            <div class="card card-body">
                <Skeleton shape=Shape::Lines(6) label="Loading its settings" />
            </div>
        }
    };
    let content = || {
        view! {
            <Head />
            <Tabs />
            <Outlet />
        }
    };
    let failed = Memo::new(move |_| details.with(|it| matches!(it, Remote::Failed(_))));
    view! {
        <Show when=move || failed.get()>{nameless()}</Show>
        <Loaded loader=details skeleton content />
    }
}

/// What it is called, how it stands, and where its data goes.
#[component]
fn Head() -> impl IntoView {
    let details = use_deployment().details();
    let of = move |look: fn(&DeploymentDetails) -> String| {
        Signal::derive(move || details.with(|it| it.as_ref().map(look).unwrap_or_default()))
    };
    let name = of(|it| it.summary.name.clone());
    let endpoint = of(|it| it.access_endpoint.clone());
    let facts = of(|it| {
        let summary = &it.summary;
        let place = words::place(&summary.cloud_provider, &summary.region);
        let kept = words::retention((it.retention_value, it.retention_unit));
        format!("{} · {place} · keeps {kept}", words::kind(summary.kind))
    });
    let status = Memo::new(move |_| {
        details
            .with(|it| it.as_ref().map_or(DeploymentStatus::Provisioning, |details| details.summary.status))
    });
    view! {
        <div class="page-head">
            <div>
                <div class="cluster">
                    <h1 class="deployment-name">{name}</h1>
                    <DeploymentBadge status />
                </div>
                <div class="cluster deployment-facts">
                    <span class="muted">{facts}</span>
                    <CopyChip shown=endpoint source=endpoint name="Copy the access endpoint" />
                </div>
            </div>
            <div class="page-actions">
                <StartButton />
            </div>
        </div>
        <Reason details status />
    }
}

/// Why it stands so, where that has to be said.
#[component]
fn Reason(details: Signal<Option<DeploymentDetails>>, status: Memo<DeploymentStatus>) -> impl IntoView {
    let reason = Memo::new(move |_| details.with(|it| it.as_ref()?.summary.status_reason.clone()));
    let note = move || {
        let reason = reason.get()?;
        let (tone, alert) = match status.get() {
            DeploymentStatus::Error => (Tone::Bad, true),
            DeploymentStatus::Running => (Tone::Warn, false),
            DeploymentStatus::Provisioning | DeploymentStatus::Stopped => (Tone::Info, false),
        };
        Some(view! { <Note tone alert><p class="log-text">{reason}</p></Note> })
    };
    view! { {note} }
}

/// The tabs; each has an address of its own. They also name the window.
#[component]
fn Tabs() -> impl IntoView {
    let (deployment, location) = (use_deployment(), use_location());
    let (id, details) = (deployment.id(), deployment.details());
    let here = Memo::new(move |_| Route::parse(&location.pathname.get()));
    Effect::new(move || {
        let name = details.with(|it| it.as_ref().map(|it| it.summary.name.clone()));
        if let (Some(name), Some(route)) = (name, here.get()) {
            document::set_title(&format!("{name} · {} · Keyhouse", route.title()));
        }
    });
    let links = Signal::derive(move || {
        let link = |tab: DeploymentTab| {
            let route = Route::Deployment(id, tab);
            TabLink { href: route.path(), label: tab.title().to_owned(), current: here.get() == Some(route) }
        };
        DeploymentTab::ALL.map(link).to_vec()
    });
    view! { <TabLinks label="Deployment" links /> }
}
