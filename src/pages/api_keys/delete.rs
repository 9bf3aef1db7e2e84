//! The dialog that deletes a key: one question for a key that nobody used, its name typed for one in use.

use super::actions::Actions;
use super::rotate::usage;
use super::row::Row;
use crate::api;
use crate::components::sent_form::SentForm;
use crate::components::type_name::TypeName;
use crate::state::toasts::Toasts;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::{Dialog, DialogSize};
use crate::ui::time::use_now;
use leptos::prelude::*;

/// The dialog.
#[component]
pub(super) fn DeleteDialog(
    /// The key.
    key: Row,
    /// What can be done with a key.
    actions: Actions,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let (sent, toasts, now) = (SentForm::new(), Toasts::get(), use_now());
    let typed = RwSignal::new(String::new());
    let (id, in_use) = (key.id, key.last_used_at.is_some());
    let title = format!("Delete {}", key.name);
    let name = StoredValue::new(key.name.clone());
    let barred = Signal::derive(move || {
        let confirmed = !in_use || typed.with(|typed| typed.trim() == name.get_value());
        (!confirmed).then(|| "Type the name of the key first.".to_owned())
    });
    let delete = move |()| {
        sent.send(api::api_keys::delete(id), move |()| {
            toasts.done(format!("{} is deleted.", name.get_value()));
            actions.remove(id);
            on_close.run(());
        });
    };
    let footer = move || {
        view! {
            <Button initial_focus=!in_use on_press=on_close>"Cancel"</Button>
            <Button look=ButtonLook::Danger loading=sent.busy() disabled_because=barred on_press=delete>
                "Delete key"
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
            <p>
                "It stops working at once and for good."
                {in_use.then_some(" To be able to go back, disable it first.")}
            </p>
            {in_use.then(|| view! { <TypeName name=name.get_value() typed /> })}
            {sent.failure()}
        </Dialog>
    }
}
