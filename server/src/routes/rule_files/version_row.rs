//! The versions of rule files, as they are stored.

use super::gate::Passed;
use super::row::{count, group_names};
use crate::error::{Error, Result};
use crate::store::{Connection, Tx, from_ms, to_ms};
use chrono::{DateTime, Utc};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::rule_file::{RuleFileName, RuleFileVersion, VersionChange};
use sqlx::FromRow;

/// How many versions of a file are kept.
const KEEP: i64 = 50;

/// A version without its text.
#[derive(Debug, FromRow)]
pub(super) struct VersionRow {
    number: i64,
    change: String,
    restored_from: Option<i64>,
    bytes: i64,
    sha256: String,
    rules: i64,
    group_names: String,
    created_at: i64,
    created_by: String,
}

impl VersionRow {
    /// The versions of a file, the newest first; also of one that was deleted.
    ///
    /// # Errors
    /// `not_found` if there never was such a file; or when the database fails.
    pub(super) async fn all(
        connection: &mut Connection,
        deployment: DeploymentId,
        name: &RuleFileName,
    ) -> Result<Vec<Self>> {
        let rows = sqlx::query_as(
            "select number, change, restored_from, bytes, sha256, alerting + recording as rules, group_names, \
             created_at, created_by from rule_file_versions where deployment_id = $1 and name = $2 order by number desc",
        );
        Ok(rows.bind(deployment.to_string()).bind(name.as_str()).fetch_all(connection).await?)
    }

    /// The version as answers show it.
    pub(super) fn into_version(self) -> Result<RuleFileVersion> {
        let unknown = || Error::internal(format!("the store holds an unknown change: {}", self.change));
        Ok(RuleFileVersion {
            number: count(self.number)?,
            change: VersionChange::from_word(&self.change).ok_or_else(unknown)?,
            restored_from: self.restored_from.map(count).transpose()?,
            bytes: u64::try_from(self.bytes).map_err(Error::internal)?,
            sha256: self.sha256,
            groups: u32::try_from(group_names(&self.group_names)?.len()).map_err(Error::internal)?,
            rules: count(self.rules)?,
            created_at: from_ms(self.created_at),
            created_by: self.created_by,
        })
    }
}

/// The text of a version, and its SHA-256.
#[derive(Debug, FromRow)]
pub(super) struct TextRow {
    pub(super) sha256: String,
    pub(super) content: Vec<u8>,
}

impl TextRow {
    /// That of a file as it is now.
    pub(super) async fn current(
        connection: &mut Connection,
        deployment: DeploymentId,
        name: &RuleFileName,
    ) -> Result<Option<Self>> {
        let row = sqlx::query_as(
            "select sha256, content from rule_file_versions versions join rule_files files \
             on versions.deployment_id = files.deployment_id and versions.name = files.name and number = version \
             where files.deployment_id = $1 and files.name = $2",
        );
        Ok(row.bind(deployment.to_string()).bind(name.as_str()).fetch_optional(connection).await?)
    }

    /// That of a version.
    pub(super) async fn of_version(
        connection: &mut Connection,
        deployment: DeploymentId,
        name: &RuleFileName,
        number: u32,
    ) -> Result<Option<Self>> {
        let row = sqlx::query_as(
            "select sha256, content from rule_file_versions where deployment_id = $1 and name = $2 and number = $3",
        );
        let row = row.bind(deployment.to_string()).bind(name.as_str()).bind(i64::from(number));
        Ok(row.fetch_optional(connection).await?)
    }
}

/// The number of the next version of a file: also of one that was deleted, it goes on.
pub(super) async fn next_number(tx: &mut Tx, deployment: DeploymentId, name: &RuleFileName) -> Result<i64> {
    let last = sqlx::query_scalar::<_, Option<i64>>(
        "select max(number) from rule_file_versions where deployment_id = $1 and name = $2",
    );
    let last = last.bind(deployment.to_string()).bind(name.as_str()).fetch_one(&mut **tx).await?;
    Ok(last.unwrap_or_default() + 1)
}

/// A version to be stored.
#[derive(Debug)]
pub(super) struct NewVersion<'a> {
    pub(super) deployment: DeploymentId,
    pub(super) name: &'a RuleFileName,
    pub(super) number: i64,
    pub(super) change: VersionChange,
    pub(super) restored_from: Option<u32>,
    pub(super) passed: &'a Passed,
    pub(super) by: &'a str,
    pub(super) now: DateTime<Utc>,
}

impl NewVersion<'_> {
    /// Stores it, as the one that the file has now.
    pub(super) async fn insert(&self, tx: &mut Tx) -> Result<()> {
        let passed = self.passed;
        sqlx::query(
            "insert into rule_file_versions (deployment_id, name, number, change, restored_from, bytes, sha256, \
             alerting, recording, group_names, created_at, created_by, content) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(self.deployment.to_string())
        .bind(self.name.as_str())
        .bind(self.number)
        .bind(self.change.as_str())
        .bind(self.restored_from.map(i64::from))
        .bind(i64::try_from(passed.text.len()).map_err(Error::internal)?)
        .bind(&passed.sha256)
        .bind(i64::from(passed.alerting))
        .bind(i64::from(passed.recording))
        .bind(serde_json::to_string(&passed.group_names)?)
        .bind(to_ms(self.now))
        .bind(self.by)
        .bind(passed.text.as_bytes().to_vec())
        .execute(&mut **tx)
        .await?;
        sqlx::query(
            "insert into rule_files (deployment_id, name, version) values ($1, $2, $3) \
             on conflict (deployment_id, name) do update set version = excluded.version",
        )
        .bind(self.deployment.to_string())
        .bind(self.name.as_str())
        .bind(self.number)
        .execute(&mut **tx)
        .await?;
        forget_old(tx, self.deployment, self.name, self.number).await
    }
}

/// Takes a file away. What it held stays as one more version.
pub(super) async fn remove(
    tx: &mut Tx,
    deployment: DeploymentId,
    name: &RuleFileName,
    by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let number = next_number(tx, deployment, name).await?;
    sqlx::query(
        "insert into rule_file_versions (deployment_id, name, number, change, bytes, sha256, alerting, recording, \
         group_names, created_at, created_by, content) \
         select versions.deployment_id, versions.name, $3, $4, bytes, sha256, alerting, recording, group_names, $5, $6, \
         content from rule_file_versions versions join rule_files files \
         on versions.deployment_id = files.deployment_id and versions.name = files.name and number = version \
         where files.deployment_id = $1 and files.name = $2",
    )
    .bind(deployment.to_string())
    .bind(name.as_str())
    .bind(number)
    .bind(VersionChange::Deleted.as_str())
    .bind(to_ms(now))
    .bind(by)
    .execute(&mut **tx)
    .await?;
    sqlx::query("delete from rule_files where deployment_id = $1 and name = $2")
        .bind(deployment.to_string())
        .bind(name.as_str())
        .execute(&mut **tx)
        .await?;
    forget_old(tx, deployment, name, number).await
}

async fn forget_old(tx: &mut Tx, deployment: DeploymentId, name: &RuleFileName, newest: i64) -> Result<()> {
    sqlx::query("delete from rule_file_versions where deployment_id = $1 and name = $2 and number <= $3")
        .bind(deployment.to_string())
        .bind(name.as_str())
        .bind(newest - KEEP)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
