//! The dialog that deletes a key.

use super::actions::Actions;
use super::rotate::usage;
use super::row::Row;
use crate::api;
use crate::components::delete_question::DeleteQuestion;
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
    let (id, name, in_use) = (key.id, key.name.clone(), key.last_used_at.is_some());
    let now = use_now();
    view! {
        <DeleteQuestion
            noun="key"
            name
            in_use
            usage=Signal::derive(move || usage(&key, now.get()))
            end="It stops working at once and for good."
            instead="To be able to go back, disable it first."
            request=move || api::api_keys::delete(id)
            on_deleted=move |()| actions.remove(id)
            on_close
        />
    }
}
