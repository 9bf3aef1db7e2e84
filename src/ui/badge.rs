//! A state in a word.

use leptos::prelude::*;

/// What a state means; each has a shape of its own beside its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As it should be: a dot.
    Ok,
    /// Needs a look soon: a diamond.
    Warn,
    /// Does not work any more: a square.
    Bad,
    /// Under way: a ring.
    Info,
    /// Neither good nor bad: a grey dot.
    #[default]
    Neutral,
}

impl Tone {
    /// The class that gives the colour.
    pub fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Info => "info",
            Self::Neutral => "neutral",
        }
    }
}

/// A word with a tone: shape, colour and text say the same.
#[component]
pub fn Badge(
    /// What the state means. Default is `Neutral`.
    #[prop(optional, into)]
    tone: Signal<Tone>,
    /// Without the shape, for what is no state but a kind. Default is false.
    #[prop(optional)]
    plain: bool,
    /// The word.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let class = move || format!("badge {}{}", tone.get().class(), if plain { " plain" } else { "" });
    view! { <span class=class>{move || text.get()}</span> }
}
