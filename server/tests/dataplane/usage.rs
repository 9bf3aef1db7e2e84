//! Usage with real programs: what is written is what is told.

use crate::monitor::Monitor;
use crate::world::{World, call, free_port, until};
use chrono::{DateTime, Datelike, Days, NaiveDate, SecondsFormat, TimeDelta, Utc, Weekday};
use keyhouse_model::usage::{Period, UsageAnswer, UsageSeries, UsageSummary};
use serde_json::{Value, json};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

pub(crate) const FLAGS: [&str; 4] = ["--access-listen", "127.0.0.1:0", "--scrape-interval", "1"];
const WRITTEN: &str = "keyhouse_samples_written_total";

fn measured_by(url: &str) -> World {
    World::with(&[&FLAGS[..], &["--monitor-url", url]].concat())
}

fn usage(world: &World, query: &str) -> UsageAnswer {
    serde_json::from_value(world.get(&format!("/api/v1/usage?{query}"))).unwrap()
}

pub(crate) fn summary(world: &World, period: &str) -> UsageSummary {
    serde_json::from_value(world.get(&format!("/api/v1/usage/summary?period={period}"))).unwrap()
}

/// The one series that is answered.
#[track_caller]
fn numbers(world: &World, query: &str) -> Vec<Option<f64>> {
    let mut answer = usage(world, query);
    assert_eq!(answer.series.len(), 1, "{answer:?}");
    answer.series.remove(0).points.into_iter().map(|(_, value)| value).collect()
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn range(metric: &str, deployment: &str, (from, to): (DateTime<Utc>, DateTime<Utc>), step: &str) -> String {
    format!("metrics={metric}&deployment_id={deployment}&from={}&to={}&step={step}", text(from), text(to))
}

/// A deployment of which nothing is measured: nothing listens there.
fn dead(world: &World) -> String {
    world.deployment("single_node", &json!({ "url": format!("http://127.0.0.1:{}", free_port()) }))
}

/// A counter that is read every 15 seconds, growing by `each` from `start` on.
fn counter(from: DateTime<Utc>, to: DateTime<Utc>, start: f64, each: f64) -> Vec<(DateTime<Utc>, f64)> {
    let readings = (to - from).num_seconds() / 15;
    let at = |n: i64| from + TimeDelta::seconds(15 * n);
    #[allow(clippy::cast_precision_loss)]
    (0..=readings).map(|n| (at(n), start + each * n as f64)).collect()
}

#[test]
fn what_is_written_and_read_is_told() {
    let world = World::with(&FLAGS);
    let id = world.running();
    until("the access endpoint is ready", || world.access_problem().is_none());
    let token = world.token(&id, "rw");
    let month = Period::of(Utc::now()).to_string();
    let of_one = || summary(&world, &month).deployments.remove(0);
    until("it is measured before there is anything", || of_one().samples_written == Some(0));
    // Ten series with a hundred samples each.
    let now = Utc::now().timestamp_millis();
    let line = |n: i64| format!("sample{{n=\"{}\"}} {n} {}\n", n % 10, now - 1000 * (n / 10));
    let write = format!("{}/api/v1/import/prometheus", world.access);
    // Each series alone first: victoria-metrics may count one twice that comes in two parts of a text at the same time.
    for lines in [0..10, 10..1000] {
        let lines: String = lines.map(line).collect();
        assert_eq!(call("POST", &write, &[token.header()], &lines).0, 204);
    }
    until("what was written is told", || of_one().samples_written == Some(1000));
    let read =
        format!("/api/v1/query?query=count(count_over_time(sample[10m]))&nocache=1&time={}", now / 1000 + 1);
    until("a query reads it", || world.read(&token, &read).1.contains("\"10\""));
    until("what was read is told", || of_one().samples_read >= Some(1000));
    until("the requests are told", || of_one().requests >= Some(3) && of_one().storage_bytes > Some(0));
    let from = Utc::now() - TimeDelta::minutes(30);
    let ask = |metrics: &str, more: &str| {
        usage(&world, &format!("metrics={metrics}&deployment_id={id}&from={}&step=1h{more}", text(from)))
    };
    let last = |series: &UsageSeries| series.points.last().unwrap().1;
    until("the active series are counted", || {
        ask("active_time_series", "").series.first().and_then(last) >= Some(10.0)
    });
    let answer = ask("active_time_series,new_series_24h,series_per_query,storage_bytes", "");
    let [active, new, per_query, storage] = answer.series.as_slice() else { panic!("{answer:?}") };
    assert_eq!((last(active), last(new)), (Some(10.0), Some(10.0)));
    assert!(last(per_query) > Some(0.0) && last(storage) > Some(0.0), "{answer:?}");
    assert_eq!(
        [active.limit, new.limit, per_query.limit, storage.limit],
        [Some(1_000_000), Some(1_000_000), Some(1_000), Some(20 << 30)]
    );
    let by_token = ask("requests_rate,concurrent_requests", "&group_by=access_token");
    let requests: Vec<_> =
        by_token.series.iter().filter(|one| one.metric.as_str() == "requests_rate").collect();
    let ours =
        requests.iter().find(|one| one.label("access_token") == Some(&token.id)).expect("the token's series");
    assert!(last(ours) > Some(0.0) && ours.label("name") == Some("rw"), "{ours:?}");
    for missing in &by_token.missing {
        assert!(missing.reason.contains("vmauth"), "{missing:?}");
    }
}

#[test]
fn rates_have_no_spikes_and_gaps_stay_gaps() {
    let monitor = Monitor::start();
    let world = measured_by(&monitor.url);
    let id = dead(&world);
    let hour = |n: i64| {
        let midnight = Utc::now().date_naive().and_hms_opt(0, 0, 0).unwrap().and_utc();
        midnight - TimeDelta::days(2) + TimeDelta::hours(n)
    };
    // Ten a second; the third hour and half of the fourth nobody measures; in the fifth it starts anew.
    let all = counter(hour(0), hour(6), 5000.0, 150.0);
    let is_measured =
        |(at, _): &&(DateTime<Utc>, f64)| *at <= hour(2) || *at > hour(3) + TimeDelta::minutes(30);
    let reset = hour(4) + TimeDelta::minutes(30);
    let lost = all.iter().find(|(at, _)| *at == reset).unwrap().1;
    let measured: Vec<_> = all
        .iter()
        .filter(is_measured)
        .map(|(at, value)| (*at, if *at > reset { value - lost } else { *value }))
        .collect();
    monitor.import(WRITTEN, &id, &measured);
    monitor.import("keyhouse_data_bytes", &id, &measured[..481]);
    until("usage is measured", || world.ask("GET", "/api/v1/usage", "").0 == 200);
    let by_hour = range("ingestion_rate", &id, (hour(0), hour(6)), "1h");
    let rates = numbers(&world, &by_hour);
    assert_eq!(rates, [Some(10.0), Some(10.0), None, Some(10.0), Some(10.0), Some(10.0)]);
    let by_minute = numbers(&world, &range("ingestion_rate", &id, (hour(0), hour(6)), "1m"));
    assert_eq!(by_minute.len(), 360);
    for (minute, rate) in by_minute.iter().enumerate() {
        let is_gap = (120..210).contains(&minute);
        assert_eq!(rate.is_none(), is_gap, "minute {minute}: {rate:?}");
        assert!(rate.is_none_or(|rate| (9.0..=10.1).contains(&rate)), "minute {minute}: {rate:?}");
    }
    // A level is its last value, and has none where nobody measured.
    let storage = numbers(&world, &range("storage_bytes", &id, (hour(0), hour(4)), "1h"));
    assert_eq!(storage, [Some(5000.0 + 240.0 * 150.0), Some(5000.0 + 480.0 * 150.0), None, None]);
    let answer = usage(&world, &by_hour);
    assert_eq!((answer.series[0].limit, answer.series[0].label("name")), (Some(50_000), Some("single_node")));
    assert!(answer.series[0].points.iter().all(|(at, _)| answer.is_complete(*at)));
}

/// The last Sunday of October that lies in the past: in Berlin, clocks go back from 03:00 to 02:00.
fn clocks_went_back() -> NaiveDate {
    let today = Utc::now().date_naive();
    let of = |year| {
        let last = NaiveDate::from_ymd_opt(year, 10, 31).unwrap();
        let days = u64::from(last.weekday().days_since(Weekday::Sun));
        last.checked_sub_days(Days::new(days)).unwrap()
    };
    let this = of(today.year());
    if this + TimeDelta::days(2) < today { this } else { of(today.year() - 1) }
}

#[test]
fn a_day_of_25_hours_and_the_border_of_a_month_are_told_rightly() {
    let monitor = Monitor::start();
    let world = measured_by(&monitor.url);
    let id = dead(&world);
    until("usage is measured", || world.ask("GET", "/api/v1/usage", "").0 == 200);
    let day = clocks_went_back();
    let at =
        |date: NaiveDate, zone: &str| -> DateTime<Utc> { format!("{date}T00:00:00{zone}").parse().unwrap() };
    let (begin, end) = (at(day, "+02:00"), at(day.succ_opt().unwrap(), "+01:00"));
    assert_eq!(end - begin, TimeDelta::hours(25));
    monitor.import(WRITTEN, &id, &counter(begin, end, 0.0, 30.0));
    let rates = numbers(&world, &range("ingestion_rate", &id, (begin, end), "1h"));
    assert_eq!(rates, [Some(2.0); 25], "neither an hour too many nor one too few");
    // With the clocks' own offsets, the same instants are asked for.
    let local = format!(
        "metrics=ingestion_rate&deployment_id={id}&from={day}T00:00:00%2B02:00&to={}T00:00:00%2B01:00&step=1h",
        day.succ_opt().unwrap()
    );
    assert_eq!(numbers(&world, &local), rates);
    // Six hours before the first of the month, and six after it: four a second.
    let border = Period::of(Utc::now()).start();
    let other = dead(&world);
    monitor.import(
        WRITTEN,
        &other,
        &counter(border - TimeDelta::hours(6), border + TimeDelta::hours(6), 100_000.0, 60.0),
    );
    let of = |period: Period| {
        let all = summary(&world, &period.to_string()).deployments;
        all.into_iter().find(|one| one.id.to_string() == other).unwrap().samples_written
    };
    // The very first reading tells how many there were, and not when: it counts for no month.
    assert_eq!(of(Period::of(border).previous()), Some(6 * 3600 * 4));
    if Utc::now() > border + TimeDelta::hours(7) {
        assert_eq!(of(Period::of(border)), Some(6 * 3600 * 4));
    }
}

#[test]
fn time_is_summed_up_and_tells_the_same() {
    let monitor = Monitor::start();
    let mut world = measured_by(&monitor.url);
    let id = dead(&world);
    let end = DateTime::from_timestamp(Utc::now().timestamp() / 900 * 900, 0).unwrap();
    let begin = end - TimeDelta::hours(3);
    monitor.import(WRITTEN, &id, &counter(begin, end, 7000.0, 45.0));
    monitor.import("keyhouse_active_series", &id, &counter(begin, end, 0.0, 1.0));
    // As if a server had summed up until then, and had only measured since.
    monitor.import("keyhouse_folded", "", &[(begin, 1.0)]);
    world.restart();
    let at_end = |query: &str| monitor.query(query, end.timestamp());
    until("time is summed up", || at_end("count(last_over_time(keyhouse_folded[1s]))") > 0.0);
    let pieces = format!("{WRITTEN}:rate15m{{deployment_id=%22{id}%22}}[3h]");
    until("it can be found", || at_end(&format!("count_over_time({pieces})")) > 11.0);
    let [count, least] = ["count_over_time", "min_over_time"].map(|by| at_end(&format!("{by}({pieces})")));
    assert_eq!((count, least), (12.0, 3.0));
    let peaks = numbers(&world, &range("active_time_series", &id, (begin, end), "15m"));
    assert_eq!(peaks, (1..=12).map(|n| Some(f64::from(n) * 60.0)).collect::<Vec<_>>());
    let rates = numbers(&world, &range("ingestion_rate", &id, (begin, end), "45m"));
    assert_eq!(rates, [Some(3.0); 4]);
    // Steps that are no whole quarters are made of single samples.
    let odd = numbers(&world, &range("ingestion_rate", &id, (begin, end), "10m"));
    assert_eq!(odd, [Some(3.0); 18]);
    // The pieces are what is asked: one that is another number is what is told.
    monitor.import(&format!("{WRITTEN}:rate15m"), &id, &[(end - TimeDelta::minutes(1), 9.0)]);
    assert_eq!(
        numbers(&world, &range("ingestion_rate", &id, (begin, end), "3h")),
        [Some((12.0 * 3.0 + 9.0) / 13.0)]
    );
}

#[test]
fn a_month_is_the_sum_of_the_requests_that_were_sent() {
    let mut world = World::with(&FLAGS);
    let new = json!({ "name": "ci", "expires_at": null, "permission": "r", "deployment_access": "all" });
    let (status, made) = world.post("/api/v1/api_keys", &new);
    assert_eq!(status, 201, "{made}");
    let made: Value = serde_json::from_str(&made).unwrap();
    let key = [("x-vm-cloud-access", made["value"].as_str().unwrap().to_owned())];
    let mut sent = 0;
    let mut send = |world: &World, times: u64| {
        for n in 0..times {
            // Found, not found, not allowed: all of them are requests.
            let path = ["/deployments", "/deployments/none", "/users"][usize::try_from(n % 3).unwrap()];
            let status = call("GET", &format!("{}/api/v1{path}", world.base()), &key, "").0;
            assert!([200, 403, 404].contains(&status), "{status}");
        }
        sent += times;
        sent
    };
    let month = Period::of(Utc::now()).to_string();
    let total = |world: &World| summary(world, &month).requests;
    until("usage is measured", || world.ask("GET", "/api/v1/usage", "").0 == 200);
    let from = Utc::now() - TimeDelta::minutes(30);
    let so_far = send(&world, 25);
    assert_eq!(total(&world), so_far, "what is not written yet counts too");
    world.restart();
    assert_eq!(total(&world), so_far);
    let so_far = send(&world, 17);
    until("the counts are written", || stored_requests(&world) == so_far);
    world.kill();
    world.restart();
    assert_eq!(total(&world), so_far);
    let so_far = send(&world, 6);
    let told = summary(&world, &month);
    assert_eq!(
        (told.requests, told.api_keys[0].requests, told.api_keys[0].name.as_str()),
        (so_far, so_far, "ci")
    );
    #[allow(clippy::cast_precision_loss)]
    let sent = so_far as f64;
    until("the monitor tells the same, across restarts", || {
        let answer = usage(&world, &format!("group_by=api_key&from={}&step=1h", text(from)));
        let values = answer.series.iter().flat_map(|series| &series.points).filter_map(|(_, value)| *value);
        values.sum::<f64>() == sent
    });
}

/// The requests that the database has, which is all that is left of a server that is killed.
fn stored_requests(world: &World) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stored: i64 = runtime.block_on(async {
        let file = SqliteConnectOptions::new().filename(world.data.join("keyhouse.db")).read_only(true);
        let mut database = file.connect().await.unwrap();
        let sum = sqlx::query_scalar("select coalesce(sum(requests), 0) from api_key_days");
        sum.fetch_one(&mut database).await.unwrap()
    });
    u64::try_from(stored).unwrap()
}
