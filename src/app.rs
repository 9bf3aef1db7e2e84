//! The whole console: finds the API, provides what pages share, and declares every route and its page.

use crate::components::failure::Failure;
use crate::components::lazy::{lazy_pages, provide as provide_files};
use crate::components::shell::Shell;
use crate::pages::{api_keys, audit_log, home, join, members, not_found, set_up, sign_in};
use crate::ui::time::provide_now;
use crate::{api, state};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

// The pages that come in files of their own, which are fetched when they are opened.
lazy_pages![
    links: set_up::SetUp,
    links: join::Join,
    api_keys: api_keys::ApiKeys,
    audit_log: audit_log::AuditLog,
    members: members::Members,
];

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
    provide_files(lazy::FILES);
    view! {
        <Router>
            <Routes fallback=not_found::NotFound>
                <Route path=path!("/sign-in") view=sign_in::SignIn />
                <Route path=path!("/set-up") view=lazy::SetUp />
                <Route path=path!("/join") view=lazy::Join />
                <ParentRoute path=path!("") view=Shell>
                    <Route path=path!("/") view=home::Home />
                    <Route path=path!("/api-keys") view=lazy::ApiKeys />
                    <Route path=path!("/audit-log") view=lazy::AuditLog />
                    <Route path=path!("/members") view=lazy::Members />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
