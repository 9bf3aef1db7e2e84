//! Take an invitation: choose a password, and be in.

use crate::api;
use crate::components::link_token;
use crate::components::new_password::NewPassword;
use crate::components::sent_form::SentForm;
use crate::components::welcome::Welcome;
use crate::route::Route;
use crate::state::session::SessionState;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook, LinkButton};
use crate::ui::note::Note;
use keyhouse_model::member::check_password;
use keyhouse_model::secret::Secret;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Asks for a password, and goes on to the console.
#[component]
pub fn Join() -> impl IntoView {
    match link_token::take() {
        Some(token) => view! { <PasswordForm token /> }.into_any(),
        None => view! {
            <Welcome route=Route::Join>
                <Note tone=Tone::Warn>
                    <p>
                        "This address lacks its one-time token. Open the whole sign-up link, or ask an administrator \
                         for a new one."
                    </p>
                </Note>
                <LinkButton href=Route::SignIn.path()>"Go to sign in"</LinkButton>
            </Welcome>
        }
        .into_any(),
    }
}

#[component]
fn PasswordForm(token: StoredValue<Secret>) -> impl IntoView {
    let form = SentForm::new();
    let password = RwSignal::new(String::new());
    let session = SessionState::get();
    let navigate = use_navigate();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let secret = Secret::new(password.get_untracked());
        if let Err(problem) = check_password(&secret, "/password") {
            return form.reject(vec![problem]);
        }
        let token = token.with_value(|token| Secret::new(token.expose().to_owned()));
        let navigate = navigate.clone();
        form.send(api::session::join(token, secret), move |answer| {
            password.set(String::new());
            session.signed_in(answer);
            navigate(Route::Home.path(), NavigateOptions { replace: true, ..NavigateOptions::default() });
        });
    };
    view! {
        <Welcome route=Route::Join about="Choose the password that you will sign in with.">
            <form class="stack" on:submit=submit novalidate>
                <NewPassword value=password error=form.field("/password") />
                {form.failure()}
                <Button look=ButtonLook::Primary submit=true loading=form.busy()>
                    "Set password and sign in"
                </Button>
            </form>
        </Welcome>
    }
}
