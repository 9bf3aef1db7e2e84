//! Where alerts go, as a row of the table. Without a row: to nobody.

use crate::audit::Event;
use crate::error::{Error, Result};
use crate::seal::Sealer;
use crate::store::{Connection, Tx, from_ms, to_ms};
use chrono::{DateTime, Utc};
use keyhouse_model::audit::action;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::NotifierKind;
use keyhouse_model::secret::Secret;
use sqlx::FromRow;

/// What is stored.
#[derive(Clone, Debug, FromRow)]
pub(super) struct Row {
    kind: String,
    config_sealed: Option<Vec<u8>>,
    pub(super) url: Option<String>,
    pub(super) basic_auth_sealed: Option<Vec<u8>>,
    pub(super) bearer_token_sealed: Option<Vec<u8>>,
    updated_at: Option<i64>,
    pub(super) updated_by: Option<String>,
}

/// Under which name a secret of a deployment's notifications is sealed.
fn place(deployment: DeploymentId, name: &str) -> String {
    format!("notifications:{deployment}:{name}")
}

impl Row {
    /// What is stored for a deployment.
    pub(super) async fn find(connection: &mut Connection, deployment: DeploymentId) -> Result<Self> {
        let row = sqlx::query_as(
            "select kind, config_sealed, url, basic_auth_sealed, bearer_token_sealed, updated_at, updated_by \
             from notifications where deployment_id = $1",
        )
        .bind(deployment.to_string())
        .fetch_optional(connection)
        .await?;
        Ok(row.unwrap_or_else(Self::nobody))
    }

    fn nobody() -> Self {
        Self {
            kind: NotifierKind::None.as_str().to_owned(),
            config_sealed: None,
            url: None,
            basic_auth_sealed: None,
            bearer_token_sealed: None,
            updated_at: None,
            updated_by: None,
        }
    }

    pub(super) fn kind(&self) -> Result<NotifierKind> {
        let unknown =
            || Error::internal(format!("the store holds an unknown kind of notifier: {}", self.kind));
        NotifierKind::from_word(&self.kind).ok_or_else(unknown)
    }

    pub(super) fn with_kind(self, kind: NotifierKind) -> Self {
        Self { kind: kind.as_str().to_owned(), ..self }
    }

    /// The same, with alerts going to an Alertmanager that runs already, or without one.
    pub(super) fn with_url(
        self,
        url: Option<String>,
        basic_auth_sealed: Option<Vec<u8>>,
        bearer_token_sealed: Option<Vec<u8>>,
    ) -> Self {
        Self { url, basic_auth_sealed, bearer_token_sealed, ..self }
    }

    pub(super) fn has_credential(&self) -> bool {
        self.basic_auth_sealed.is_some() || self.bearer_token_sealed.is_some()
    }

    pub(super) fn updated_at(&self) -> Option<DateTime<Utc>> {
        self.updated_at.map(from_ms)
    }

    /// Seals a secret of this deployment.
    pub(super) fn seal(
        sealer: &Sealer,
        deployment: DeploymentId,
        name: &str,
        secret: &Secret,
    ) -> Result<Vec<u8>> {
        sealer.seal(&place(deployment, name), secret)
    }

    /// The config, if one was ever saved.
    pub(super) fn config(&self, sealer: &Sealer, deployment: DeploymentId) -> Result<Option<Secret>> {
        self.config_sealed
            .as_ref()
            .map(|sealed| sealer.open(&place(deployment, "config"), sealed))
            .transpose()
    }

    pub(super) fn with_config(self, sealed: Vec<u8>) -> Self {
        Self { config_sealed: Some(sealed), ..self }
    }

    /// User and password, and the bearer token; there is one of them at most.
    pub(super) fn credential(
        &self,
        sealer: &Sealer,
        deployment: DeploymentId,
    ) -> Result<(Option<Secret>, Option<Secret>)> {
        let open = |name: &str, sealed: &Option<Vec<u8>>| {
            sealed.as_ref().map(|sealed| sealer.open(&place(deployment, name), sealed)).transpose()
        };
        Ok((open("basic_auth", &self.basic_auth_sealed)?, open("bearer_token", &self.bearer_token_sealed)?))
    }

    /// What changed, for the audit log: never a secret, and of the URL the host alone, in whose path there may be a key.
    pub(super) fn event(&self, before: &Self, deployment: DeploymentId, name: &str) -> Event {
        Event::new(action::NOTIFICATIONS_UPDATE, "notifications", deployment, name)
            .on_deployment(deployment)
            .change("kind", &before.kind, &self.kind)
            .change("url_host", before.host(), self.host())
            .change("has_credential", before.has_credential(), self.has_credential())
    }

    /// The host of the URL, with its port.
    fn host(&self) -> Option<&str> {
        let (_, rest) = self.url.as_deref()?.split_once("://")?;
        rest.split('/').next()
    }

    /// Stores it.
    pub(super) async fn save(
        &self,
        tx: &mut Tx,
        deployment: DeploymentId,
        now: DateTime<Utc>,
        by: &str,
    ) -> Result<()> {
        sqlx::query(
            "insert into notifications (deployment_id, kind, config_sealed, url, basic_auth_sealed, \
             bearer_token_sealed, updated_at, updated_by) values ($1, $2, $3, $4, $5, $6, $7, $8) \
             on conflict (deployment_id) do update set kind = excluded.kind, \
             config_sealed = excluded.config_sealed, url = excluded.url, \
             basic_auth_sealed = excluded.basic_auth_sealed, \
             bearer_token_sealed = excluded.bearer_token_sealed, updated_at = excluded.updated_at, \
             updated_by = excluded.updated_by",
        )
        .bind(deployment.to_string())
        .bind(&self.kind)
        .bind(&self.config_sealed)
        .bind(&self.url)
        .bind(&self.basic_auth_sealed)
        .bind(&self.bearer_token_sealed)
        .bind(to_ms(now))
        .bind(by)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}
