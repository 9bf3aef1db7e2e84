//! The save of the open file, and what becomes of one that is refused: nothing that was typed is lost.

use super::refused::refused;
use super::sheet::{Saved, Sheet, Theirs};
use super::words;
use crate::api::{self, ApiError};
use keyhouse_model::problem::ProblemCode;
use keyhouse_model::rule_file::RuleFile;
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Sheet {
    /// Saves the text in the place of the one of this SHA-256; empty if there is none.
    pub(super) fn save(self, seen: String) {
        if self.is_saving.get_untracked() {
            return;
        }
        self.write_draft();
        self.is_saving.set(true);
        self.failure.set(None);
        let (name, text) = (self.name(), self.text.get_untracked());
        spawn_local(async move {
            let endpoint = api::rule_files::save(self.desk.deployment, &name, text.clone(), &seen);
            match self.desk.send(endpoint).await {
                Ok(file) => self.saved(file, text),
                Err(error) => self.not_saved(error).await,
            }
            self.is_saving.try_set(false);
        });
    }

    fn saved(self, file: RuleFile, text: String) {
        let written_on = self.text.try_with_untracked(|now| *now != text).unwrap_or(false);
        if !written_on {
            self.desk.drafts.remove(&file.name);
        }
        self.desk.toasts.done(words::saved(&file));
        self.base.try_set(Saved { sha256: file.sha256.clone(), text });
        self.theirs.try_set(None);
        self.desk.put_file(file);
        self.desk.query.close_dialog(&["review"]);
    }

    async fn not_saved(self, error: ApiError) {
        match error.code() {
            Some(ProblemCode::ChangedSince) => return self.find_theirs().await,
            Some(ProblemCode::Invalid) if !error.fields().is_empty() => {
                let found = self.text.try_with_untracked(|text| refused(error.fields(), text));
                self.refused.try_set(found.unwrap_or_default());
                self.desk.query.close_dialog(&["review"]);
                self.go_to_first_error();
            }
            _ => {}
        }
        self.failure.try_set(Some(error));
    }

    /// Somebody else saved or deleted the file: what is there now is fetched, to be compared.
    pub(super) async fn find_theirs(self) {
        let name = self.name();
        let found = async {
            let files = self.desk.send(api::rule_files::list(self.desk.deployment)).await?;
            let Some(file) = files.into_iter().find(|file| file.name == name.as_str()) else {
                return Ok(Theirs { file: None, saved: Saved::default() });
            };
            let text = self.desk.send(api::rule_files::text(self.desk.deployment, &name)).await?;
            let saved = Saved { sha256: file.sha256.clone(), text };
            Ok(Theirs { file: Some(file), saved })
        };
        match found.await {
            Ok(theirs) => {
                self.theirs.try_set(Some(theirs));
                if self.desk.query.get_untracked("review").is_empty() {
                    self.desk.query.push(&[("review", "1")]);
                }
            }
            Err(error) => {
                self.failure.try_set(Some(error));
            }
        }
    }
}
