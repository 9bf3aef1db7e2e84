//! Saving a text as the new version of a file, be it sent or an earlier one.
//!
//! The checks and `vmalert` take their time, so they look at the text before the transaction begins. What they decide
//! by the deployment's other files is decided again inside it; if those have changed so that it does not hold, all is
//! looked at once more.

use super::gate::{Passed, digest, word_of_vmalert};
use super::row::{FileRow, Others};
use super::version_row::{NewVersion, next_number};
use super::{NOUN, reach};
use crate::audit::{self, Event};
use crate::auth::Editor;
use crate::diagnosed::refusal;
use crate::error::{Error, Result};
use crate::request::seen::{Seen, etag};
use crate::state::AppState;
use crate::store::Tx;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use keyhouse_model::audit::action;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::rule_file::{RuleFileName, VersionChange};
use std::sync::Arc;

/// How often a text is looked at while others change the deployment's files.
const TRIES: usize = 5;

/// A text that somebody wants to save.
pub(super) struct Put<'a> {
    pub(super) app: &'a AppState,
    pub(super) caller: &'a Editor,
    pub(super) deployment: DeploymentId,
    pub(super) name: &'a RuleFileName,
    pub(super) seen: &'a Seen,
    /// The number of the version that the text is taken from.
    pub(super) restored_from: Option<u32>,
}

impl Put<'_> {
    /// Saves the text, unless the file has it already. Answers the file as it is then.
    ///
    /// # Errors
    /// `not_found` without the deployment, `changed_since`, `invalid`, `conflict` when the other files change all the
    /// time; or when the database fails.
    pub(super) async fn text(&self, text: String) -> Result<Response> {
        let text: Arc<str> = text.into();
        let sha256 = digest(&text).await?;
        let mut is_taken_by_vmalert = false;
        for _ in 0..TRIES {
            let rows = self.rows().await?;
            if let Some(row) = self.unchanged(&rows, &sha256)? {
                return self.answer(StatusCode::OK, row);
            }
            let passed =
                Passed::checks(self.app, &text, &sha256, Others::of(&rows, Some(self.name))?).await?;
            if !is_taken_by_vmalert && let Some(refused) = word_of_vmalert(self.app, &text).await {
                return Err(refusal(&[refused], 0));
            }
            is_taken_by_vmalert = true;
            if let Some(answer) = self.commit(&passed).await? {
                return Ok(answer);
            }
        }
        let detail = "The rule files of this deployment change all the time. Nothing was saved; try again.";
        Err(Error::Conflict(detail.into()))
    }

    /// The files as they are now.
    async fn rows(&self) -> Result<Vec<FileRow>> {
        let mut connection = self.app.store.read().acquire().await?;
        reach(&mut connection, self.caller, self.deployment).await?;
        FileRow::all(&mut connection, self.deployment).await
    }

    /// The file, if it has this text already.
    fn unchanged(&self, rows: &[FileRow], sha256: &str) -> Result<Option<FileRow>> {
        let current = FileRow::named(rows, self.name);
        self.seen.check(NOUN, current.map(|row| row.sha256.as_str()))?;
        Ok(current.filter(|row| row.sha256 == sha256).cloned())
    }

    /// Saves what passed, if that still holds.
    async fn commit(&self, passed: &Passed) -> Result<Option<Response>> {
        let mut tx = self.app.store.begin().await?;
        reach(&mut tx, self.caller, self.deployment).await?;
        let rows = FileRow::all(&mut tx, self.deployment).await?;
        if let Some(row) = self.unchanged(&rows, &passed.sha256)? {
            return self.answer(StatusCode::OK, row).map(Some);
        }
        let others = Others::of(&rows, Some(self.name))?;
        if !passed.fits(&others, self.app.settings.rule_limits.rules) {
            return Ok(None);
        }
        let before = FileRow::named(&rows, self.name);
        self.write(&mut tx, before, passed).await?;
        let rows = FileRow::all(&mut tx, self.deployment).await?;
        let row = FileRow::named(&rows, self.name).cloned();
        tx.commit().await?;
        self.app.data_plane.sync();
        let status = match before {
            None if self.restored_from.is_none() => StatusCode::CREATED,
            _ => StatusCode::OK,
        };
        let row = row.ok_or_else(|| Error::internal("a rule file that was just written is not there"))?;
        self.answer(status, row).map(Some)
    }

    /// Writes the version and the event.
    async fn write(&self, tx: &mut Tx, before: Option<&FileRow>, passed: &Passed) -> Result<()> {
        let (change, action) = match (self.restored_from, before) {
            (Some(_), _) => (VersionChange::Restored, action::RULE_FILE_RESTORE),
            (None, Some(_)) => (VersionChange::Replaced, action::RULE_FILE_UPDATE),
            (None, None) => (VersionChange::Created, action::RULE_FILE_CREATE),
        };
        let (now, by) = (self.app.clock.now(), self.caller.by());
        let number = next_number(tx, self.deployment, self.name).await?;
        let version = NewVersion {
            deployment: self.deployment,
            name: self.name,
            number,
            change,
            restored_from: self.restored_from,
            passed,
            by: &by.actor.name,
            now,
        };
        version.insert(tx).await?;
        let groups = before.map(FileRow::groups).transpose()?.map(|groups| groups.len());
        let event = Event::new(action, "rule_file", self.name, self.name.as_str())
            .on_deployment(self.deployment)
            .change("version", before.map(|row| row.number), number)
            .change("restored_from", (), self.restored_from)
            .change("bytes", before.map(|row| row.bytes), passed.text.len())
            .change("sha256", before.map(|row| &row.sha256), &passed.sha256)
            .change("groups", groups, passed.group_names.len())
            .change("rules", before.map(FileRow::rules).transpose()?, passed.rules());
        audit::record(tx, now, &by, event).await
    }

    fn answer(&self, status: StatusCode, row: FileRow) -> Result<Response> {
        let tag = etag(&row.sha256)?;
        let file = row.into_file(&self.app.data_plane.rules(self.deployment))?;
        Ok((status, [tag], Json(file)).into_response())
    }
}
