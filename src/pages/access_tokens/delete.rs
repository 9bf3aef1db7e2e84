//! The dialog that deletes a token.

use super::actions::Actions;
use super::words::usage;
use crate::api;
use crate::components::delete_question::DeleteQuestion;
use crate::ui::time::use_now;
use keyhouse_model::access_token::AccessToken;
use leptos::prelude::*;

/// The dialog.
#[component]
pub(super) fn DeleteDialog(
    /// The token.
    token: AccessToken,
    /// What the page shares.
    actions: Actions,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let (id, name, in_use) = (token.id, token.description.clone(), token.last_used().is_some());
    let now = use_now();
    view! {
        <DeleteQuestion
            noun="token"
            name
            in_use
            usage=Signal::derive(move || usage(&token, now.get()))
            end="It stops working within a second, for good."
            instead="Programs that still use it are refused; to change over without a gap, replace it instead."
            request=move || api::access_tokens::delete(actions.deployment, id)
            on_deleted=move |()| actions.remove(id)
            on_close
        />
    }
}
