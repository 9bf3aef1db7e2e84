//! Where deployments can run and in which sizes, in the shapes of VictoriaMetrics Cloud's API
//! (`/cloud_providers`, `/regions`, `/tiers`).

use crate::deployment::{DeploymentType, MIN_STORAGE_GB, RetentionUnit};
use serde::{Deserialize, Serialize};

/// The machine that Keyhouse runs on: it starts the processes itself.
pub const LOCAL: &str = "local";
/// VictoriaMetrics that runs somewhere already.
pub const EXTERNAL: &str = "external";
/// The one provider that VictoriaMetrics Cloud's own clients let through. Here it means the same as [`LOCAL`].
pub const AWS: &str = "aws";

/// A place where deployments can run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloudProvider {
    /// Its id.
    pub id: String,
    /// Where to read about it.
    pub url: String,
}

/// A part of a provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Region {
    /// The provider's id.
    pub cloud_provider: String,
    /// The region's name.
    pub name: String,
}

/// A size of deployment, by its limits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tier {
    /// Unique among all tiers; a deployment carries it as `tier`.
    pub id: u32,
    /// The type of deployment that it is for.
    #[serde(rename = "type")]
    pub kind: DeploymentType,
    /// The provider's id.
    pub cloud_provider: String,
    /// Its name, such as `s.starter.a`.
    pub name: String,
    /// US dollars per hour. Always 0 here: the machine is the user's own.
    pub compute_cost_per_hour: f64,
    /// Samples per second that may be written.
    pub ingestion_rate: i64,
    /// Series that may be active at a time.
    pub active_time_series: i64,
    /// Series that may be new within 24 hours.
    pub new_series_over_24h: i64,
    /// Samples per second that may be read.
    pub datapoints_read_rate: i64,
    /// Series that one query may read.
    pub series_read_per_query: i64,
    /// Requests that one access token may have under way at a time.
    pub access_token_concurrent_requests: i64,
    /// Access tokens that a deployment may have.
    pub access_token_limit: i64,
}

impl Tier {
    /// Room for data, in gigabytes, that suffices for a whole retention at the tier's full ingestion, with a fifth to
    /// spare: VictoriaMetrics needs some 0.8 bytes a sample, and drops data a day after its time.
    pub fn recommended_storage_gb(&self, (value, unit): (u32, RetentionUnit)) -> u64 {
        let days = match unit {
            RetentionUnit::Days => u128::from(value),
            RetentionUnit::Months => 30 * u128::from(value),
        } + 1;
        let samples = u128::from(self.ingestion_rate.unsigned_abs()) * days * 24 * 60 * 60;
        let bytes = samples * 8 * 12 / 100;
        let tens = bytes.div_ceil(10 << 30).max(1) * 10;
        u64::try_from(tens).unwrap_or(u64::MAX).max(MIN_STORAGE_GB)
    }
}

/// Every place, the first being what a person most likely wants.
pub fn cloud_providers() -> Vec<CloudProvider> {
    [
        (LOCAL, "https://docs.victoriametrics.com/victoriametrics/single-server-victoriametrics/"),
        (EXTERNAL, "https://docs.victoriametrics.com/"),
        (AWS, "https://aws.amazon.com"),
    ]
    .map(|(id, url)| CloudProvider { id: id.to_owned(), url: url.to_owned() })
    .into()
}

/// Every region. Those of [`AWS`] are names that VictoriaMetrics Cloud's clients use in their examples; all of them
/// mean this machine.
pub fn regions() -> Vec<Region> {
    [
        (LOCAL, "local"),
        (EXTERNAL, "external"),
        (AWS, "us-east-1"),
        (AWS, "us-east-2"),
        (AWS, "us-west-1"),
        (AWS, "eu-west-1"),
        (AWS, "eu-central-1"),
    ]
    .map(|(provider, name)| Region { cloud_provider: provider.to_owned(), name: name.to_owned() })
    .into()
}

/// Name; samples/s written; active series; samples/s read; series per query.
///
/// The single-node names and limits are those that VictoriaMetrics Cloud showed in autumn 2024, the cluster ones are
/// its `C.SMALL.HA` scaled alike. Where it names no figure, new series in 24 h equal the active series, and series
/// per query are a hundredth of the active series.
const SIZES: [(&str, DeploymentType, i64, i64, i64, i64); 8] = [
    ("s.starter.a", DeploymentType::SingleNode, 50_000, 1_000_000, 750_000, 1_000),
    ("s.micro.a", DeploymentType::SingleNode, 100_000, 2_000_000, 1_500_000, 20_000),
    ("s.small.a", DeploymentType::SingleNode, 200_000, 5_000_000, 3_000_000, 50_000),
    ("s.medium.a", DeploymentType::SingleNode, 500_000, 10_000_000, 6_000_000, 100_000),
    ("s.large.a", DeploymentType::SingleNode, 1_000_000, 15_000_000, 15_000_000, 100_000),
    ("c.small.ha", DeploymentType::Cluster, 100_000, 2_500_000, 3_000_000, 25_000),
    ("c.medium.ha", DeploymentType::Cluster, 500_000, 10_000_000, 6_000_000, 100_000),
    ("c.large.ha", DeploymentType::Cluster, 1_000_000, 25_000_000, 15_000_000, 250_000),
];

/// The id of the first tier: VictoriaMetrics Cloud's `s.starter.a`.
const FIRST_TIER: u32 = 21;

/// Every tier of every provider. The ids of [`AWS`] are 21 and up, as in VictoriaMetrics Cloud's examples; the same
/// sizes for [`LOCAL`] are 100 higher, for [`EXTERNAL`] 200.
pub fn tiers() -> Vec<Tier> {
    let providers = [(LOCAL, 100), (EXTERNAL, 200), (AWS, 0)];
    let of = |(provider, offset): (&str, u32)| {
        (FIRST_TIER..)
            .zip(SIZES)
            .map(move |(id, (name, kind, written, series, read, per_query))| Tier {
                id: id + offset,
                kind,
                cloud_provider: provider.to_owned(),
                name: name.to_owned(),
                compute_cost_per_hour: 0.0,
                ingestion_rate: written,
                active_time_series: series,
                new_series_over_24h: series,
                datapoints_read_rate: read,
                series_read_per_query: per_query,
                access_token_concurrent_requests: 600,
                access_token_limit: 100,
            })
            .collect::<Vec<_>>()
    };
    providers.map(of).concat()
}

/// The tier with this id.
pub fn tier(id: u32) -> Option<Tier> {
    tiers().into_iter().find(|tier| tier.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn tier_ids_are_unique_and_21_is_the_starter() {
        let ids: BTreeSet<_> = tiers().iter().map(|tier| tier.id).collect();
        assert_eq!(ids.len(), tiers().len());
        assert_eq!(
            tier(21).map(|tier| (tier.name, tier.cloud_provider)),
            Some(("s.starter.a".into(), "aws".into()))
        );
    }

    #[test]
    fn recommended_storage_is_what_victoriametrics_cloud_shows() {
        let storage = |id, retention| tier(id).map(|tier| tier.recommended_storage_gb(retention));
        assert_eq!(storage(21, (1, RetentionUnit::Months)), Some(120));
        assert_eq!(storage(23, (1, RetentionUnit::Months)), Some(480));
        assert_eq!(storage(21, (1, RetentionUnit::Days)), Some(10));
    }

    #[test]
    fn every_region_belongs_to_a_provider() {
        let providers: BTreeSet<_> = cloud_providers().into_iter().map(|provider| provider.id).collect();
        assert!(regions().iter().all(|region| providers.contains(&region.cloud_provider)));
        assert!(tiers().iter().all(|tier| providers.contains(&tier.cloud_provider)));
    }
}
