//! Rule files and Alertmanager's configuration, checked while they are written. The checks are in a worker, so that
//! nobody who types waits for them, and nobody who does not write rules downloads them.

mod checking;
mod desk;
mod problems;

pub use checking::Checked;
pub use desk::InPage;
pub use keyhouse_model::rule_worker::{Comparison, LineDiff};
pub use problems::ProblemList;

use crate::ui::badge::Tone;
use crate::ui::code_editor::{Mark, Word, Words};
use desk::Desk;
use keyhouse_model::rule_worker::{CompletionWord, CompletionWords, FileKind, Reply, Request};
use keyhouse_model::rules::{Options, Report, Severity};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Has files checked. Copies all ask the same worker.
#[derive(Clone, Copy)]
pub struct Checker(Desk);

/// The checker of the page around this component. The first who asks starts its worker, which ends with that component.
pub fn use_checker() -> Checker {
    // What stands in the place of another view may find that one's, which is gone.
    use_context::<Checker>().filter(|checker| checker.0.is_open()).unwrap_or_else(|| {
        let checker = Checker(Desk::open(use_context()));
        provide_context(checker);
        checker
    })
}

impl Checker {
    /// Checks a rule file, and again each time it changes.
    pub fn rules(self, text: Signal<String>, options: Signal<Options>) -> Checked {
        let ask = move || {
            Some(Request::Rules { text: text.try_get_untracked()?, options: options.try_get_untracked()? })
        };
        let follow = move || {
            text.track();
            options.track();
        };
        checking::follow(self.0, follow, ask, |reply| match reply {
            Reply::Rules(report) => Some(report),
            _ => None,
        })
    }

    /// Checks a configuration of Alertmanager, and again each time it changes.
    pub fn alertmanager(self, text: Signal<String>) -> Checked {
        let ask = move || Some(Request::Alertmanager { text: text.try_get_untracked()? });
        checking::follow(
            self.0,
            move || text.track(),
            ask,
            |reply| match reply {
                Reply::Alertmanager(diagnostics) => Some(Report { diagnostics, ..Report::default() }),
                _ => None,
            },
        )
    }

    /// Compares two rule files, line by line and by what they mean.
    ///
    /// # Errors
    /// The checks could not be loaded or broke off, in words for people.
    pub async fn compare(self, old: String, new: String) -> Result<Comparison, String> {
        match self.0.ask(&Request::Compare { old, new }).await {
            Ok(Reply::Compare(comparison)) => Ok(comparison),
            Ok(_) => Err(desk::Trouble::Broke.to_string()),
            Err(trouble) => Err(trouble.to_string()),
        }
    }

    /// What can stand in a rule file, for the editor. Empty until it is there.
    pub fn words(self) -> Signal<Words> {
        self.words_of(FileKind::Rules)
    }

    /// What can stand in a configuration of Alertmanager, for the editor. Empty until it is there.
    pub fn alertmanager_words(self) -> Signal<Words> {
        self.words_of(FileKind::Alertmanager)
    }

    fn words_of(self, kind: FileKind) -> Signal<Words> {
        let words = RwSignal::new(Words::default());
        spawn_local(async move {
            // Without them nothing is offered; that the checks are missing is said where they would be.
            if let Ok(Reply::Words(found)) = self.0.ask(&Request::Words(kind)).await {
                words.try_set(words_for_editor(found));
            }
        });
        words.into()
    }
}

fn words_for_editor(words: CompletionWords) -> Words {
    let all = |words: Vec<CompletionWord>| {
        words.into_iter().map(|it| Word { text: it.text, detail: it.detail }).collect()
    };
    Words {
        keys: all(words.keys),
        values: words.values.into_iter().map(|(key, words)| (key, all(words))).collect(),
    }
}

/// What was found, as marks for the editor.
pub fn marks(checked: Checked) -> Signal<Vec<Mark>> {
    Signal::derive(move || {
        checked.report.with(|report| {
            let found = report.iter().flat_map(|report| &report.diagnostics);
            found
                .map(|it| Mark {
                    tone: tone(it.severity),
                    message: it.message.clone(),
                    line: it.line,
                    column: it.column,
                    end_line: it.end_line,
                    end_column: it.end_column,
                })
                .collect()
        })
    })
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warn,
        Severity::Hint => Tone::Info,
    }
}
