//! The questions to the monitor, in MetricsQL.

use crate::dataplane::monitor::family::{
    ACTIVE, API_REQUESTS, BYTES, CREATED, ERRORS, Family, Fold, PIECE, QUERIES, READ, SERIES_READ,
    TOKEN_CONCURRENT, TOKEN_ERRORS, TOKEN_REQUESTS, WRITTEN,
};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::usage::{GroupBy, UsageMetric, UsageQuery, label};

/// From what a number is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Source {
    /// From the samples.
    Samples,
    /// From the pieces of time that were summed up.
    Pieces,
}

/// A metric of the step that ends where it is asked for. Whatever is asked, deployments are told apart: what the caller
/// may not see is left out afterwards.
pub(super) fn expression(metric: UsageMetric, query: &UsageQuery, source: Source) -> String {
    let over = Over { step: query.step_seconds, deployment: query.deployment_id, source };
    let by_token = query.group_by == Some(GroupBy::AccessToken);
    let by = match metric {
        UsageMetric::ApiRequests => label::API_KEY.to_owned(),
        _ if by_token => format!("{}, {}", label::DEPLOYMENT_ID, label::ACCESS_TOKEN),
        _ => label::DEPLOYMENT_ID.to_owned(),
    };
    let sum = |family: Family| format!("sum({}) by ({by})", over.value(family));
    match metric {
        UsageMetric::IngestionRate => sum(WRITTEN),
        UsageMetric::ActiveTimeSeries => sum(ACTIVE),
        UsageMetric::NewSeries24h => format!("sum({}) by ({by})", over.day_before(CREATED)),
        UsageMetric::ReadRate => sum(READ),
        UsageMetric::SeriesPerQuery => format!("({}) / ({} > 0)", sum(SERIES_READ), sum(QUERIES)),
        UsageMetric::StorageBytes => sum(BYTES),
        UsageMetric::RequestsRate => sum(TOKEN_REQUESTS),
        UsageMetric::ErrorsRate if by_token => sum(TOKEN_ERRORS),
        UsageMetric::ErrorsRate => sum(ERRORS),
        UsageMetric::ConcurrentRequests => format!("max({}) by ({by})", over.value(TOKEN_CONCURRENT)),
        UsageMetric::ApiRequests => sum(API_REQUESTS),
    }
}

/// A family since an instant that lies so many seconds back, by deployment: by how much it grew, its most or its last.
pub(super) fn since(family: Family, seconds: i64) -> String {
    let samples = format!("{}[{seconds}s]", family.name);
    let value = match family.fold {
        Fold::Rate | Fold::Increase => format!("increase({samples})"),
        Fold::Peak => format!("max_over_time({samples})"),
        Fold::Level => format!("last_over_time({samples})"),
    };
    format!("sum({value}) by ({})", label::DEPLOYMENT_ID)
}

struct Over {
    step: u32,
    deployment: Option<DeploymentId>,
    source: Source,
}

impl Over {
    /// The family's value of the step, of each of its series; nothing where there is no sample.
    fn value(&self, family: Family) -> String {
        let step = self.step;
        let samples = format!("{}[{step}s]", self.series(family));
        match (self.source, family.fold) {
            // A rate of nothing would be 0.
            (Source::Samples, Fold::Rate) => format!("rate({samples}) if count_over_time({samples})"),
            (Source::Samples, Fold::Increase) => format!("increase({samples}) if count_over_time({samples})"),
            (Source::Pieces, Fold::Rate) => format!("avg_over_time({samples})"),
            (Source::Pieces, Fold::Increase) => format!("sum_over_time({samples})"),
            (_, Fold::Peak) => format!("max_over_time({samples})"),
            (_, Fold::Level) => format!("last_over_time({samples})"),
        }
    }

    /// By how much it grew within the day before the end of the step; nothing where the step has no sample.
    fn day_before(&self, family: Family) -> String {
        let series = self.series(family);
        let function = match self.source {
            Source::Samples => "increase",
            Source::Pieces => "sum_over_time",
        };
        format!("{function}({series}[1d]) if count_over_time({series}[{}s])", self.step)
    }

    fn series(&self, family: Family) -> String {
        let name = match self.source {
            Source::Samples => family.name.to_owned(),
            Source::Pieces => family.folded(),
        };
        match self.deployment {
            Some(id) => format!("{name}{{{}=\"{id}\"}}", label::DEPLOYMENT_ID),
            None => name,
        }
    }
}

/// How far before its first step a metric looks back, in seconds.
pub(super) fn looks_back(metric: UsageMetric) -> i64 {
    if metric == UsageMetric::NewSeries24h { 86_400 } else { 0 }
}

/// Whether steps from `from` on are made of whole pieces.
pub(super) fn is_of_pieces(from: i64, step: u32) -> bool {
    step.is_multiple_of(PIECE) && from.rem_euclid(i64::from(PIECE)) == 0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use keyhouse_model::rules::metricsql;
    use keyhouse_model::usage::UsageParams;

    fn query(group_by: Option<GroupBy>, deployment: bool) -> UsageQuery {
        let params = UsageParams { step: Some("1h".into()), ..UsageParams::default() };
        let query = UsageQuery::parse(&params, "2026-11-21T18:00:00Z".parse().unwrap()).unwrap();
        let deployment_id = deployment.then(|| DeploymentId(uuid::Uuid::nil()));
        UsageQuery { group_by, deployment_id, ..query }
    }

    #[test]
    fn every_question_is_valid() {
        for metric in UsageMetric::ALL.iter().copied() {
            for group_by in [None, Some(GroupBy::Deployment), Some(GroupBy::AccessToken)] {
                for source in [Source::Samples, Source::Pieces] {
                    let text = expression(metric, &query(group_by, true), source);
                    assert!(metricsql::parse(&text).problems.is_empty(), "{text}");
                }
            }
        }
    }

    #[test]
    fn a_gap_is_no_zero() {
        let text = expression(UsageMetric::IngestionRate, &query(None, false), Source::Samples);
        let samples = "keyhouse_samples_written_total[3600s]";
        assert_eq!(text, format!("sum(rate({samples}) if count_over_time({samples})) by (deployment_id)"));
    }

    #[test]
    fn pieces_are_whole_quarters_of_an_hour() {
        assert!(is_of_pieces(1_795_273_200, 86_400) && is_of_pieces(1_795_274_100, 900));
        assert!(!is_of_pieces(1_795_273_200, 60) && !is_of_pieces(1_795_273_201, 3600));
    }
}
