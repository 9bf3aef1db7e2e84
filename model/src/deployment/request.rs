//! What is asked for when a deployment is made or changed, as it stands on the wire, and what it is parsed into
//! (in `validate.rs`).

use super::{DeduplicationUnit, DeploymentType, MaintenanceWindow, RetentionUnit};
use crate::name::Name;
use crate::secret::OnWire;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};

/// Asks for a deployment. Words are kept as text here, so that a wrong one is named with its field.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "name": "metrics", "type": "single_node", "provider": "local", "region": "local", "tier": 121,
    "storage_size": 20, "storage_size_unit": "GB", "deduplication": 0, "deduplication_unit": "s",
    "retention": 1, "retention_unit": "m", "maintenance_window": "Sat-Sun 3-4am",
})))]
#[serde(default)]
pub struct DeploymentCreate {
    /// 1 to 64 characters.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 64))]
    pub name: String,
    /// `single_node` or `cluster`.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = DeploymentType))]
    pub kind: String,
    /// One of `GET /cloud_providers`.
    #[cfg_attr(feature = "openapi", schema(required, pattern = "^(local|external|aws)$"))]
    pub provider: String,
    /// One of the provider's regions. Default for `local` and `external` is their only one.
    pub region: String,
    /// One of the tiers that fit the type.
    #[cfg_attr(feature = "openapi", schema(required, minimum = 1))]
    pub tier: u32,
    /// Room for data, in `storage_size_unit`: 10 GB at the least, 16 TB at the most (a cluster: 1024 TB).
    #[cfg_attr(feature = "openapi", schema(required, minimum = 1))]
    pub storage_size: u64,
    /// `GB` or `TB`.
    #[cfg_attr(feature = "openapi", schema(required, value_type = super::StorageUnit))]
    pub storage_size_unit: String,
    /// Window of deduplication, in `deduplication_unit`; 0 for off.
    pub deduplication: u32,
    /// `ms` or `s`. Required unless the window is 0.
    #[cfg_attr(feature = "openapi", schema(value_type = DeduplicationUnit))]
    pub deduplication_unit: String,
    /// For how long data is kept, in `retention_unit`.
    #[cfg_attr(feature = "openapi", schema(required, minimum = 1))]
    pub retention: u32,
    /// `d` for days or `m` for months.
    #[cfg_attr(feature = "openapi", schema(required, value_type = RetentionUnit))]
    pub retention_unit: String,
    /// When work that interrupts may be done.
    #[cfg_attr(feature = "openapi", schema(required, value_type = MaintenanceWindow))]
    pub maintenance_window: String,
    /// Where VictoriaMetrics runs already; for the provider `external`, and only for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external: Option<External>,
}

/// Asks for a change of a deployment: all settings anew.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "name": "metrics", "tier": 122, "storage_size": 1, "storage_size_unit": "TB", "deduplication": 10,
    "deduplication_unit": "s", "retention": 90, "retention_unit": "d", "maintenance_window": "Mon-Fri 4-5am",
    "flags": {"single_flags": ["-search.maxQueryLen=32KiB"]},
})))]
#[serde(default)]
pub struct DeploymentUpdate {
    /// 1 to 64 characters.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 64))]
    pub name: String,
    /// One of the tiers that fit the type.
    #[cfg_attr(feature = "openapi", schema(required, minimum = 1))]
    pub tier: u32,
    /// Room for data, in `storage_size_unit`. It can only grow.
    #[cfg_attr(feature = "openapi", schema(required, minimum = 1))]
    pub storage_size: u64,
    /// `GB` or `TB`.
    #[cfg_attr(feature = "openapi", schema(required, value_type = super::StorageUnit))]
    pub storage_size_unit: String,
    /// Window of deduplication; absent keeps what is set.
    pub deduplication: Option<u32>,
    /// `ms` or `s`; absent keeps what is set.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DeduplicationUnit>))]
    pub deduplication_unit: Option<String>,
    /// For how long data is kept, in `retention_unit`.
    #[cfg_attr(feature = "openapi", schema(required, minimum = 1))]
    pub retention: u32,
    /// `d` for days or `m` for months.
    #[cfg_attr(feature = "openapi", schema(required, value_type = RetentionUnit))]
    pub retention_unit: String,
    /// When work that interrupts may be done.
    #[cfg_attr(feature = "openapi", schema(required, value_type = MaintenanceWindow))]
    pub maintenance_window: String,
    /// Flags of the processes; absent or `null` keeps what is set.
    #[serde(deserialize_with = "object_or_null")]
    pub flags: Option<Flags>,
}

/// Reads an object as such: serde by itself also takes an array, by the order of the fields.
fn object_or_null<'de, T: DeserializeOwned, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    let object = Option::<serde_json::Map<String, serde_json::Value>>::deserialize(from)?;
    let read = |object| serde_json::from_value(serde_json::Value::Object(object));
    object.map(read).transpose().map_err(D::Error::custom)
}

/// Flags of the processes, `-name=value` each. Clients send `null` or an empty array for none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Flags {
    /// Of the single process.
    pub single_flags: Option<Vec<String>>,
    /// Of the select processes.
    pub select_flags: Option<Vec<String>>,
    /// Of the storage processes.
    pub storage_flags: Option<Vec<String>>,
    /// Of the insert processes.
    pub insert_flags: Option<Vec<String>>,
}

/// Where VictoriaMetrics runs already, and how to get in.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct External {
    /// The URLs.
    #[serde(flatten)]
    pub urls: ExternalUrls,
    /// `user:password` for basic authentication; not together with `bearer_token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basic_auth: Option<OnWire>,
    /// A bearer token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bearer_token: Option<OnWire>,
}

/// Where VictoriaMetrics runs already: one URL for a single node, two for a cluster.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ExternalUrls {
    /// Of a single node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Of a cluster's insert side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insert_url: Option<String>,
    /// Of a cluster's select side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub select_url: Option<String>,
}

/// The settings of a deployment, found valid.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Its name.
    pub name: Name,
    /// The id of its tier.
    pub tier: u32,
    /// Room for data, in gigabytes.
    pub storage_size_gb: u64,
    /// For how long data is kept.
    pub retention: (u32, RetentionUnit),
    /// Window of deduplication; `None` keeps what is set.
    pub deduplication: Option<(u32, DeduplicationUnit)>,
    /// When work that interrupts may be done.
    pub maintenance_window: MaintenanceWindow,
}

/// A deployment to make, found valid.
#[derive(Debug)]
pub struct NewDeployment {
    /// One process or several.
    pub kind: DeploymentType,
    /// The provider's id.
    pub provider: String,
    /// The region's name.
    pub region: String,
    /// Its settings.
    pub settings: Settings,
    /// Where it runs already, for the provider `external`.
    pub external: Option<External>,
}

/// A change of a deployment, found valid for the deployment as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct DeploymentChange {
    /// All settings anew.
    pub settings: Settings,
    /// All flags anew; `None` keeps what is set.
    pub flags: Option<FlagLists>,
}

/// Flags of the processes, found valid. Only those of the deployment's own type hold any.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlagLists {
    /// Of the single process.
    pub single: Vec<String>,
    /// Of the select processes.
    pub select: Vec<String>,
    /// Of the storage processes.
    pub storage: Vec<String>,
    /// Of the insert processes.
    pub insert: Vec<String>,
}
