//! Which limits of a deployment are nearly reached. Pure.

use super::course::latest;
use super::needs::Need;
use crate::components::deployment_words as words;
use crate::format::number::percent;
use crate::route::{DeploymentTab, Route};
use crate::ui::badge::Tone;
use keyhouse_model::catalog;
use keyhouse_model::deployment::DeploymentSummary;
use keyhouse_model::usage::{UsageAnswer, UsageMetric, label};

/// From which share of a limit on a person is told.
const MUCH: f64 = 0.8;
/// What has a limit that the list of deployments says nothing of.
pub(super) const OF_USAGE: [UsageMetric; 5] = [
    UsageMetric::NewSeries24h,
    UsageMetric::ReadRate,
    UsageMetric::SeriesPerQuery,
    UsageMetric::ConcurrentRequests,
    UsageMetric::StorageBytes,
];

/// The limits of a deployment: what its processes count now, and what was measured lately, if that is known.
pub(super) fn near_limits(it: &DeploymentSummary, lately: Option<&UsageAnswer>) -> Vec<Need> {
    let mut near = counted(it);
    near.extend(lately.map(|lately| measured(it, lately)).unwrap_or_default());
    near
}

/// Of the limits of its tier that are measured with the list.
fn counted(it: &DeploymentSummary) -> Vec<Need> {
    let Some((used, tier)) = it.used.zip(catalog::tier(it.tier)) else { return Vec::new() };
    #[expect(clippy::cast_precision_loss, reason = "a share in whole per cents is shown")]
    let series = used.active_time_series as f64;
    let pairs = [
        (Some(series), tier.active_time_series, "active_time_series"),
        (used.ingestion_rate, tier.ingestion_rate, "ingestion_rate"),
    ];
    let near = pairs.into_iter().filter_map(|(used, limit, name)| {
        let share = share(used?, limit)?;
        Some(need(it, share, &of_tier(name), DeploymentTab::Overview))
    });
    near.collect()
}

/// Of the others, as the usage of each deployment says them.
fn measured(it: &DeploymentSummary, lately: &UsageAnswer) -> Vec<Need> {
    let id = it.id.to_string();
    let own = lately.series.iter().filter(|series| series.label(label::DEPLOYMENT_ID) == Some(&id));
    let near = own.filter_map(|series| {
        let share = share(latest(lately, &series.points)?, series.limit?)?;
        Some(need(it, share, &detail(series.metric), DeploymentTab::Usage))
    });
    near.collect()
}

fn detail(metric: UsageMetric) -> String {
    of_tier(match metric {
        UsageMetric::StorageBytes => {
            return "Storage, of the size that was chosen. A larger one can be chosen in its settings."
                .to_owned();
        }
        UsageMetric::NewSeries24h => "new_series_over_24h",
        UsageMetric::ReadRate => "datapoints_read_rate",
        UsageMetric::SeriesPerQuery => "series_read_per_query",
        UsageMetric::ConcurrentRequests => "access_token_concurrent_requests",
        other => other.as_str(),
    })
}

fn of_tier(limit: &str) -> String {
    let (label, _) = words::limit(limit);
    format!("{label}, of its tier. A larger tier can be chosen in its settings.")
}

/// The share that is used, if it is worth a word.
fn share(used: f64, limit: i64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a share in whole per cents is shown")]
    let share = (limit > 0).then(|| used / limit as f64)?;
    (share > MUCH).then_some(share)
}

fn need(it: &DeploymentSummary, share: f64, detail: &str, tab: DeploymentTab) -> Need {
    Need {
        tone: if share >= 1.0 { Tone::Bad } else { Tone::Warn },
        what: format!("{} is at {} of a limit", it.name, percent(share)),
        detail: detail.to_owned(),
        href: Route::Deployment(it.id, tab).path(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    const ID: &str = "123e4567-e89b-42d3-a456-426614174000";
    const OTHER: &str = "123e4567-e89b-42d3-a456-426614174001";

    fn deployment() -> DeploymentSummary {
        serde_json::from_value(json!({
            "id": ID, "name": "prod", "type": "single_node", "tier": 121, "version": "v1.79.5", "status": "RUNNING",
            "cloud_provider": "local", "region": "local", "created_at": "2026-11-21T09:00:00Z",
        }))
        .unwrap()
    }

    fn series(id: &str, metric: UsageMetric, limit: Option<i64>, value: &Value) -> Value {
        json!({
            "metric": metric, "unit": metric.unit(), "labels": { "deployment_id": id }, "limit": limit,
            "points": [[1_795_219_200_000_i64, value]],
        })
    }

    fn lately(series: &[Value]) -> UsageAnswer {
        serde_json::from_value(json!({
            "from": "2026-11-21T00:00:00Z", "to": "2026-11-21T00:20:00Z", "step_seconds": 900,
            "complete_until": "2026-11-21T00:20:00Z", "series": series, "missing": [],
        }))
        .unwrap()
    }

    #[test]
    fn every_limit_that_usage_knows_is_looked_at() {
        let tier = catalog::tier(121).unwrap();
        let near: Vec<_> = OF_USAGE
            .iter()
            .map(|metric| {
                let limit = metric.limit(&tier, 20).unwrap();
                series(ID, *metric, Some(limit), &json!(limit as f64 * 0.9))
            })
            .collect();
        let needs = near_limits(&deployment(), Some(&lately(&near)));
        let told: Vec<_> = needs.iter().map(|need| need.detail.split(", of").next().unwrap()).collect();
        let named = [
            "New series in 24 h",
            "Read rate",
            "Series per query",
            "Requests at a time, per token",
            "Storage",
        ];
        assert_eq!(told, named);
        assert!(needs.iter().all(|need| need.what == "prod is at 90% of a limit" && need.tone == Tone::Warn));
        assert!(needs.iter().all(|need| need.href == format!("/deployments/{ID}/usage")));
    }

    #[test]
    fn neither_others_nor_what_was_not_measured_or_has_no_limit_is_told() {
        let metric = UsageMetric::StorageBytes;
        let quiet = [
            series(OTHER, metric, Some(10), &json!(9.0)),
            series(ID, metric, Some(10), &json!(null)),
            series(ID, metric, Some(10), &json!(8.0)),
            series(ID, metric, None, &json!(9.0)),
        ];
        assert!(near_limits(&deployment(), Some(&lately(&quiet))).is_empty());
        let full = [series(ID, metric, Some(10), &json!(10.0))];
        assert_eq!(near_limits(&deployment(), Some(&lately(&full)))[0].tone, Tone::Bad);
    }

    #[test]
    fn all_limits_of_a_tier_are_told_of_from_the_list_or_from_usage() {
        let tier = catalog::tier(121).unwrap();
        let of_list = [UsageMetric::ActiveTimeSeries, UsageMetric::IngestionRate];
        let limited = UsageMetric::ALL.iter().filter(|metric| metric.limit(&tier, 20).is_some());
        let forgotten: Vec<_> =
            limited.filter(|it| !OF_USAGE.contains(it) && !of_list.contains(it)).collect();
        assert!(forgotten.is_empty(), "{forgotten:?}");
    }
}
