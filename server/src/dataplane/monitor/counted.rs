//! What a deployment's processes tell of themselves, in the monitor's vocabulary.

use super::family::{
    self, ACTIVE, BYTES, CREATED, ERRORS, FIRING, Family, QUERIES, READ, RULE_ERRORS, RULE_EVALUATIONS,
    SERIES_READ, WRITTEN,
};
use crate::dataplane::metrics::sample;
use std::collections::BTreeMap;

/// The path by which a process that answers queries is known.
const QUERY_PATH: &str = "/api/v1/query_range\"";

/// What the processes of a deployment count together. What none of them counts is not there.
#[derive(Debug, Default)]
pub(super) struct Counted {
    values: BTreeMap<&'static str, f64>,
    /// Samples that a storage took in.
    stored: Option<f64>,
    /// Samples that a way in let through.
    inserted: Option<f64>,
}

impl Counted {
    /// Adds what `victoria-metrics`, `vmstorage`, `vminsert` or `vmselect` tells.
    pub(super) fn add(&mut self, text: &str) {
        if text.contains(QUERY_PATH) {
            // Before the first query, it tells nothing of queries.
            for family in [READ, SERIES_READ, QUERIES] {
                self.plus(family, 0.0);
            }
        }
        for (name, labels, value) in text.lines().filter_map(sample) {
            match name {
                "vm_rows_added_to_storage_total" => *self.stored.get_or_insert_default() += value,
                "vm_rows_inserted_total" => *self.inserted.get_or_insert_default() += value,
                "vm_cache_entries" if labels == r#"type="storage/hour_metric_ids""# => {
                    self.plus(ACTIVE, value);
                }
                "vm_new_timeseries_created_total" => self.plus(CREATED, value),
                "vm_data_size_bytes" => self.plus(BYTES, value),
                "vm_rows_read_per_query_sum" => self.plus(READ, value),
                "vm_series_read_per_query_sum" => self.plus(SERIES_READ, value),
                "vm_series_read_per_query_count" => self.plus(QUERIES, value),
                "vm_http_request_errors_total" => self.plus(ERRORS, value),
                _ => {}
            }
        }
    }

    /// Adds what `vmalert` tells.
    pub(super) fn add_vmalert(&mut self, text: &str) {
        for (name, _, value) in text.lines().filter_map(sample) {
            match name {
                "vmalert_execution_total" => self.plus(RULE_EVALUATIONS, value),
                "vmalert_execution_errors_total" => self.plus(RULE_ERRORS, value),
                "vmalert_alerts_firing" => self.plus(FIRING, value),
                _ => {}
            }
        }
    }

    /// Each family that is counted, with its number.
    pub(super) fn families(&self) -> impl Iterator<Item = (Family, f64)> {
        // A single node tells both; what is stored is what counts.
        let written = self.stored.or(self.inserted).map(|value| (WRITTEN, value));
        let value = |family: &Family| Some((*family, *self.values.get(family.name)?));
        written.into_iter().chain(family::ALL.iter().filter_map(value))
    }

    fn plus(&mut self, family: Family, value: f64) {
        *self.values.entry(family.name).or_default() += value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn families(texts: &[&str]) -> Vec<(&'static str, f64)> {
        let mut counted = Counted::default();
        texts.iter().for_each(|text| counted.add(text));
        counted.families().map(|(family, value)| (family.name, value)).collect()
    }

    const STORAGE: &str = r#"
vm_rows_added_to_storage_total 1078
vm_new_timeseries_created_total 12
vm_cache_entries{type="storage/hour_metric_ids"} 10
vm_data_size_bytes{type="indexdb"} 100
vm_data_size_bytes{type="storage/small"} 1.5e+02
"#;
    const INSERT: &str = r#"
vm_rows_inserted_total{type="prometheus"} 1000
vm_rows_inserted_total{type="influx"} 78
vm_http_request_errors_total{path="/insert/{}/influx", protocol="influx"} 2
"#;
    const SELECT: &str = r#"
vm_http_request_errors_total{path="/select/{}/prometheus/api/v1/query_range"} 1
"#;

    #[test]
    fn the_processes_of_a_cluster_are_one_deployment() {
        assert_eq!(
            families(&[STORAGE, INSERT, SELECT]),
            [
                (WRITTEN.name, 1078.0),
                (ACTIVE.name, 10.0),
                (CREATED.name, 12.0),
                (READ.name, 0.0),
                (SERIES_READ.name, 0.0),
                (QUERIES.name, 0.0),
                (BYTES.name, 250.0),
                (ERRORS.name, 3.0),
            ]
        );
    }

    #[test]
    fn what_nobody_counts_is_not_there() {
        assert_eq!(families(&[INSERT]), [(WRITTEN.name, 1078.0), (ERRORS.name, 2.0)]);
        assert_eq!(families(&["<html>"]), []);
    }

    #[test]
    fn queries_count_what_they_read() {
        let text = format!(
            "{SELECT}vm_rows_read_per_query_sum 600\nvm_series_read_per_query_sum 30\nvm_series_read_per_query_count 3\n\
             vm_series_read_per_query_bucket{{vmrange=\"8.799e+00...1.000e+01\"}} 3\n"
        );
        let found = families(&[&text]);
        let of =
            |family: Family| found.iter().find(|(name, _)| *name == family.name).map(|(_, value)| *value);
        assert_eq!([READ, SERIES_READ, QUERIES].map(of), [Some(600.0), Some(30.0), Some(3.0)]);
    }
}
