//! The shortcuts of the keyboard: a dialog that lists them, opened with `?` as long as that is not switched off. What it
//! shows is a file of its own, fetched when it is opened first.

mod dialog;
mod list;

use super::lazy::{Make, NotFetched, lazy_file, start};
use crate::state::toasts::Toasts;
use crate::ui::icon::{Icon, icon};
use crate::web::{self, keep, storage};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

lazy_file!(fn shortcuts in shortcuts => dialog::ShortcutsDialog);

/// Where it is kept that `?` opens nothing.
const STORAGE_KEY: &str = "keyhouse.question-mark";
const OFF: &str = "off";

/// Whether the list is open, and whether `?` opens it.
#[derive(Clone, Copy)]
pub struct Shortcuts {
    is_open: RwSignal<bool>,
    made: RwSignal<Option<Make>>,
    /// Whoever speaks to the computer, or rests a hand on the keyboard, may want a single key to do nothing.
    has_key: RwSignal<bool>,
    toasts: Toasts,
}

impl Shortcuts {
    /// Makes it available to the components below.
    pub fn provide() {
        let is_off = storage::get(STORAGE_KEY).ok().flatten().as_deref() == Some(OFF);
        provide_context(Self {
            is_open: RwSignal::new(false),
            made: RwSignal::new(None),
            has_key: RwSignal::new(!is_off),
            toasts: Toasts::get(),
        });
    }

    /// The one that was provided.
    pub fn get() -> Self {
        expect_context()
    }

    /// Shows the list.
    pub fn open(self) {
        self.is_open.set(true);
        if self.made.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            match shortcuts().await {
                Ok(make) => self.made.set(Some(make)),
                Err(NotFetched) => {
                    self.is_open.set(false);
                    self.toasts
                        .failed_because("The shortcuts did not load", "Check the connection and try again.");
                }
            }
        });
    }

    /// Lets `?` open the list or not, and keeps that.
    fn set_key(self, has_key: bool) {
        self.has_key.set(has_key);
        // Where nothing can be kept, the choice still holds until the page is closed.
        let _ = if has_key { storage::remove(STORAGE_KEY) } else { storage::set(STORAGE_KEY, OFF) };
    }
}

/// The list that `?` opens; nothing is there before.
#[component]
pub fn ShortcutsList() -> impl IntoView {
    let shortcuts = Shortcuts::get();
    keep(web::events::on_keydown(move |event| {
        // What is open already may be a form, or a secret that is shown once.
        let is_wanted = is_question_mark(&event) && shortcuts.has_key.get_untracked();
        if is_wanted && !web::events::is_typing(&event) && !web::dialog::is_any_open() {
            event.prevent_default();
            shortcuts.open();
        }
    }));
    move || shortcuts.made.get().map(|make| make())
}

/// On some keyboards it takes Shift, on some it does not.
fn is_question_mark(event: &KeyboardEvent) -> bool {
    event.key() == "?"
        && !event.ctrl_key()
        && !event.meta_key()
        && !event.alt_key()
        && !event.repeat()
        && !event.default_prevented()
}

/// Opens the list, for those who do not know the key.
#[component]
pub fn ShortcutsButton() -> impl IntoView {
    let opened = Shortcuts::get();
    let name = "Keyboard shortcuts";
    let title = move || if opened.has_key.get() { "Keyboard shortcuts (?)" } else { name };
    view! {
        <button
            type="button"
            class="button ghost icon-only"
            aria-label=name
            title=title
            aria-haspopup="dialog"
            aria-keyshortcuts=move || opened.has_key.get().then_some("?")
            on:pointerenter=move |_| start(shortcuts)
            on:focus=move |_| start(shortcuts)
            on:click=move |_| opened.open()
        >
            {icon(Icon::Keyboard)}
        </button>
    }
}
