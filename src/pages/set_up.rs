//! Set up the first administrator, with the link that the server printed.

use crate::api;
use crate::components::link_page::{LinkForm, LinkPage};
use crate::components::new_password::NewPassword;
use crate::route::Route;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::input::{TextField, TextKind};
use keyhouse_model::member::{Email, check_password};
use keyhouse_model::secret::Secret;
use leptos::prelude::*;

/// Asks for the administrator's e-mail and password, and goes on to the console.
#[component]
pub fn SetUp() -> impl IntoView {
    view! {
        <LinkPage
            route=Route::SetUp
            about="You become its first administrator, and can invite others afterwards."
            missing="Open the whole link that the server printed when it was started, or restart it for a new one."
            form=|link| view! { <AdministratorForm link /> }.into_any()
        />
    }
}

#[component]
fn AdministratorForm(link: LinkForm) -> impl IntoView {
    let sent = link.sent;
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let secret = Secret::new(password.get_untracked());
        let address = email.with_untracked(|text| Email::parse(text, "/email"));
        let problems = [address.err(), check_password(&secret, "/password").err()];
        let problems: Vec<_> = problems.into_iter().flatten().collect();
        if problems.is_empty() {
            link.send(|token| api::session::set_up(token, &email.get_untracked(), secret));
        } else {
            sent.reject(problems);
        }
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <TextField
                label="E-mail"
                value=email
                kind=TextKind::Email
                autocomplete="username"
                hint="You sign in with it. No mail is sent there."
                error=sent.field("/email")
            />
            <NewPassword value=password error=sent.field("/password") />
            {sent.failure()}
            <Button look=ButtonLook::Primary submit=true loading=sent.busy()>
                "Create administrator"
            </Button>
        </form>
    }
}
