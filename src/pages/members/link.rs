//! The one time that a sign-up link is shown, and the dialog that makes a new one.

use crate::api;
use crate::components::once::{Once, OnceValue};
use crate::components::sent_form::SentForm;
use crate::components::words::instant;
use crate::format::time::relative;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::Dialog;
use crate::ui::note::Note;
use crate::ui::time::use_now;
use crate::web::random;
use chrono::{DateTime, Utc};
use keyhouse_model::member::{InvitedUser, User, UserStatus};
use leptos::prelude::*;

/// What is known of a link beside the link itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Link {
    /// Whom it is for.
    pub(super) user: User,
    /// When it stops working.
    pub(super) expires_at: DateTime<Utc>,
}

/// Puts the link of an answer where it is shown once, and keeps the rest.
pub(super) fn take(invited: InvitedUser, once: Once) -> Link {
    once.show(invited.sign_up_link.0);
    Link { user: invited.user, expires_at: invited.sign_up_link_expires_at }
}

/// What the dialog is called once the link is there.
pub(super) fn heading(link: &Link) -> String {
    match link.user.status {
        UserStatus::Invited => format!("{} is invited", link.user.name),
        UserStatus::Active => format!("Password link for {}", link.user.name),
    }
}

/// What to do with the link.
pub(super) const HAND_OVER: &str =
    "Hand this link over yourself, in a way that only they can read. Keyhouse sends no mail.";

/// The link, what it does and until when.
#[component]
pub(super) fn LinkOnce(
    /// The link.
    once: Once,
    /// What is known of it.
    link: Link,
    /// Called when the person closes without having copied it.
    on_close_anyway: Callback<()>,
) -> impl IntoView {
    let now = use_now();
    let what = match link.user.status {
        UserStatus::Invited => "They choose their password with it and are signed in.",
        UserStatus::Active => {
            "They choose a new password with it. The old one works until then, and then all their sessions end."
        }
    };
    let end = link.expires_at;
    view! {
        <OnceValue once what="sign-up link" on_close_anyway />
        <Note tone=Tone::Info>
            <p>{what}</p>
            <p>
                {move || {
                    format!("The link works once, until {}, {}. You can make a new one at any time.", instant(end), relative(end, now.get()))
                }}
            </p>
        </Note>
    }
}

/// The dialog that makes a new link for a member.
#[component]
pub(super) fn LinkDialog(
    /// The member.
    user: User,
    /// Holds the link once it is made.
    once: Once,
    /// Called when the dialog is done with.
    on_done: Callback<()>,
) -> impl IntoView {
    let (sent, made) = (SentForm::new(), RwSignal::new(None::<Link>));
    // One for each opened dialog: a double click makes one link, not a second one that ends the first.
    let idempotency_key = random::idempotency_key();
    let (id, name, status) = (user.id, user.name, user.status);
    let close = Callback::new(move |()| {
        if once.close() {
            on_done.run(());
        }
    });
    let question = match status {
        UserStatus::Invited => format!("New sign-up link for {name}"),
        UserStatus::Active => format!("Reset the password of {name}"),
    };
    let make = Callback::new(move |()| {
        let endpoint = api::members::new_link(id, idempotency_key.as_deref().unwrap_or_default());
        sent.send(endpoint, move |invited| made.set(Some(take(invited, once))));
    });
    let title = Signal::derive(move || made.with(|link| link.as_ref().map_or(question.clone(), heading)));
    let description = Signal::derive(move || if once.is_shown() { HAND_OVER } else { "" }.to_owned());
    let footer = move || {
        if once.is_shown() {
            return done_button(close);
        }
        view! {
            <Button on_press=close>"Cancel"</Button>
            <Button look=ButtonLook::Primary loading=sent.busy() on_press=make>
                "Make link"
            </Button>
        }
        .into_any()
    };
    view! {
        <Dialog open=true on_close=close title description footer=move || footer>
            {move || match made.get() {
                Some(link) if once.is_shown() => view! { <LinkOnce once link on_close_anyway=on_done /> }.into_any(),
                _ => view! { <p>{explanation(status)}</p> {sent.failure()} }.into_any(),
            }}
        </Dialog>
    }
}

/// The button that closes a link's screen.
pub(super) fn done_button(on_close: Callback<()>) -> AnyView {
    view! {
        <Button look=ButtonLook::Primary on_press=on_close>
            "Done"
        </Button>
    }
    .into_any()
}

fn explanation(status: UserStatus) -> &'static str {
    match status {
        UserStatus::Invited => {
            "You get a link to hand over, with which they choose their password. The link from before stops working."
        }
        UserStatus::Active => {
            "You get a link to hand over, with which they choose a new password. Until they do, the old one works. Nobody \
             else sees the new one."
        }
    }
}
