//! What a deployment's values are called on the screen, with their units. Pure.

use crate::format::number::{bytes, compact, thousands};
use crate::format::text::{count, sentence};
use crate::ui::badge::Tone;
use keyhouse_model::catalog::{self, AWS, EXTERNAL};
use keyhouse_model::deployment::{
    DeduplicationUnit, DeploymentStatus, DeploymentType, MaintenanceWindow, ProcessState, RetentionUnit,
};

/// What a status is called, and what it means.
pub fn status(status: DeploymentStatus) -> (&'static str, Tone) {
    match status {
        DeploymentStatus::Provisioning => ("Provisioning", Tone::Info),
        DeploymentStatus::Running => ("Running", Tone::Ok),
        DeploymentStatus::Error => ("Error", Tone::Bad),
        DeploymentStatus::Stopped => ("Stopped", Tone::Neutral),
    }
}

/// What the state of a process is called, and what it means.
pub fn process(state: ProcessState) -> (&'static str, Tone) {
    match state {
        ProcessState::Starting => ("Starting", Tone::Info),
        ProcessState::Healthy => ("Healthy", Tone::Ok),
        ProcessState::Restarting => ("Restarting", Tone::Warn),
        ProcessState::Failed => ("Failed", Tone::Bad),
        ProcessState::Stopped => ("Stopped", Tone::Neutral),
    }
}

/// What a type is called.
pub fn kind(kind: DeploymentType) -> &'static str {
    match kind {
        DeploymentType::SingleNode => "Single node",
        DeploymentType::Cluster => "Cluster",
    }
}

/// Where a deployment runs. The regions of `aws` are names that other clients need; all of them mean this machine.
pub fn place(provider: &str, region: &str) -> String {
    match provider {
        EXTERNAL => "External".to_owned(),
        AWS => format!("This machine, as {AWS} {region}"),
        _ => "This machine".to_owned(),
    }
}

/// When work that interrupts may be done.
pub fn maintenance(window: MaintenanceWindow) -> &'static str {
    match window {
        MaintenanceWindow::Weekend => "Saturday and Sunday, 3 to 4 am UTC",
        MaintenanceWindow::Weekdays => "Monday to Friday, 4 to 5 am UTC",
    }
}

/// For how long data is kept: `30 days`.
pub fn retention((value, unit): (u32, RetentionUnit)) -> String {
    let (one, many) = match unit {
        RetentionUnit::Days => ("day", "days"),
        RetentionUnit::Months => ("month", "months"),
    };
    count(usize::try_from(value).unwrap_or(usize::MAX), one, many)
}

/// Within which window samples are merged.
pub fn deduplication((value, unit): (u32, DeduplicationUnit)) -> String {
    if value == 0 { "Off".to_owned() } else { format!("{} {}", thousands(value.into()), unit.as_str()) }
}

/// Room for data: `20 GB`, `2 TB`.
pub fn storage(gigabytes: u64) -> String {
    if gigabytes >= 1024 && gigabytes.is_multiple_of(1024) {
        format!("{} TB", thousands(gigabytes / 1024))
    } else {
        format!("{} GB", thousands(gigabytes))
    }
}

/// Bytes on the disk, in the units of [`storage`]: there a terabyte is 1024 gigabytes, so these are powers of 1024 too.
pub fn stored(number: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three digits of it are shown")]
    let number = number as f64;
    bytes(number).replace("iB", "B")
}

/// The name of a tier; its number, if this console does not know it.
pub fn tier(id: u32) -> String {
    catalog::tier(id).map_or_else(|| format!("tier {id}"), |tier| tier.name)
}

/// What a limit of a tier is called, and the unit that its values are in.
pub fn limit(name: &str) -> (String, &'static str) {
    let (label, unit) = match name {
        "ingestion_rate" => ("Ingestion", "samples/s"),
        "active_time_series" => ("Active series", "series"),
        "new_series_over_24h" => ("New series in 24 h", "series"),
        "datapoints_read_rate" => ("Read rate", "samples/s"),
        "series_read_per_query" => ("Series per query", "series"),
        "access_token_concurrent_requests" => ("Requests at a time, per token", "requests"),
        "access_token_limit" => ("Access tokens", "tokens"),
        other => return (sentence(&other.replace('_', " ")), ""),
    };
    (label.to_owned(), unit)
}

/// A number with its unit: `1M series`.
pub fn amount(number: f64, unit: &str) -> String {
    format!("{} {unit}", compact(number)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_carry_their_units() {
        assert_eq!(retention((1, RetentionUnit::Months)), "1 month");
        assert_eq!(retention((30, RetentionUnit::Days)), "30 days");
        assert_eq!(deduplication((0, DeduplicationUnit::Seconds)), "Off");
        assert_eq!(deduplication((1500, DeduplicationUnit::Milliseconds)), "1,500 ms");
        for (gigabytes, text) in [(20, "20 GB"), (1024, "1 TB"), (2048, "2 TB"), (1500, "1,500 GB")] {
            assert_eq!(storage(gigabytes), text);
        }
        assert_eq!(stored(20 * 1024 * 1024 * 1024), "20 GB");
        assert_eq!(amount(1_000_000.0, "series"), "1M series");
    }

    #[test]
    fn every_limit_of_a_tier_has_a_name_and_a_unit() {
        let tier = serde_json::to_value(catalog::tiers()).unwrap_or_default();
        let fields = tier[0].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        let described = ["id", "type", "cloud_provider", "name", "compute_cost_per_hour"];
        for name in fields.filter(|name| !described.contains(name)) {
            assert!(!limit(name).1.is_empty(), "{name}");
        }
        assert_eq!(limit("bytes_per_query"), ("Bytes per query".to_owned(), ""));
    }

    #[test]
    fn a_tier_that_is_not_known_keeps_its_number() {
        assert_eq!((tier(121), tier(9)), ("s.starter.a".to_owned(), "tier 9".to_owned()));
    }
}
