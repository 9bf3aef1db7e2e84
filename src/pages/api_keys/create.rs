//! The dialog that creates a key, and turns in place into the one time its value is shown.

use super::form::{KeyFields, KeyForm};
use super::once::KeyOnce;
use crate::api;
use crate::components::once::{Once, OnceFoot};
use crate::components::sent_form::SentForm;
use crate::components::words::{self, instant};
use crate::state;
use crate::state::remote::Loader;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::choice::{Choice, RadioCards};
use crate::ui::code::{CodeTabs, Sample};
use crate::ui::dialog::Dialog;
use crate::ui::time::use_now;
use crate::ui::unique_id;
use crate::web::{clock, random};
use keyhouse_model::api_key::{DeploymentAccess, RevealedApiKey};
use keyhouse_model::deployment::DeploymentSummary;
use keyhouse_model::example::api_key as example;
use keyhouse_model::patch::Patch;
use leptos::prelude::*;

const ONE_TIME: &str = "one-time";
const REVEALABLE: &str = "revealable";

/// What the dialog holds from opening to closing.
#[derive(Clone, Copy)]
struct Creation {
    form: KeyForm,
    sent: SentForm,
    keep: RwSignal<String>,
    code: RwSignal<bool>,
    /// The name of the key, once it is made.
    made: RwSignal<Option<String>>,
}

/// The dialog: the form, then the value.
#[component]
pub(super) fn CreateDialog(
    /// Holds the value once the key is made.
    once: Once,
    /// The deployments that there are.
    deployments: Loader<Vec<DeploymentSummary>>,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let creation = Creation {
        form: KeyForm::new(),
        sent: SentForm::new(),
        keep: RwSignal::new(ONE_TIME.into()),
        code: RwSignal::new(false),
        made: RwSignal::new(None),
    };
    let form_id = StoredValue::new(unique_id("create-key"));
    let close = Callback::new(move |()| {
        if once.close() {
            on_done.run(());
        }
    });
    let title =
        move || creation.made.get().map_or("New API key".to_owned(), |name| format!("{name} is ready"));
    let description = move || {
        let made = creation.made.with(Option::is_some);
        if made { "Copy the value now and keep it somewhere safe, such as a vault." } else { "" }.to_owned()
    };
    let footer = move || {
        if once.is_shown() {
            return view! { <OnceFoot on_close=close /> }.into_any();
        }
        view! { <CreateFoot creation form_id=form_id.get_value() on_cancel=close /> }.into_any()
    };
    view! {
        <Dialog
            open=true
            on_close=close
            title=Signal::derive(title)
            description=Signal::derive(description)
            footer=move || footer
        >
            {move || {
                if once.is_shown() {
                    view! { <KeyOnce once on_close_anyway=on_done /> }.into_any()
                } else {
                    view! { <CreateForm creation once deployments form_id=form_id.get_value() /> }.into_any()
                }
            }}
        </Dialog>
    }
}

#[component]
fn CreateForm(
    creation: Creation,
    once: Once,
    deployments: Loader<Vec<DeploymentSummary>>,
    form_id: String,
) -> impl IntoView {
    let Creation { form, sent, keep, .. } = creation;
    // One for each opened form: a double click or a second try makes no second key.
    let idempotency_key = random::idempotency_key();
    sent.recheck(move || {
        form.draft(clock::now(), creation.revealable()).parse(clock::now()).err().unwrap_or_default()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let draft = untrack(|| form.draft(clock::now(), creation.revealable()));
        if let Err(problems) = draft.parse(clock::now()) {
            return sent.reject(problems);
        }
        let endpoint = api::api_keys::create(&draft, idempotency_key.as_deref().unwrap_or_default());
        sent.send(endpoint, move |key: RevealedApiKey| {
            creation.made.set(Some(key.name));
            once.show(key.value.0);
        });
    };
    let kinds = vec![
        Choice::new(ONE_TIME, "One-time")
            .detail("Shown once, after it is created. Keyhouse keeps only a hash of it."),
        Choice::new(REVEALABLE, "Revealable")
            .detail("Kept sealed. Administrators can copy it again, and each time is in the audit log."),
    ];
    view! {
        <form id=form_id class="stack loose" on:submit=submit novalidate>
            <KeyFields form sent deployments />
            <RadioCards label="Value" options=kinds value=keep />
            <Summary creation />
            <Show when=move || creation.code.get()>
                <AsCode creation />
            </Show>
            {sent.failure()}
        </form>
    }
}

/// What the key will be able to do, in a sentence that follows the form.
#[component]
fn Summary(creation: Creation) -> impl IntoView {
    let now = use_now();
    let sentence = move || {
        let draft = creation.form.draft(now.get(), creation.revealable());
        let nothing_picked = |access: &DeploymentAccess| *access == DeploymentAccess::Selected([].into());
        let access = draft.deployment_access.filter(|access| !nothing_picked(access));
        let end = match draft.expires_at {
            Patch::Absent => return None,
            Patch::Clear => None,
            Patch::Set(end) => Some(instant(end)),
        };
        Some(words::summary(draft.permission?, &access?, end.as_deref()))
    };
    view! {
        <p class="summary" aria-live="polite">
            {move || sentence().unwrap_or_else(|| "Choose the deployments, and this says what the key can do.".into())}
        </p>
    }
}

/// The same as the form, for people who would rather write it down.
#[component]
fn AsCode(creation: Creation) -> impl IntoView {
    let base_url = state::client().public_url();
    let samples = Signal::derive(move || {
        let draft = creation.form.draft(clock::now(), creation.revealable());
        let sample = |label: &str, language: &str, text: String| Sample {
            label: label.into(),
            language: language.into(),
            shown: text.into(),
            source: None,
        };
        vec![
            sample("curl", "Shell", example::create_with_curl(&base_url, &draft)),
            sample("Terraform", "provider.tf", example::terraform(&base_url)),
        ]
    });
    view! {
        <CodeTabs label="This form as code" samples />
        <p class="muted small">
            "curl creates this key. Terraform's provider has no resource for keys: it uses one, so its tab shows how to hand the key over."
        </p>
    }
}

#[component]
fn CreateFoot(creation: Creation, form_id: String, on_cancel: Callback<()>) -> impl IntoView {
    let Creation { code, sent, .. } = creation;
    view! {
        <Button look=ButtonLook::Ghost class="start" on_press=move |()| code.update(|it| *it = !*it)>
            {move || if code.get() { "Hide code" } else { "Show as curl or Terraform" }}
        </Button>
        <Button on_press=on_cancel>"Cancel"</Button>
        <Button look=ButtonLook::Primary submit=true form=form_id loading=sent.busy()>
            "Create key"
        </Button>
    }
}

impl Creation {
    fn revealable(self) -> bool {
        self.keep.with(|keep| keep == REVEALABLE)
    }
}
