//! Measures how much of its limits a deployment uses.

use super::first_hour::Day;
use crate::dataplane::metrics::Counted;
use crate::http_client::{HttpClient, Limits};
use keyhouse_model::deployment::LimitsUsed;
use keyhouse_model::secret::Secret;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The metrics of an engine with many caches and indexes.
const MAX_BYTES: usize = 4 << 20;
const WAIT: Duration = Duration::from_secs(2);

/// Where an engine's metrics are, and the key to them. It travels in the body: a URL is more easily written to a log.
#[derive(Debug)]
pub(in crate::dataplane) struct Probe {
    pub(super) url: String,
    pub(super) key: Secret,
    /// Of a single node, where it is corrected in the first hour of a day.
    pub(super) day: Option<Day>,
}

impl Probe {
    /// What the engine counts about itself, in its own words; `None` when it does not answer.
    pub(in crate::dataplane) async fn read(&self, http: &HttpClient) -> Option<String> {
        let body = format!("authKey={}", self.key.expose()).into_bytes();
        let limits = Limits { time: WAIT, body_bytes: MAX_BYTES };
        let form = "application/x-www-form-urlencoded";
        let answer = http.post(&self.url, None, form, body, limits).await.ok()?;
        let text = answer.is_success().then(|| answer.text())?;
        match &self.day {
            Some(day) => Some(day.correct(text, http).await),
            None => Some(text),
        }
    }
}

/// Compares each measurement with the one before.
#[derive(Debug)]
pub(super) struct Meter {
    probe: Arc<Probe>,
    before: Option<(Instant, f64)>,
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measured {
    pub(super) used: LimitsUsed,
    pub(super) has_data: bool,
    pub(super) is_read_only: bool,
}

impl Meter {
    pub(super) fn new(probe: Arc<Probe>) -> Self {
        Self { probe, before: None }
    }

    /// Asks the engine; `None` when it does not answer.
    pub(super) async fn measure(&mut self, http: &HttpClient) -> Option<Measured> {
        let text = self.probe.read(http).await?;
        Some(self.compare(Instant::now(), &Counted::read(&text)))
    }

    fn compare(&mut self, now: Instant, counted: &Counted) -> Measured {
        let before = self.before.replace((now, counted.samples_added));
        // A counter that went down belongs to an engine that has started anew.
        let rate = before.and_then(|(at, added)| {
            let seconds = now.duration_since(at).as_secs_f64();
            let more = counted.samples_added - added;
            (more >= 0.0 && seconds > 0.0).then(|| more / seconds)
        });
        Measured {
            used: LimitsUsed {
                active_time_series: counted.active_series,
                ingestion_rate: rate,
                storage_bytes: counted.bytes,
            },
            has_data: counted.samples_added > 0.0 || counted.samples_stored > 0.0,
            is_read_only: counted.is_read_only,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_needs_two_measurements_of_the_same_engine() {
        let probe = Arc::new(Probe { url: String::new(), key: Secret::new(String::new()), day: None });
        let mut meter = Meter::new(probe);
        let start = Instant::now();
        let counted = |samples_added| Counted { samples_added, ..Counted::default() };
        let mut rate = |seconds, added| {
            meter.compare(start + Duration::from_secs(seconds), &counted(added)).used.ingestion_rate
        };
        assert_eq!(rate(0, 100.0), None);
        assert_eq!(rate(10, 600.0), Some(50.0));
        assert_eq!(rate(20, 0.0), None);
        assert_eq!(rate(30, 0.0), Some(0.0));
    }

    #[test]
    fn data_that_is_stored_arrived_once() {
        let probe = Arc::new(Probe { url: String::new(), key: Secret::new(String::new()), day: None });
        let mut meter = Meter::new(probe);
        let stored = Counted { samples_stored: 1.0, ..Counted::default() };
        assert!(meter.compare(Instant::now(), &stored).has_data);
        assert!(!meter.compare(Instant::now(), &Counted::default()).has_data);
    }
}
