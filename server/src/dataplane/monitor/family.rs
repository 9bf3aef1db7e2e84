//! What the monitor holds: one vocabulary for whatever runs, so that a question does not depend on who answers it.

use super::client::Sample;
use std::fmt::Write;

/// How long a summed-up piece of time is, in seconds. Every zone on Earth is a multiple of it ahead of UTC, so days of
/// every zone are made of whole pieces.
pub(crate) const PIECE: u32 = 900;

/// What becomes of a family's samples when a piece of time is summed up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fold {
    /// How fast a counter grew, a second.
    Rate,
    /// By how much a counter grew.
    Increase,
    /// The most of it.
    Peak,
    /// The last of it.
    Level,
}

/// One thing that is measured.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Family {
    /// Its name in the monitor.
    pub(crate) name: &'static str,
    /// How it is summed up.
    pub(crate) fold: Fold,
}

impl Family {
    /// Its name in the monitor when it is summed up.
    pub(crate) fn folded(self) -> String {
        format!("{}:{}", self.name, self.fold.suffix())
    }
}

impl Fold {
    fn suffix(self) -> &'static str {
        match self {
            Self::Rate => "rate15m",
            Self::Increase => "increase15m",
            Self::Peak => "max15m",
            Self::Level => "last15m",
        }
    }
}

macro_rules! families {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $fold:ident;)+) => {
        $($(#[$doc])* pub(crate) const $constant: Family = Family { name: $name, fold: Fold::$fold };)+
        /// All of them.
        pub(crate) const ALL: &[Family] = &[$($constant),+];
    };
}

families! {
    /// Samples that were written, by deployment.
    WRITTEN = "keyhouse_samples_written_total", Rate;
    /// Series that are active, by deployment.
    ACTIVE = "keyhouse_active_series", Peak;
    /// Series that came into being, by deployment.
    CREATED = "keyhouse_series_created_total", Increase;
    /// Samples that queries read, by deployment.
    READ = "keyhouse_samples_read_total", Rate;
    /// Series that queries read, by deployment.
    SERIES_READ = "keyhouse_series_read_total", Rate;
    /// Queries, by deployment.
    QUERIES = "keyhouse_queries_total", Rate;
    /// Bytes of data on the disk, by deployment.
    BYTES = "keyhouse_data_bytes", Level;
    /// Requests that a deployment refused or failed.
    ERRORS = "keyhouse_request_errors_total", Rate;
    /// Requests that came with an access token.
    TOKEN_REQUESTS = "keyhouse_token_requests_total", Rate;
    /// Requests with an access token that failed.
    TOKEN_ERRORS = "keyhouse_token_errors_total", Rate;
    /// Requests with an access token that are under way.
    TOKEN_CONCURRENT = "keyhouse_token_concurrent_requests", Peak;
    /// Evaluations of rules, by deployment.
    RULE_EVALUATIONS = "keyhouse_rule_evaluations_total", Rate;
    /// Evaluations of rules that failed, by deployment.
    RULE_ERRORS = "keyhouse_rule_errors_total", Rate;
    /// Alerts that fire, by deployment.
    FIRING = "keyhouse_firing_alerts", Peak;
    /// Requests of the management API with an API key.
    API_REQUESTS = "keyhouse_api_key_requests_total", Increase;
}

/// Says of a piece of time that it was summed up.
pub(super) const FOLDED: &str = "keyhouse_folded";

/// Samples as the monitor takes them, each with its own time.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A sample at this time, in milliseconds since 1970.
    pub(super) fn push(&mut self, name: &str, labels: &[(&str, &str)], value: f64, at_ms: i64) {
        self.0.push_str(name);
        for (n, (label, text)) in labels.iter().enumerate() {
            let sign = if n == 0 { '{' } else { ',' };
            let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            // Writing to a text can't fail.
            let _ = write!(self.0, "{sign}{label}=\"{text}\"");
        }
        let end = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.0, "{end} {value} {at_ms}");
    }

    /// The samples that an answer holds, under another name.
    pub(super) fn push_all(&mut self, name: &str, series: &[Sample]) {
        for one in series {
            let labels: Vec<_> =
                one.labels.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            for (at, value) in &one.values {
                self.push(name, &labels, *value, at * 1000);
            }
        }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn samples_are_written_as_the_monitor_reads_them() {
        let mut lines = Lines::default();
        lines.push(BYTES.name, &[("deployment_id", "a\"b\\"), ("x", "y")], 1.5, 1000);
        lines.push(FOLDED, &[], 1.0, 2000);
        let text = String::from_utf8(lines.into_bytes()).unwrap();
        assert_eq!(
            text,
            "keyhouse_data_bytes{deployment_id=\"a\\\"b\\\\\",x=\"y\"} 1.5 1000\nkeyhouse_folded 1 2000\n"
        );
    }
}
