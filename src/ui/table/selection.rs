//! Choosing rows: one by one, a page, all of them.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::ui::bind::Bind;
use crate::ui::button::{Button, ButtonLook};

/// Rows that are chosen together.
#[derive(Clone)]
pub(super) struct Selection {
    pub(super) selected: Bind<BTreeSet<String>>,
    /// The ids of all pages.
    pub(super) every_id: Callback<(), Vec<String>>,
    pub(super) bulk: ViewFn,
}

/// The box of a row.
pub(super) fn select_row(
    selected: Bind<BTreeSet<String>>,
    is_selected: Memo<bool>,
    id: StoredValue<String>,
    name: Signal<String>,
) -> AnyView {
    view! {
        <td class="pick">
            <label>
                <input
                    type="checkbox"
                    tabindex="-1"
                    aria-label=move || format!("Select {}", name.get())
                    prop:checked=move || is_selected.get()
                    on:change=move |_| toggle(selected, &id.get_value())
                />
            </label>
        </td>
    }
    .into_any()
}

/// The box in the head, for the page; half-way while only some of it is selected.
pub(super) fn select_page(selected: Bind<BTreeSet<String>>, ids: Signal<Vec<String>>) -> AnyView {
    let picked = Memo::new(move |_| {
        ids.with(|all| selected.with(|set| (all.iter().filter(|it| set.contains(*it)).count(), all.len())))
    });
    let all = move || picked.with(|(picked, all)| picked == all && *all != 0);
    let some = move || picked.with(|(picked, all)| (1..*all).contains(picked));
    view! {
        <th scope="col" class="pick">
            <label>
                <input
                    type="checkbox"
                    aria-label="Select all on this page"
                    prop:checked=all
                    prop:indeterminate=some
                    on:change=move |_| toggle_page(selected, ids)
                />
            </label>
        </th>
    }
    .into_any()
}

/// How many are selected and what can be done with them; there only while some are.
pub(super) fn bulk_bar(selection: Selection, ids: Signal<Vec<String>>, total: Signal<usize>) -> AnyView {
    let Selection { selected, every_id, bulk } = selection;
    let number = Memo::new(move |_| selected.with(BTreeSet::len));
    let beyond = Memo::new(move |_| {
        let page_is_full = ids.with(|all| selected.with(|set| all.iter().all(|it| set.contains(it))));
        page_is_full && number.get() < total.get()
    });
    let select_every = move |()| selected.set(every_id.run(()).into_iter().collect());
    let all = move || {
        view! {
            <Button small=true look=ButtonLook::Ghost on_press=select_every>
                {move || format!("Select all {}", total.get())}
            </Button>
        }
    };
    let actions = move || {
        view! {
            {bulk.run()}
            {move || beyond.get().then(all)}
            <Button small=true look=ButtonLook::Ghost on_press=move |()| selected.set(BTreeSet::new())>
                "Clear selection"
            </Button>
        }
    };
    let any = Memo::new(move |_| number.get() != 0);
    let said = move || any.get().then(|| format!("{} selected", number.get()));
    view! {
        <div class:bulk-bar=move || any.get() role="group" aria-label="Selected rows">
            <span class="strong" role="status">{said}</span>
            {move || any.get().then(&actions)}
        </div>
    }
    .into_any()
}

/// Selects a row, or clears it if it is selected.
pub(super) fn toggle(selected: Bind<BTreeSet<String>>, id: &str) {
    let mut set = selected.with_untracked(BTreeSet::clone);
    if !set.remove(id) {
        set.insert(id.to_owned());
    }
    selected.set(set);
}

/// Selects the whole page, or clears it if all of it is selected.
pub(super) fn toggle_page(selected: Bind<BTreeSet<String>>, ids: Signal<Vec<String>>) {
    let mut set = selected.with_untracked(BTreeSet::clone);
    let ids = ids.get_untracked();
    if ids.iter().all(|it| set.contains(it)) {
        set.retain(|it| !ids.contains(it));
    } else {
        set.extend(ids);
    }
    selected.set(set);
}
