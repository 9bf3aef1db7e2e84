//! The form that asks for e-mail and password: on its own page, and over a page whose session has ended.

use super::sent_form::SentForm;
use crate::api;
use crate::state::session::SessionState;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::input::{TextField, TextKind};
use keyhouse_model::secret::Secret;
use leptos::prelude::*;

/// Signs a person in; the session's state follows.
#[component]
pub fn CredentialsForm(
    /// The address that is filled in at first. Default is none.
    #[prop(optional, into)]
    email: String,
    /// Called when the form is sent, before the server has answered. Default is nothing.
    #[prop(optional, into)]
    on_send: Option<Callback<()>>,
) -> impl IntoView {
    let form = SentForm::new();
    let session = SessionState::get();
    let known = !email.is_empty();
    let email = RwSignal::new(email);
    let password = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(act) = on_send {
            act.run(());
        }
        let secret = Secret::new(password.get_untracked());
        form.send(api::session::sign_in(&email.get_untracked(), secret), move |answer| {
            password.set(String::new());
            session.signed_in(answer);
        });
    };
    view! {
        <form class="stack" on:submit=submit>
            <TextField label="E-mail" value=email kind=TextKind::Email autocomplete="username" initial_focus=!known />
            <TextField
                label="Password"
                value=password
                kind=TextKind::Password
                autocomplete="current-password"
                initial_focus=known
            />
            {form.failure()}
            <Button look=ButtonLook::Primary submit=true loading=form.busy()>
                "Sign in"
            </Button>
        </form>
    }
}
