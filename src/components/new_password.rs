//! A password that a person chooses, checked as it is typed.

use crate::ui::input::{TextField, TextKind};
use keyhouse_model::member::{MIN_PASSWORD_CHARS, check_password};
use keyhouse_model::secret::Secret;
use leptos::prelude::*;

/// The field for a new password. It complains once the person has left it, or sent the form.
#[component]
pub fn NewPassword(
    /// What is typed.
    value: RwSignal<String>,
    /// What the server or the form says is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Whether a dialog puts the focus here when it opens. Default is false.
    #[prop(optional)]
    initial_focus: bool,
) -> impl IntoView {
    let left = RwSignal::new(false);
    let own = move || value.with(|text| problem(text));
    let shown = Signal::derive(move || left.get().then(own).flatten().or_else(|| error.get()));
    view! {
        <TextField
            label="Password"
            value=value
            kind=TextKind::Password
            autocomplete="new-password"
            hint=format!("At least {MIN_PASSWORD_CHARS} characters. A sentence is easier to keep than signs.")
            error=shown
            initial_focus=initial_focus
            on_leave=Callback::new(move |()| left.set(value.with_untracked(|text| !text.is_empty())))
        />
    }
}

/// What is wrong with a password, if anything is.
fn problem(text: &str) -> Option<String> {
    check_password(&Secret::new(text.to_owned()), "/password").err().map(|problem| problem.detail)
}
