//! Questions with a few answers, all of them in sight.

use leptos::prelude::*;

use super::bind::Bind;
use super::field::{FieldText, Wiring, field_group};
use super::unique_id;

/// One answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is kept when it is chosen.
    pub value: String,
    /// What is read.
    pub label: String,
    /// What it means, in a sentence; empty if the label says it.
    pub detail: String,
    /// Why it can't be chosen; `None` if it can.
    pub disabled_because: Option<String>,
}

impl Choice {
    /// An answer that can be chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    /// Says what it means.
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// Bars it, and says why.
    pub fn disabled_because(self, why: Option<String>) -> Self {
        Self { disabled_because: why, ..self }
    }
}

/// One of several answers, each with a sentence of what it means.
#[component]
pub fn RadioCards(
    /// The question.
    #[prop(into)]
    label: Signal<String>,
    /// The answers, from top to bottom.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// The value of the chosen answer; an empty text chooses none.
    #[prop(into)]
    value: Bind<String>,
    /// What helps to answer. Default is nothing.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong and how to mend it. Default is nothing.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let text = FieldText { label, hint, error, disabled_because: None.into(), optional: false };
    field_group(text, false, move |wiring| {
        let cards = move || {
            let of = |it: Choice| radio_card(&wiring, value, it);
            options.get().into_iter().map(of).collect_view()
        };
        view! { <div class="radio-cards">{cards}</div> }.into_any()
    })
}

fn radio_card(wiring: &Wiring, value: Bind<String>, choice: Choice) -> AnyView {
    let id = unique_id("choice");
    let (label_id, detail_id) = (format!("{id}-label"), format!("{id}-detail"));
    let detail = choice.disabled_because.clone().unwrap_or(choice.detail);
    let described_by = (!detail.is_empty()).then(|| detail_id.clone());
    let (own, chosen) = (choice.value.clone(), choice.value);
    view! {
        <label class="radio-card" for=id.clone()>
            <input
                id=id.clone()
                type="radio"
                name=wiring.id.clone()
                aria-labelledby=label_id.clone()
                aria-describedby=described_by
                disabled=choice.disabled_because.is_some()
                prop:checked=move || value.with(|it| *it == own)
                on:change=move |_| value.set(chosen.clone())
            />
            <span class="title" id=label_id.clone()>{choice.label}</span>
            {(!detail.is_empty()).then(|| view! { <span class="detail" id=detail_id>{detail}</span> })}
        </label>
    }
    .into_any()
}

/// One of a few short answers in a row, such as a range of time.
#[component]
pub fn Segmented(
    /// The question.
    #[prop(into)]
    label: Signal<String>,
    /// The answers, in a row; their details become tooltips.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// The value of the chosen answer; an empty text chooses none.
    #[prop(into)]
    value: Bind<String>,
    /// Whether the question is only for those who can't see where it stands, as in a toolbar. Default is false.
    #[prop(optional)]
    hide_label: bool,
    /// What helps to answer, or what the answer means. Default is nothing.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong and how to mend it. Default is nothing.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let text = FieldText { label, hint, error, disabled_because: None.into(), optional: false };
    field_group(text, hide_label, move |wiring| {
        let segments = move || {
            let of = |it: Choice| segment(&wiring, value, it);
            options.get().into_iter().map(of).collect_view()
        };
        view! { <div class="segments">{segments}</div> }.into_any()
    })
}

fn segment(wiring: &Wiring, value: Bind<String>, choice: Choice) -> AnyView {
    let title = choice.disabled_because.clone().or((!choice.detail.is_empty()).then_some(choice.detail));
    let (own, chosen) = (choice.value.clone(), choice.value);
    view! {
        <label class="segment" title=title>
            <input
                type="radio"
                name=wiring.id.clone()
                disabled=choice.disabled_because.is_some()
                prop:checked=move || value.with(|it| *it == own)
                on:change=move |_| value.set(chosen.clone())
            />
            <span>{choice.label}</span>
        </label>
    }
    .into_any()
}

/// Yes or no.
#[component]
pub fn Checkbox(
    /// What yes means.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is yes.
    #[prop(into)]
    checked: Bind<bool>,
    /// What follows from it. Default is nothing.
    #[prop(optional, into)]
    detail: Signal<String>,
    /// Why it can't be changed now. Default is that it can.
    #[prop(optional, into)]
    disabled_because: Signal<Option<String>>,
) -> impl IntoView {
    let id = unique_id("check");
    let detail_id = format!("{id}-detail");
    let below = Signal::derive(move || disabled_because.get().unwrap_or_else(|| detail.get()));
    let described_by = detail_id.clone();
    view! {
        <div class="check">
            <input
                id=id.clone()
                type="checkbox"
                disabled=move || disabled_because.with(Option::is_some)
                aria-describedby=move || below.with(|it| !it.is_empty()).then(|| described_by.clone())
                prop:checked=move || checked.get()
                on:change=move |event| checked.set(event_target_checked(&event))
            />
            <div class="label">
                <label for=id>{move || label.get()}</label>
                {move || {
                    let text = below.get();
                    (!text.is_empty()).then(|| view! { <span class="detail" id=detail_id.clone()>{text}</span> })
                }}
            </div>
        </div>
    }
}
