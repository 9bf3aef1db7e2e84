//! Set up the first administrator, with the link that the server printed.

use crate::api;
use crate::components::link_token;
use crate::components::new_password::NewPassword;
use crate::components::sent_form::SentForm;
use crate::components::welcome::Welcome;
use crate::route::Route;
use crate::state::session::SessionState;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook, LinkButton};
use crate::ui::input::{TextField, TextKind};
use crate::ui::note::Note;
use keyhouse_model::member::{Email, check_password};
use keyhouse_model::secret::Secret;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Asks for the administrator's e-mail and password, and goes on to the console.
#[component]
pub fn SetUp() -> impl IntoView {
    match link_token::take() {
        Some(token) => view! { <AdministratorForm token /> }.into_any(),
        None => view! {
            <Welcome route=Route::SetUp>
                <Note tone=Tone::Warn>
                    <p>
                        "This address lacks its one-time token. Open the whole link that the server printed when it \
                         was started, or restart the server for a new one."
                    </p>
                </Note>
                <LinkButton href=Route::SignIn.path()>"Go to sign in"</LinkButton>
            </Welcome>
        }
        .into_any(),
    }
}

#[component]
fn AdministratorForm(token: StoredValue<Secret>) -> impl IntoView {
    let form = SentForm::new();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let session = SessionState::get();
    let navigate = use_navigate();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let secret = Secret::new(password.get_untracked());
        let address = email.with_untracked(|text| Email::parse(text, "/email"));
        let problems = [address.err(), check_password(&secret, "/password").err()];
        let problems: Vec<_> = problems.into_iter().flatten().collect();
        if !problems.is_empty() {
            return form.reject(problems);
        }
        let token = token.with_value(|token| Secret::new(token.expose().to_owned()));
        let navigate = navigate.clone();
        form.send(api::session::set_up(token, &email.get_untracked(), secret), move |answer| {
            password.set(String::new());
            session.signed_in(answer);
            navigate(Route::Home.path(), NavigateOptions { replace: true, ..NavigateOptions::default() });
        });
    };
    view! {
        <Welcome route=Route::SetUp about="You become its first administrator, and can invite others afterwards.">
            <form class="stack" on:submit=submit novalidate>
                <TextField
                    label="E-mail"
                    value=email
                    kind=TextKind::Email
                    autocomplete="username"
                    hint="You sign in with it. No mail is sent there."
                    error=form.field("/email")
                />
                <NewPassword value=password error=form.field("/password") />
                {form.failure()}
                <Button look=ButtonLook::Primary submit=true loading=form.busy()>
                    "Create administrator"
                </Button>
            </form>
        </Welcome>
    }
}
