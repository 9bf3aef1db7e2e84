//! Members: who may sign in, and what they may do.

mod change_role;
mod dialogs;
mod invite;
mod link;
mod remove;
mod rules;
mod table;

use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::query::Query;
use crate::components::words;
use crate::route::Route;
use crate::state::remote::Loader;
use crate::state::session::SessionState;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::{api, state};
use dialogs::Dialogs;
use keyhouse_model::live::LiveKind;
use keyhouse_model::member::Role;
use leptos::prelude::*;
use table::MemberTable;

/// The page.
#[component]
pub fn Members() -> impl IntoView {
    let (query, session) = (Query::of(Route::Members), SessionState::get());
    let may = Memo::new(move |_| session.may_administer());
    let invite = move || {
        view! {
            <Button look=ButtonLook::Primary icon=Icon::Plus on_press=move |()| query.push(&[("invite", "1")])>
                "Invite member"
            </Button>
        }
    };
    view! {
        <Page
            route=Route::Members
            about=|| "The people who may sign in to this console. Programs use API keys instead."
            actions=move || move || may.get().then(invite)
        >
            <Show when=move || may.get() fallback=ForAdministrators>
                <Everybody query />
            </Show>
        </Page>
    }
}

/// What the others see: who can tell them, and what they themselves may do.
#[component]
fn ForAdministrators() -> impl IntoView {
    let session = SessionState::get();
    let role = session.user().map_or(Role::Viewer, |user| user.role);
    let text = format!(
        "You are signed in as {}. To see or change who may sign in, ask an administrator of this server.",
        words::role(role).to_lowercase()
    );
    view! {
        <div class="card">
            <Empty icon=Icon::People title="Administrators see the members here" text />
        </div>
    }
}

/// The list and its dialogs.
#[component]
fn Everybody(query: Query) -> impl IntoView {
    let client = state::client();
    let members = Loader::new(move || {
        let client = client.clone();
        async move { Ok(client.send(api::members::list()).await?.data) }
    });
    let members = members.follow(&[LiveKind::User]);
    let skeleton = || {
        view! {
            <div class="card card-body">
                <Skeleton shape=Shape::Lines(6) label="Loading the members" />
            </div>
        }
    };
    view! {
        <Loaded loader=members skeleton content=move || view! { <MemberTable members query /> } />
        <Dialogs members query />
    }
}
