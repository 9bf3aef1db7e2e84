//! A secret that is shown once: kept in one place while its dialog is open, guarded until it was copied, then gone.

use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::code::{CodeBlock, Snippet};
use crate::ui::copy::CopySource;
use crate::ui::note::Note;
use crate::web::{events, keep};
use keyhouse_model::secret::Secret;
use leptos::prelude::*;
use std::future::ready;

/// The secret, and whether the person has it.
#[derive(Clone, Copy)]
pub struct Once {
    value: RwSignal<Option<Secret>>,
    copied: RwSignal<bool>,
    warned: RwSignal<bool>,
}

impl Default for Once {
    fn default() -> Self {
        Self::new()
    }
}

impl Once {
    /// None yet. While one is shown that was not copied, leaving the site asks first.
    pub fn new() -> Self {
        let once =
            Self { value: RwSignal::new(None), copied: RwSignal::new(false), warned: RwSignal::new(false) };
        keep(events::guard_unload(move || {
            once.value.try_with_untracked(Option::is_some).unwrap_or_default() && !once.copied.get_untracked()
        }));
        once
    }

    /// Shows a secret.
    pub fn show(self, value: Secret) {
        self.copied.set(false);
        self.warned.set(false);
        self.value.set(Some(value));
    }

    /// Whether one is shown; follows it.
    pub fn is_shown(self) -> bool {
        self.value.with(Option::is_some)
    }

    /// Looks at the secret, if there is one.
    pub fn with<T>(self, look: impl FnOnce(&Secret) -> T) -> Option<T> {
        self.value.with(|value| value.as_ref().map(look))
    }

    /// The person wants to close: true if that is fine and the secret is gone, false if they are asked first.
    pub fn close(self) -> bool {
        let fine = self.copied.get_untracked() || self.value.with_untracked(Option::is_none);
        if fine {
            self.forget();
        } else {
            self.warned.set(true);
        }
        fine
    }

    /// Wipes the secret.
    pub fn forget(self) {
        self.value.set(None);
        self.warned.set(false);
    }

    /// The person copied it, in whatever form.
    pub fn copied(self) -> Callback<()> {
        Callback::new(move |()| {
            self.copied.set(true);
            self.warned.set(false);
        })
    }

    /// The secret in a text, for the clipboard.
    pub fn source(self, text: impl Fn(&str) -> String + Send + Sync + 'static) -> CopySource {
        CopySource::later(move || {
            let text = self.value.with_untracked(|value| value.as_ref().map(|value| text(value.expose())));
            ready(text.ok_or_else(|| "The value is no longer here.".to_owned()))
        })
    }
}

/// The secret itself, and the question whether to close without it.
#[component]
pub fn OnceValue(
    /// The secret.
    once: Once,
    /// What it is ("API key").
    #[prop(into)]
    what: String,
    /// Called when the person closes without having copied it.
    #[prop(into)]
    on_close_anyway: Callback<()>,
) -> impl IntoView {
    let shown = Signal::derive(move || {
        Snippet::from(once.with(|value| value.expose().to_owned()).unwrap_or_default())
    });
    let source = once.source(str::to_owned);
    let close_anyway = move |()| {
        once.forget();
        on_close_anyway.run(());
    };
    let question = StoredValue::new(format!(
        "You have not copied the {what}. Once this is closed, it can't be shown again."
    ));
    view! {
        <CodeBlock shown language=what source wraps=true on_copied=once.copied() />
        <Show when=move || once.warned.get()>
            <Note tone=Tone::Warn alert=true>
                <p>{question.get_value()}</p>
                <div class="cluster">
                    <Button small=true on_press=move |()| once.warned.set(false)>
                        "Keep open"
                    </Button>
                    <Button small=true look=ButtonLook::Danger on_press=close_anyway>
                        "Close without copying"
                    </Button>
                </div>
            </Note>
        </Show>
    }
}

/// The foot of a dialog that shows a secret once.
#[component]
pub fn OnceFoot(
    /// Called when the person wants to close.
    on_close: Callback<()>,
) -> impl IntoView {
    view! {
        <Button look=ButtonLook::Primary on_press=on_close>
            "I have stored it"
        </Button>
    }
}
