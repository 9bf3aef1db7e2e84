//! The series that are active in the first hour of a day.
//!
//! In that hour of UTC, `victoria-metrics` v1.79.5 says of `storage/hour_metric_ids`, which is what its dashboards take
//! for the active series, that there are none. A day's series are those of its first hour then, and it counts these.

use crate::http_client::{Answer, HttpClient, Limits};
use chrono::{DateTime, Timelike, Utc};
use keyhouse_model::secret::Secret;
use serde_json::Value;
use std::time::Duration;

/// What it tells in that hour.
const NONE: &str = r#"vm_cache_entries{type="storage/hour_metric_ids"} 0"#;
const LIMITS: Limits = Limits { time: Duration::from_secs(2), body_bytes: 1 << 20 };

/// Where a single node tells how many series the day has.
#[derive(Debug)]
pub(super) struct Day {
    /// `/api/v1/status/tsdb`.
    pub(super) url: String,
    /// The value of the header `Authorization`.
    pub(super) authorization: Secret,
}

impl Day {
    /// The metrics as they were told, with the active series of the first hour of a day.
    pub(super) async fn correct(&self, metrics: String, http: &HttpClient) -> String {
        if !tells_none(&metrics, Utc::now()) {
            return metrics;
        }
        // Without an answer it stays at none, as it was told.
        let answer = http.get(&format!("{}?topN=1", self.url), Some(&self.authorization), LIMITS).await;
        let answer = answer.ok().filter(Answer::is_success);
        match answer.and_then(|answer| series(&answer.text())) {
            Some(series) => with(&metrics, series),
            None => metrics,
        }
    }
}

fn tells_none(metrics: &str, at: DateTime<Utc>) -> bool {
    at.hour() == 0 && metrics.lines().any(|line| line == NONE)
}

/// The number of the day's series in what `/api/v1/status/tsdb` answers.
fn series(answer: &str) -> Option<u64> {
    serde_json::from_str::<Value>(answer).ok()?["data"]["totalSeries"].as_u64()
}

fn with(metrics: &str, series: u64) -> String {
    let line = |line| {
        if line == NONE { format!("{}{series}\n", &NONE[..NONE.len() - 1]) } else { format!("{line}\n") }
    };
    metrics.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const METRICS: &str = "vm_cache_entries{type=\"storage/hour_metric_ids\"} 0\nvm_rows 5\n";

    #[test]
    fn none_is_believed_but_in_the_first_hour() {
        for (at, expected) in
            [("00:00:00", true), ("00:59:59", true), ("01:00:00", false), ("23:59:59", false)]
        {
            assert_eq!(tells_none(METRICS, format!("2026-11-22T{at}Z").parse().unwrap()), expected, "{at}");
        }
        let midnight = "2026-11-22T00:00:00Z".parse().unwrap();
        assert!(!tells_none("vm_cache_entries{type=\"storage/hour_metric_ids\"} 12\n", midnight));
    }

    #[test]
    fn the_day_takes_the_place_of_none() {
        assert_eq!(series(r#"{"status":"success","data":{"totalSeries":552}}"#), Some(552));
        assert_eq!(series("no answer"), None);
        let corrected = with(METRICS, 552);
        assert_eq!(corrected, "vm_cache_entries{type=\"storage/hour_metric_ids\"} 552\nvm_rows 5\n");
    }
}
