//! The dialog that replaces a token: a new one with the same settings, a check that it works, then the end of the old.

use super::actions::Actions;
use super::made::{Lead, MadeValue};
use super::trial::Try;
use super::value::TokenValue;
use super::words::{allows, usage};
use crate::api;
use crate::components::sent_form::SentForm;
use crate::components::type_name::TypeName;
use crate::state::toasts::Toasts;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use crate::ui::time::use_now;
use crate::web::random;
use keyhouse_model::access_token::{AccessToken, AccessTokenCreate, Direction, RevealedAccessToken};
use keyhouse_model::secret::Secret;
use leptos::prelude::*;

/// What the dialog holds from opening to closing.
#[derive(Clone, Copy)]
struct Replacement {
    old: StoredValue<AccessToken>,
    /// The new token, once it is made.
    made: RwSignal<Option<AccessToken>>,
    /// Its value; goes with the dialog.
    held: StoredValue<Option<Secret>>,
    /// Whether the new token was seen to work.
    works: RwSignal<bool>,
    /// The old token's name, as it is typed.
    typed: RwSignal<String>,
    making: SentForm,
    revoking: SentForm,
    actions: Actions,
}

impl Replacement {
    /// The old token as the list has it now, so that its last use is not older than that.
    fn old_now(self) -> AccessToken {
        let old = self.old.get_value();
        self.actions.token(old.id).unwrap_or(old)
    }

    /// Whether something used the old token after the new one was made.
    fn is_still_used(self) -> bool {
        let since = self.made.with(|made| made.as_ref().map(|made| made.created_at));
        self.old_now().last_used().zip(since).is_some_and(|(used, since)| used > since)
    }

    fn name(self) -> String {
        self.old.with_value(|old| old.description.clone())
    }

    /// Why the old token can't be revoked yet.
    fn barred(self) -> Option<String> {
        if !self.works.get() {
            return Some("Check the new token first.".to_owned());
        }
        let confirmed = !self.is_still_used() || self.typed.with(|typed| typed.trim() == self.name());
        (!confirmed).then(|| "Type the name of the old token first.".to_owned())
    }
}

/// The dialog.
#[component]
pub(super) fn ReplaceDialog(
    /// The token to replace.
    token: AccessToken,
    /// What the page shares.
    actions: Actions,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let it = Replacement {
        old: StoredValue::new(token),
        made: RwSignal::new(None),
        held: StoredValue::new(None),
        works: RwSignal::new(false),
        typed: RwSignal::new(String::new()),
        making: SentForm::new(),
        revoking: SentForm::new(),
        actions,
    };
    let title = move || match it.made.with(Option::is_some) {
        true => format!("{} has a new token", it.name()),
        false => format!("Replace {}", it.name()),
    };
    let footer = move || {
        if it.made.with(Option::is_some) {
            view! { <RevokeFoot it on_done /> }.into_any()
        } else {
            view! { <MakeFoot it on_cancel=on_done /> }.into_any()
        }
    };
    view! {
        <Dialog open=true on_close=on_done title=Signal::derive(title) footer=move || footer>
            {move || match it.made.get() {
                Some(token) => view! { <Change it token /> }.into_any(),
                None => view! { <Question it /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn Question(it: Replacement) -> impl IntoView {
    let now = use_now();
    view! {
        <div class="stack loose">
            <p>
                "You get a new token with the same name, access and tenant. The old one keeps working until you revoke it, so that nothing breaks while you change over."
            </p>
            <p class="muted">{move || usage(&it.old_now(), now.get())}</p>
            {it.making.failure()}
        </div>
    }
}

#[component]
fn MakeFoot(it: Replacement, on_cancel: Callback<()>) -> impl IntoView {
    // One for each opened dialog: a double click makes one token.
    let idempotency_key = random::idempotency_key().unwrap_or_default();
    let make = move |()| {
        let create = it.old.with_value(|old| AccessTokenCreate {
            mode: old.mode.as_str().to_owned(),
            description: old.description.clone(),
            tenant_id: old.tenant_id.map(|tenant| tenant.to_string()),
        });
        let endpoint = api::access_tokens::create(it.actions.deployment, &create, &idempotency_key);
        it.making.send(endpoint, move |revealed: RevealedAccessToken| {
            let (token, value) = revealed.split();
            it.held.set_value(Some(value));
            it.made.set(Some(token));
        });
    };
    view! {
        <Button on_press=on_cancel>"Cancel"</Button>
        <Button look=ButtonLook::Primary loading=it.making.busy() on_press=make>
            "Make new token"
        </Button>
    }
}

/// The new token, the check of it, and how it stands with the old one.
#[component]
fn Change(it: Replacement, token: AccessToken) -> impl IntoView {
    let (id, mode) = (token.id, token.mode);
    let value = TokenValue::held(it.actions.deployment, &token, it.held);
    // One way that works is enough: what the token may do is the same as before.
    let good = Callback::new(move |()| it.works.set(true));
    let tries = Direction::ALL.iter().filter(|way| allows(mode, **way));
    let actions = it.actions;
    let tries: Vec<_> = tries.map(|way| view! { <Try id direction=*way actions on_good=good /> }).collect();
    view! {
        <ol class="steps stack loose">
            <li>
                <div class="stack">
                    <Lead>"Copy the new value to where the old one is used."</Lead>
                    <MadeValue value />
                </div>
            </li>
            <li>
                <div class="stack">
                    <p>"Check that it works."</p>
                    {tries}
                </div>
            </li>
            <li>
                <OldToken it />
            </li>
        </ol>
        {it.revoking.failure()}
    }
}

/// How the old token stands, and its name to type while something uses it.
#[component]
fn OldToken(it: Replacement) -> impl IntoView {
    let now = use_now();
    let look_again = move |()| it.actions.tokens.reload();
    view! {
        <div class="stack">
            <p>"Revoke the old one, once nothing uses it any more."</p>
            <div class="cluster">
                <span class="muted">{move || usage(&it.old_now(), now.get())}</span>
                <Button small=true icon=Icon::Refresh on_press=look_again>
                    "Look again"
                </Button>
            </div>
            <Show when=move || it.is_still_used()>
                <Note tone=Tone::Warn>
                    <p>
                        "Something used the old token after the new one was made. It will be refused once you revoke the old one."
                    </p>
                </Note>
                <TypeName name=it.name() typed=it.typed />
            </Show>
        </div>
    }
}

#[component]
fn RevokeFoot(it: Replacement, on_done: Callback<()>) -> impl IntoView {
    let toasts = Toasts::get();
    let revoke = move |()| {
        let old = it.old.get_value();
        it.revoking.send(api::access_tokens::delete(it.actions.deployment, old.id), move |()| {
            toasts.done(format!("The old token of {} is revoked.", old.description));
            it.actions.remove(old.id);
            on_done.run(());
        });
    };
    view! {
        <Button on_press=on_done>"Keep both for now"</Button>
        <Button
            look=ButtonLook::Danger
            loading=it.revoking.busy()
            disabled_because=Signal::derive(move || it.barred())
            on_press=revoke
        >
            "Revoke old token"
        </Button>
    }
}
