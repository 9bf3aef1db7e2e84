//! What every field has around its control: a label, a hint, an error, and the wiring between them.

use leptos::prelude::*;

use super::icon::{Icon, small_icon};
use super::unique_id;

/// What stands around a control. The forms of it: [`super::input`] and [`super::choice`].
#[derive(Clone)]
pub struct FieldText {
    /// What is asked for.
    pub label: Signal<String>,
    /// What helps to answer; empty if nothing does.
    pub hint: Signal<String>,
    /// What is wrong with the answer and how to mend it; `None` while nothing is.
    pub error: Signal<Option<String>>,
    /// Why it can't be answered now; `None` if it can.
    pub disabled_because: Signal<Option<String>>,
    /// Whether it may be left empty.
    pub optional: bool,
}

/// What a control puts on itself, so that its label, hint and error belong to it.
#[derive(Clone)]
pub struct Wiring {
    /// For `id`.
    pub id: String,
    /// For `aria-describedby`.
    pub described_by: Signal<Option<String>>,
    /// For `aria-invalid`.
    pub invalid: Signal<Option<&'static str>>,
    /// For `disabled`.
    pub disabled: Signal<bool>,
}

/// A control with its label above and hint and error below.
pub fn field(text: FieldText, control: impl FnOnce(Wiring) -> AnyView) -> AnyView {
    let (wiring, below) = wire(&text);
    let optional = text.optional.then(|| view! { <span class="optional">" (optional)"</span> });
    view! {
        <div class="field">
            <label for=wiring.id.clone()>{move || text.label.get()} {optional}</label>
            {control(wiring)}
            {below}
        </div>
    }
    .into_any()
}

/// A group of controls with its question above and hint and error below.
pub fn field_group(text: FieldText, hide_legend: bool, controls: impl FnOnce(Wiring) -> AnyView) -> AnyView {
    let (wiring, below) = wire(&text);
    let described_by = wiring.described_by;
    view! {
        <fieldset class="field" aria-describedby=move || described_by.get()>
            <legend class:visually-hidden=hide_legend>{move || text.label.get()}</legend>
            {controls(wiring)}
            {below}
        </fieldset>
    }
    .into_any()
}

/// The ids that tie control, hint and error together, and the hint and the error themselves.
fn wire(text: &FieldText) -> (Wiring, AnyView) {
    let id = unique_id("field");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let (error, disabled_because, hint) = (text.error, text.disabled_because, text.hint);
    let help = Signal::derive(move || disabled_because.get().unwrap_or_else(|| hint.get()));
    let ids = (hint_id.clone(), error_id.clone());
    let described_by = Signal::derive(move || {
        let mut parts = Vec::new();
        if error.with(Option::is_some) {
            parts.push(ids.1.clone());
        }
        if help.with(|it| !it.is_empty()) {
            parts.push(ids.0.clone());
        }
        (!parts.is_empty()).then(|| parts.join(" "))
    });
    let invalid = Signal::derive(move || error.with(Option::is_some).then_some("true"));
    let disabled = Signal::derive(move || disabled_because.with(Option::is_some));
    let below = view! {
        {move || {
            error
                .get()
                .map(|it| {
                    view! {
                        <p class="error" id=error_id.clone()>
                            {small_icon(Icon::Warning)}
                            <span>{it}</span>
                        </p>
                    }
                })
        }}
        {move || {
            let text = help.get();
            (!text.is_empty()).then(|| view! { <p class="hint" id=hint_id.clone()>{text}</p> })
        }}
    };
    (Wiring { id, described_by, invalid, disabled }, below.into_any())
}
