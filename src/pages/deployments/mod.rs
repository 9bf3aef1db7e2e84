//! Deployments: the list, the first steps, and the form for a new one.

mod create;
mod filter;
mod row;
mod table;
mod toolbar;

use crate::components::data_plane::Missing;
use crate::components::deployment::edit_denied;
use crate::components::get_started::{GetStarted, Guide, Start};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::query::Query;
use crate::components::refresh::refresh_while;
use crate::route::Route;
use crate::state::remote::Loader;
use crate::ui::button::{Button, ButtonLook, LinkButton};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::{api, state};
pub use create::NewDeployment;
use filter::Chip;
use keyhouse_model::deployment::DeploymentStatus;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;
use row::Row;
use std::time::Duration;
use table::DeploymentTable;
use toolbar::Toolbar;

/// How often the list is loaded anew while a deployment is being made ready.
const SOON: Duration = Duration::from_secs(2);

/// The page.
#[component]
pub fn Deployments() -> impl IntoView {
    let query = Query::of(Route::Deployments);
    let (client, for_plane) = (state::client(), state::client());
    let deployments = Loader::new(move || {
        let client = client.clone();
        async move {
            let all = client.send(api::deployments::list()).await?;
            Ok(all.into_iter().map(Row::from).collect::<Vec<_>>())
        }
    });
    let deployments = deployments.follow(&[LiveKind::Deployment]);
    let plane = Loader::new(move || {
        let client = for_plane.clone();
        async move { client.send(api::deployments::data_plane()).await }
    });
    refresh_while(deployments, SOON, |all| all.iter().any(|it| it.status == DeploymentStatus::Provisioning));
    let start =
        Memo::new(move |_| deployments.with_value(|all| Start::of(all.iter().map(std::ops::Deref::deref))));
    let guide = Guide::new(start, Callback::new(move |()| deployments.reload()));
    let content = move || {
        let empty = Memo::new(move |_| deployments.with_value(Vec::is_empty).unwrap_or(true));
        view! {
            <Missing plane />
            <GetStarted guide plane />
            {move || match (empty.get(), guide.is_shown()) {
                (true, Some(false)) => first_deployment(),
                (true, _) => ().into_any(),
                (false, _) => view! { <List deployments query /> }.into_any(),
            }}
        }
    };
    view! {
        <Page
            route=Route::Deployments
            about=|| "Each is one VictoriaMetrics with its own data. Programs write and read it with the deployment’s access tokens."
            actions=|| view! { <NewButton /> }
        >
            <Loaded
                loader=deployments
                skeleton=|| view! { <div class="card card-body"><Skeleton shape=Shape::Lines(8) label="Loading the deployments" /></div> }
                content
            />
        </Page>
    }
}

/// Leads to the form; where the person may not use it, it says why.
#[component]
fn NewButton() -> impl IntoView {
    let denied = edit_denied();
    move || {
        if denied.get().is_some() {
            view! {
                <Button look=ButtonLook::Primary icon=Icon::Plus disabled_because=denied>
                    "New deployment"
                </Button>
            }
            .into_any()
        } else {
            view! {
                <LinkButton look=ButtonLook::Primary icon=Icon::Plus href=Route::NewDeployment.path()>
                    "New deployment"
                </LinkButton>
            }
            .into_any()
        }
    }
}

fn first_deployment() -> AnyView {
    view! {
        <div class="card">
            <Empty
                icon=Icon::Database
                title="Create your first deployment"
                text="Keyhouse starts a VictoriaMetrics on this machine, or hands out access tokens for one that runs already."
            >
                <NewButton />
            </Empty>
        </div>
    }
    .into_any()
}

/// The deployments that match, under the filter.
#[component]
fn List(deployments: Loader<Vec<Row>>, query: Query) -> impl IntoView {
    let text = query.search("q");
    let selection = Memo::new(move |_| {
        let (chip, kind) = (Chip::parse(&query.get("status")), query.get("type"));
        let select = |all: &Vec<Row>| text.with(|text| filter::select(all, chip, &kind, text));
        deployments.with_value(select).unwrap_or_default()
    });
    let rows = Memo::new(move |_| selection.with(|it| it.rows.clone()));
    view! {
        <div class="card">
            <Toolbar query text counts=Signal::derive(move || selection.with(|it| it.counts)) />
            <DeploymentTable rows query text />
        </div>
    }
}
