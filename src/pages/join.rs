//! Take an invitation: choose a password, and be in.

use crate::api;
use crate::components::link_page::{LinkForm, LinkPage};
use crate::components::new_password::NewPassword;
use crate::route::Route;
use crate::ui::button::{Button, ButtonLook};
use keyhouse_model::member::check_password;
use keyhouse_model::secret::Secret;
use leptos::prelude::*;

/// Asks for a password, and goes on to the console.
#[component]
pub fn Join() -> impl IntoView {
    view! {
        <LinkPage
            route=Route::Join
            about="Choose the password that you will sign in with."
            missing="Open the whole sign-up link, or ask an administrator for a new one."
            form=|link| view! { <PasswordForm link /> }.into_any()
        />
    }
}

#[component]
fn PasswordForm(link: LinkForm) -> impl IntoView {
    let sent = link.sent;
    let password = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let secret = Secret::new(password.get_untracked());
        match check_password(&secret, "/password") {
            Err(problem) => sent.reject(vec![problem]),
            Ok(()) => link.send(|token| api::session::join(token, secret)),
        }
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <NewPassword value=password error=sent.field("/password") />
            {sent.failure()}
            <Button look=ButtonLook::Primary submit=true loading=sent.busy()>
                "Set password and sign in"
            </Button>
        </form>
    }
}
