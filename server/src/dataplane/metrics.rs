//! Reads what an engine counts about itself, in Prometheus' text format.

/// What of an engine's metrics is of interest.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counted {
    /// Series that are active now.
    pub(super) active_series: u64,
    /// Samples that were taken since the engine started.
    pub(super) samples_added: f64,
    /// Samples that are stored.
    pub(super) samples_stored: f64,
    /// Bytes of data on the disk.
    pub(super) bytes: u64,
    /// Whether it takes no more data, because the disk is nearly full.
    pub(super) is_read_only: bool,
}

impl Counted {
    /// Reads the metrics of `victoria-metrics` or `vmstorage`. What is not there counts as nothing.
    pub(super) fn read(text: &str) -> Self {
        let mut counted = Self::default();
        for (name, labels, value) in text.lines().filter_map(sample) {
            match name {
                "vm_cache_entries" if labels == r#"type="storage/hour_metric_ids""# => {
                    counted.active_series = whole(value);
                }
                "vm_rows_added_to_storage_total" => counted.samples_added += value,
                "vm_rows" if labels.starts_with(r#"type="storage/"#) => counted.samples_stored += value,
                "vm_data_size_bytes" => counted.bytes += whole(value),
                "vm_storage_is_read_only" => counted.is_read_only |= value > 0.0,
                _ => {}
            }
        }
        counted
    }
}

/// The short version in `vm_app_version`, such as `v1.79.5`; builds that don't tell it leave it empty.
pub(super) fn version(text: &str) -> Option<String> {
    let (_, labels, _) = text.lines().filter_map(sample).find(|(name, ..)| *name == "vm_app_version")?;
    let (_, rest) = labels.split_once(r#"short_version=""#)?;
    rest.split('"').next().filter(|version| !version.is_empty()).map(str::to_owned)
}

/// Name, labels and value of a line.
pub(super) fn sample(line: &str) -> Option<(&str, &str, f64)> {
    let (series, value) = line.trim_end().rsplit_once(' ')?;
    let (name, labels) = match series.split_once('{') {
        Some((name, labels)) => (name, labels.strip_suffix('}')?),
        None => (series, ""),
    };
    (!name.starts_with('#')).then_some((name, labels, value.parse().ok()?))
}

/// Counters are floating-point numbers on the wire.
fn whole(value: f64) -> u64 {
    if value.is_finite() && value > 0.0 { value as u64 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
# HELP vm_rows what it is
vm_app_version{version="victoria-metrics-20230407-tags-v1.90.0-0-gb5d18c0d2", short_version="v1.90.0"} 1
vm_cache_entries{type="storage/hour_metric_ids"} 552
vm_cache_entries{type="storage/tsid"} 9
vm_data_size_bytes{type="indexdb"} 68199
vm_data_size_bytes{type="storage/big"} 0
vm_data_size_bytes{type="storage/small"} 1.5648e+04
vm_rows_added_to_storage_total 1078
vm_rows{type="indexdb"} 5135
vm_rows{type="storage/big"} 100
vm_rows{type="storage/small"} 978
vm_storage_is_read_only{path="data"} 0
nonsense
"#;

    #[test]
    fn what_is_of_interest_is_found() {
        let counted = Counted::read(TEXT);
        assert_eq!(counted.active_series, 552);
        assert_eq!((counted.samples_added, counted.samples_stored), (1078.0, 1078.0));
        assert_eq!((counted.bytes, counted.is_read_only), (68_199 + 15_648, false));
        assert!(Counted::read(r#"vm_storage_is_read_only{path="data"} 1"#).is_read_only);
        assert_eq!(Counted::read(""), Counted::default());
    }

    #[test]
    fn the_version_is_found_where_a_build_tells_it() {
        assert_eq!(version(TEXT).as_deref(), Some("v1.90.0"));
        assert_eq!(version(r#"vm_app_version{version="", short_version=""} 1"#), None);
        assert_eq!(version(""), None);
    }
}
