//! What a deployment on this machine is to run with, and the arguments that say so to its engines.

use super::limits;
use crate::dataplane::engines::{self, Engine};
use keyhouse_model::deployment::{DeduplicationUnit, DeploymentType, FlagLists, RetentionUnit};
use keyhouse_model::id::DeploymentId;

/// For how long an engine that is told to end waits for requests under way; by itself for 7 s. When that is over it ends
/// at once, without what came in the last second. A connection that never asked for anything, as vmauth's pool has some,
/// counts as a request for its first 5 s (Go's `http.Server.Shutdown`), so that less than that loses data of idle ones.
const PATIENCE: &str = "http.maxGracefulShutdownDuration";

/// What a deployment is to run with. Another plan means another start; its name and the room for its data are not part
/// of it, so that they change without one.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The deployment.
    pub id: DeploymentId,
    /// One process or several.
    pub kind: DeploymentType,
    /// Its tier's id.
    pub tier: u32,
    /// For how long data is kept.
    pub retention: (u32, RetentionUnit),
    /// Within which window samples of a series are merged.
    pub deduplication: (u32, DeduplicationUnit),
    /// Its own flags.
    pub flags: FlagLists,
}

impl Plan {
    /// The arguments for `engine` but for those that say where it listens and keeps its data. First its own flags, as
    /// written; what the engine does not know among ours is left out.
    pub(super) fn args(&self, engine: &Engine) -> Vec<String> {
        let own = self.own_flags(engine.name);
        let mut args = own.to_vec();
        let keeps_data = [engines::VICTORIA_METRICS, engines::VMSTORAGE].contains(&engine.name);
        if keeps_data {
            args.push(format!("-retentionPeriod={}", self.retention_period()));
        }
        // A cluster's samples are merged both when they are stored and when they are read.
        if keeps_data || engine.name == engines::VMSELECT {
            args.extend(self.scrape_interval().map(|window| format!("-dedup.minScrapeInterval={window}")));
        }
        args.extend(limits::args(self.tier, engine, own));
        if engine.has_flag(PATIENCE) {
            args.push(format!("-{PATIENCE}=15s"));
        }
        args
    }

    /// The flags that somebody gave to the engine with this name.
    pub(super) fn own_flags(&self, engine: &str) -> &[String] {
        match engine {
            engines::VMSELECT => &self.flags.select,
            engines::VMSTORAGE => &self.flags.storage,
            engines::VMINSERT => &self.flags.insert,
            _ => &self.flags.single,
        }
    }

    /// VictoriaMetrics counts months where there is no unit.
    fn retention_period(&self) -> String {
        match self.retention {
            (value, RetentionUnit::Days) => format!("{value}d"),
            (value, RetentionUnit::Months) => value.to_string(),
        }
    }

    fn scrape_interval(&self) -> Option<String> {
        let (value, unit) = self.deduplication;
        (value > 0).then(|| format!("{value}{}", unit.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn plan(kind: DeploymentType) -> Plan {
        Plan {
            id: DeploymentId(Uuid::nil()),
            kind,
            tier: 121,
            retention: (1, RetentionUnit::Months),
            deduplication: (0, DeduplicationUnit::Seconds),
            flags: FlagLists::default(),
        }
    }

    #[test]
    fn settings_become_flags() {
        let engine = Engine::with_flags(
            engines::VICTORIA_METRICS,
            &[PATIENCE, "storage.maxHourlySeries", "storage.maxDailySeries", "search.maxUniqueTimeseries"],
        );
        let mut plan = plan(DeploymentType::SingleNode);
        assert_eq!(
            plan.args(&engine),
            [
                "-retentionPeriod=1",
                "-storage.maxHourlySeries=1000000",
                "-storage.maxDailySeries=1000000",
                "-search.maxUniqueTimeseries=1000",
                "-http.maxGracefulShutdownDuration=15s",
            ]
        );
        plan.retention = (14, RetentionUnit::Days);
        plan.deduplication = (500, DeduplicationUnit::Milliseconds);
        plan.flags.single = vec!["-search.maxQueryLen=32KiB".into()];
        let args = plan.args(&engine);
        assert_eq!(
            args[..3],
            ["-search.maxQueryLen=32KiB", "-retentionPeriod=14d", "-dedup.minScrapeInterval=500ms"]
        );
    }

    #[test]
    fn what_an_engine_does_not_know_is_left_out() {
        let engine = Engine::with_flags(engines::VICTORIA_METRICS, &["storage.maxDailySeries"]);
        let args = plan(DeploymentType::SingleNode).args(&engine);
        assert_eq!(args, ["-retentionPeriod=1", "-storage.maxDailySeries=1000000"]);
    }

    #[test]
    fn each_process_of_a_cluster_gets_what_is_its_own() {
        let mut plan = plan(DeploymentType::Cluster);
        plan.tier = 126;
        plan.deduplication = (10, DeduplicationUnit::Seconds);
        plan.flags.insert = vec!["-maxLabelsPerTimeseries=40".into()];
        let of = |name, flags: &[&str]| plan.args(&Engine::with_flags(name, flags));
        assert_eq!(of(engines::VMINSERT, &[]), ["-maxLabelsPerTimeseries=40"]);
        assert_eq!(of(engines::VMSELECT, &[]), ["-dedup.minScrapeInterval=10s"]);
        assert_eq!(
            of(engines::VMSTORAGE, &["storage.maxHourlySeries"]),
            ["-retentionPeriod=1", "-dedup.minScrapeInterval=10s", "-storage.maxHourlySeries=2500000"]
        );
    }
}
