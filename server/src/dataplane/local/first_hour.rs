//! The series that are active in the first hour of a day.
//!
//! In that hour of UTC, `victoria-metrics` v1.79.5 says of `storage/hour_metric_ids`, which is what its dashboards take
//! for the active series, that there are none. A day's series are those of its first hour then, and it counts these.

use crate::http_client::{Answer, HttpClient, Limits};
use chrono::{DateTime, Timelike, Utc};
use keyhouse_model::secret::Secret;
use serde_json::Value;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// What it tells in that hour.
const NONE: &str = r#"vm_cache_entries{type="storage/hour_metric_ids"} 0"#;
const LIMITS: Limits = Limits { time: Duration::from_secs(2), body_bytes: 1 << 20 };
/// It counts by going through all of them. After an answer it is left alone for so many times what that took, so that a
/// large one spends no more than a hundredth of its time on it.
const REST: u32 = 100;

/// Where a single node tells how many series the day has.
#[derive(Debug)]
pub(super) struct Day {
    /// `/api/v1/status/tsdb`.
    pub(super) url: String,
    /// The value of the header `Authorization`.
    pub(super) authorization: Secret,
    pub(super) known: Mutex<Known>,
}

/// What it told last.
#[derive(Debug, Default)]
pub(super) struct Known {
    series: Option<u64>,
    /// When it may be asked again; at once, if that is not known.
    again: Option<Instant>,
}

impl Day {
    /// The metrics as they were told, with the active series of the first hour of a day.
    pub(super) async fn correct(&self, metrics: String, http: &HttpClient) -> String {
        if !tells_none(&metrics, Utc::now()) {
            return metrics;
        }
        if self.known().is_due(Instant::now()) {
            self.ask(http).await;
        }
        // Without an answer it stays at none, as it was told.
        let known = self.known().series;
        match known {
            Some(series) => with(&metrics, series),
            None => metrics,
        }
    }

    async fn ask(&self, http: &HttpClient) {
        let asked = Instant::now();
        let answer = http.get(&format!("{}?topN=1", self.url), Some(&self.authorization), LIMITS).await;
        let series = answer.ok().filter(Answer::is_success).and_then(|answer| series(&answer.text()));
        *self.known() = Known::learned(series, asked, Instant::now());
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn is_due(&self, now: Instant) -> bool {
        self.again.is_none_or(|again| again <= now)
    }

    fn learned(series: Option<u64>, asked: Instant, answered: Instant) -> Self {
        Self { series, again: Some(answered + answered.duration_since(asked) * REST) }
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
    fn the_longer_it_takes_the_longer_it_is_left_alone() {
        let asked = Instant::now();
        let after = |millis| asked + Duration::from_millis(millis);
        assert!(Known::default().is_due(asked));
        let quick = Known::learned(Some(1), asked, after(1));
        assert!(!quick.is_due(after(100)) && quick.is_due(after(101)));
        let slow = Known::learned(None, asked, after(1000));
        assert!(!slow.is_due(after(100_999)) && slow.is_due(after(101_000)));
    }

    #[test]
    fn the_day_takes_the_place_of_none() {
        assert_eq!(series(r#"{"status":"success","data":{"totalSeries":552}}"#), Some(552));
        assert_eq!(series("no answer"), None);
        let corrected = with(METRICS, 552);
        assert_eq!(corrected, "vm_cache_entries{type=\"storage/hour_metric_ids\"} 552\nvm_rows 5\n");
    }
}
