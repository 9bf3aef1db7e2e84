//! A key of the keyboard in a text.

use leptos::prelude::*;

/// A key or a chord, such as `Ctrl K`.
pub fn kbd(keys: &'static str) -> AnyView {
    view! { <kbd>{keys}</kbd> }.into_any()
}
