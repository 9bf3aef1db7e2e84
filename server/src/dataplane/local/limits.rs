//! The limits of a tier: which of them the engines hold to, by which flag, and why others hold for nobody.

use crate::dataplane::engines::{self, Engine, Engines};
use keyhouse_model::catalog::{self, Tier};
use keyhouse_model::deployment::{DeploymentType, EnforcedLimit, FlagLists};

/// A limit of the tier: its name there, its value, and the flag of an engine that enforces it.
struct Limit {
    name: &'static str,
    value: fn(&Tier) -> i64,
    flag: &'static str,
}

/// Those that an engine which stores or takes data can hold to.
const LIMITS: [Limit; 4] = [
    Limit { name: "ingestion_rate", value: |tier| tier.ingestion_rate, flag: "maxIngestionRate" },
    Limit {
        name: "active_time_series",
        value: |tier| tier.active_time_series,
        flag: "storage.maxHourlySeries",
    },
    Limit {
        name: "new_series_over_24h",
        value: |tier| tier.new_series_over_24h,
        flag: "storage.maxDailySeries",
    },
    Limit {
        name: "series_read_per_query",
        value: |tier| tier.series_read_per_query,
        flag: "search.maxUniqueTimeseries",
    },
];

/// The arguments that make `engine` hold to the limits of the tier. One that is among its own flags is left as somebody
/// set it.
pub(super) fn args(tier: u32, engine: &Engine, own: &[String]) -> Vec<String> {
    let Some(tier) = catalog::tier(tier) else {
        return Vec::new();
    };
    let set = LIMITS.iter().filter(|limit| engine.has_flag(limit.flag) && !is_among(limit.flag, own));
    set.map(|limit| format!("-{}={}", limit.flag, (limit.value)(&tier))).collect()
}

fn is_among(flag: &str, own: &[String]) -> bool {
    own.iter().any(|one| one.trim_start_matches('-').split('=').next() == Some(flag))
}

/// Each limit of the tier, in the order of its fields, and what becomes of it.
pub fn limits(
    tier: u32,
    kind: DeploymentType,
    is_external: bool,
    flags: &FlagLists,
    engines: &Engines,
) -> Vec<EnforcedLimit> {
    let Some(tier) = catalog::tier(tier) else {
        return Vec::new();
    };
    let mut limits: Vec<EnforcedLimit> = LIMITS
        .iter()
        .map(|limit| {
            let by =
                if is_external { Err(ELSEWHERE.to_owned()) } else { by_flag(limit, kind, flags, engines) };
            enforced(limit.name, (limit.value)(&tier), by)
        })
        .collect();
    let read = Err("VictoriaMetrics has no limit of how many samples are read per second.".to_owned());
    limits.insert(3, enforced("datapoints_read_rate", tier.datapoints_read_rate, read));
    let concurrency = by_vmauth(engines);
    limits.push(enforced(
        "access_token_concurrent_requests",
        tier.access_token_concurrent_requests,
        concurrency,
    ));
    limits.push(enforced("access_token_limit", tier.access_token_limit, Ok("Keyhouse".to_owned())));
    limits
}

const ELSEWHERE: &str = "It runs elsewhere, with the flags that it was given there.";

fn enforced(name: &str, value: i64, by: Result<String, String>) -> EnforcedLimit {
    EnforcedLimit { limit: name.to_owned(), value, why_not: by.as_ref().err().cloned(), enforced_by: by.ok() }
}

/// The flag that enforces a limit, with the engine that has it, or why there is none.
fn by_flag(
    limit: &Limit,
    kind: DeploymentType,
    flags: &FlagLists,
    engines: &Engines,
) -> Result<String, String> {
    let candidates: &[(&str, &[String])] = match kind {
        DeploymentType::SingleNode => &[(engines::VICTORIA_METRICS, &flags.single)],
        DeploymentType::Cluster => &[
            (engines::VMSTORAGE, &flags.storage),
            (engines::VMINSERT, &flags.insert),
            (engines::VMSELECT, &flags.select),
        ],
    };
    let mut why = None;
    for (name, own) in candidates {
        let flag = limit.flag;
        if is_among(flag, own) {
            return Err(format!("The deployment's own flag -{flag} takes its place."));
        }
        match engines.get(name) {
            None => why = Some(format!("{name} is not installed.")),
            Some(engine) if engine.has_flag(flag) => return Ok(format!("{name} -{flag}")),
            Some(engine) => {
                why.get_or_insert(format!("{name} {} has no flag for it.", engine.version));
            }
        }
    }
    Err(why.unwrap_or_default())
}

/// vmauth holds each token to its number of requests since v1.88.
fn by_vmauth(engines: &Engines) -> Result<String, String> {
    match engines.get(engines::VMAUTH) {
        None => Err("vmauth is not installed.".to_owned()),
        Some(vmauth) if vmauth.has_flag("maxConcurrentPerUserRequests") => {
            Ok("vmauth max_concurrent_requests".to_owned())
        }
        Some(vmauth) => Err(format!("vmauth {} can't; v1.88 and newer can.", vmauth.version)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(limits: &[EnforcedLimit], name: &str) -> (Option<String>, String) {
        let limit = limits.iter().find(|limit| limit.limit == name).unwrap();
        (limit.enforced_by.clone(), limit.why_not.clone().unwrap_or_default())
    }

    #[test]
    fn every_limit_of_the_tier_is_named_in_its_order() {
        let none = Engines::none();
        let limits = limits(121, DeploymentType::SingleNode, false, &FlagLists::default(), &none);
        let tier = serde_json::to_value(catalog::tier(121).unwrap()).unwrap();
        let names: Vec<_> = limits.iter().map(|limit| limit.limit.as_str()).collect();
        for name in &names {
            assert!(tier.get(name).is_some(), "{name} is no field of a tier");
        }
        assert_eq!(names.len(), 7);
        assert!(limits.iter().all(|limit| limit.enforced_by.is_some() != limit.why_not.is_some()));
        assert_eq!(of(&limits, "active_time_series").1, "victoria-metrics is not installed.");
        assert_eq!(of(&limits, "access_token_limit").0.unwrap(), "Keyhouse");
    }

    #[test]
    fn what_enforces_a_limit_is_told_or_why_nothing_does() {
        let engines = Engines::of([
            Engine::with_flags(
                engines::VICTORIA_METRICS,
                &["storage.maxHourlySeries", "storage.maxDailySeries"],
            ),
            Engine::with_flags(engines::VMAUTH, &["maxConcurrentPerUserRequests"]),
        ]);
        let flags = FlagLists { single: vec!["--storage.maxDailySeries=5".into()], ..FlagLists::default() };
        let found = limits(121, DeploymentType::SingleNode, false, &flags, &engines);
        assert_eq!(of(&found, "active_time_series").0.unwrap(), "victoria-metrics -storage.maxHourlySeries");
        assert!(of(&found, "new_series_over_24h").1.contains("own flag"));
        assert!(of(&found, "ingestion_rate").1.contains("has no flag for it"));
        assert!(of(&found, "access_token_concurrent_requests").0.unwrap().starts_with("vmauth"));
        let elsewhere = limits(221, DeploymentType::SingleNode, true, &flags, &engines);
        assert!(of(&elsewhere, "active_time_series").1.contains("elsewhere"));
        let own = args(121, &engines.get(engines::VICTORIA_METRICS).unwrap(), &flags.single);
        assert_eq!(own, ["-storage.maxHourlySeries=1000000"]);
    }
}
