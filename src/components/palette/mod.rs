//! The command palette: one field that finds every page, thing and action. Its code is a file of its own, fetched when
//! it is opened first.

mod dialog;
mod entry;
mod pasted;
mod rank;
mod recent;
mod results;
mod sources;

use super::lazy::{Make, NotFetched, lazy_file, start};
use crate::state::toasts::Toasts;
use crate::ui::icon::{Icon, icon};
use crate::ui::kbd::kbd;
use crate::web::{self, keep};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

lazy_file!(fn palette in palette => dialog::Palette);

/// Whether the palette is open.
#[derive(Clone, Copy)]
struct Opened(RwSignal<bool>);

/// The button in the top bar, and the palette that it and Ctrl K (on a Mac also ⌘ K) open.
#[component]
pub fn PaletteButton() -> impl IntoView {
    let (open, made) = (RwSignal::new(false), RwSignal::new(None::<Make>));
    provide_context(Opened(open));
    let toasts = Toasts::get();
    let show = move || {
        // What is open already may be a form, or a secret that is shown once.
        if web::dialog::is_any_open() {
            return;
        }
        open.set(true);
        if made.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            match palette().await {
                Ok(make) => made.set(Some(make)),
                Err(NotFetched) => {
                    open.set(false);
                    toasts.failed_because("The search did not load", "Check the connection and try again.");
                }
            }
        });
    };
    keep(web::events::on_keydown(move |event| {
        if is_shortcut(&event) {
            // Browsers have a search of their own on it.
            event.prevent_default();
            show();
        }
    }));
    view! {
        <button
            type="button"
            class="palette-open"
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+K Meta+K"
            on:pointerenter=move |_| start(palette)
            on:focus=move |_| start(palette)
            on:click=move |_| show()
        >
            {icon(Icon::Search)}
            <span>"Search or jump to…"</span>
            " "
            {kbd("Ctrl K")}
        </button>
        {move || made.get().map(|make| make())}
    }
}

fn is_shortcut(event: &KeyboardEvent) -> bool {
    let chord = event.ctrl_key() || event.meta_key();
    chord
        && !event.alt_key()
        && !event.shift_key()
        && !event.repeat()
        && event.key().eq_ignore_ascii_case("k")
}
