//! The dialogs of a rotation: a new value while the old one goes on for a while, and the end of the old one.

use super::actions::Actions;
use super::once::KeyOnce;
use super::row::Row;
use crate::api;
use crate::components::once::{Once, OnceFoot};
use crate::components::sent_form::SentForm;
use crate::components::words::instant;
use crate::format::number::thousands;
use crate::format::time::relative;
use crate::state::toasts::Toasts;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::choice::{Choice, Segmented};
use crate::ui::dialog::{Dialog, DialogSize};
use crate::ui::time::use_now;
use crate::web::random;
use keyhouse_model::api_key::{ApiKey, RevealedApiKey, Rotation};
use leptos::prelude::*;

/// Seconds, and what they are called.
const GRACE: [(u32, &str); 5] =
    [(0, "End it now"), (3600, "1 hour"), (86_400, "1 day"), (604_800, "7 days"), (2_592_000, "30 days")];
const DEFAULT_GRACE: u32 = 86_400;

/// Asks how long the old value goes on, then shows the new one.
#[component]
pub(super) fn RotateDialog(
    /// The key.
    key: Row,
    /// Holds the new value.
    once: Once,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let (sent, made) = (SentForm::new(), RwSignal::new(false));
    let grace = RwSignal::new(DEFAULT_GRACE.to_string());
    let (id, name) = (key.id, StoredValue::new(key.name.clone()));
    // One for each opened dialog: a double click rotates once.
    let idempotency_key = StoredValue::new(random::idempotency_key().unwrap_or_default());
    let close = Callback::new(move |()| {
        if once.close() {
            on_done.run(());
        }
    });
    let rotate = move |()| {
        let rotation =
            Rotation { grace_seconds: grace.with_untracked(|it| it.parse()).unwrap_or(DEFAULT_GRACE) };
        let endpoint = idempotency_key.with_value(|form| api::api_keys::rotate(id, rotation, form));
        sent.send(endpoint, move |key: RevealedApiKey| {
            made.set(true);
            once.show(key.value.0);
        });
    };
    let title = move || {
        let name = name.get_value();
        if made.get() { format!("{name} has a new value") } else { format!("Rotate {name}") }
    };
    let footer = move || {
        if once.is_shown() {
            return view! { <OnceFoot on_close=close /> }.into_any();
        }
        view! {
            <Button on_press=close>"Cancel"</Button>
            <Button look=ButtonLook::Primary loading=sent.busy() on_press=rotate>
                "Rotate key"
            </Button>
        }
        .into_any()
    };
    view! {
        <Dialog open=true on_close=close title=Signal::derive(title) footer=move || footer>
            {
                let key = key.clone();
                move || {
                    if once.is_shown() {
                        view! { <KeyOnce once on_close_anyway=on_done /> }.into_any()
                    } else {
                        view! { <Question key=key.clone() grace sent /> }.into_any()
                    }
                }
            }
        </Dialog>
    }
}

#[component]
fn Question(key: Row, grace: RwSignal<String>, sent: SentForm) -> impl IntoView {
    let now = use_now();
    let options = GRACE.map(|(seconds, label)| Choice::new(seconds.to_string(), label)).to_vec();
    let expires_at = key.expires_at;
    let until = move || {
        let grace_seconds = grace.with(|it| it.parse()).unwrap_or(DEFAULT_GRACE);
        let end = Rotation { grace_seconds }.old_end(expires_at, now.get());
        match end {
            Ok(_) if grace_seconds == 0 => "The old value stops working at once.".to_owned(),
            Ok(end) if Some(end) == expires_at => {
                format!("The old value ends {}, which is its own end already.", instant(end))
            }
            Ok(end) => format!("The old value stops working {}.", instant(end)),
            Err(problem) => problem.detail,
        }
    };
    view! {
        <div class="stack loose">
            <p>
                "You get a new value with the same name, rights and lifetime. The old one keeps working meanwhile, so that nothing breaks while you replace it."
            </p>
            <p class="muted">{move || usage(&key, now.get())}</p>
            <Segmented
                label="The old value goes on for"
                options
                value=grace
                hint=Signal::derive(until)
                error=sent.field("/grace_seconds")
            />
            {sent.failure()}
        </div>
    }
}

/// Asks before the old value of a rotation is ended early.
#[component]
pub(super) fn FinishDialog(
    /// The key that was rotated.
    key: Row,
    /// What can be done with a key.
    actions: Actions,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let (sent, toasts, now) = (SentForm::new(), Toasts::get(), use_now());
    let (id, title) = (key.id, format!("End the old value of {} now", key.name));
    let finish = move |()| {
        sent.send(api::api_keys::finish_rotation(id), move |key: ApiKey| {
            toasts.done(format!("The old value of {} no longer works.", key.name));
            actions.replace(key);
            on_close.run(());
        });
    };
    let footer = move || {
        view! {
            <Button initial_focus=true on_press=on_close>"Cancel"</Button>
            <Button look=ButtonLook::Danger loading=sent.busy() on_press=finish>
                "End old value"
            </Button>
        }
    };
    view! {
        <Dialog open=true on_close title size=DialogSize::Narrow alert=true footer>
            <p>
                {
                    let key = key.clone();
                    move || usage(&key, now.get())
                }
            </p>
            <p>"Programs that still use it get 401 from then on. The new value is not touched."</p>
            {sent.failure()}
        </Dialog>
    }
}

/// How much a key is in use, in a sentence.
pub(super) fn usage(key: &ApiKey, now: chrono::DateTime<chrono::Utc>) -> String {
    match key.last_used_at {
        None => "It was never used.".to_owned(),
        Some(at) => {
            let from = key.last_used_ip.as_ref().map(|ip| format!(" from {ip}")).unwrap_or_default();
            let requests = if key.requests_24h == 1 { "request" } else { "requests" };
            let calls = thousands(key.requests_24h);
            format!("It was last used {}{from}, with {calls} {requests} in 24 hours.", relative(at, now))
        }
    }
}
