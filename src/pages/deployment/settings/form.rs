//! The settings as a form that says what will change before it does.

use super::super::power::is_external;
use super::changes::{Change, changes, flags_of};
use super::flags::{FlagFields, FlagsInput};
use crate::api;
use crate::components::deployment::{edit_denied, use_deployment};
use crate::components::deployment_form::{
    AdvancedFields, RetentionField, SettingsInput, SettingsText, StorageField, TierField,
};
use crate::components::sent_form::SentForm;
use crate::state::toasts::Toasts;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::input::TextField;
use crate::ui::note::Note;
use keyhouse_model::deployment::{DeploymentDetails, DeploymentStatus, DeploymentUpdate};
use keyhouse_model::problem::FieldProblem;
use leptos::prelude::*;

/// What is typed over the deployment as it was when the form was filled in.
#[derive(Clone, Copy)]
struct EditForm {
    before: StoredValue<DeploymentDetails>,
    settings: SettingsInput,
    flags: FlagsInput,
    sent: SentForm,
}

impl EditForm {
    fn new(before: DeploymentDetails) -> Self {
        Self {
            settings: SettingsInput::of(&before),
            flags: FlagsInput::new(before.summary.kind, &flags_of(&before)),
            sent: SentForm::new(),
            before: StoredValue::new(before),
        }
    }

    /// What is sent; follows what is typed.
    fn update(self) -> DeploymentUpdate {
        let (text, flags) = (self.settings.text(), self.flags.get());
        self.before.with_value(|it| text.update(it.summary.kind, &it.summary.cloud_provider, flags))
    }

    /// What changes, or what is wrong; follows what is typed.
    fn changes(self) -> Result<Vec<Change>, Vec<FieldProblem>> {
        self.before.with_value(|before| {
            let parsed = self.update().parse(before);
            let problems = self.settings.text().problems(parsed.as_ref().err().cloned().unwrap_or_default());
            match parsed {
                Ok(change) if problems.is_empty() => Ok(changes(before, &change)),
                _ => Err(problems),
            }
        })
    }
}

/// The form, filled in with the deployment as it is now; anew after each save.
#[component]
pub(super) fn SettingsForm() -> impl IntoView {
    let details = use_deployment().details();
    let round = RwSignal::new(0_u32);
    let again = Callback::new(move |()| round.update(|round| *round += 1));
    move || {
        round.track();
        details.get_untracked().map(|before| view! { <Form before again /> })
    }
}

#[component]
fn Form(before: DeploymentDetails, again: Callback<()>) -> impl IntoView {
    let (deployment, toasts, denied) = (use_deployment(), Toasts::get(), edit_denied());
    let (kind, external) = (before.summary.kind, is_external(&before));
    let size = before.storage_size_gb;
    let form = EditForm::new(before);
    let changes = Memo::new(move |_| form.changes());
    form.sent.check_typed(move || changes.get().err().unwrap_or_default());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Err(problems) = changes.get_untracked() {
            return form.sent.reject(problems);
        }
        let update = untrack(|| form.update());
        form.sent.send(api::deployments::update(deployment.id(), &update), move |details| {
            toasts.done(format!("Saved the settings of {}.", details.summary.name));
            deployment.replace(details);
            again.run(());
        });
    };
    let barred = Signal::derive(move || {
        let none = changes.with(|it| it.as_ref().is_ok_and(Vec::is_empty));
        denied.get().or(none.then(|| "Nothing is changed yet.".to_owned()))
    });
    let flags = (!external).then(|| view! { <FlagFields input=form.flags problems=form.sent.problems() /> });
    view! {
        <form class="card" on:submit=submit novalidate>
            <div class="card-head">
                <h2>"Settings"</h2>
            </div>
            <fieldset class="card-body stack loose form-width" disabled=move || denied.get().is_some()>
                <legend class="visually-hidden">"Settings"</legend>
                {move || denied.get().map(|why| view! { <Note tone=Tone::Info><p>{why}</p></Note> })}
                <TextField label="Name" value=form.settings.name error=form.sent.field("/name") />
                <TierField input=form.settings sent=form.sent kind=Signal::stored(kind) />
                <RetentionField input=form.settings sent=form.sent />
                <StorageField input=form.settings sent=form.sent kind=Signal::stored(kind) now=size />
                <AdvancedFields input=form.settings sent=form.sent />
                {flags}
                <Changed form again />
                <Preview changes />
                {form.sent.failure()}
            </fieldset>
            <div class="card-foot form-foot">
                <Button look=ButtonLook::Primary submit=true loading=form.sent.busy() disabled_because=barred>
                    "Save changes"
                </Button>
            </div>
        </form>
    }
}

/// Says that somebody else saved other settings meanwhile, which this form would overwrite.
#[component]
fn Changed(form: EditForm, again: Callback<()>) -> impl IntoView {
    let details = use_deployment().details();
    let other = Memo::new(move |_| {
        form.before.with_value(|before| {
            details.with(|now| {
                now.as_ref().is_some_and(|now| {
                    SettingsText::of(now) != SettingsText::of(before) || flags_of(now) != flags_of(before)
                })
            })
        })
    });
    let action = move || {
        view! {
            <Button small=true on_press=again>
                "Load them"
            </Button>
        }
    };
    view! {
        <Show when=move || other.get()>
            <Note tone=Tone::Warn action>
                <p>"Somebody else changed these settings meanwhile. Saving sets them back to what you see here."</p>
            </Note>
        </Show>
    }
}

/// What will change, and whether programs notice it.
#[component]
fn Preview(changes: Memo<Result<Vec<Change>, Vec<FieldProblem>>>) -> impl IntoView {
    let details = use_deployment().details();
    let content = move || {
        let changes = changes.get().ok().filter(|changes| !changes.is_empty())?;
        let effect =
            details.with(|it| it.as_ref().map(|it| effect(it, changes.iter().any(|it| it.restarts))));
        let row = |it: Change| {
            view! {
                <tr>
                    <th scope="row">{it.label}</th>
                    <td data-label="Now">{it.before}</td>
                    <td data-label="Then">{it.after}</td>
                </tr>
            }
        };
        Some(view! {
            <table class="table changes">
                <caption>"What saving changes"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Setting"</th>
                        <th scope="col">"Now"</th>
                        <th scope="col">"Then"</th>
                    </tr>
                </thead>
                <tbody>{changes.into_iter().map(row).collect_view()}</tbody>
            </table>
            <p class="summary">{effect}</p>
        })
    };
    view! { <div class="stack tight" role="status">{content}</div> }
}

/// What programs notice of the change.
fn effect(details: &DeploymentDetails, restarts: bool) -> &'static str {
    match details.summary.status {
        _ if is_external(details) => "Nothing restarts: what runs elsewhere is not touched.",
        DeploymentStatus::Stopped => "It is stopped. The changes are in force once it is started.",
        _ if restarts => {
            "It restarts: for a few seconds programs can neither write nor read. vmagent and Prometheus send later what \
             they could not send meanwhile."
        }
        _ => "Nothing restarts: programs do not notice it.",
    }
}
