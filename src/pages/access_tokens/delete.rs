//! The dialog that deletes a token: one question for a token that nobody used, its name typed for one in use.

use super::actions::Actions;
use super::words::usage;
use crate::api;
use crate::components::sent_form::SentForm;
use crate::components::type_name::TypeName;
use crate::state::toasts::Toasts;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::{Dialog, DialogSize};
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
    let (sent, toasts, now) = (SentForm::new(), Toasts::get(), use_now());
    let typed = RwSignal::new(String::new());
    let (id, in_use) = (token.id, token.last_used().is_some());
    let title = format!("Delete {}", token.description);
    let name = StoredValue::new(token.description.clone());
    let barred = Signal::derive(move || {
        let confirmed = !in_use || typed.with(|typed| typed.trim() == name.get_value());
        (!confirmed).then(|| "Type the name of the token first.".to_owned())
    });
    let delete = move |()| {
        sent.send(api::access_tokens::delete(actions.deployment, id), move |()| {
            toasts.done(format!("{} is deleted.", name.get_value()));
            actions.remove(id);
            on_close.run(());
        });
    };
    let footer = move || {
        view! {
            <Button initial_focus=!in_use on_press=on_close>"Cancel"</Button>
            <Button look=ButtonLook::Danger loading=sent.busy() disabled_because=barred on_press=delete>
                "Delete token"
            </Button>
        }
    };
    view! {
        <Dialog open=true on_close title size=DialogSize::Narrow alert=true footer>
            <p>
                {
                    let token = token.clone();
                    move || usage(&token, now.get())
                }
            </p>
            <p>
                "It stops working within a second, for good."
                {in_use.then_some(" Programs that still use it are refused; to change over without a gap, replace it instead.")}
            </p>
            {in_use.then(|| view! { <TypeName name=name.get_value() typed /> })}
            {sent.failure()}
        </Dialog>
    }
}
