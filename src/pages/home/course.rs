//! The course of a metric over the last 24 hours, and what of it is today: since midnight in UTC. Pure.

use chrono::{DateTime, Utc};
use keyhouse_model::usage::{UsageAnswer, UsageMetric, step};

const DAY: u32 = 86_400;

/// How a metric went.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Course {
    /// The last 24 hours without the step that is not over, which would look like a fall; nothing where nobody measured.
    pub(super) line: Vec<Option<f64>>,
    /// The value of now: of the last step that is over, or of the newest one if that is all there is.
    pub(super) now: Option<f64>,
    /// The highest value of today.
    pub(super) most: Option<f64>,
    /// All values of today together.
    pub(super) sum: Option<f64>,
    /// Whether today has a while that was not measured, after measuring had begun.
    pub(super) has_gap: bool,
    /// Why it can't be measured here, if the server knows.
    pub(super) reason: Option<String>,
}

impl Course {
    /// That of a metric in an answer about everything together, at this time.
    pub(super) fn of(answer: &UsageAnswer, metric: UsageMetric, now: DateTime<Utc>) -> Self {
        let reason = answer.missing.iter().find(|it| it.metric == metric).map(|it| it.reason.clone());
        let Some(series) = answer.series.iter().find(|it| it.metric == metric) else {
            return Self { reason, ..Self::default() };
        };
        let midnight = step::begin(now, DAY, 0).timestamp_millis();
        let is_over = |begin: i64| answer.is_complete(begin);
        let line: Vec<_> = series.points.iter().filter(|it| is_over(it.0)).map(|it| it.1).collect();
        let today = || series.points.iter().filter(|it| it.0 >= midnight).filter_map(|it| it.1);
        let begun = series.points.iter().find(|it| it.1.is_some()).map(|it| it.0);
        let is_lacking = |(begin, value): &(i64, Option<f64>)| {
            *begin >= midnight && is_over(*begin) && value.is_none() && begun.is_some_and(|at| at < *begin)
        };
        Self {
            now: latest(answer, &series.points),
            most: today().reduce(f64::max),
            sum: today().reduce(|a, b| a + b),
            has_gap: series.points.iter().any(is_lacking),
            line,
            reason,
        }
    }

    /// Whether it has no value at all.
    pub(super) fn is_empty(&self) -> bool {
        self.now.is_none() && self.sum.is_none() && self.line.iter().all(Option::is_none)
    }

    /// The lowest and the highest value of the line; nothing where there are too few for one.
    pub(super) fn span(&self) -> Option<(f64, f64)> {
        let known = || self.line.iter().flatten().copied();
        (known().count() > 1).then(|| known().reduce(f64::min).zip(known().reduce(f64::max))).flatten()
    }
}

/// What is now: an older value than that of the last step that is over would be news of long ago.
pub(super) fn latest(answer: &UsageAnswer, points: &[(i64, Option<f64>)]) -> Option<f64> {
    let over = points.iter().rfind(|it| answer.is_complete(it.0)).and_then(|it| it.1);
    over.or_else(|| points.last().filter(|it| !answer.is_complete(it.0)).and_then(|it| it.1))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    /// 20 November 2026, 23:30 UTC.
    const START: i64 = 1_795_217_400_000;
    const STEP: i64 = 900_000;

    fn answer(values: &Value, complete: &str) -> UsageAnswer {
        let points: Vec<_> = (0_i64..).zip(values.as_array().unwrap()).collect();
        let points: Vec<_> =
            points.into_iter().map(|(at, value)| json!([START + at * STEP, value])).collect();
        let series = json!([{
            "metric": "api_requests", "unit": "requests", "labels": {}, "limit": null, "points": points,
        }]);
        serde_json::from_value(json!({
            "from": "2026-11-20T23:30:00Z", "to": "2026-11-21T01:00:00Z", "step_seconds": 900,
            "complete_until": complete, "series": series,
            "missing": [{ "metric": "ingestion_rate", "reason": "Nothing tells it." }],
        }))
        .unwrap()
    }

    fn course(values: &Value, complete: &str) -> Course {
        let now = "2026-11-21T00:50:00Z".parse().unwrap();
        Course::of(&answer(values, complete), UsageMetric::ApiRequests, now)
    }

    #[test]
    fn today_begins_at_midnight_and_the_line_a_day_ago() {
        let it = course(&json!([50, 60, 7, 9, 2, 1]), "2026-11-21T00:50:00Z");
        assert_eq!((it.sum, it.most, it.now), (Some(19.0), Some(9.0), Some(2.0)));
        assert_eq!(it.line, [50.0, 60.0, 7.0, 9.0, 2.0].map(Some), "the step of 00:45 is not over");
        assert_eq!((it.span(), it.has_gap), (Some((2.0, 60.0)), false));
    }

    #[test]
    fn what_nobody_measured_is_no_number() {
        let it = course(&json!([null, null, null, 9, null, null]), "2026-11-21T00:50:00Z");
        assert_eq!((it.sum, it.now, it.span()), (Some(9.0), None, None));
        assert!(it.has_gap);
        assert!(
            !course(&json!([null, null, null, 9, 8, null]), "2026-11-21T00:50:00Z").has_gap,
            "only begun"
        );
        let it = course(&json!([null, null]), "2026-11-21T00:50:00Z");
        assert_eq!((it.sum, it.most, it.has_gap), (None, None, false));
    }

    #[test]
    fn before_the_first_step_is_over_the_newest_says_what_is_now() {
        assert_eq!(course(&json!([null, null, null, null, null, 4]), "2026-11-21T00:50:00Z").now, Some(4.0));
    }

    #[test]
    fn a_metric_that_can_not_be_measured_says_why() {
        let now = "2026-11-21T00:50:00Z".parse().unwrap();
        let answer = answer(&json!([1]), "2026-11-21T00:50:00Z");
        let it = Course::of(&answer, UsageMetric::IngestionRate, now);
        assert_eq!((it.reason.as_deref(), it.sum), (Some("Nothing tells it."), None));
    }
}
