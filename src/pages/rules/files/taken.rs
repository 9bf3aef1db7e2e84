//! A file among several that came together, from its check to its save.

use super::desk::Desk;
use super::effect::resolving;
use super::incoming::Incoming;
use super::words;
use crate::api::{self, ApiError};
use crate::components::rule_check::Checked;
use crate::format::text::count;
use keyhouse_model::problem::ProblemCode;
use keyhouse_model::rule_file::{RuleFileName, RunningGroup};
use keyhouse_model::rules::Severity;
use leptos::prelude::*;
use leptos::task::{spawn_local, spawn_local_scoped_with_cancellation};

/// What a save would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is being found out.
    Looking,
    /// There is no such file yet.
    New,
    /// It takes the place of another text; what that means.
    Replaces(String),
    /// It is saved already.
    Same,
}

/// How the save went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// There was none.
    None,
    /// It is under way.
    Saving,
    /// It is saved.
    Saved,
    /// It is not; why.
    Failed(String),
}

/// A file among several. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Taken {
    desk: Desk,
    incoming: StoredValue<Incoming>,
    checked: Option<Checked>,
    fate: RwSignal<Fate>,
    outcome: RwSignal<Outcome>,
    /// The SHA-256 of the text that it would replace; empty if there is none.
    seen: StoredValue<String>,
}

impl Taken {
    /// Those that came together: each is checked as if the others were saved too.
    pub(super) fn all(desk: Desk, incoming: Vec<Incoming>) -> Vec<Self> {
        let names: Vec<String> =
            incoming.iter().filter_map(|it| Some(it.name.as_ref().ok()?.to_string())).collect();
        let names = StoredValue::new(names);
        let groups: Vec<RwSignal<(Vec<String>, usize)>> =
            incoming.iter().map(|_| RwSignal::new((Vec::new(), 0))).collect();
        let all: Vec<Self> = incoming
            .into_iter()
            .enumerate()
            .map(|(at, it)| Self::new(desk, it, at, names, &groups))
            .collect();
        let for_fates = all.clone();
        spawn_local_scoped_with_cancellation(async move {
            let running = desk.running().await;
            for taken in for_fates {
                taken.find_fate(running.as_deref()).await;
            }
        });
        all
    }

    fn new(
        desk: Desk,
        incoming: Incoming,
        at: usize,
        names: StoredValue<Vec<String>>,
        groups: &[RwSignal<(Vec<String>, usize)>],
    ) -> Self {
        let own = groups[at];
        let others: Vec<_> = groups.iter().enumerate().filter(|it| it.0 != at).map(|it| *it.1).collect();
        let options = Signal::derive(move || {
            let mut options = names.with_value(|names| {
                desk.options_without(&names.iter().map(String::as_str).collect::<Vec<_>>())
            });
            for other in &others {
                other.with(|(names, rules)| {
                    options.other_groups.extend(names.iter().cloned());
                    options.other_rules += rules;
                });
            }
            options
        });
        let checked = incoming.text.clone().ok().map(|text| {
            let checked = desk.checker.rules(Signal::stored(text), options);
            Effect::new(move |_| {
                let found = checked.report.with(|report| {
                    let report = report.as_ref()?;
                    let names: Vec<_> = report.groups.iter().map(|group| group.name.clone()).collect();
                    Some((names, report.rules()))
                });
                // Only what is another is told, or two files would have each other checked for ever.
                if let Some(found) = found.filter(|found| own.with_untracked(|own| own != found)) {
                    own.set(found);
                }
            });
            checked
        });
        let file = incoming.name.as_ref().ok().and_then(|name| untrack(|| desk.file(name.as_str())));
        Self {
            desk,
            incoming: StoredValue::new(incoming),
            checked,
            fate: RwSignal::new(Fate::Looking),
            outcome: RwSignal::new(Outcome::None),
            seen: StoredValue::new(file.map(|file| file.sha256).unwrap_or_default()),
        }
    }

    /// Compares it with what is saved.
    async fn find_fate(self, running: Option<&[RunningGroup]>) {
        let Some((name, text)) = self.name_and_text() else { return };
        if self.seen.with_value(String::is_empty) {
            self.fate.set(Fate::New);
            return;
        }
        let saved = self.desk.send(api::rule_files::text(self.desk.deployment, &name)).await;
        let fate = match saved {
            Ok(saved) if saved == text => Fate::Same,
            Ok(saved) => Fate::Replaces(match self.desk.checker.compare(saved, text).await {
                Ok(comparison) => {
                    let firing = running.map(|it| resolving(&comparison.meaning, name.as_str(), it));
                    words::meaning(&comparison.meaning, firing)
                }
                Err(why) => format!("What it changes can’t be shown. {why}"),
            }),
            Err(error) => Fate::Replaces(format!("What it changes can’t be shown. {}", error.message())),
        };
        self.fate.set(fate);
    }

    fn name_and_text(self) -> Option<(RuleFileName, String)> {
        self.incoming.with_value(|it| Some((it.name.clone().ok()?, it.text.clone().ok()?)))
    }

    /// What it is called here, and where it came from if it was called otherwise there.
    pub(super) fn title(self) -> (String, Option<String>) {
        self.incoming.with_value(|it| match &it.name {
            Ok(name) if name.as_str() == it.original => (it.original.clone(), None),
            Ok(name) => (name.to_string(), Some(it.original.clone())),
            Err(_) => (it.original.clone(), None),
        })
    }

    /// What a save would do. Follows it.
    pub(super) fn fate(self) -> Fate {
        self.fate.get()
    }

    /// How the save went. Follows it.
    pub(super) fn outcome(self) -> Outcome {
        self.outcome.get()
    }

    /// Why it is left out: it has no name, no text, or errors, of which the first is told. Follows the check.
    pub(super) fn problem(self) -> Option<String> {
        let own = self.incoming.with_value(|it| it.name.clone().err().or_else(|| it.text.clone().err()));
        own.or_else(|| {
            self.checked?.report.with(|report| {
                let report = report.as_ref()?;
                let first = report.diagnostics.iter().find(|it| it.severity == Severity::Error)?;
                let (errors, _) = words::found(report);
                let more = if errors > 1 {
                    format!(" And {}.", count(errors - 1, "more error", "more errors"))
                } else {
                    String::new()
                };
                Some(format!("Line {}: {}{more}", first.line, first.message))
            })
        })
    }

    /// What the check found, in a line. Follows it.
    pub(super) fn summary(self) -> String {
        let checked = self.checked.map(|checked| {
            let failed = checked.failed.get();
            failed.unwrap_or_else(|| {
                checked.report.with(|report| report.as_ref().map(words::summary)).unwrap_or_default()
            })
        });
        checked.unwrap_or_default().trim_end_matches('.').to_owned()
    }

    /// Whether it is not known yet if it can be saved. Follows that.
    pub(super) fn is_looked_at(self) -> bool {
        let checks =
            self.checked.is_some_and(|it| it.report.with(Option::is_none) && it.failed.with(Option::is_none));
        checks || (self.name_and_text().is_some() && self.fate.with(|fate| *fate == Fate::Looking))
    }

    /// Whether it can be saved, and is not. Follows that.
    pub(super) fn is_ready(self) -> bool {
        let to_save = self.fate.with(|fate| matches!(fate, Fate::New | Fate::Replaces(_)));
        let not_saved = self.outcome.with(|it| matches!(it, Outcome::None | Outcome::Failed(_)));
        to_save && not_saved && !self.is_looked_at() && self.problem().is_none()
    }

    /// Whether it was saved. Follows that.
    pub(super) fn is_saved(self) -> bool {
        self.outcome.with(|it| *it == Outcome::Saved)
    }

    /// Whether the editor could show it. Follows that.
    pub(super) fn may_open(self) -> bool {
        self.name_and_text().is_some() && !self.is_saved()
    }

    /// Whether there are unsaved changes of a file of this name.
    pub(super) fn has_draft(self) -> bool {
        self.name_and_text().is_some_and(|(name, _)| untrack(|| self.desk.drafts.has(name.as_str())))
    }

    /// Shows it in the editor.
    pub(super) fn open(self) {
        if let Some((name, text)) = self.name_and_text() {
            self.desk.open_draft(&name, text);
        }
    }

    async fn save(self) -> Result<(), ApiError> {
        let Some((name, text)) = self.name_and_text() else { return Ok(()) };
        self.outcome.set(Outcome::Saving);
        let seen = self.seen.get_value();
        let result = self.desk.send(api::rule_files::save(self.desk.deployment, &name, text, &seen)).await;
        match result {
            Ok(file) => {
                self.desk.put_file(file);
                self.outcome.set(Outcome::Saved);
                Ok(())
            }
            Err(error) => {
                self.outcome.set(Outcome::Failed(why_not(&error)));
                Err(error)
            }
        }
    }
}

/// Saves those that can be saved, one after the other. A group that moves from one file to another is taken only once
/// the first is without it: what was refused is tried again as long as others were saved meanwhile.
pub(super) fn save_all(desk: Desk, all: Vec<Taken>, busy: RwSignal<bool>) {
    busy.set(true);
    spawn_local(async move {
        let mut left: Vec<Taken> = untrack(|| all.into_iter().filter(|it| it.is_ready()).collect());
        let mut saved = 0;
        loop {
            let before = saved;
            let mut refused = Vec::new();
            for taken in left {
                match taken.save().await {
                    Ok(()) => saved += 1,
                    Err(error) if error.code() == Some(ProblemCode::Invalid) => refused.push(taken),
                    Err(_) => {}
                }
            }
            if refused.is_empty() || saved == before {
                break;
            }
            left = refused;
        }
        if saved > 0 {
            desk.toasts.done(format!("Saved {}.", count(saved, "file", "files")));
        }
        busy.try_set(false);
    });
}

/// Why the server did not take it, in a line.
fn why_not(error: &ApiError) -> String {
    match (error.code(), error.fields().first()) {
        (Some(ProblemCode::ChangedSince), _) => {
            "Somebody else changed it meanwhile. Open it in the editor to compare.".to_owned()
        }
        (_, Some(first)) => {
            let line = first.pointer.split_once(':').map(|(line, _)| format!("Line {line}: "));
            format!("{}{}", line.unwrap_or_default(), first.detail)
        }
        _ => error.message(),
    }
}
