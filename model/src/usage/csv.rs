//! Usage as comma-separated values (RFC 4180): a row for each point, which programs read and spreadsheets pivot.

use super::{UsageAnswer, UsageSeries, label};
use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use std::fmt::Write;

/// The names of the columns. Where nothing was measured, `value` is empty; `complete` is `no` for a step that can still
/// change.
pub const COLUMNS: [&str; 10] = [
    "time",
    "metric",
    "unit",
    "deployment_id",
    "access_token",
    "api_key",
    "name",
    "value",
    "limit",
    "complete",
];

/// The answer as a file. `zone` says how far ahead of UTC the clocks are that its times are told by.
pub fn write(answer: &UsageAnswer, zone: impl Fn(DateTime<Utc>) -> FixedOffset) -> String {
    let mut out = COLUMNS.join(",");
    out.push_str("\r\n");
    for series in &answer.series {
        let about = about(series);
        for (at, value) in &series.points {
            push_row(&mut out, answer, (*at, *value), &about, &zone);
        }
    }
    out
}

/// What all rows of a series have alike: what stands before the value, and what follows it.
fn about(series: &UsageSeries) -> (String, String) {
    let mut before = format!("{},{}", series.metric.as_str(), series.unit.as_str());
    for name in [label::DEPLOYMENT_ID, label::ACCESS_TOKEN, label::API_KEY, label::NAME] {
        before.push(',');
        push_cell(&mut before, series.label(name).unwrap_or_default());
    }
    (before, series.limit.map(|limit| limit.to_string()).unwrap_or_default())
}

fn push_row(
    out: &mut String,
    answer: &UsageAnswer,
    (at, value): (i64, Option<f64>),
    (before, limit): &(String, String),
    zone: &impl Fn(DateTime<Utc>) -> FixedOffset,
) {
    let instant = DateTime::from_timestamp_millis(at).unwrap_or_default();
    let time = instant.with_timezone(&zone(instant)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let value = value.map(|value| value.to_string()).unwrap_or_default();
    let complete = if answer.is_complete(at) { "yes" } else { "no" };
    // Writing to a text can't fail.
    let _ = write!(out, "{time},{before},{value},{limit},{complete}\r\n");
}

/// A cell, in quotes where it needs them. What a spreadsheet would take for a formula gets an apostrophe before it: a name
/// can be chosen by anybody.
fn push_cell(out: &mut String, text: &str) {
    let mark = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if text.contains(['"', ',', '\r', '\n']) {
        let _ = write!(out, "\"{mark}{}\"", text.replace('"', "\"\""));
    } else {
        let _ = write!(out, "{mark}{text}");
    }
}
