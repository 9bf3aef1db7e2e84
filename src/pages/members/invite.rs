//! The dialog that invites a person, and turns in place into the one time their link is shown.

use super::link::{self, HAND_OVER, Link, LinkOnce, done_button};
use crate::api;
use crate::components::once::Once;
use crate::components::sent_form::SentForm;
use crate::components::words;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::choice::{Choice, RadioCards};
use crate::ui::dialog::Dialog;
use crate::ui::input::{TextField, TextKind};
use crate::ui::unique_id;
use crate::web::random;
use keyhouse_model::member::{Email, Role, UserDraft};
use leptos::prelude::*;

/// What the dialog holds from opening to closing.
#[derive(Clone, Copy)]
struct Invitation {
    email: RwSignal<String>,
    name: RwSignal<String>,
    role: RwSignal<String>,
    sent: SentForm,
    /// The link, once it is made.
    made: RwSignal<Option<Link>>,
}

/// The dialog: the form, then the link.
#[component]
pub(super) fn InviteDialog(
    /// Holds the link once it is made.
    once: Once,
    /// Called when the dialog is done with.
    on_done: Callback<()>,
) -> impl IntoView {
    let invitation = Invitation {
        email: RwSignal::new(String::new()),
        name: RwSignal::new(String::new()),
        role: RwSignal::new(Role::Viewer.as_str().to_owned()),
        sent: SentForm::new(),
        made: RwSignal::new(None),
    };
    let Invitation { sent, made, .. } = invitation;
    let form_id = StoredValue::new(unique_id("invite"));
    let close = Callback::new(move |()| {
        if once.close() {
            on_done.run(());
        }
    });
    let title = move || made.with(|made| made.as_ref().map_or("Invite a member".to_owned(), link::heading));
    let description = move || if once.is_shown() { HAND_OVER } else { "" }.to_owned();
    let footer = move || {
        if once.is_shown() {
            return done_button(close);
        }
        view! {
            <Button on_press=close>"Cancel"</Button>
            <Button look=ButtonLook::Primary submit=true form=form_id.get_value() loading=sent.busy()>
                "Make sign-up link"
            </Button>
        }
        .into_any()
    };
    view! {
        <Dialog
            open=true
            on_close=close
            title=Signal::derive(title)
            description=Signal::derive(description)
            footer=move || footer
        >
            {move || match made.get() {
                Some(link) if once.is_shown() => view! { <LinkOnce once link on_close_anyway=on_done /> }.into_any(),
                _ => view! { <InviteForm invitation once form_id=form_id.get_value() /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn InviteForm(invitation: Invitation, once: Once, form_id: String) -> impl IntoView {
    let Invitation { email, name, role, sent, made } = invitation;
    // One for each opened form: a double click or a second try invites nobody twice.
    let idempotency_key = random::idempotency_key();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let draft = untrack(|| invitation.draft());
        if let Err(problems) = draft.parse() {
            return sent.reject(problems);
        }
        let endpoint = api::members::invite(&draft, idempotency_key.as_deref().unwrap_or_default());
        sent.send(endpoint, move |invited| made.set(Some(link::take(invited, once))));
    };
    let without_name = move || {
        let known =
            email.with(|text| Email::parse(text, "/email").ok().and_then(|email| email.default_name()));
        known.map_or("What colleagues read in lists.".to_owned(), |name| {
            format!("What colleagues read in lists. Without one: {name}.")
        })
    };
    view! {
        <form id=form_id class="stack loose" on:submit=submit novalidate>
            <TextField
                label="E-mail"
                value=email
                kind=TextKind::Email
                hint="They sign in with it. No mail is sent there."
                error=sent.field("/email")
                initial_focus=true
            />
            <TextField
                label="Name"
                value=name
                optional=true
                hint=Signal::derive(without_name)
                error=sent.field("/name")
            />
            <RadioCards label="Role" options=role_choices(None) value=role error=sent.field("/role") />
            {sent.failure()}
        </form>
    }
}

impl Invitation {
    fn draft(self) -> UserDraft {
        UserDraft {
            email: Some(self.email.get()),
            name: Some(self.name.get()).filter(|name| !name.trim().is_empty()),
            role: role_of(&self.role.get()),
        }
    }
}

/// The roles as answers. All but the administrator's can be barred, with the reason.
pub(super) fn role_choices(barred: Option<String>) -> Vec<Choice> {
    let choice = |role: Role| {
        let why = barred.clone().filter(|_| !role.may_administer());
        Choice::new(role.as_str(), words::role(role)).detail(words::role_hint(role)).disabled_because(why)
    };
    Role::ALL.map(choice).to_vec()
}

/// The role of an answer.
pub(super) fn role_of(answer: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.as_str() == answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_can_be_answered_and_read_back() {
        let answers: Vec<_> = role_choices(None).into_iter().map(|choice| role_of(&choice.value)).collect();
        assert_eq!(answers, Role::ALL.map(Some));
        assert_eq!(role_of("owner"), None);
    }

    #[test]
    fn the_last_administrator_may_stay_one() {
        let barred = role_choices(Some("why".into()));
        assert_eq!(barred.iter().filter(|choice| choice.disabled_because.is_some()).count(), 2);
        assert!(barred.iter().any(|choice| choice.value == "admin" && choice.disabled_because.is_none()));
    }
}
