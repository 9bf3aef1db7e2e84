//! What stands where there is nothing yet.

use leptos::prelude::*;

use super::icon::{Icon, large_icon};

/// What this place is for, and the first step. Stands in a card.
#[component]
pub fn Empty(
    /// The kind of thing that is missing.
    icon: Icon,
    /// The first step in a few words, or that a filter lets nothing through.
    #[prop(into)]
    title: String,
    /// What the thing is for. Default is nothing.
    #[prop(optional, into)]
    text: String,
    /// The buttons that take the first step. Default is none.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {large_icon(icon)}
            <h2>{title}</h2>
            {(!text.is_empty()).then(|| view! { <p>{text}</p> })}
            {children.map(|it| view! { <div class="cluster">{it()}</div> })}
        </div>
    }
}
