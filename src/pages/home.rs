//! Where one lands.

use crate::route::Route;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Redirect;

/// Leads on to the deployments, without a step in the history.
#[component]
pub fn Home() -> impl IntoView {
    let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
    view! { <Redirect path=Route::Deployments.path() options /> }
}
