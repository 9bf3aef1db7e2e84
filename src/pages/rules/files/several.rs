//! The dialog for files that came together: what is wrong with each, what it changes, and how its save went.

use super::desk::Desk;
use super::incoming::Incoming;
use super::taken::{Fate, Outcome, Taken, save_all};
use crate::format::text::count;
use crate::ui::badge::{Badge, Tone};
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::{Dialog, DialogFocus, DialogSize};
use leptos::prelude::*;

/// The dialog.
#[component]
pub(super) fn SeveralDialog(
    /// What the parts of the view share.
    desk: Desk,
    /// The files.
    incoming: Vec<Incoming>,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let title = format!("Add {}", count(incoming.len(), "file", "files"));
    let all = StoredValue::new(Taken::all(desk, incoming));
    let busy = RwSignal::new(false);
    let close = Callback::new(move |()| {
        if !busy.get_untracked() {
            desk.incoming.set(Vec::new());
            on_close.run(());
        }
    });
    let ready = Memo::new(move |_| all.with_value(|all| all.iter().filter(|it| it.is_ready()).count()));
    let waits = Memo::new(move |_| all.with_value(|all| all.iter().any(|it| it.is_looked_at())));
    let barred = Signal::derive(move || match (ready.get(), waits.get()) {
        (_, true) => Some("The files are still being checked.".to_owned()),
        (0, false) => Some("There is nothing to save.".to_owned()),
        _ => None,
    });
    let save = move |()| save_all(desk, all.get_value(), busy);
    let footer = move || {
        let saved_all = move || ready.get() == 0 && all.with_value(|all| all.iter().any(|it| it.is_saved()));
        view! {
            <Button on_press=close>{move || if saved_all() { "Done" } else { "Cancel" }}</Button>
            <Button look=ButtonLook::Primary loading=busy disabled_because=barred on_press=save>
                {move || format!("Save {}", count(ready.get(), "file", "files"))}
            </Button>
        }
    };
    view! {
        <Dialog
            open=true
            on_close=close
            title=title.clone()
            description="Nothing is saved yet. Files with errors are left out; open one in the editor to mend it."
            size=DialogSize::Wide
            focus=DialogFocus::Title
            footer
        >
            <ul class="rule-incoming">
                {all.with_value(|all| all.iter().map(|taken| row(*taken)).collect_view())}
            </ul>
        </Dialog>
    }
}

fn row(taken: Taken) -> AnyView {
    let (title, from) = taken.title();
    let open = move || {
        taken.may_open().then(|| {
            view! {
                <Button small=true name=format!("Open in the editor: {}", taken.title().0) on_press=move |()| taken.open()>
                    "Open in the editor"
                </Button>
            }
        })
    };
    let has_draft = taken.has_draft();
    view! {
        <li>
            <div class="rule-incoming-head">
                <b class="rule-entry-name">{title}</b>
                {from.map(|from| view! { <span class="muted small">{format!("from “{from}”")}</span> })}
                {move || badge(taken)}
                <span class="push">{open}</span>
            </div>
            <p class="small" role="status">
                {move || line(taken)}
            </p>
            {has_draft
                .then(|| {
                    view! {
                        <p class="muted small">
                            "You have unsaved changes of this file. They stay when you save; opening this one in the editor takes their place."
                        </p>
                    }
                })}
        </li>
    }
    .into_any()
}

/// How it stands, in a word.
fn badge(taken: Taken) -> AnyView {
    let (tone, text) = match (taken.outcome(), taken.fate()) {
        (Outcome::Saved, _) => (Tone::Ok, "Saved"),
        (Outcome::Saving, _) => (Tone::Info, "Saving"),
        (Outcome::Failed(_), _) => (Tone::Bad, "Not saved"),
        (Outcome::None, _) if taken.problem().is_some() => (Tone::Bad, "Left out"),
        (Outcome::None, Fate::New) => (Tone::Info, "New"),
        (Outcome::None, Fate::Replaces(_)) => (Tone::Warn, "Replaces"),
        (Outcome::None, Fate::Same) => (Tone::Neutral, "Same"),
        (Outcome::None, Fate::Looking) => (Tone::Neutral, "Checking"),
    };
    view! { <Badge tone text /> }.into_any()
}

/// What is wrong with it, what it changes, or why it was not saved.
fn line(taken: Taken) -> String {
    if let Outcome::Failed(why) = taken.outcome() {
        return why;
    }
    if let Some(problem) = taken.problem() {
        return problem;
    }
    let found = taken.summary();
    match taken.fate() {
        Fate::Looking => "Looking at what it changes…".to_owned(),
        Fate::New => format!("{found}."),
        Fate::Replaces(meaning) => format!("{meaning} {found}."),
        Fate::Same => "It is the same as the saved one. There is nothing to save.".to_owned(),
    }
}
