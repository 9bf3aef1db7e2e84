//! Light, dark, or as the system has it.

use crate::web::{document, storage};
use leptos::prelude::*;

/// Where the choice is kept. `assets/boot.js` reads it before the first paint.
const STORAGE_KEY: &str = "keyhouse.theme";

/// How the console is coloured.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Theme {
    /// As the operating system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word that is kept and that the style sheets know; [`Theme::System`] has none.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}

/// The chosen theme. Setting it shows it at once and keeps it.
pub fn theme() -> RwSignal<Theme> {
    expect_context()
}

/// Reads the choice, and follows it.
pub fn provide() {
    // A browser that keeps nothing (private windows) starts with the system's colours each time.
    let kept = storage::get(STORAGE_KEY).ok().flatten();
    let theme = RwSignal::new(
        Theme::ALL.into_iter().find(|theme| theme.word() == kept.as_deref()).unwrap_or_default(),
    );
    provide_context(theme);
    Effect::new(move |first: Option<()>| {
        let word = theme.get().word();
        document::set_theme(word);
        if first.is_some() {
            // Where nothing can be kept, the choice still holds until the page is closed.
            let _ = word.map_or_else(|| storage::remove(STORAGE_KEY), |word| storage::set(STORAGE_KEY, word));
        }
    });
}
