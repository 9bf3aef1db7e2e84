//! Sign in.

use crate::components::credentials::CredentialsForm;
use crate::components::failure::Failure;
use crate::components::lazy::Ahead;
use crate::components::query::Query;
use crate::components::shell;
use crate::components::welcome::Welcome;
use crate::route::Route;
use crate::state::remote::{Loader, Remote};
use crate::state::session::{Phase, SessionState};
use crate::ui::badge::Tone;
use crate::ui::note::Note;
use crate::{api, state};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Asks who it is, and leads to the page that was wanted. On a fresh server it says how to set it up instead.
#[component]
pub fn SignIn() -> impl IntoView {
    let (client, query) = (state::client(), Query::of(Route::SignIn));
    let setup = Loader::new(move || {
        let client = client.clone();
        async move { client.send(api::session::setup_state()).await }
    });
    let (session, navigate, pages) = (SessionState::get(), use_navigate(), Ahead::get());
    Effect::new(move || {
        if let Phase::SignedIn(_) = session.phase() {
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(&landing(&query.get("next")), options);
        }
    });
    // By what differs, and not by each step of the loading: the form stays with what was typed meanwhile.
    let is_fresh = Memo::new(move |_| setup.with_value(|state| state.needed).unwrap_or(false));
    let failed = Memo::new(move |_| {
        setup.with(|state| if let Remote::Failed(error) = state { Some(error.clone()) } else { None })
    });
    let content = move || match failed.get() {
        Some(error) => {
            let retry = Callback::new(move |()| setup.reload());
            view! { <Failure error retry /> }.into_any()
        }
        None if is_fresh.get() => fresh_server(),
        None => {
            let on_send =
                Callback::new(move |()| shell::fetch_ahead(pages, landing_page(&query.get("next"))));
            view! { <CredentialsForm on_send /> }.into_any()
        }
    };
    view! { <Welcome route=Route::SignIn>{content}</Welcome> }
}

/// What a person sees who opens a server that nobody has set up.
fn fresh_server() -> AnyView {
    view! {
        <Note tone=Tone::Info>
            <p>
                "This Keyhouse has no administrator yet. Open the set-up link that the server printed when it was started; \
                 it prints a new one each time it starts."
            </p>
        </Note>
    }
    .into_any()
}

/// Where to go after the sign-in: only ever to a page of this console.
fn landing(next: &str) -> String {
    match landing_page(next) {
        Route::Home => Route::Home.path(),
        _ => next.to_owned(),
    }
}

fn landing_page(next: &str) -> Route {
    let path = next.split(['?', '#']).next().unwrap_or_default();
    Route::parse(path).filter(|route| *route != Route::SignIn).unwrap_or(Route::Home)
}

#[cfg(test)]
mod tests {
    use super::landing;

    #[test]
    fn a_sign_in_never_leads_to_another_site() {
        assert_eq!(landing("/api-keys?status=expired"), "/api-keys?status=expired");
        for elsewhere in
            ["", "https://example.com/", "//example.com/api-keys", "/sign-in", "/nowhere", "javascript:0"]
        {
            assert_eq!(landing(elsewhere), "/", "{elsewhere}");
        }
    }
}
