//! The access tokens of a deployment: the list, how to use one, and the dialogs that make, try, replace and delete them.

mod actions;
mod delete;
mod dialogs;
mod examples;
mod form;
mod generate;
mod made;
mod problem;
mod replace;
mod table;
mod toolbar;
mod trial;
mod value;
mod words;

use crate::components::deployment::use_deployment;
use crate::components::loaded::Loaded;
use crate::components::query::Query;
use crate::route::{DeploymentTab, Route};
use crate::state::remote::Loader;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::{api, state};
use actions::Actions;
use dialogs::Dialogs;
use keyhouse_model::access_token::AccessToken;
use keyhouse_model::deployment::DeploymentType;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;
use problem::AccessProblem;
use table::TokenTable;
use toolbar::Toolbar;

/// The tab of a deployment's page.
#[component]
pub fn AccessTokens() -> impl IntoView {
    let deployment = use_deployment();
    let id = deployment.id();
    let query = Query::of(Route::Deployment(id, DeploymentTab::AccessTokens));
    let client = state::client();
    let tokens = Loader::new(move || {
        let client = client.clone();
        async move { client.send(api::access_tokens::list(id)).await }
    });
    let tokens = tokens.follow(&[LiveKind::AccessToken]);
    let actions = Actions::new(id, tokens, query);
    let content = move || {
        let empty = Memo::new(move |_| tokens.with_value(Vec::is_empty).unwrap_or(true));
        view! {
            <Show when=move || !empty.get() fallback=move || first_token(actions)>
                <List actions />
            </Show>
        }
    };
    let skeleton = || {
        view! { <div class="card card-body"><Skeleton shape=Shape::Lines(4) label="Loading the access tokens" /></div> }
    };
    view! {
        <div class="stack loose">
            <div class="page-head">
                <div>
                    <p>
                        "Access tokens let programs write and read the data of this deployment. To manage deployments, tokens and rules through the API, use "
                        <a href=Route::ApiKeys.path()>"API keys"</a> "."
                    </p>
                </div>
                <div class="page-actions">
                    <NewToken actions />
                </div>
            </div>
            <AccessProblem />
            <Loaded loader=tokens skeleton content />
            <Dialogs actions />
        </div>
    }
}

#[component]
fn NewToken(actions: Actions) -> impl IntoView {
    view! {
        <Button
            look=ButtonLook::Primary
            icon=Icon::Plus
            disabled_because=actions.denied
            on_press=move |()| actions.query.push(&[("new", "1")])
        >
            "Generate token"
        </Button>
    }
}

fn first_token(actions: Actions) -> AnyView {
    view! {
        <div class="card">
            <Empty
                icon=Icon::Key
                title="Generate the first access token"
                text="Grafana, vmagent, Prometheus or a script needs one to read or write here. You choose what it may do."
            >
                <NewToken actions />
            </Empty>
        </div>
    }
    .into_any()
}

/// The tokens that match, under the filter.
#[component]
fn List(actions: Actions) -> impl IntoView {
    let search = actions.query.search("q");
    let rows = Memo::new(move |_| {
        let select = |tokens: &Vec<AccessToken>| search.with(|text| toolbar::matching(tokens, text));
        actions.tokens.with_value(select).unwrap_or_default()
    });
    let details = use_deployment().details();
    // Only a cluster has tenants.
    let is_cluster = Memo::new(move |_| {
        details.with(|it| it.as_ref().is_some_and(|it| it.summary.kind == DeploymentType::Cluster))
    });
    view! {
        <div class="card">
            <Toolbar search shown=Signal::derive(move || rows.with(Vec::len)) />
            {move || view! { <TokenTable rows search actions has_tenants=is_cluster.get() /> }}
        </div>
    }
}
