//! The dialog that removes a member: one question for someone who was never here, their name typed for the others.

use super::rules::LAST_ADMINISTRATOR;
use crate::api;
use crate::components::sent_form::SentForm;
use crate::components::type_name::TypeName;
use crate::format::time::relative;
use crate::state::remote::Loader;
use crate::state::session::SessionState;
use crate::state::toasts::Toasts;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::{Dialog, DialogSize};
use crate::ui::time::use_now;
use keyhouse_model::member::User;
use leptos::prelude::*;

/// The dialog.
#[component]
pub(super) fn RemoveDialog(
    /// The member.
    user: User,
    /// Whether nobody else can administer.
    is_last: bool,
    /// Everybody, to be brought up to date.
    members: Loader<Vec<User>>,
    /// Called when the dialog is done with.
    on_close: Callback<()>,
) -> impl IntoView {
    let (sent, toasts, session, now) = (SentForm::new(), Toasts::get(), SessionState::get(), use_now());
    let typed = RwSignal::new(String::new());
    let (id, seen) = (user.id, user.last_seen_at);
    let is_you = untrack(|| session.user().is_some_and(|you| you.id == id));
    let (title, email) = (format!("Remove {}", user.name), user.email);
    let name = StoredValue::new(user.name);
    let barred = Signal::derive(move || {
        if is_last {
            return Some(LAST_ADMINISTRATOR.to_owned());
        }
        let confirmed = seen.is_none() || typed.with(|typed| typed.trim() == name.get_value());
        (!confirmed).then(|| "Type the name of the member first.".to_owned())
    });
    let remove = move |()| {
        sent.send(api::members::remove(id), move |()| {
            toasts.done(format!("{} is removed.", name.get_value()));
            members.patch(|all| all.retain(|it| it.id != id));
            on_close.run(());
            if is_you {
                session.signed_out();
            }
        });
    };
    let footer = move || {
        view! {
            <Button initial_focus=seen.is_none() on_press=on_close>"Cancel"</Button>
            <Button look=ButtonLook::Danger loading=sent.busy() disabled_because=barred on_press=remove>
                "Remove member"
            </Button>
        }
    };
    let presence = move || match seen {
        Some(at) => format!("Last seen {}.", relative(at, now.get())),
        None => "Has not signed in yet.".to_owned(),
    };
    view! {
        <Dialog open=true on_close title description=email size=DialogSize::Narrow alert=true footer>
            <p>{presence} " " {consequence(is_you, seen.is_some())}</p>
            {is_last.then(|| view! { <p>{LAST_ADMINISTRATOR}</p> })}
            {(seen.is_some() && !is_last).then(|| view! { <TypeName name=name.get_value() typed /> })}
            {sent.failure()}
        </Dialog>
    }
}

/// What happens, and what does not.
fn consequence(is_you: bool, was_here: bool) -> &'static str {
    match (is_you, was_here) {
        (true, _) => {
            "This is you: you are signed out at once and can't sign in again. The API keys that you created go on working."
        }
        (false, true) => {
            "They are signed out at once and can't sign in again. The API keys that they created go on working."
        }
        (false, false) => "Their sign-up link stops working at once.",
    }
}
