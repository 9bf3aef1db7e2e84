//! The dialog that changes a key, and says what will change before it does.

use super::actions::Actions;
use super::form::{KeyFields, KeyForm};
use super::row::Row;
use crate::api;
use crate::components::sent_form::SentForm;
use crate::components::words::{self, instant};
use crate::state::remote::Loader;
use crate::state::toasts::Toasts;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::Dialog;
use crate::ui::unique_id;
use crate::web::clock;
use keyhouse_model::api_key::{ApiKeyPatch, DeploymentAccess};
use keyhouse_model::deployment::DeploymentSummary;
use keyhouse_model::patch::Patch;
use leptos::prelude::*;

/// The dialog.
#[component]
pub(super) fn EditDialog(
    /// The key.
    key: Row,
    /// The deployments that there are.
    deployments: Loader<Vec<DeploymentSummary>>,
    /// What can be done with a key.
    actions: Actions,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let (form, sent, toasts) = (KeyForm::of(&key), SentForm::new(), Toasts::get());
    let form_id = StoredValue::new(unique_id("edit-key"));
    let title = format!("Edit {}", key.name);
    let key = StoredValue::new(key);
    let changes = Memo::new(move |_| key.with_value(|key| form.patch(key, clock::now())));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let patch = untrack(|| key.with_value(|key| form.patch(key, clock::now())));
        if let Err(problems) = patch.parse(clock::now()) {
            return sent.reject(problems);
        }
        sent.send(api::api_keys::update(key.with_value(|key| key.id), &patch), move |key| {
            toasts.done(format!("Saved the changes of {}.", key.name));
            actions.replace(key);
            on_close.run(());
        });
    };
    let unchanged =
        move || (changes.get() == ApiKeyPatch::default()).then(|| "Nothing is changed yet.".to_owned());
    let footer = move || {
        view! {
            <Button on_press=on_close>"Cancel"</Button>
            <Button
                look=ButtonLook::Primary
                submit=true
                form=form_id.get_value()
                loading=sent.busy()
                disabled_because=Signal::derive(unchanged)
            >
                "Save changes"
            </Button>
        }
    };
    view! {
        <Dialog
            open=true
            on_close
            title
            description="Its value stays the same. Changes are in force at once."
            footer
        >
            <form id=form_id.get_value() class="stack loose" on:submit=submit novalidate>
                <KeyFields form sent deployments />
                <p class="summary" aria-live="polite">{move || sentence(&changes.get())}</p>
                {sent.failure()}
            </form>
        </Dialog>
    }
}

/// What a patch changes, in one sentence.
fn sentence(patch: &ApiKeyPatch) -> String {
    let name = patch.name.as_ref().map(|name| format!("its name to {}", name.trim()));
    let end = match patch.expires_at {
        Patch::Absent => None,
        Patch::Clear => Some("its end to never".to_owned()),
        Patch::Set(end) => Some(format!("its end to {}", instant(end))),
    };
    let permission =
        patch.permission.map(|permission| format!("its permission to {}", words::permission(permission)));
    let access = patch.deployment_access.as_ref().map(|access| match access {
        DeploymentAccess::All => "its deployments to all, also later ones".to_owned(),
        DeploymentAccess::Selected(ids) => format!("its deployments to {} selected", ids.len()),
    });
    let changes: Vec<_> = [name, end, permission, access].into_iter().flatten().collect();
    if changes.is_empty() {
        return "Nothing is changed yet.".to_owned();
    }
    format!("Saving changes {}.", crate::format::text::list(&changes, changes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyhouse_model::api_key::Permission;

    #[test]
    fn the_sentence_names_each_change() {
        assert_eq!(sentence(&ApiKeyPatch::default()), "Nothing is changed yet.");
        let patch = ApiKeyPatch {
            name: Some(" ci ".into()),
            expires_at: Patch::Clear,
            permission: Some(Permission::Read),
            ..ApiKeyPatch::default()
        };
        assert_eq!(
            sentence(&patch),
            "Saving changes its name to ci, its end to never and its permission to Read-only."
        );
    }
}
