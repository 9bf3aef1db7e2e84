//! The whole console: finds the API, provides what pages share, and declares every route and its page.

use crate::components::failure::Failure;
use crate::components::shell::Shell;
use crate::pages::{
    access_tokens, api_keys, audit_log, deployment, deployments, home, join, members, not_found, set_up,
    sign_in,
};
use crate::ui::time::provide_now;
use crate::{api, state};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

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
    state::live::Live::get().connect(state::client());
    provide_now();
    view! {
        <Router>
            <Routes fallback=not_found::NotFound>
                <Route path=path!("/sign-in") view=sign_in::SignIn />
                <Route path=path!("/set-up") view=set_up::SetUp />
                <Route path=path!("/join") view=join::Join />
                <ParentRoute path=path!("") view=Shell>
                    <Route path=path!("/") view=home::Home />
                    <Route path=path!("/deployments") view=deployments::Deployments />
                    <Route path=path!("/deployments/new") view=deployments::NewDeployment />
                    <ParentRoute path=path!("/deployments/:id") view=deployment::Deployment>
                        <Route path=path!("") view=deployment::Overview />
                        <Route path=path!("access-tokens") view=access_tokens::AccessTokens />
                        <Route path=path!("settings") view=deployment::Settings />
                    </ParentRoute>
                    <Route path=path!("/api-keys") view=api_keys::ApiKeys />
                    <Route path=path!("/audit-log") view=audit_log::AuditLog />
                    <Route path=path!("/members") view=members::Members />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
