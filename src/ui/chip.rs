//! Filters that are on or off.

use leptos::prelude::*;

use super::bind::Bind;
use crate::format::number::thousands;

/// A filter that a press turns on and off.
#[component]
pub fn Chip(
    /// What it lets through.
    #[prop(into)]
    label: Signal<String>,
    /// How many fit it. Default is not to say.
    #[prop(optional, into)]
    count: MaybeProp<usize>,
    /// Whether it is on.
    #[prop(into)]
    pressed: Bind<bool>,
) -> impl IntoView {
    let shown = move || {
        count.get().map(|it| {
            view! { <span class="count">{thousands(u64::try_from(it).unwrap_or(u64::MAX))}</span> }
        })
    };
    view! {
        <button
            type="button"
            class="chip"
            aria-pressed=move || pressed.get().to_string()
            on:click=move |_| pressed.set(!pressed.with_untracked(|it| *it))
        >
            {move || label.get()}
            " "
            {shown}
        </button>
    }
}
