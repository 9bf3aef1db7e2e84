//! What is looked at before a text takes the place of another: what it changes, and whether somebody was faster.

use super::changes::Changes;
use super::sheet::{Sheet, Theirs};
use crate::components::failure::Failure;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::{Dialog, DialogFocus, DialogSize};
use crate::ui::note::Note;
use crate::ui::time::Time;
use leptos::prelude::*;

/// The dialog.
#[component]
pub(super) fn ReviewDialog(
    /// The open file.
    sheet: Sheet,
) -> impl IntoView {
    let desk = sheet.desk;
    let close = Callback::new(move |()| {
        sheet.theirs.set(None);
        desk.query.close_dialog(&["review"]);
    });
    let name = sheet.name().to_string();
    let faster = Signal::derive(move || sheet.theirs.with(Option::is_some));
    let for_title = name.clone();
    let title = Signal::derive(move || {
        if faster.get() { format!("{for_title} was changed meanwhile") } else { format!("Save {for_title}") }
    });
    let save = move |()| {
        let seen = sheet.theirs.with_untracked(|theirs| theirs.as_ref().map(|it| it.saved.sha256.clone()));
        sheet.save(seen.unwrap_or_else(|| sheet.base.with_untracked(|base| base.sha256.clone())));
    };
    let footer = move || {
        let (keep, go) = if faster.get() { ("Keep editing", "Save over it") } else { ("Cancel", "Save") };
        let look = if faster.get() { ButtonLook::Danger } else { ButtonLook::Primary };
        view! {
            <Button on_press=close>{keep}</Button>
            <Button look loading=sheet.is_saving on_press=save>
                {go}
            </Button>
        }
    };
    let new = sheet.text.get_untracked();
    let changes = move || {
        let theirs = sheet.theirs.get();
        let old = theirs.as_ref().map(|it| it.saved.text.clone());
        let old = old.unwrap_or_else(|| sheet.base.with_untracked(|base| base.text.clone()));
        view! {
            {theirs.map(|theirs| who(&theirs))}
            <Changes desk name=name.clone() old new=new.clone() />
        }
    };
    let changes = StoredValue::new(changes);
    view! {
        <Dialog
            open=true
            on_close=close
            title
            description="Nothing is saved yet."
            size=DialogSize::Full
            focus=DialogFocus::Title
            footer=move || view! { {footer} }
        >
            <div class="stack">
                {changes.get_value()}
                {move || sheet.failure.get().map(|error| view! { <Failure error /> })}
            </div>
        </Dialog>
    }
}

/// Who was faster, and what saving now would do.
fn who(theirs: &Theirs) -> AnyView {
    let text = match &theirs.file {
        Some(file) => view! {
            {file.updated_by.clone()} " saved version " {file.version} " " <Time at=file.updated_at />
            ". Your text is safe. This is what it would change of theirs:"
        }
        .into_any(),
        None => "Somebody deleted the file. Your text is safe; saving it makes the file anew.".into_any(),
    };
    view! { <Note tone=Tone::Warn><p>{text}</p></Note> }.into_any()
}
