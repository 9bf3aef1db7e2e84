//! Any number of many, with a search and a box for all of them.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::bind::Bind;
use super::choice::Choice;
use super::field::{FieldText, Wiring, field_group};
use super::input::SearchField;
use super::unique_id;

/// From so many answers on, a search helps.
const SEARCH_FROM: usize = 8;

/// Any number of answers from a list. Eight and more can be searched.
#[component]
pub fn Checklist(
    /// The question.
    #[prop(into)]
    label: Signal<String>,
    /// The answers, from top to bottom.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// The values of the ticked answers.
    #[prop(into)]
    selected: Bind<BTreeSet<String>>,
    /// What is said on the box that ticks every answer ("Select all 7 current"). Default is "Select all".
    #[prop(optional, into)]
    all_label: Option<Signal<String>>,
    /// What is searched ("Find a deployment"). Default is "Find".
    #[prop(default = "Find".to_owned(), into)]
    search_label: String,
    /// What helps to answer. Default is nothing.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong and how to mend it. Default is nothing.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let text = FieldText { label, hint, error, disabled_because: None.into(), optional: false };
    field_group(text, false, move |wiring| {
        let find = RwSignal::new(String::new());
        let shown = Memo::new(move |_| {
            let sought = find.get().to_lowercase();
            let fits = |it: &Choice| format!("{} {}", it.label, it.detail).to_lowercase().contains(&sought);
            options.with(|all| all.iter().filter(|it| fits(it)).cloned().collect::<Vec<_>>())
        });
        let search = move || {
            let long = options.with(Vec::len) >= SEARCH_FROM;
            long.then(|| view! { <SearchField label=search_label.clone() value=find /> })
        };
        let all_label = all_label.unwrap_or_else(|| "Select all".into());
        view! {
            <div class="checklist">
                <div class="checklist-head">
                    {all_box(all_label, shown, selected)} {search}
                    <span class="push small muted" role="status">
                        {move || format!("{} selected", selected.with(BTreeSet::len))}
                    </span>
                </div>
                <div class="checklist-items">{move || items(&wiring, shown.get(), selected)}</div>
            </div>
        }
        .into_any()
    })
}

/// Ticks or clears what the search shows; half-way while only some of it is ticked.
fn all_box(label: Signal<String>, shown: Memo<Vec<Choice>>, selected: Bind<BTreeSet<String>>) -> AnyView {
    let ticked = Memo::new(move |_| {
        shown.with(|shown| selected.with(|set| shown.iter().filter(|it| set.contains(&it.value)).count()))
    });
    let every = move || shown.with(|it| !it.is_empty() && it.len() == ticked.get());
    let some = move || ticked.get() != 0 && !every();
    let toggle = move |event| {
        let on = event_target_checked(&event);
        let mut set = selected.with_untracked(BTreeSet::clone);
        for choice in shown.get_untracked().into_iter().filter(|it| it.disabled_because.is_none()) {
            if on {
                set.insert(choice.value);
            } else {
                set.remove(&choice.value);
            }
        }
        selected.set(set);
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=every
                prop:indeterminate=some
                on:change=toggle
            />
            <span class="label">{move || label.get()}</span>
        </label>
    }
    .into_any()
}

fn items(wiring: &Wiring, shown: Vec<Choice>, selected: Bind<BTreeSet<String>>) -> AnyView {
    if shown.is_empty() {
        return view! { <p class="muted">"Nothing fits."</p> }.into_any();
    }
    shown.into_iter().map(|it| item(wiring, it, selected)).collect_view().into_any()
}

fn item(wiring: &Wiring, choice: Choice, selected: Bind<BTreeSet<String>>) -> AnyView {
    let detail = choice.disabled_because.clone().unwrap_or(choice.detail);
    let detail_id = unique_id(&wiring.id);
    let described_by = (!detail.is_empty()).then(|| detail_id.clone());
    let (own, toggled) = (choice.value.clone(), choice.value);
    let toggle = move |event| {
        let mut set = selected.with_untracked(BTreeSet::clone);
        if event_target_checked(&event) {
            set.insert(toggled.clone());
        } else {
            set.remove(&toggled);
        }
        selected.set(set);
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                disabled=choice.disabled_because.is_some()
                aria-describedby=described_by
                prop:checked=move || selected.with(|set| set.contains(&own))
                on:change=toggle
            />
            <span class="label">
                {choice.label}
                {(!detail.is_empty()).then(|| view! { <span class="detail" id=detail_id>{detail}</span> })}
            </span>
        </label>
    }
    .into_any()
}
