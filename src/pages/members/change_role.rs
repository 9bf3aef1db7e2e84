//! The dialog that gives a member another role.

use super::invite::{role_choices, role_of};
use super::rules::LAST_ADMINISTRATOR;
use crate::api;
use crate::components::sent_form::SentForm;
use crate::components::words;
use crate::state::remote::Loader;
use crate::state::session::SessionState;
use crate::state::toasts::Toasts;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::choice::RadioCards;
use crate::ui::dialog::Dialog;
use crate::ui::unique_id;
use keyhouse_model::member::{User, UserStatus};
use leptos::prelude::*;

/// The dialog.
#[component]
pub(super) fn ChangeRoleDialog(
    /// The member.
    user: User,
    /// Whether nobody else can administer.
    is_last: bool,
    /// Everybody, to be brought up to date.
    members: Loader<Vec<User>>,
    /// Called when the dialog is done with.
    on_close: Callback<()>,
) -> impl IntoView {
    let (sent, toasts, session) = (SentForm::new(), Toasts::get(), SessionState::get());
    let form_id = StoredValue::new(unique_id("role"));
    let title = format!("Change the role of {}", user.name);
    let answer = RwSignal::new(user.role.as_str().to_owned());
    let is_you = untrack(|| session.user().is_some_and(|you| you.id == user.id));
    let (id, before, meaning) = (user.id, user.role, meaning(user.status, is_you));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(role) = role_of(&answer.get_untracked()).filter(|role| *role != before) else { return };
        sent.send(api::members::set_role(id, role), move |user: User| {
            toasts.done(format!("{} is {} now.", user.name, with_article(words::role(user.role))));
            members.patch(|all| all.iter_mut().filter(|it| it.id == id).for_each(|it| *it = user.clone()));
            on_close.run(());
            if is_you {
                session.ended();
            }
        });
    };
    let unchanged = Signal::derive(move || {
        answer.with(|answer| *answer == before.as_str()).then(|| "Choose another role first.".to_owned())
    });
    let footer = move || {
        view! {
            <Button on_press=on_close>"Cancel"</Button>
            <Button
                look=ButtonLook::Primary
                submit=true
                form=form_id.get_value()
                loading=sent.busy()
                disabled_because=unchanged
            >
                "Change role"
            </Button>
        }
    };
    let choices = role_choices(is_last.then(|| LAST_ADMINISTRATOR.to_owned()));
    view! {
        <Dialog open=true on_close title footer>
            <form id=form_id.get_value() class="stack loose" on:submit=submit novalidate>
                <RadioCards label="Role" options=choices.clone() value=answer error=sent.field("/role") />
                <p class="summary">{meaning}</p>
                {sent.failure()}
            </form>
        </Dialog>
    }
}

/// What follows from a new role, beside what it lets one do.
fn meaning(status: UserStatus, is_you: bool) -> &'static str {
    match (status, is_you) {
        (_, true) => "This is you: your sessions end at once, and you sign in again with the new role.",
        (UserStatus::Active, false) => {
            "Their sessions end at once. They sign in again and have the new role."
        }
        (UserStatus::Invited, false) => {
            "They have the new role from their first sign-in on. Their link goes on working."
        }
    }
}

/// `Editor` is `an editor`.
fn with_article(role: &str) -> String {
    let role = role.to_lowercase();
    let article = if role.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {role}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyhouse_model::member::Role;

    #[test]
    fn roles_have_their_article() {
        let said = Role::ALL.map(|role| with_article(words::role(role)));
        assert_eq!(said, ["a viewer", "an editor", "an administrator"]);
    }
}
