//! What the server answers, as what a chart draws. Pure.

use crate::ui::chart::{ChartData, Limit, Series, Unit};
use keyhouse_model::usage::{Unit as Measure, UsageAnswer, UsageMetric, UsageSeries, label};
use std::collections::BTreeMap;

/// How the values of a metric are written.
pub(super) fn unit(metric: UsageMetric) -> Unit {
    match metric.unit() {
        Measure::SamplesPerSecond => Unit::si("samples/s"),
        Measure::RequestsPerSecond => Unit::si("requests/s"),
        Measure::Series => Unit::whole("series"),
        Measure::Requests => Unit::whole("requests"),
        Measure::Bytes => Unit::bytes(),
    }
}

/// One metric of an answer, beside the period before, if that was asked for.
pub(super) fn chart(answer: &UsageAnswer, before: Option<&UsageAnswer>, metric: UsageMetric) -> ChartData {
    let step = i64::from(answer.step_seconds) * 1000;
    let (from, to) = (answer.from.timestamp_millis(), answer.to.timestamp_millis());
    let mut times: Vec<i64> =
        of(answer, metric).flat_map(|it| it.points.iter().map(|point| point.0)).collect();
    times.sort_unstable();
    times.dedup();
    let series = of(answer, metric).map(|series| {
        let before =
            before.and_then(|before| of(before, metric).find(|it| key(it) == key(series)).zip(Some(before)));
        let shifted = before.map(|(it, whole)| at_times(it, &times, whole.from.timestamp_millis() - from));
        Series {
            key: key(series).to_owned(),
            name: name(series),
            values: at_times(series, &times, 0),
            before: shifted.unwrap_or_default(),
        }
    });
    let series = series.collect();
    let limit = of(answer, metric).find_map(|it| it.limit);
    #[expect(clippy::cast_precision_loss, reason = "three digits of it are shown")]
    let limit = limit.map(|value| Limit { value: value as f64, name: limit_name(metric).to_owned() });
    let complete_until = times.iter().copied().find(|time| !answer.is_complete(*time));
    ChartData { from, to, times, step, series, limit, complete_until }.folded()
}

/// The values of a series at these times, which it calls by others: earlier or later by `shift` milliseconds.
fn at_times(series: &UsageSeries, times: &[i64], shift: i64) -> Vec<Option<f64>> {
    let known: BTreeMap<i64, f64> =
        series.points.iter().filter_map(|(time, value)| Some((time - shift, (*value)?))).collect();
    times.iter().map(|time| known.get(time).copied()).collect()
}

fn of(answer: &UsageAnswer, metric: UsageMetric) -> impl Iterator<Item = &UsageSeries> {
    answer.series.iter().filter(move |it| it.metric == metric)
}

/// The id of what a series is about; nothing for a total.
fn key(series: &UsageSeries) -> &str {
    let id = [label::ACCESS_TOKEN, label::API_KEY].into_iter().find_map(|label| series.label(label));
    id.unwrap_or_default()
}

/// What people call it; what was deleted is told by the end of its id.
fn name(series: &UsageSeries) -> String {
    match (series.label(label::NAME), key(series)) {
        (Some(name), _) => name.to_owned(),
        (None, "") => "All".to_owned(),
        (None, id) => {
            let end: String = id.chars().skip(id.chars().count().saturating_sub(4)).collect();
            format!("Deleted, …{end}")
        }
    }
}

fn limit_name(metric: UsageMetric) -> &'static str {
    match metric {
        UsageMetric::StorageBytes => "size of the storage",
        UsageMetric::ConcurrentRequests => "limit of a token",
        _ => "limit of the tier",
    }
}

/// The last value that was measured in whole: what is now. The newest of all if none is complete yet.
pub(super) fn latest(data: &ChartData) -> Option<f64> {
    let [series] = data.series.as_slice() else { return None };
    let known = || series.values.iter().enumerate().filter_map(|(at, value)| Some((at, (*value)?)));
    let complete = known().rfind(|(at, _)| data.is_complete(*at));
    complete.or_else(|| known().next_back()).map(|it| it.1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    const START: i64 = 1_795_219_200_000;

    fn answer(series: &[Value], from: &str, complete: &str) -> UsageAnswer {
        serde_json::from_value(json!({
            "from": from, "to": "2026-11-21T03:00:00Z", "step_seconds": 3600, "complete_until": complete,
            "series": series, "missing": [],
        }))
        .unwrap()
    }

    fn requests(labels: &Value, points: &Value) -> Value {
        json!({"metric": "requests_rate", "unit": "requests/s", "labels": labels, "limit": null, "points": points})
    }

    #[test]
    fn series_share_their_times_and_gaps_stay_gaps() {
        let hour = 3_600_000;
        let answer = answer(
            &[
                requests(
                    &json!({"access_token": "t1", "name": "grafana"}),
                    &json!([[START, 1.0], [START + hour, null]]),
                ),
                requests(
                    &json!({"access_token": "t-2345"}),
                    &json!([[START + hour, 3.0], [START + 2 * hour, 4.0]]),
                ),
            ],
            "2026-11-21T00:00:00Z",
            "2026-11-21T02:30:00Z",
        );
        let data = chart(&answer, None, UsageMetric::RequestsRate);
        assert_eq!(data.times, [START, START + hour, START + 2 * hour]);
        assert_eq!(data.series[0].values, [Some(1.0), None, None]);
        assert_eq!(data.series[1].values, [None, Some(3.0), Some(4.0)]);
        assert_eq!(
            (data.series[0].name.as_str(), data.series[1].name.as_str()),
            ("grafana", "Deleted, …2345")
        );
        assert_eq!(data.complete_until, Some(START + 2 * hour), "the step of 02:00 is not over");
        assert!(chart(&answer, None, UsageMetric::ErrorsRate).is_empty());
    }

    #[test]
    fn the_period_before_lies_under_the_same_times() {
        let day = 24 * 3_600_000;
        let labels = json!({"access_token": "t1", "name": "grafana"});
        let now = answer(
            &[requests(&labels, &json!([[START, 1.0]]))],
            "2026-11-21T00:00:00Z",
            "2026-11-21T03:00:00Z",
        );
        let gone = json!({"access_token": "gone"});
        let before =
            [requests(&labels, &json!([[START - day, 7.0]])), requests(&gone, &json!([[START - day, 9.0]]))];
        let before = answer(&before, "2026-11-20T00:00:00Z", "2026-11-21T03:00:00Z");
        let data = chart(&now, Some(&before), UsageMetric::RequestsRate);
        assert_eq!(data.series.len(), 1);
        assert_eq!(data.series[0].before, [Some(7.0)]);
    }

    #[test]
    fn now_is_the_last_value_that_was_measured_in_whole() {
        let total = json!({
            "metric": "ingestion_rate", "unit": "samples/s", "labels": {}, "limit": 60_000,
            "points": [[START, 41_800.0], [START + 3_600_000, 12.0]],
        });
        let data = |complete: &str| {
            let answer = answer(std::slice::from_ref(&total), "2026-11-21T00:00:00Z", complete);
            chart(&answer, None, UsageMetric::IngestionRate)
        };
        assert_eq!(latest(&data("2026-11-21T01:30:00Z")), Some(41_800.0));
        assert_eq!(latest(&data("2026-11-21T00:30:00Z")), Some(12.0));
        assert_eq!(data("2026-11-21T00:30:00Z").limit.unwrap().value, 60_000.0);
    }
}
