//! The dialog that makes a token, and turns in place into how to use it.

use super::actions::Actions;
use super::form::{TokenFields, TokenForm};
use super::made::Made;
use crate::api;
use crate::components::deployment::use_deployment;
use crate::components::sent_form::SentForm;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::{Dialog, DialogFocus, DialogSize};
use crate::ui::unique_id;
use crate::web::random;
use keyhouse_model::access_token::{AccessToken, RevealedAccessToken};
use keyhouse_model::deployment::DeploymentType;
use keyhouse_model::secret::Secret;
use leptos::prelude::*;

/// What the dialog holds from opening to closing.
#[derive(Clone, Copy)]
struct Generation {
    form: TokenForm,
    sent: SentForm,
    /// The token, once it is made.
    made: RwSignal<Option<AccessToken>>,
    /// Its value; goes with the dialog.
    held: StoredValue<Option<Secret>>,
}

/// The dialog: the form, then the token.
#[component]
pub(super) fn GenerateDialog(
    /// What the page shares.
    actions: Actions,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let generation = Generation {
        form: TokenForm::new(),
        sent: SentForm::new(),
        made: RwSignal::new(None),
        held: StoredValue::new(None),
    };
    let Generation { form, sent, made, held } = generation;
    let form_id = StoredValue::new(unique_id("generate-token"));
    let title = move || {
        let ready = made.with(|made| made.as_ref().map(|token| format!("{} is ready", token.description)));
        ready.unwrap_or_else(|| "Generate an access token".to_owned())
    };
    let description = move || {
        let text = if made.with(Option::is_some) {
            ""
        } else {
            "What it may do can’t be changed later; a token is replaced instead."
        };
        text.to_owned()
    };
    let footer = move || {
        if made.with(Option::is_some) {
            return view! { <Button look=ButtonLook::Primary on_press=on_done>"Done"</Button> }.into_any();
        }
        view! {
            <Button on_press=on_done>"Cancel"</Button>
            <Button look=ButtonLook::Primary submit=true form=form_id.get_value() loading=sent.busy()>
                "Generate token"
            </Button>
        }
        .into_any()
    };
    view! {
        <Dialog
            open=true
            on_close=on_done
            title=Signal::derive(title)
            description=Signal::derive(description)
            size=DialogSize::Wide
            focus=DialogFocus::Title
            footer=move || footer
        >
            {move || match made.get() {
                Some(token) => {
                    let tool = untrack(|| form.tool());
                    view! { <Made token held tool actions /> }.into_any()
                }
                None => view! { <GenerateForm generation actions form_id=form_id.get_value() /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn GenerateForm(generation: Generation, actions: Actions, form_id: String) -> impl IntoView {
    let Generation { form, sent, made, held } = generation;
    // One for each opened form: a double click or a second try makes no second token.
    let idempotency_key = random::idempotency_key();
    let details = use_deployment().details();
    let kind =
        move || details.with(|it| it.as_ref().map_or(DeploymentType::SingleNode, |it| it.summary.kind));
    sent.check_typed(move || form.create().parse(kind()).err().unwrap_or_default());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let create = untrack(|| form.create());
        if let Err(problems) = create.parse(untrack(kind)) {
            return sent.reject(problems);
        }
        let key = idempotency_key.as_deref().unwrap_or_default();
        let endpoint = api::access_tokens::create(actions.deployment, &create, key);
        sent.send(endpoint, move |revealed: RevealedAccessToken| {
            let (token, value) = revealed.split();
            held.set_value(Some(value));
            made.set(Some(token));
        });
    };
    view! {
        <form id=form_id class="stack loose" on:submit=submit novalidate>
            <TokenFields form sent actions />
            {sent.failure()}
        </form>
    }
}
