//! What the name of a metric tells, by the customs of Prometheus and `OpenMetrics`.

/// What a metric is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NameKind {
    /// It only grows, but for restarts: `rate` and `increase` fit.
    Counter,
    /// It goes up and down: `rate` makes no sense of it.
    Gauge,
    /// The name doesn't tell.
    Unknown,
}

/// Endings of counters: of counters themselves, and of the parts of histograms and summaries.
const COUNTERS: [&str; 4] = ["_total", "_count", "_sum", "_bucket"];

/// Endings that counters never have by custom.
const GAUGES: [&str; 14] = [
    "_ratio",
    "_percent",
    "_celsius",
    "_info",
    "_timestamp_seconds",
    "_start_time_seconds",
    "_resident_memory_bytes",
    "_virtual_memory_bytes",
    "_free_bytes",
    "_avail_bytes",
    "_size_bytes",
    "_memavailable_bytes",
    "_open_fds",
    "_temperature",
];

/// What a metric of this name is.
pub fn kind_by_name(name: &str) -> NameKind {
    // Recorded results have colons: `job:requests:rate5m` goes up and down, whatever it was made from.
    let name = name.to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if name.contains(':') {
        NameKind::Unknown
    } else if ends(&COUNTERS) {
        NameKind::Counter
    } else if ends(&GAUGES) || ["up", "alerts"].contains(&name.as_str()) {
        NameKind::Gauge
    } else {
        NameKind::Unknown
    }
}
