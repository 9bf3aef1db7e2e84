//! The menu of saved filters, and the dialog in which they are saved and deleted.

use super::describe;
use super::filter;
use super::saved::{self, SavedFilter};
use crate::components::query::Query;
use crate::state::toasts::Toasts;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::input::TextField;
use crate::ui::menu::{Menu, MenuItem};
use crate::web::focus;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// Applies a saved filter, or opens the dialog.
#[component]
pub(super) fn SavedMenu(
    /// The page's URL.
    query: Query,
) -> impl IntoView {
    let items = move |()| {
        // Asked for each time, since another tab may have saved one.
        let mut items: Vec<_> = saved::kept()
            .into_iter()
            .map(|kept| {
                let (name, what) = (kept.name.clone(), describe::filter(|name| kept.value(name)));
                MenuItem::button(name, move || apply(query, &kept)).icon(Icon::Filter).detail(what)
            })
            .collect();
        if !items.is_empty() {
            items.push(MenuItem::line());
        }
        items.push(
            MenuItem::button("Save or delete filters", move || query.push(&[("saved", "1")]))
                .icon(Icon::Pencil),
        );
        items
    };
    view! { <Menu name="Saved filters" label="Saved filters" small=true items /> }
}

/// Takes the place of every filter that is set. Back leads to what was there before.
fn apply(query: Query, kept: &SavedFilter) {
    let values = filter::NAMES.map(|name| (name, kept.value(name)));
    let pairs: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    query.push(&[&pairs[..], &[("saved", "")]].concat());
}

/// The dialog of the URL's `saved`.
#[component]
pub(super) fn SavedDialog(
    /// The page's URL.
    query: Query,
) -> impl IntoView {
    let open = Memo::new(move |_| !query.get("saved").is_empty());
    let close = move |()| query.replace(&[("saved", "")]);
    view! {
        <Dialog
            open
            on_close=close
            title="Saved filters"
            description="They are kept in this browser, for you alone. To share one, copy the address of the page."
            footer=move || view! { <Button on_press=close>"Close"</Button> }
        >
            <Saved query />
        </Dialog>
    }
}

#[component]
fn Saved(query: Query) -> impl IntoView {
    let (kept, toasts) = (RwSignal::new(saved::kept()), Toasts::get());
    let forget = move |name: String| match saved::forget(&name) {
        Ok(all) => {
            kept.set(all);
            focus::by_id("saved-filters");
        }
        Err(why) => toasts.failed_because(format!("The filter {name} was not deleted"), why.to_string()),
    };
    let row = move |filter: SavedFilter| {
        let (name, to_forget, used) = (filter.name.clone(), filter.name.clone(), filter.clone());
        view! {
            <li class="saved-filter">
                <div>
                    <span class="strong event-name">{name.clone()}</span>
                    <span class="muted small">{describe::filter(|name| filter.value(name))}</span>
                </div>
                <Button small=true name=format!("Use {name}") on_press=move |()| apply(query, &used)>
                    "Use"
                </Button>
                <Button
                    small=true
                    look=ButtonLook::Ghost
                    name=format!("Delete {name}")
                    on_press=move |()| forget(to_forget.clone())
                >
                    "Delete"
                </Button>
            </li>
        }
    };
    let list = move || {
        let all = kept.get();
        if all.is_empty() {
            view! { <p class="muted">"None is saved yet."</p> }.into_any()
        } else {
            view! { <ul class="saved-filters">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <NewFilter query kept />
        <section class="stack tight" aria-labelledby="saved-filters">
            <h3 id="saved-filters" tabindex="-1">
                "Saved"
            </h3>
            {list}
        </section>
    }
}

/// Saves the filter that is set.
#[component]
fn NewFilter(query: Query, kept: RwSignal<Vec<SavedFilter>>) -> impl IntoView {
    let (name, error, toasts) = (RwSignal::new(String::new()), RwSignal::new(None), Toasts::get());
    let current = SavedFilter::of_url("", |name| query.get_untracked(name));
    if current.is_empty() {
        return view! {
            <p>"Set a filter first, such as Secret access. Then it can be saved here under a name."</p>
        }
        .into_any();
    }
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked();
        error.set(kept.with_untracked(|kept| saved::problem(&typed, kept)));
        if error.with_untracked(Option::is_some) {
            return;
        }
        let filter = SavedFilter::of_url(&typed, |name| query.get_untracked(name));
        match saved::keep(filter) {
            Ok(all) => {
                kept.set(all);
                name.set(String::new());
                toasts.done(format!("Saved the filter {}.", typed.trim()));
            }
            Err(why) => error.set(Some(why.to_string())),
        }
    };
    view! {
        <form class="stack tight" novalidate on:submit=save>
            <TextField
                label="Name"
                value=name
                error
                hint=format!("For what is set now: {}. One of the same name is replaced.", describe::filter(|name| current.value(name)))
            />
            <div>
                <Button submit=true look=ButtonLook::Primary>
                    "Save filter"
                </Button>
            </div>
        </form>
    }
    .into_any()
}
