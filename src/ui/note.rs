//! A remark on the page or in a dialog.

use leptos::prelude::*;

use super::badge::Tone;
use super::icon::{Icon, icon as draw};

/// A remark in a box: what is worth knowing, what may go wrong, what did.
#[component]
pub fn Note(
    /// What kind of remark. Default is `Info`.
    #[prop(default = Tone::Info)]
    tone: Tone,
    /// Whether a screen reader interrupts to say it: for what just went wrong. Default is false.
    #[prop(optional)]
    alert: bool,
    /// Buttons or links at its end. Default is none.
    #[prop(optional, into)]
    action: ViewFn,
    /// The text.
    children: Children,
) -> impl IntoView {
    let sign = match tone {
        Tone::Ok => Icon::Check,
        Tone::Warn | Tone::Bad => Icon::Warning,
        Tone::Info | Tone::Neutral => Icon::Info,
    };
    view! {
        <div class=format!("note {}", tone.class()) role=alert.then_some("alert")>
            {draw(sign)}
            <div class="note-body">{children()}</div>
            <div class="note-action">{action.run()}</div>
        </div>
    }
}
