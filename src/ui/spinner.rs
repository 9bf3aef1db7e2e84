//! The sign that something is under way.

use leptos::prelude::*;

/// A turning ring; what is under way is said in words beside it.
pub fn spinner() -> AnyView {
    view! { <span class="spinner" aria-hidden="true"></span> }.into_any()
}
