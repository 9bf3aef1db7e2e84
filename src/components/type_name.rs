//! Asks for the name of what is to be destroyed, so that nobody destroys the wrong one in passing.

use crate::ui::copy::CopyButton;
use crate::ui::input::TextField;
use leptos::prelude::*;

/// The field, with the name to copy: the point is to look, not to type.
#[component]
pub fn TypeName(
    /// The name.
    #[prop(into)]
    name: String,
    /// What is typed.
    typed: RwSignal<String>,
) -> impl IntoView {
    view! {
        <div class="cluster">
            <strong class="mono">{name.clone()}</strong>
            <CopyButton source=name.clone() name=format!("Copy the name {name}") />
        </div>
        <TextField label="Type its name to confirm" value=typed initial_focus=true />
    }
}
