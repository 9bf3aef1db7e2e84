//! The open file: its text as it is saved, as it is written, and what is known of both.

use super::desk::Desk;
use super::drafts::Draft;
use crate::api::{self, ApiError};
use crate::components::rule_check::Checked;
use crate::ui::code_editor::Place;
use crate::web::timer::Timeout;
use crate::web::{events, keep, visibility};
use keyhouse_model::rule_file::{RuleFile, RuleFileName};
use keyhouse_model::rules::{Diagnostic, Report, Severity};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long a person must pause in typing before the draft is kept.
const PAUSE: Duration = Duration::from_millis(400);

/// A text that is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Saved {
    /// Its SHA-256; empty if there is no such file.
    pub(super) sha256: String,
    /// The text.
    pub(super) text: String,
}

/// What somebody else saved while the text was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Theirs {
    /// The file; nothing if they deleted it.
    pub(super) file: Option<RuleFile>,
    /// Its text.
    pub(super) saved: Saved,
}

/// The open file. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    /// What the parts of the view share.
    pub(super) desk: Desk,
    name: StoredValue<RuleFileName>,
    /// The file as the list has it.
    pub(super) file: Memo<Option<RuleFile>>,
    /// The text in the editor.
    pub(super) text: RwSignal<String>,
    /// The text that the editor began from.
    pub(super) base: RwSignal<Saved>,
    /// Whether the text is another than the saved one.
    pub(super) is_dirty: Memo<bool>,
    /// A draft from before that the person has not decided about yet; until then, nothing can be written.
    pub(super) found: RwSignal<Option<Draft>>,
    /// What is wrong with the text, by our word and the server's.
    pub(super) checked: Checked,
    /// Where the editor goes.
    pub(super) goto: RwSignal<Option<Place>>,
    /// Whether a save is under way.
    pub(super) is_saving: RwSignal<bool>,
    /// Why the last save failed.
    pub(super) failure: RwSignal<Option<ApiError>>,
    /// What somebody else saved meanwhile, once a save found that out.
    pub(super) theirs: RwSignal<Option<Theirs>>,
    /// What the server found wrong with the text.
    pub(super) refused: RwSignal<Vec<Diagnostic>>,
    /// Whether something was typed that is not in the draft yet.
    is_unwritten: StoredValue<bool>,
}

impl Sheet {
    /// Opens a file that is saved as `saved`.
    pub(super) fn new(desk: Desk, name: RuleFileName, saved: Saved) -> Self {
        let text = RwSignal::new(saved.text.clone());
        let base = RwSignal::new(saved);
        let is_dirty = Memo::new(move |_| {
            base.with(|base| base.sha256.is_empty() || text.with(|text| *text != base.text))
        });
        let (for_file, for_options) = (name.clone(), name.to_string());
        let options = Signal::derive(move || desk.options(&for_options));
        let own = desk.checker.rules(text.into(), options);
        let refused = RwSignal::new(Vec::new());
        let sheet = Self {
            desk,
            name: StoredValue::new(name),
            file: Memo::new(move |_| desk.file(for_file.as_str())),
            text,
            base,
            is_dirty,
            found: RwSignal::new(None),
            checked: with_refused(own, refused),
            goto: RwSignal::new(None),
            is_saving: RwSignal::new(false),
            failure: RwSignal::new(None),
            theirs: RwSignal::new(None),
            refused,
            is_unwritten: StoredValue::new(false),
        };
        sheet.take_up_draft();
        sheet.keep_draft();
        sheet
    }

    /// The file's name.
    pub(super) fn name(self) -> RuleFileName {
        self.name.get_value()
    }

    /// Whether the text was never saved. Follows that.
    pub(super) fn is_new(self) -> bool {
        self.base.with(|base| base.sha256.is_empty())
    }

    /// How many errors are known. Follows that.
    pub(super) fn errors(self) -> usize {
        let is_error = |it: &&Diagnostic| it.severity == Severity::Error;
        let count = |report: &Report| report.diagnostics.iter().filter(is_error).count();
        self.checked.report.with(|report| report.as_ref().map(count).unwrap_or_default())
    }

    /// Goes to the first error.
    pub(super) fn go_to_first_error(self) {
        let first = self.checked.report.with_untracked(|report| {
            let found = report.as_ref()?.diagnostics.iter().find(|it| it.severity == Severity::Error)?;
            Some((found.line, found.column))
        });
        if let Some((line, column)) = first {
            let nonce = self.goto.get_untracked().map_or(1, |place| place.nonce.wrapping_add(1));
            self.goto.set(Some(Place { line, column, nonce }));
        }
    }

    /// A draft of a while ago is asked about; one of now is simply gone on with.
    fn take_up_draft(self) {
        let draft = self.desk.drafts.get(self.name().as_str());
        let Some((draft, of_now)) = draft.filter(|_| self.desk.denied.with_untracked(Option::is_none)) else {
            return;
        };
        if self.base.with_untracked(|base| base.text == draft.text && !base.sha256.is_empty()) {
            self.desk.drafts.remove(self.name().as_str());
        } else if of_now || self.base.with_untracked(|base| base.sha256.is_empty()) {
            self.go_on_with(draft);
        } else {
            self.found.set(Some(draft));
        }
    }

    /// Puts a draft into the editor.
    pub(super) fn go_on_with(self, draft: Draft) {
        self.found.set(None);
        // What it began from may not be what is saved now: the save has to find that out.
        self.base.update(|base| base.sha256 = draft.base);
        self.text.set(draft.text);
    }

    /// Goes back to what is saved now.
    pub(super) fn discard(self) {
        self.found.set(None);
        self.failure.set(None);
        self.desk.drafts.remove(self.name().as_str());
        if self.is_new_untracked() {
            return self.desk.query.replace(&[("file", "")]);
        }
        self.text.set(self.base.with_untracked(|base| base.text.clone()));
        self.take_over();
    }

    /// Fetches what is saved now, unless the person has written something since.
    pub(super) fn take_over(self) {
        let now = self.file.get_untracked();
        let Some(file) = now.filter(|file| self.base.with_untracked(|base| base.sha256 != file.sha256))
        else {
            return;
        };
        spawn_local(async move {
            let text = self.desk.send(api::rule_files::text(self.desk.deployment, &self.name())).await;
            let clean = self.is_dirty.try_get_untracked() == Some(false);
            // What can't be fetched stays as it was, and a save finds out that it is old.
            if let (Ok(text), true) = (text, clean) {
                self.show(Saved { sha256: file.sha256, text });
            }
        });
    }

    /// Shows what is saved now.
    fn show(self, saved: Saved) {
        let text = saved.text.clone();
        self.base.try_set(saved);
        self.text.try_set(text);
    }

    /// Keeps what is typed: after a pause, and at once when the tab is left or the file is.
    fn keep_draft(self) {
        let timer = StoredValue::new_local(None::<Timeout>);
        Effect::new(move |first: Option<()>| {
            self.text.track();
            if first.is_some() {
                // What the server said was of another text.
                self.refused.set(Vec::new());
                self.is_unwritten.set_value(true);
                timer.set_value(Some(Timeout::new(PAUSE, move || self.write_draft())));
            }
        });
        keep(visibility::on_change(move |visible| {
            if !visible {
                self.write_draft();
            }
        }));
        keep(visibility::on_leave(move || self.write_draft()));
        keep(events::guard_unload(move || {
            self.write_draft();
            self.is_dirty.try_get_untracked().unwrap_or(false)
        }));
        on_cleanup(move || self.write_draft());
    }

    /// Keeps what is typed now.
    pub(super) fn write_draft(self) {
        let unwritten = self.is_unwritten.try_get_value() == Some(true);
        // What is not decided about yet must not be taken for an older one.
        if !unwritten
            || self.found.with_untracked(Option::is_some)
            || self.desk.denied.with_untracked(Option::is_some)
        {
            return;
        }
        self.is_unwritten.set_value(false);
        let (name, drafts) = (self.name(), self.desk.drafts);
        if !self.is_dirty.get_untracked() {
            return drafts.remove(name.as_str());
        }
        let base = self.base.with_untracked(|base| base.sha256.clone());
        // A new file that was discarded must not come back by being left.
        if !base.is_empty() || drafts.get(name.as_str()).is_some() {
            drafts.put(name.as_str(), Draft::new(self.text.get_untracked(), base));
        }
    }

    fn is_new_untracked(self) -> bool {
        self.base.try_with_untracked(|base| base.sha256.is_empty()).unwrap_or(false)
    }
}

/// Adds the server's word to our own.
fn with_refused(own: Checked, refused: RwSignal<Vec<Diagnostic>>) -> Checked {
    let report = Memo::new(move |_| {
        let mut report = own.report.get();
        let refused = refused.get();
        if !refused.is_empty() {
            let report = report.get_or_insert_default();
            for found in refused {
                let known = |it: &Diagnostic| it.line == found.line && it.code == found.code;
                if !report.diagnostics.iter().any(known) {
                    report.diagnostics.push(found);
                }
            }
            report.diagnostics.sort_by_key(|it| (it.line, it.column));
        }
        report
    });
    Checked { report: report.into(), ..own }
}
