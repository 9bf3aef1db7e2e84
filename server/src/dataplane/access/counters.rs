//! Reads vmauth's counters: how many requests came with each token since the last look.

use keyhouse_model::id::AccessTokenId;
use std::collections::HashMap;

const COUNTER: &str = "vmauth_user_requests_total{username=\"";

/// What was counted up to the last look.
#[derive(Debug, Default)]
pub(super) struct Counters {
    totals: HashMap<AccessTokenId, u64>,
    /// The process and the config that it was counted for.
    epoch: Option<(u32, String)>,
}

impl Counters {
    /// The requests since the last look, of every token that has some, according to the metrics of this process.
    ///
    /// A request with a token on a path that it may not reach counts too. Counters begin anew with each process, and if
    /// it `counts_per_config`, with each config; a counter that is smaller than before has begun anew in any case.
    pub(super) fn advance(
        &mut self,
        metrics: &str,
        pid: u32,
        counts_per_config: bool,
    ) -> HashMap<AccessTokenId, u64> {
        let config = if counts_per_config { marker(metrics) } else { "" };
        let epoch = Some((pid, config.to_owned()));
        if self.epoch != epoch {
            self.totals.clear();
            self.epoch = epoch;
        }
        let mut since = HashMap::new();
        for (name, total) in users(metrics) {
            let Ok(id) = name.parse() else { continue };
            let before = self.totals.insert(id, total).unwrap_or_default();
            let requests = if total >= before { total - before } else { total };
            if requests > 0 {
                since.insert(id, requests);
            }
        }
        since
    }
}

/// The name of the config that the metrics belong to. What is not an id is a marker's name.
fn marker(metrics: &str) -> &str {
    let mut names = users(metrics).map(|(name, _)| name);
    names.find(|name| name.parse::<AccessTokenId>().is_err()).unwrap_or_default()
}

/// Each user and the requests that came with its token.
fn users(metrics: &str) -> impl Iterator<Item = (&str, u64)> {
    metrics.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix(COUNTER)?.split_once('"')?;
        let (_, total) = rest.split_once('}')?;
        Some((name, total.split_whitespace().next()?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const A: &str = "00000000-0000-0000-0000-00000000000a";
    const B: &str = "00000000-0000-0000-0000-00000000000b";

    fn metrics(config: &str, a: u64, b: u64) -> String {
        format!(
            "vm_app_version{{version=\"vmauth\"}} 1\nvmauth_user_requests_total{{username=\"{A}\"}} {a}\n\
             vmauth_user_requests_total{{username=\"{B}\",team=\"x\"}} {b}\n\
             vmauth_user_requests_total{{username=\"{config}\"}} 1\nvmauth_http_requests_total{{path=\"/\"}} 9\n"
        )
    }

    #[track_caller]
    fn check(counters: &mut Counters, metrics: &str, pid: u32, per_config: bool, expected: [u64; 2]) {
        let since = counters.advance(metrics, pid, per_config);
        let since = [A, B].map(|id| since.get(&id.parse().unwrap()).copied().unwrap_or_default());
        assert_eq!(since, expected);
    }

    #[test]
    fn each_look_sees_what_came_since_the_one_before() {
        let mut counters = Counters::default();
        check(&mut counters, &metrics("keyhouse-1", 0, 3), 7, false, [0, 3]);
        check(&mut counters, &metrics("keyhouse-1", 2, 3), 7, false, [2, 0]);
        check(&mut counters, &metrics("keyhouse-2", 2, 3), 7, false, [0, 0]);
    }

    #[test]
    fn a_counter_that_began_anew_loses_nothing() {
        let mut counters = Counters::default();
        check(&mut counters, &metrics("keyhouse-1", 10, 10), 7, false, [10, 10]);
        check(&mut counters, &metrics("keyhouse-1", 4, 11), 7, false, [4, 1]);
        // In another process, also one that has already overtaken.
        check(&mut counters, &metrics("keyhouse-1", 6, 2), 8, false, [6, 2]);
    }

    #[test]
    fn where_each_config_counts_apart_an_old_reading_is_not_counted_again() {
        let mut counters = Counters::default();
        check(&mut counters, &metrics("keyhouse-1", 10, 10), 7, true, [10, 10]);
        // The config is another one, and the metrics are still those from before.
        check(&mut counters, &metrics("keyhouse-1", 10, 11), 7, true, [0, 1]);
        check(&mut counters, &metrics("keyhouse-2", 12, 0), 7, true, [12, 0]);
    }
}
