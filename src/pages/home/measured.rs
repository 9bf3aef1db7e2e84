//! What the monitor measured, asked for in two questions for all deployments together.

use super::limits::OF_USAGE;
use crate::components::refresh::refresh_while;
use crate::state::remote::Loader;
use crate::web::clock;
use crate::{api, state};
use chrono::{DateTime, TimeDelta, Utc};
use keyhouse_model::usage::{GroupBy, UsageAnswer, UsageMetric, UsageQuery, step};
use leptos::prelude::*;
use std::time::Duration;

/// How often it is asked for anew while somebody looks.
const NOW_AND_THEN: Duration = Duration::from_secs(60);
/// Long enough to be few numbers, short enough for the last whole one to be news. Days begin with one.
const STEP: u32 = 900;

/// The metrics of the day.
pub(super) const OF_DAY: [UsageMetric; 4] = [
    UsageMetric::ApiRequests,
    UsageMetric::IngestionRate,
    UsageMetric::ActiveTimeSeries,
    UsageMetric::RequestsRate,
];

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measured {
    /// When it was asked for.
    pub(super) at: DateTime<Utc>,
    /// The last 24 hours, of all deployments together.
    pub(super) day: UsageAnswer,
    /// The last half hour, of each deployment, in the metrics that have limits.
    pub(super) lately: UsageAnswer,
}

/// Asks as long as there is a deployment, and says nothing before.
pub(super) fn measured(any: Memo<bool>) -> Loader<Option<Measured>> {
    let client = state::client();
    let loader = Loader::new(move || {
        let (client, any, at) = (client.clone(), any.get(), clock::now());
        async move {
            if !any {
                return Ok(None);
            }
            let day = client.send(api::usage::over_time(&of_day(at))).await?;
            let lately = client.send(api::usage::over_time(&of_limits(at))).await?;
            Ok(Some(Measured { at, day, lately }))
        }
    });
    refresh_while(loader, NOW_AND_THEN, Option::is_some);
    loader
}

fn of_day(at: DateTime<Utc>) -> UsageQuery {
    query(at, TimeDelta::hours(24), &OF_DAY, None)
}

/// The step that is not over, and the two before it.
fn of_limits(at: DateTime<Utc>) -> UsageQuery {
    query(at, TimeDelta::seconds(i64::from(STEP) * 2), &OF_USAGE, Some(GroupBy::Deployment))
}

fn query(
    to: DateTime<Utc>,
    range: TimeDelta,
    metrics: &[UsageMetric],
    group_by: Option<GroupBy>,
) -> UsageQuery {
    let from = step::begin(to - range, STEP, 0);
    UsageQuery { from, to, step_seconds: STEP, metrics: metrics.to_vec(), group_by, deployment_id: None }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_metric_can_be_asked_for_so() {
        let at: DateTime<Utc> = "2026-11-21T09:40:10Z".parse().unwrap();
        let (day, limits) = (of_day(at), of_limits(at));
        assert_eq!(day.from, "2026-11-20T09:30:00Z".parse::<DateTime<Utc>>().unwrap());
        assert_eq!((day.points(), limits.points()), (97, 3));
        assert!(limits.metrics.iter().all(|metric| metric.can_be_grouped_by(GroupBy::Deployment)));
    }
}
