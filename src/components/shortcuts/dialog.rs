//! The dialog.

use super::Shortcuts;
use super::list::{SECTIONS, Section, Shortcut};
use crate::ui::bind::Bind;
use crate::ui::choice::Checkbox;
use crate::ui::dialog::{Dialog, DialogFocus, DialogSize};
use crate::ui::kbd::kbd;
use crate::ui::unique_id;
use leptos::prelude::*;

/// The list, as long as it is open.
#[component]
pub(super) fn ShortcutsDialog() -> impl IntoView {
    let shortcuts = Shortcuts::get();
    let has_key = Bind::new(shortcuts.has_key, move |has_key| shortcuts.set_key(has_key));
    view! {
        <Dialog
            open=shortcuts.is_open
            on_close=move |()| shortcuts.is_open.set(false)
            title="Keyboard shortcuts"
            description="Those below \"Everywhere\" work where the focus is."
            size=DialogSize::Wide
            focus=DialogFocus::Title
        >
            <div class="stack">
                <Checkbox
                    label="Open this list with ?"
                    checked=has_key
                    detail="Without it, the list is in the search and beside your name. This browser keeps the choice."
                />
                <div class="shortcuts">
                    {move || {
                        let has_key = shortcuts.has_key.get();
                        SECTIONS.iter().map(|it| section(it, has_key)).collect_view()
                    }}
                </div>
            </div>
        </Dialog>
    }
}

fn section(section: &'static Section, has_key: bool) -> AnyView {
    let id = unique_id("shortcuts");
    let there = section.shortcuts.iter().filter(|it| has_key || !it.is_question_mark());
    view! {
        <section aria-labelledby=id.clone()>
            <h3 id=id.clone()>{section.title}</h3>
            <dl>{there.map(shortcut).collect_view()}</dl>
        </section>
    }
    .into_any()
}

fn shortcut(it: &'static Shortcut) -> AnyView {
    let keys = it.keys.iter().enumerate().map(|(at, keys)| {
        view! {
            {(at > 0).then_some(" or ")}
            {kbd(keys)}
        }
    });
    view! {
        <div>
            <dt>{keys.collect_view()}</dt>
            <dd>{it.what}</dd>
        </div>
    }
    .into_any()
}
