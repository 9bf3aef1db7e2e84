//! The dialog that deletes a credential: one question for one that nobody used, its name typed for one in use.

use crate::api::Endpoint;
use crate::components::sent_form::SentForm;
use crate::components::type_name::TypeName;
use crate::state::toasts::Toasts;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::{Dialog, DialogSize};
use leptos::prelude::*;
use std::sync::Arc;

/// The dialog.
#[component]
pub fn DeleteQuestion(
    /// What it is: `key`, `token`.
    noun: &'static str,
    /// Its name.
    name: String,
    /// Whether it was ever used.
    in_use: bool,
    /// How it was used, in words.
    #[prop(into)]
    usage: Signal<String>,
    /// What its end means.
    end: &'static str,
    /// What to do instead, for one in use.
    instead: &'static str,
    /// Makes the call that deletes it.
    request: impl Fn() -> Endpoint<()> + Copy + Send + Sync + 'static,
    /// Takes it back, where that can be done. Default is that it can't.
    #[prop(optional)]
    undo: Option<Arc<dyn Fn() + Send + Sync>>,
    /// Called when it is deleted.
    #[prop(into)]
    on_deleted: Callback<()>,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let (sent, toasts) = (SentForm::new(), Toasts::get());
    let typed = RwSignal::new(String::new());
    let title = format!("Delete {name}");
    let name = StoredValue::new(name);
    let barred = Signal::derive(move || {
        let confirmed = !in_use || typed.with(|typed| typed.trim() == name.get_value());
        (!confirmed).then(|| format!("Type the name of the {noun} first."))
    });
    let undo = StoredValue::new(undo);
    let delete = move |()| {
        let undo = undo.get_value();
        sent.send(request(), move |()| {
            let done = format!("{} is deleted.", name.get_value());
            match undo {
                Some(undo) => toasts.done_with_undo(done, move || undo()),
                None => toasts.done(done),
            }
            on_deleted.run(());
            on_close.run(());
        });
    };
    let footer = move || {
        view! {
            <Button initial_focus=!in_use on_press=on_close>"Cancel"</Button>
            <Button look=ButtonLook::Danger loading=sent.busy() disabled_because=barred on_press=delete>
                {format!("Delete {noun}")}
            </Button>
        }
    };
    view! {
        <Dialog open=true on_close title size=DialogSize::Narrow alert=true footer>
            <p>{usage}</p>
            <p>{end} {in_use.then(|| format!(" {instead}"))}</p>
            {in_use.then(|| view! { <TypeName name=name.get_value() typed /> })}
            {sent.failure()}
        </Dialog>
    }
}
