//! What the name of a metric tells, by the customs of Prometheus and `OpenMetrics`.

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

/// Whether a metric of this name goes up and down, so that `rate` makes no sense of it.
pub fn is_gauge_by_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // Recorded results have colons, and what they are depends on their rules.
    let recorded = name.contains(':');
    !recorded
        && (GAUGES.iter().any(|ending| name.ends_with(ending)) || ["up", "alerts"].contains(&name.as_str()))
}
