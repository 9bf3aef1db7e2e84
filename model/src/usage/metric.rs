//! What is measured.

use crate::catalog::Tier;
use crate::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// What is measured.
    UsageMetric {
        /// Samples that are written.
        IngestionRate = "ingestion_rate",
        /// Series that got a sample lately, at the most within the step.
        ActiveTimeSeries = "active_time_series",
        /// Series that came into being within the 24 hours before the end of the step.
        NewSeries24h = "new_series_24h",
        /// Samples that queries read.
        ReadRate = "read_rate",
        /// Series that a query reads, on the average of the step.
        SeriesPerQuery = "series_per_query",
        /// Bytes of data on the disk at the end of the step.
        StorageBytes = "storage_bytes",
        /// Requests with access tokens.
        RequestsRate = "requests_rate",
        /// Requests that were refused or failed.
        ErrorsRate = "errors_rate",
        /// Requests with access tokens that are under way at a time, at the most within the step.
        ConcurrentRequests = "concurrent_requests",
        /// Requests of the management API with API keys.
        ApiRequests = "api_requests",
    }
}

words! {
    /// In what a metric is measured.
    Unit {
        /// Samples a second.
        SamplesPerSecond = "samples/s",
        /// Series.
        Series = "series",
        /// Bytes.
        Bytes = "bytes",
        /// Requests a second.
        RequestsPerSecond = "requests/s",
        /// Requests.
        Requests = "requests",
    }
}

words! {
    /// By what a metric is taken apart.
    GroupBy {
        /// A series for each deployment.
        Deployment = "deployment",
        /// A series for each access token.
        AccessToken = "access_token",
        /// A series for each API key.
        ApiKey = "api_key",
    }
}

impl UsageMetric {
    /// In what it is measured.
    pub fn unit(self) -> Unit {
        match self {
            Self::IngestionRate | Self::ReadRate => Unit::SamplesPerSecond,
            Self::ActiveTimeSeries | Self::NewSeries24h | Self::SeriesPerQuery => Unit::Series,
            Self::StorageBytes => Unit::Bytes,
            Self::RequestsRate | Self::ErrorsRate => Unit::RequestsPerSecond,
            Self::ConcurrentRequests | Self::ApiRequests => Unit::Requests,
        }
    }

    /// Whether it can be taken apart so.
    pub fn can_be_grouped_by(self, group_by: GroupBy) -> bool {
        match group_by {
            GroupBy::Deployment => self.is_of_deployments(),
            GroupBy::AccessToken => {
                matches!(self, Self::RequestsRate | Self::ErrorsRate | Self::ConcurrentRequests)
            }
            GroupBy::ApiKey => self == Self::ApiRequests,
        }
    }

    /// Whether it is about a deployment, and not about Keyhouse itself.
    pub fn is_of_deployments(self) -> bool {
        self != Self::ApiRequests
    }

    /// How much of it a deployment may have by its tier and, for data, its room in gigabytes (of 2^30 bytes). That of
    /// [`Self::ConcurrentRequests`] is for each access token.
    pub fn limit(self, tier: &Tier, storage_gb: u64) -> Option<i64> {
        match self {
            Self::IngestionRate => Some(tier.ingestion_rate),
            Self::ActiveTimeSeries => Some(tier.active_time_series),
            Self::NewSeries24h => Some(tier.new_series_over_24h),
            Self::ReadRate => Some(tier.datapoints_read_rate),
            Self::SeriesPerQuery => Some(tier.series_read_per_query),
            Self::StorageBytes => i64::try_from(storage_gb.saturating_mul(1 << 30)).ok(),
            Self::ConcurrentRequests => Some(tier.access_token_concurrent_requests),
            Self::RequestsRate | Self::ErrorsRate | Self::ApiRequests => None,
        }
    }
}
