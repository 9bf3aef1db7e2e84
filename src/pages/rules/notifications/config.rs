//! The config of the Alertmanager that Keyhouse runs: opened, written, checked by the server, saved.

use super::draft;
use super::words;
use crate::api::{self, ApiError, Client};
use crate::state;
use crate::state::remote::Loader;
use crate::state::session::SessionState;
use crate::ui::code_editor::{Mark, Place};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::Notifications;
use keyhouse_model::problem::ProblemCode;
use keyhouse_model::rules::Severity;
use keyhouse_model::secret::Secret;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

/// What the server said of a text.
#[derive(Clone, PartialEq)]
pub(super) struct Word {
    /// The text that it holds for.
    of: String,
    /// In a sentence.
    pub(super) sum: String,
    /// Whether the text is refused.
    pub(super) is_bad: bool,
    /// What is wrong, and where.
    pub(super) found: Vec<Mark>,
}

/// What is under way.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Busy {
    Checking,
    Saving,
}

/// The text and what is known of it. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Config {
    pub(super) id: DeploymentId,
    session: SessionState,
    client: StoredValue<Client>,
    /// What is in the editor.
    pub(super) text: RwSignal<String>,
    /// What the server has; `None` until it was fetched.
    saved: RwSignal<Option<String>>,
    /// Whether the person wants to see it.
    pub(super) opened: RwSignal<bool>,
    pub(super) busy: RwSignal<Option<Busy>>,
    /// What the server said last.
    word: RwSignal<Option<Word>>,
    /// Why the server said nothing.
    pub(super) error: RwSignal<Option<ApiError>>,
    goto: RwSignal<Option<Place>>,
}

impl Config {
    /// One that is not opened yet; unless something was typed into it before.
    pub(super) fn new(id: DeploymentId) -> Self {
        let session = SessionState::get();
        let typed = draft::get(session, id).filter(|_| untrack(|| session.may_edit()));
        Self {
            id,
            session,
            client: StoredValue::new(state::client()),
            opened: RwSignal::new(typed.is_some()),
            text: RwSignal::new(typed.unwrap_or_default()),
            saved: RwSignal::new(None),
            busy: RwSignal::new(None),
            word: RwSignal::new(None),
            error: RwSignal::new(None),
            goto: RwSignal::new(None),
        }
    }

    /// Fetches it; once it is here it is in the editor, unless what was typed is.
    pub(super) fn load(self) -> Loader<String> {
        let loader = Loader::new(move || {
            let client = self.client.get_value();
            async move { client.send(api::notifications::config(self.id)).await }
        });
        Effect::new(move || {
            let Some(text) = loader.with_value(Clone::clone) else { return };
            if draft::get(self.session, self.id).is_none() {
                self.text.set(text.clone());
            }
            self.saved.set(Some(text));
            // What is on the screen stays there, also once it is saved and sealed.
            self.opened.set(true);
        });
        // What is typed and not saved outlives the view.
        Effect::new(move || {
            match (self.is_here(), self.is_changed()) {
                (true, true) => draft::put(self.session, self.id, self.text.get()),
                (true, false) => draft::forget(self.id),
                // Nobody typed yet; what was typed before stays.
                (false, _) => {}
            }
        });
        loader
    }

    /// Whether the server's text was fetched; follows that.
    fn is_here(self) -> bool {
        self.saved.with(Option::is_some)
    }

    /// Whether the text is other than the server's; follows both.
    pub(super) fn is_changed(self) -> bool {
        self.saved.with(|saved| saved.as_ref().is_some_and(|saved| self.text.with(|text| text != saved)))
    }

    /// Whether something was typed that was not saved.
    pub(super) fn is_typed(self) -> bool {
        draft::get(self.session, self.id).is_some()
    }

    /// Puts the server's text back.
    pub(super) fn discard(self) {
        if let Some(saved) = self.saved.get_untracked() {
            self.text.set(saved);
            self.word.set(None);
            self.error.set(None);
        }
    }

    /// What the server said of this very text; follows it.
    pub(super) fn word(self) -> Option<Word> {
        let word = self.word.get()?;
        self.text.with(|text| *text == word.of).then_some(word)
    }

    /// The place to go to.
    pub(super) fn goto(self) -> Signal<Option<Place>> {
        self.goto.into()
    }

    /// Goes to a place of the text.
    pub(super) fn go(self, line: u32, column: u32) {
        let nonce = self.goto.with_untracked(|last| last.map_or(0, |last| last.nonce)).wrapping_add(1);
        self.goto.set(Some(Place { line, column, nonce }));
    }

    /// Asks the server whether it would take the text, `amtool` included.
    pub(super) fn check(self) {
        let Some(text) = self.begin(Busy::Checking) else { return };
        let client = self.client.get_value();
        spawn_local_scoped_with_cancellation(async move {
            let result = client.send(api::notifications::check_config(self.id, text.clone())).await;
            self.busy.set(None);
            match result {
                Ok(found) => {
                    let is_bad = found.iter().any(|it| it.severity == Severity::Error);
                    let sum = match (is_bad, found.is_empty()) {
                        (true, _) => "The server would refuse this config.",
                        (false, true) => "The server takes this config.",
                        (false, false) => "The server takes this config, with remarks.",
                    };
                    let found = found.iter().map(words::remark).collect();
                    self.word.set(Some(Word { of: text, sum: sum.to_owned(), is_bad, found }));
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Saves the text and hands the answer to `done`. If that fails, the text stays.
    pub(super) fn save(self, done: impl FnOnce(Notifications) + 'static) {
        let Some(text) = self.begin(Busy::Saving) else { return };
        let client = self.client.get_value();
        spawn_local_scoped_with_cancellation(async move {
            let sent = Secret::new(text.clone());
            let result = client.send(api::notifications::save_config(self.id, sent)).await;
            self.busy.set(None);
            match result {
                Ok(answer) => {
                    self.saved.set(Some(text));
                    done(answer);
                }
                Err(error) => self.refused(text, error),
            }
        });
    }

    /// The server's no: with places in the text, or another one.
    fn refused(self, text: String, error: ApiError) {
        let found: Vec<_> = error.fields().iter().filter_map(words::mark).collect();
        if error.code() == Some(ProblemCode::Invalid) && !found.is_empty() {
            self.word.set(Some(Word { of: text, sum: error.message(), is_bad: true, found }));
        } else {
            self.error.set(Some(error));
        }
    }

    /// The text to be sent, unless something is under way.
    fn begin(self, busy: Busy) -> Option<String> {
        if self.busy.get_untracked().is_some() {
            return None;
        }
        self.busy.set(Some(busy));
        self.word.set(None);
        self.error.set(None);
        Some(self.text.get_untracked())
    }
}
