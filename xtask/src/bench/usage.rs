//! How long usage takes to answer, over a monitor that has measured three deployments for a year.

use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use super::report::table;
use super::victoria::VictoriaMetrics;
use crate::failure::{Doing, Failure, Result};
use crate::process::Toolbox;
use crate::server::Server;

const DEPLOYMENTS: usize = 3;
const DAYS: i64 = 365;
/// What a deployment is asked for, as the monitor has it: single samples of the last day, and a year summed up.
const FAMILIES: [(&str, &str); 8] = [
    ("keyhouse_samples_written_total", "rate15m"),
    ("keyhouse_active_series", "max15m"),
    ("keyhouse_series_created_total", "increase15m"),
    ("keyhouse_samples_read_total", "rate15m"),
    ("keyhouse_series_read_total", "rate15m"),
    ("keyhouse_queries_total", "rate15m"),
    ("keyhouse_data_bytes", "last15m"),
    ("keyhouse_request_errors_total", "rate15m"),
];
const METRICS: &str = "ingestion_rate,active_time_series,new_series_24h,read_rate,series_per_query,storage_bytes,\
    requests_rate,errors_rate";
const PIECE: i64 = 900;
const SAMPLE: i64 = 15;
/// How often each question is asked; the first answer does not count.
const TIMES: usize = 15;

pub(super) fn measure(tools: &Toolbox) -> Result<String> {
    let folder = tempfile::tempdir().doing("make a folder for the monitor")?;
    let monitor = VictoriaMetrics::start(tools, folder.path(), &["-retentionPeriod=13"])?;
    let now = Utc::now();
    let begin = now - TimeDelta::days(DAYS + 2);
    // Known before the server starts, which asks once how far time was summed up.
    import(&monitor, "keyhouse_folded", "", (begin, now, PIECE))?;
    let flush = format!("{}/internal/force_flush", monitor.url);
    ureq::get(flush).call().doing("have the monitor show what it was handed")?;
    let server = Server::start_with(tools, &["--monitor-url", &monitor.url])?;
    let mut first = String::new();
    for _ in 0..DEPLOYMENTS {
        let made = server.post("/api/v1/deployments", &super::throughput::external("http://127.0.0.1:1"))?;
        let id =
            made["id"].as_str().ok_or_else(|| Failure::new("a created deployment came without its id"))?;
        for (family, piece) in FAMILIES {
            import(&monitor, &format!("{family}:{piece}"), id, (begin, now, PIECE))?;
            import(&monitor, family, id, (now - TimeDelta::days(2), now, SAMPLE))?;
        }
        id.clone_into(&mut first);
    }
    let ago = |days| (now - TimeDelta::days(days)).date_naive();
    let of_one = format!("&deployment_id={first}&metrics={METRICS}");
    let cases = [
        (
            "a year by the day, ingestion of one deployment",
            ago(DAYS),
            "1d",
            format!("&deployment_id={first}&metrics=ingestion_rate"),
        ),
        ("a year by the day, 8 metrics of one deployment", ago(DAYS), "1d", of_one.clone()),
        (
            "a year by the day, 8 metrics of three deployments",
            ago(DAYS),
            "1d",
            format!("&group_by=deployment&metrics={METRICS}"),
        ),
        ("30 days by three hours, 8 metrics of one deployment", ago(30), "3h", of_one.clone()),
        ("a day by five minutes, 8 metrics of one deployment", ago(1), "5m", of_one),
    ];
    let mut rows = Vec::new();
    for (what, from, step, more) in cases {
        let to = now.to_rfc3339_opts(SecondsFormat::Secs, true);
        let path = format!("/api/v1/usage?from={from}T00:00:00Z&to={to}&step={step}{more}");
        let (median, worst) = time(&server, &path)?;
        rows.push(vec![what.to_owned(), milliseconds(median), milliseconds(worst)]);
    }
    Ok(table(&["question", "median, ms", "worst, ms"], &rows))
}

/// Asks again and again, and makes sure that there is an answer in the answer.
fn time(server: &Server, path: &str) -> Result<(Duration, Duration)> {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !has_numbers(&server.get(path).unwrap_or_default()) {
        if Instant::now() > deadline {
            return Err(Failure::new(format!("{path} has no numbers")));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let started = Instant::now();
        server.get(path)?;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    Ok((times[TIMES / 2], times[TIMES - 1]))
}

fn has_numbers(answer: &Value) -> bool {
    let points = answer["series"][0]["points"].as_array();
    points.is_some_and(|points| points.iter().filter(|point| point[1].is_number()).count() > points.len() / 2)
}

/// A number that grows, every so many seconds.
fn import(
    monitor: &VictoriaMetrics,
    name: &str,
    deployment: &str,
    (begin, end, every): (DateTime<Utc>, DateTime<Utc>, i64),
) -> Result<()> {
    let first = begin.timestamp() / PIECE * PIECE;
    let times: Vec<i64> = (first..=end.timestamp()).step_by(usize::try_from(every).unwrap_or(1)).collect();
    let values: Vec<usize> = (1000..1000 + times.len()).collect();
    let times: Vec<i64> = times.into_iter().map(|second| second * 1000).collect();
    let mut metric = json!({ "__name__": name });
    if !deployment.is_empty() {
        metric["deployment_id"] = deployment.into();
    }
    let line = json!({ "metric": metric, "values": values, "timestamps": times }).to_string();
    let url = format!("{}/api/v1/import", monitor.url);
    ureq::post(url).send(&line).doing("hand the monitor its samples").map(drop)
}

fn milliseconds(time: Duration) -> String {
    format!("{:.0}", time.as_secs_f64() * 1000.0)
}
