//! What every page behind the sign-in stands in: navigation, where one is, who one is, messages.

mod counts;
mod sidebar;

use super::credentials::CredentialsForm;
use super::deployment::ShownName;
use super::failure::Failure;
use super::lazy::{Ahead, LazyView, Place, lazy_file, start};
use super::palette::PaletteButton;
use super::shortcuts::{Shortcuts, ShortcutsList};
use crate::format::time::relative;
use crate::route::Route;
use crate::state::connection::Connection;
use crate::state::live::Live;
use crate::state::session::{Phase, SessionState};
use crate::state::toasts;
use crate::ui::badge::Tone;
use crate::ui::dialog::{Dialog, DialogSize};
use crate::ui::icon::{Icon, icon};
use crate::ui::later::Later;
use crate::ui::note::Note;
use crate::ui::time::{ExactTimes, use_now};
use crate::ui::toast::{Toast, ToastAction, Toasts};
use crate::{state, web};
use leptos::ev::{Event, MouseEvent};
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use leptos_router::NavigateOptions;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_navigate};
use sidebar::Sidebar;

// Who is not signed in has no need of the frame, so it is a file of its own.
lazy_file!(fn frame in frame => Frame);

/// Fetches the frame, and this page in it, for a person who is about to see them.
pub fn fetch_ahead(pages: Ahead, route: Route) {
    start(frame);
    pages.fetch(route);
}

/// Shows the page to whoever is signed in, and leads everybody else to the sign-in.
#[component]
pub fn Shell() -> impl IntoView {
    let session = SessionState::get();
    // Who is not known to be signed in is likely to see the sign-in first.
    let pages = Ahead::get();
    if session.is_likely() {
        fetch_ahead(pages, wanted());
    }
    let known = Memo::new(move |_| session.user().is_some());
    leave_when_signed_out(session);
    view! {
        <Show when=move || known.get() fallback=Asking>
            // Both at once: the page is shown in the frame, and would be fetched after it.
            {fetch_ahead(pages, wanted())}
            <LazyView file=frame place=Place::Alone />
        </Show>
    }
}

/// The page of the address.
fn wanted() -> Route {
    page_of(&web::location::path_and_query()).unwrap_or(Route::Home)
}

/// The page of a path, with or without what follows it.
fn page_of(address: &str) -> Option<Route> {
    Route::parse(address.split(['?', '#']).next().unwrap_or_default())
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

#[component]
fn Frame() -> impl IntoView {
    let (location, shown) = (use_location(), ShownName::provide());
    let here = Memo::new(move |_| Route::parse(&location.pathname.get()).unwrap_or(Route::Home));
    Live::get().connect(state::client());
    Shortcuts::provide();
    // A new page is read from its start, not from where the link stood.
    Effect::new(move |before: Option<Route>| {
        let route = here.get();
        if before.is_some_and(|before| !before.is_same_page(route)) {
            web::popover::hide_by_id("sidebar");
            web::focus::by_id("main");
        }
        route
    });
    // As a link, it would lead to the first page: that is what index.html makes of an address without a path.
    let skip = |event: MouseEvent| {
        event.prevent_default();
        web::focus::by_id("main");
    };
    // Whoever points at a link is about to open it.
    let pages = Ahead::get();
    let about_to_open = move |event: &Event| {
        if let Some(route) = web::location::of_link(event).and_then(|href| page_of(&href)) {
            pages.fetch(route);
        }
    };
    view! {
        <a class="skip-link" href="#main" on:click=skip>
            "Skip to the content"
        </a>
        <div
            class="app"
            on:pointerover=move |event| about_to_open(&event)
            on:focusin=move |event| about_to_open(&event)
        >
            <Sidebar here />
            <div class="main">
                <header class="topbar">
                    <button type="button" class="button ghost icon-only sidebar-open" popovertarget="sidebar" aria-label="Open the menu">
                        {icon(Icon::Menu)}
                    </button>
                    <Breadcrumb here shown />
                    <PaletteButton />
                </header>
                <Offline />
                <main class="page" id="main" tabindex="-1">
                    <Outlet />
                </main>
            </div>
        </div>
        <Later>
            <SessionEnded />
            <ShortcutsList />
            <Messages />
            <ExactTimes />
        </Later>
    }
}

/// Where one is, and the way up.
#[component]
fn Breadcrumb(here: Memo<Route>, shown: ShownName) -> impl IntoView {
    let name = Memo::new(move |_| match here.get() {
        Route::Deployment(id, _) => shown.of(id),
        _ => None,
    });
    let above = move || {
        let link = |(route, name): (Route, String)| view! { <li><a href=route.path()>{name}</a></li> };
        here.get().trail(name.get()).into_iter().map(link).collect_view()
    };
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol>
                <li class="muted">"This server"</li>
                {above}
                <li>
                    <span aria-current="page">{move || here.get().title()}</span>
                </li>
            </ol>
        </nav>
    }
}

/// Says that the server can't be reached, and how old what is shown is; or that changes there are not heard of.
#[component]
fn Offline() -> impl IntoView {
    let (connection, live, now) = (Connection::get(), Live::get(), use_now());
    let age = move || match connection.last_answer() {
        Some(at) => format!("What you see was loaded {}.", relative(at, now.get())),
        None => "Nothing was loaded yet.".to_owned(),
    };
    view! {
        <div class="banner" role="status">
            <Show when=move || connection.is_lost()>
                <Note tone=Tone::Warn>
                    <p>
                        <strong>"The server can't be reached. "</strong>
                        {age}
                        " Changes are not sent meanwhile; what you typed stays."
                    </p>
                </Note>
            </Show>
            <Show when=move || live.is_down() && !connection.is_lost()>
                <Note tone=Tone::Info>
                    <p>
                        <strong>"This page does not follow changes right now. "</strong>
                        "What others change shows when you reload it; your own changes are saved as ever."
                    </p>
                </Note>
            </Show>
        </div>
    }
}

/// Asks to sign in over the page whose session has ended, so that what was typed there stays.
#[component]
fn SessionEnded() -> impl IntoView {
    let session = SessionState::get();
    let ended = Memo::new(move |_| matches!(session.phase(), Phase::Ended(_)));
    let email = move || session.user().map(|user| user.email).unwrap_or_default();
    view! {
        <Dialog
            open=ended
            on_close=move |()| session.signed_out()
            title="Your session has ended"
            description="Sign in to go on. What you typed is still there; closing this leaves the page."
            size=DialogSize::Narrow
        >
            <CredentialsForm email=email() />
        </Dialog>
    }
}

/// The messages that pages leave.
#[component]
fn Messages() -> impl IntoView {
    let toasts = toasts::Toasts::get();
    let items = Signal::derive(move || {
        let show = |message: toasts::Message| Toast {
            id: message.id,
            failed: message.failed,
            text: message.text,
            detail: message.detail,
            action: message.action.map(|(label, act)| ToastAction { label, act }),
        };
        toasts.messages().get().into_iter().map(show).collect::<Vec<_>>()
    });
    view! { <Toasts items on_dismiss=move |id| toasts.dismiss(id) /> }
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
