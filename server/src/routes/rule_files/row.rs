//! A rule file as it is stored, without its text.

use super::standing;
use crate::dataplane::rules::RuleStanding;
use crate::error::{Error, Result};
use crate::store::{Connection, from_ms};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::rule_file::{RuleFile, RuleFileName};
use sqlx::FromRow;
use std::collections::BTreeSet;

/// A file of a deployment.
#[derive(Clone, Debug, FromRow)]
pub(super) struct FileRow {
    pub(super) name: String,
    pub(super) number: i64,
    pub(super) bytes: i64,
    pub(super) sha256: String,
    alerting: i64,
    recording: i64,
    group_names: String,
    created_at: i64,
    created_by: String,
}

impl FileRow {
    /// The files of a deployment, by name.
    pub(super) async fn all(connection: &mut Connection, deployment: DeploymentId) -> Result<Vec<Self>> {
        let rows = sqlx::query_as(
            "select files.name, number, bytes, sha256, alerting, recording, group_names, created_at, created_by \
             from rule_files files join rule_file_versions versions \
             on versions.deployment_id = files.deployment_id and versions.name = files.name and number = version \
             where files.deployment_id = $1 order by files.name",
        );
        Ok(rows.bind(deployment.to_string()).fetch_all(connection).await?)
    }

    /// The one of this name.
    pub(super) fn named<'a>(rows: &'a [Self], name: &RuleFileName) -> Option<&'a Self> {
        rows.iter().find(|row| row.name == name.as_str())
    }

    pub(super) fn groups(&self) -> Result<Vec<String>> {
        group_names(&self.group_names)
    }

    pub(super) fn rules(&self) -> Result<u32> {
        Ok(count(self.alerting)? + count(self.recording)?)
    }

    /// The file as answers show it.
    pub(super) fn into_file(self, standing: &RuleStanding) -> Result<RuleFile> {
        let (state, state_reason) = standing::of(standing, &self.name, &self.sha256);
        let group_names = self.groups()?;
        Ok(RuleFile {
            version: count(self.number)?,
            bytes: u64::try_from(self.bytes).map_err(Error::internal)?,
            groups: u32::try_from(group_names.len()).map_err(Error::internal)?,
            rules: self.rules()?,
            alerting: count(self.alerting)?,
            recording: count(self.recording)?,
            group_names,
            updated_at: from_ms(self.created_at),
            updated_by: self.created_by,
            name: self.name,
            sha256: self.sha256,
            state,
            state_reason,
        })
    }
}

/// A count from a column.
///
/// # Errors
/// An internal one for what is none, which is never stored.
pub(super) fn count(stored: i64) -> Result<u32> {
    u32::try_from(stored).map_err(Error::internal)
}

/// The names of groups from their column.
///
/// # Errors
/// An internal one for what is no list, which is never stored.
pub(super) fn group_names(stored: &str) -> Result<Vec<String>> {
    Ok(serde_json::from_str(stored)?)
}

/// What the other files of a deployment hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Others {
    /// The names of their groups.
    pub(super) groups: BTreeSet<String>,
    /// How many rules they have.
    pub(super) rules: usize,
}

impl Others {
    /// What the files but that of this name hold.
    pub(super) fn of(rows: &[FileRow], but: Option<&RuleFileName>) -> Result<Self> {
        let mut others = Self::default();
        for row in rows.iter().filter(|row| but.is_none_or(|name| row.name != name.as_str())) {
            others.groups.extend(row.groups()?);
            others.rules += usize::try_from(row.rules()?).map_err(Error::internal)?;
        }
        Ok(others)
    }
}
