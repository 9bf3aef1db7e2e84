//! What every page behind the sign-in stands in: navigation, where one is, who one is, messages.

mod frame;
mod sidebar;

use super::failure::Failure;
use super::lazy::{LazyView, lazy_file};
use crate::route::Route;
use crate::state::session::{Phase, SessionState};
use crate::{state, web};
use frame::Frame;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

lazy_file!(fn frame in frame => Frame);

/// Shows the page to whoever is signed in, and leads everybody else to the sign-in.
#[component]
pub fn Shell() -> impl IntoView {
    let session = SessionState::get();
    let known = Memo::new(move |_| session.user().is_some());
    leave_when_signed_out(session);
    view! {
        <Show when=move || known.get() fallback=Asking>
            <LazyView file=frame />
        </Show>
    }
}

/// Asks the server who is signed in. Until it has answered, the frame in index.html is seen.
#[component]
fn Asking() -> impl IntoView {
    let error = RwSignal::new(None);
    let (session, client) = (SessionState::get(), StoredValue::new(state::client()));
    let ask = move || {
        let client = client.get_value();
        spawn_local_scoped_with_cancellation(async move {
            error.set(state::session::find(session, client).await.err());
        });
    };
    ask();
    let retry = Callback::new(move |()| {
        error.set(None);
        ask();
    });
    let failed = move |error| view! { <main class="page" id="main"><Failure error retry /></main> };
    view! { {move || error.get().map(failed)} }
}

fn leave_when_signed_out(session: SessionState) {
    let navigate = use_navigate();
    Effect::new(move || {
        if session.phase() == Phase::SignedOut {
            let wanted = web::location::path_and_query();
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(&Route::SignIn.with(&[("next", &wanted)]), options);
        }
    });
}
