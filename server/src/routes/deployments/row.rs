//! A deployment as a row of the table.

use crate::dataplane::DataPlane;
use crate::dataplane::condition::{Standing, Told};
use crate::dataplane::local::limits;
use crate::dataplane::process::Observer;
use crate::error::{Error, Result};
use crate::seal::Sealer;
use crate::state::AppState;
use crate::store::{Connection, Db, Tx, from_ms, to_ms};
use chrono::{DateTime, Utc};
use keyhouse_model::catalog::EXTERNAL;
use keyhouse_model::deployment::{
    DeduplicationUnit, DeploymentChange, DeploymentDetails, DeploymentRuntime, DeploymentSummary,
    DeploymentType, External, ExternalUrls, FlagLists, MaintenanceWindow, NewDeployment, Price,
    RetentionUnit, Settings as Wanted,
};
use keyhouse_model::id::DeploymentId;
use sqlx::{FromRow, Pool};

/// A deployment as it is stored. The words are those of the wire.
#[derive(Debug, FromRow)]
pub(super) struct DeploymentRow {
    id: String,
    pub(super) name: String,
    kind: String,
    tier: i64,
    provider: String,
    region: String,
    created_at: i64,
    retention_value: i64,
    retention_unit: String,
    deduplication_value: i64,
    deduplication_unit: String,
    storage_size_gb: i64,
    maintenance_window: String,
    flags: String,
    external_url: Option<String>,
    external_insert_url: Option<String>,
    external_select_url: Option<String>,
    external_basic_auth_sealed: Option<Vec<u8>>,
    external_bearer_token_sealed: Option<Vec<u8>>,
    wanted_state: String,
}

/// The words of the column `wanted_state`.
const RUNNING: &str = "running";
const STOPPED: &str = "stopped";

impl DeploymentRow {
    /// A deployment that is made at `now`, its credentials sealed.
    pub(super) fn new(
        id: DeploymentId,
        new: NewDeployment,
        now: DateTime<Utc>,
        sealer: &Sealer,
    ) -> Result<Self> {
        let External { urls, basic_auth, bearer_token } = new.external.unwrap_or_default();
        let seal = |name: &str, secret: Option<keyhouse_model::secret::OnWire>| {
            secret.map(|secret| sealer.seal(&format!("deployment:{id}:{name}"), &secret.0)).transpose()
        };
        let row = Self {
            id: id.to_string(),
            name: String::new(),
            kind: new.kind.as_str().to_owned(),
            tier: 0,
            provider: new.provider,
            region: new.region,
            created_at: to_ms(now),
            retention_value: 0,
            retention_unit: String::new(),
            deduplication_value: 0,
            deduplication_unit: DeduplicationUnit::Seconds.as_str().to_owned(),
            storage_size_gb: 0,
            maintenance_window: String::new(),
            flags: String::new(),
            external_url: urls.url,
            external_insert_url: urls.insert_url,
            external_select_url: urls.select_url,
            external_basic_auth_sealed: seal("basic_auth", basic_auth)?,
            external_bearer_token_sealed: seal("bearer_token", bearer_token)?,
            wanted_state: RUNNING.to_owned(),
        };
        row.changed(DeploymentChange { settings: new.settings, flags: Some(FlagLists::default()) })
    }

    /// The same deployment with other settings.
    pub(super) fn changed(self, change: DeploymentChange) -> Result<Self> {
        let Wanted { name, tier, storage_size_gb, retention, deduplication, maintenance_window } =
            change.settings;
        let (deduplication_value, deduplication_unit) = match deduplication {
            Some((value, unit)) => (i64::from(value), unit.as_str().to_owned()),
            None => (self.deduplication_value, self.deduplication_unit),
        };
        Ok(Self {
            name: name.to_string(),
            tier: i64::from(tier),
            storage_size_gb: i64::try_from(storage_size_gb).map_err(Error::internal)?,
            retention_value: i64::from(retention.0),
            retention_unit: retention.1.as_str().to_owned(),
            deduplication_value,
            deduplication_unit,
            maintenance_window: maintenance_window.as_str().to_owned(),
            flags: change.flags.map_or(Ok(self.flags), |flags| serde_json::to_string(&flags))?,
            ..self
        })
    }

    /// Every deployment, the oldest first.
    pub(super) async fn all(readers: &Pool<Db>) -> Result<Vec<Self>> {
        Ok(sqlx::query_as("select * from deployments order by created_at, id").fetch_all(readers).await?)
    }

    /// The deployment with this id.
    pub(super) async fn find(connection: &mut Connection, id: DeploymentId) -> Result<Option<Self>> {
        let query = sqlx::query_as("select * from deployments where id = $1").bind(id.to_string());
        Ok(query.fetch_optional(connection).await?)
    }

    /// Stores it anew.
    pub(super) async fn insert(self, tx: &mut Tx) -> Result<Self> {
        sqlx::query(
            "insert into deployments (id, name, kind, tier, provider, region, created_at, retention_value, \
             retention_unit, deduplication_value, deduplication_unit, storage_size_gb, maintenance_window, flags, \
             external_url, external_insert_url, external_select_url, external_basic_auth_sealed, \
             external_bearer_token_sealed, wanted_state) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        )
        .bind(&self.id)
        .bind(&self.name)
        .bind(&self.kind)
        .bind(self.tier)
        .bind(&self.provider)
        .bind(&self.region)
        .bind(self.created_at)
        .bind(self.retention_value)
        .bind(&self.retention_unit)
        .bind(self.deduplication_value)
        .bind(&self.deduplication_unit)
        .bind(self.storage_size_gb)
        .bind(&self.maintenance_window)
        .bind(&self.flags)
        .bind(&self.external_url)
        .bind(&self.external_insert_url)
        .bind(&self.external_select_url)
        .bind(&self.external_basic_auth_sealed)
        .bind(&self.external_bearer_token_sealed)
        .bind(&self.wanted_state)
        .execute(&mut **tx)
        .await?;
        Ok(self)
    }

    /// Stores what can change.
    pub(super) async fn update(&self, tx: &mut Tx) -> Result<()> {
        sqlx::query(
            "update deployments set name = $2, tier = $3, retention_value = $4, retention_unit = $5, \
             deduplication_value = $6, deduplication_unit = $7, storage_size_gb = $8, maintenance_window = $9, \
             flags = $10, wanted_state = $11 where id = $1",
        )
        .bind(&self.id)
        .bind(&self.name)
        .bind(self.tier)
        .bind(self.retention_value)
        .bind(&self.retention_unit)
        .bind(self.deduplication_value)
        .bind(&self.deduplication_unit)
        .bind(self.storage_size_gb)
        .bind(&self.maintenance_window)
        .bind(&self.flags)
        .bind(&self.wanted_state)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// The same deployment, to be started or stopped.
    pub(super) fn wanted(self, is_stopped: bool) -> Self {
        let wanted_state = if is_stopped { STOPPED } else { RUNNING }.to_owned();
        Self { wanted_state, ..self }
    }

    /// Whether somebody stopped it.
    pub(super) fn is_stopped(&self) -> bool {
        self.wanted_state == STOPPED
    }

    /// Whether it runs elsewhere.
    pub(super) fn is_external(&self) -> bool {
        self.provider == EXTERNAL
    }

    /// Has its data removed once nothing of it runs any more.
    pub(super) async fn remove_data(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        sqlx::query("insert into deployment_removals (deployment_id, asked_at) values ($1, $2)")
            .bind(&self.id)
            .bind(to_ms(now))
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Removes it, also from API keys that select others too. One that selects nothing else keeps the id: an empty
    /// list would be no access that a key can have.
    pub(super) async fn delete(&self, tx: &mut Tx) -> Result<()> {
        sqlx::query(
            "delete from api_key_deployments where deployment_id = $1 and exists (select 1 from api_key_deployments \
             others where others.api_key_id = api_key_deployments.api_key_id and others.deployment_id <> $1)",
        )
        .bind(&self.id)
        .execute(&mut **tx)
        .await?;
        sqlx::query("delete from deployments where id = $1").bind(&self.id).execute(&mut **tx).await?;
        Ok(())
    }

    /// The deployment as it stands in lists.
    pub(super) fn summary(&self, plane: &DataPlane) -> Result<DeploymentSummary> {
        let id = self.id()?;
        let Standing { status, reason, version, used } = plane.standing(id, self.told()?);
        Ok(DeploymentSummary {
            id,
            name: self.name.clone(),
            kind: self.kind()?,
            tier: number(self.tier)?,
            version,
            cloud_provider: self.provider.clone(),
            region: self.region.clone(),
            created_at: from_ms(self.created_at),
            status,
            status_reason: reason,
            used,
        })
    }

    /// What runs for it.
    pub(super) fn runtime(&self, plane: &DataPlane) -> Result<DeploymentRuntime> {
        let id = self.id()?;
        let Standing { status, reason, used, .. } = plane.standing(id, self.told()?);
        let condition = plane.condition(id).unwrap_or_default();
        let flags = serde_json::from_str(&self.flags)?;
        let (processes, rules) = (condition.processes.iter().map(Observer::describe), plane.rules(id));
        Ok(DeploymentRuntime {
            status,
            status_reason: reason,
            internal_url: condition.internal_url,
            received_data: condition.received_data,
            processes: processes.chain(rules.process).chain(rules.alertmanager).collect(),
            limits: limits(number(self.tier)?, self.kind()?, self.is_external(), &flags, plane.engines()),
            used,
        })
    }

    fn id(&self) -> Result<DeploymentId> {
        Ok(DeploymentId(self.id.parse().map_err(Error::internal)?))
    }

    fn kind(&self) -> Result<DeploymentType> {
        word(&self.kind, DeploymentType::from_word)
    }

    fn told(&self) -> Result<Told> {
        let (is_external, is_stopped) = (self.is_external(), self.is_stopped());
        Ok(Told { kind: self.kind()?, is_external, is_stopped })
    }

    /// The deployment with all that is known of it.
    pub(super) fn details(&self, app: &AppState) -> Result<DeploymentDetails> {
        let FlagLists { single, select, storage, insert } = serde_json::from_str(&self.flags)?;
        let urls = ExternalUrls {
            url: self.external_url.clone(),
            insert_url: self.external_insert_url.clone(),
            select_url: self.external_select_url.clone(),
        };
        Ok(DeploymentDetails {
            summary: self.summary(&app.data_plane)?,
            retention_value: number(self.retention_value)?,
            retention_unit: word(&self.retention_unit, RetentionUnit::from_word)?,
            deduplication_value: number(self.deduplication_value)?,
            deduplication_unit: word(&self.deduplication_unit, DeduplicationUnit::from_word)?,
            storage_size_gb: u64::try_from(self.storage_size_gb).map_err(Error::internal)?,
            maintenance_window: word(&self.maintenance_window, MaintenanceWindow::from_word)?,
            price: Price::default(),
            vmsingle_settings: single,
            vmselect_settings: select,
            vmstorage_settings: storage,
            vminsert_settings: insert,
            access_endpoint: app.settings.access_endpoint(),
            external: self.is_external().then_some(urls),
        })
    }
}

fn number(stored: i64) -> Result<u32> {
    u32::try_from(stored).map_err(Error::internal)
}

fn word<T>(stored: &str, read: fn(&str) -> Option<T>) -> Result<T> {
    read(stored).ok_or_else(|| Error::internal(format!("the store holds a word that is unknown: {stored}")))
}
