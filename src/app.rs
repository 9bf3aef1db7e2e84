//! The whole console: finds the API, provides what pages share, and declares every route and its page.

use crate::components::failure::Failure;
use crate::components::lazy::{Ahead, Fetch, lazy_pages};
use crate::components::shell::Shell;
use crate::pages::{
    access_tokens, api_keys, audit_log, deployment, deployments, home, join, members, not_found, rules,
    set_up, sign_in, usage,
};
use crate::route::{DeploymentTab, Route as Page};
use crate::ui::time::provide_now;
use crate::{api, state};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

// The pages whose code is fetched when they are opened, each with the file that it is in.
lazy_pages![
    Alone rare: set_up => set_up::SetUp,
    Alone rare: join => join::Join,
    Alone rare: not_found => not_found::NotFound,
    InFrame deployments: home => home::Home,
    InFrame deployments: deployments => deployments::Deployments,
    InFrame deployments: new_deployment => deployments::NewDeployment,
    InFrame deployment: deployment => deployment::Deployment,
    InFrame deployment: overview => deployment::Overview,
    InFrame deployment: settings => deployment::Settings,
    InFrame access_tokens: access_tokens => access_tokens::AccessTokens,
    InFrame rules: rules => rules::Rules,
    InFrame usage: usage => usage::Usage,
    InFrame usage: deployment_usage => usage::DeploymentUsage,
    InFrame api_keys: api_keys => api_keys::ApiKeys,
    InFrame audit_log: audit_log => audit_log::AuditLog,
    InFrame members: members => members::Members,
];

/// What to fetch ahead for whoever is about to open a page.
fn file_of(page: Page) -> Option<Fetch> {
    match page {
        Page::Home => Some(lazy::home),
        Page::Deployments | Page::NewDeployment => Some(lazy::deployments),
        Page::Deployment(_, DeploymentTab::AccessTokens) => Some(lazy::access_tokens),
        Page::Deployment(_, DeploymentTab::Rules) => Some(lazy::rules),
        Page::Deployment(_, DeploymentTab::Usage) => Some(lazy::deployment_usage),
        Page::Deployment(..) => Some(lazy::deployment),
        Page::ApiKeys => Some(lazy::api_keys),
        Page::Usage => Some(lazy::usage),
        Page::AuditLog => Some(lazy::audit_log),
        Page::Members => Some(lazy::members),
        Page::SignIn | Page::SetUp | Page::Join => None,
    }
}

/// The console.
#[component]
pub fn App() -> impl IntoView {
    let base_url = RwSignal::new(None);
    let find = move || spawn_local(async move { base_url.set(Some(api::config::api_base_url().await)) });
    find();
    move || match base_url.get()? {
        Ok(base_url) => Some(view! { <Console base_url /> }.into_any()),
        Err(error) => {
            let retry = Callback::new(move |()| find());
            Some(view! { <main class="page"><Failure error retry /></main> }.into_any())
        }
    }
}

/// The console for the API at `base_url`.
#[component]
fn Console(
    /// Empty for the console's own origin.
    base_url: String,
) -> impl IntoView {
    state::provide(&base_url);
    provide_now();
    Ahead::provide(file_of);
    view! {
        <Router>
            <Routes fallback=lazy::NotFound>
                <Route path=path!("/sign-in") view=sign_in::SignIn />
                <Route path=path!("/set-up") view=lazy::SetUp />
                <Route path=path!("/join") view=lazy::Join />
                <ParentRoute path=path!("") view=Shell>
                    <Route path=path!("/") view=lazy::Home />
                    <Route path=path!("/deployments") view=lazy::Deployments />
                    <Route path=path!("/deployments/new") view=lazy::NewDeployment />
                    <ParentRoute path=path!("/deployments/:id") view=lazy::Deployment>
                        <Route path=path!("") view=lazy::Overview />
                        <Route path=path!("access-tokens") view=lazy::AccessTokens />
                        <Route path=path!("rules") view=lazy::Rules />
                        <Route path=path!("usage") view=lazy::DeploymentUsage />
                        <Route path=path!("settings") view=lazy::Settings />
                    </ParentRoute>
                    <Route path=path!("/api-keys") view=lazy::ApiKeys />
                    <Route path=path!("/usage") view=lazy::Usage />
                    <Route path=path!("/audit-log") view=lazy::AuditLog />
                    <Route path=path!("/members") view=lazy::Members />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
