#![allow(clippy::unwrap_used)]
use super::*;
use chrono::{FixedOffset, TimeDelta};
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    crate::time::parse(text).unwrap()
}

fn now() -> DateTime<Utc> {
    at("2026-11-21T18:23:41Z")
}

fn parse(pairs: &[(&str, &str)]) -> Result<UsageQuery, Vec<String>> {
    let value = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
    let params = UsageParams {
        from: value("from"),
        to: value("to"),
        step: value("step"),
        metrics: value("metrics"),
        group_by: value("group_by"),
        deployment_id: value("deployment_id"),
    };
    UsageQuery::parse(&params, now())
        .map_err(|problems| problems.iter().map(|one| format!("{} {}", one.pointer, one.code)).collect())
}

#[test]
fn without_a_word_it_is_the_last_day_of_everything() {
    let query = parse(&[]).unwrap();
    assert_eq!((query.from, query.to), (at("2026-11-20T18:20:00Z"), now()));
    assert_eq!((query.step_seconds, query.points()), (300, 289));
    assert_eq!(query.metrics, UsageMetric::ALL);
    let of_one = parse(&[("deployment_id", "123e4567-e89b-12d3-a456-426614174000")]).unwrap();
    assert!(!of_one.metrics.contains(&UsageMetric::ApiRequests));
    let by_token = parse(&[("group_by", "access_token")]).unwrap();
    assert_eq!(
        by_token.metrics,
        [UsageMetric::RequestsRate, UsageMetric::ErrorsRate, UsageMetric::ConcurrentRequests]
    );
}

#[test]
fn each_wrong_part_is_named() {
    let wrong = |pairs: &[(&str, &str)]| parse(pairs).unwrap_err();
    assert_eq!(
        wrong(&[("from", "yesterday"), ("to", "1"), ("step", "5w"), ("metrics", "ingestion_rate,speed")]),
        ["/to invalid", "/from invalid", "/step invalid", "/metrics unknown"]
    );
    assert_eq!(
        wrong(&[("group_by", "region"), ("deployment_id", "x")]),
        ["/group_by unknown", "/deployment_id invalid"]
    );
    assert_eq!(
        wrong(&[("from", "2026-11-21T10:00:00Z"), ("to", "2026-11-21T10:00:00.9Z")]),
        ["/to before_from"]
    );
    assert_eq!(
        wrong(&[("metrics", "storage_bytes"), ("group_by", "access_token")]),
        ["/metrics not_possible"]
    );
    let id = ("deployment_id", "123e4567-e89b-12d3-a456-426614174000");
    assert_eq!(wrong(&[("metrics", "api_requests"), id]), ["/metrics not_possible"]);
    assert_eq!(wrong(&[("group_by", "api_key"), id]), ["/metrics not_possible"]);
    for (name, code) in [
        ("from", "invalid"),
        ("to", "invalid"),
        ("step", "invalid"),
        ("metrics", "unknown"),
        ("group_by", "unknown"),
        ("deployment_id", "invalid"),
    ] {
        assert_eq!(wrong(&[(name, "")]), [format!("/{name} {code}")]);
        assert_eq!(wrong(&[(name, " ")]), [format!("/{name} {code}")]);
    }
    for step in ["0", "-1", "1.5m", "m", "4000d", "99999999999", "5 m", "\u{e9}"] {
        assert_eq!(wrong(&[("step", step)]), ["/step invalid"], "{step}");
    }
}

#[test]
fn a_series_has_at_most_11_000_points() {
    let range = |to| [("from", "2026-11-21T00:00:00Z"), ("to", to), ("step", "1")];
    assert_eq!(parse(&range("2026-11-21T03:03:20Z")).unwrap().points(), MAX_POINTS);
    assert_eq!(parse(&range("2026-11-21T03:03:21Z")), Err(vec!["/step too_many_points".into()]));
}

#[test]
fn a_step_is_written_in_seconds_or_with_its_unit() {
    let step = |text| parse(&[("step", text), ("from", "2026-01-01T00:00:00Z")]).unwrap().step_seconds;
    assert_eq!(["3600", "3600s", "60m", "1h"].map(step), [3600; 4]);
    assert_eq!(step("1d"), 86_400);
}

#[test]
fn a_range_gets_a_step_that_people_find_natural() {
    let step = |range| step::natural(range, 300);
    assert_eq!(step(TimeDelta::hours(1)), 15);
    assert_eq!(step(TimeDelta::hours(12)), 300);
    assert_eq!(step(TimeDelta::days(7)), 3600);
    assert_eq!(step(TimeDelta::days(30)), 3 * 3600);
    assert_eq!(step(TimeDelta::days(365)), 7 * 86_400);
    assert_eq!(step::natural(TimeDelta::days(365), 400), 86_400);
    assert_eq!(step(TimeDelta::days(40_000)), 28 * 86_400);
    assert_eq!(step(TimeDelta::days(-1)), 1);
}

#[test]
fn a_day_begins_at_midnight_of_the_place() {
    let berlin = 3600;
    assert_eq!(step::begin(now(), 86_400, 0), at("2026-11-21T00:00:00Z"));
    assert_eq!(step::begin(at("2026-11-21T23:30:00Z"), 86_400, berlin), at("2026-11-22T00:00:00+01:00"));
    assert_eq!(step::begin(now(), 86_400, 19_800), at("2026-11-21T00:00:00+05:30"));
    assert_eq!(step::begin(now(), 300, berlin), at("2026-11-21T18:20:00Z"));
}

#[test]
fn a_period_is_a_month_of_utc() {
    let december: Period = "2026-12".parse().unwrap();
    assert_eq!((december.start(), december.end()), (at("2026-12-01T00:00:00Z"), at("2027-01-01T00:00:00Z")));
    assert_eq!(december.next().previous(), december);
    assert_eq!(december.next().to_string(), "2027-01");
    assert_eq!(Period::of(at("2026-12-01T00:30:00+01:00")).to_string(), "2026-11");
    for wrong in ["", "2026", "2026-13", "2026-00", "2026-1", "26-01", "+026-01", "2026-011", "1969-12"] {
        assert!(wrong.parse::<Period>().is_err(), "{wrong}");
    }
}

#[test]
fn limits_are_those_of_the_tier_and_the_room_for_data() {
    let tier = crate::catalog::tier(21).unwrap();
    assert_eq!(UsageMetric::IngestionRate.limit(&tier, 20), Some(50_000));
    assert_eq!(UsageMetric::StorageBytes.limit(&tier, 20), Some(20 << 30));
    assert_eq!(UsageMetric::RequestsRate.limit(&tier, 20), None);
    assert_eq!(UsageMetric::StorageBytes.limit(&tier, u64::MAX), None);
}

#[test]
fn overage_begins_after_the_allowance() {
    assert_eq!(UsageSummary::over(10, None), 0);
    assert_eq!(UsageSummary::over(10, Some(10)), 0);
    assert_eq!(UsageSummary::over(11, Some(10)), 1);
}

/// Cells of RFC 4180, read by its grammar.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut chars = text.chars().peekable();
    let mut is_quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted && chars.next_if_eq(&'\n').is_some() => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(row.is_empty() && cell.is_empty() && !is_quoted, "the last row ends with a line break");
    rows
}

fn answer(name: &str, points: Vec<(i64, Option<f64>)>) -> UsageAnswer {
    let labels = [(label::DEPLOYMENT_ID, "d1"), (label::NAME, name)];
    UsageAnswer {
        from: at("2026-10-25T00:00:00Z"),
        to: at("2026-10-25T04:00:00Z"),
        step_seconds: 3600,
        complete_until: at("2026-10-25T02:30:00Z"),
        series: vec![UsageSeries {
            metric: UsageMetric::IngestionRate,
            unit: Unit::SamplesPerSecond,
            labels: labels.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            limit: Some(50_000),
            points,
        }],
        missing: Vec::new(),
    }
}

#[test]
fn times_are_told_by_the_clocks_of_the_zone() {
    // In Berlin, the clocks went back at 01:00 UTC: there were two hours from 02:00 on.
    let change = at("2026-10-25T01:00:00Z");
    let berlin = |at| FixedOffset::east_opt(if at < change { 7200 } else { 3600 }).unwrap();
    let hour = |n: i64| at("2026-10-25T00:00:00Z").timestamp_millis() + n * 3_600_000;
    let points = vec![(hour(0), Some(1.5)), (hour(1), None), (hour(2), Some(3e9))];
    assert_eq!(
        csv::write(&answer("prod, eu", points), berlin),
        "time,metric,unit,deployment_id,access_token,api_key,name,value,limit,complete\r\n\
         2026-10-25T02:00:00+02:00,ingestion_rate,samples/s,d1,,,\"prod, eu\",1.5,50000,yes\r\n\
         2026-10-25T02:00:00+01:00,ingestion_rate,samples/s,d1,,,\"prod, eu\",,50000,yes\r\n\
         2026-10-25T03:00:00+01:00,ingestion_rate,samples/s,d1,,,\"prod, eu\",3000000000,50000,no\r\n"
    );
}

#[test]
fn an_answer_reads_as_it_was_written() {
    let answer = answer("prod", vec![(0, Some(0.1)), (1000, None)]);
    let text = serde_json::to_string(&answer).unwrap();
    assert!(text.contains("\"points\":[[0,0.1],[1000,null]]"), "{text}");
    assert_eq!(serde_json::from_str::<UsageAnswer>(&text).unwrap(), answer);
}

proptest! {
    #[test]
    fn the_file_parses_back_to_the_same_numbers(
        name in "\\PC{0,12}|[\",\r\n=+@a-]{0,6}",
        points in prop::collection::vec((0_i64..4_000_000_000_000, prop::option::of(any::<f64>())), 0..20),
    ) {
        let points: Vec<_> = points.into_iter()
            .map(|(at, value)| (at / 1000 * 1000, value.filter(|value| value.is_finite())))
            .collect();
        let utc = |_| FixedOffset::east_opt(0).unwrap();
        let rows = cells(&csv::write(&answer(&name, points.clone()), utc));
        prop_assert_eq!(&rows[0], &csv::COLUMNS);
        prop_assert_eq!(rows.len(), points.len() + 1);
        for (row, (at, value)) in rows[1..].iter().zip(points) {
            prop_assert_eq!(row.len(), csv::COLUMNS.len());
            prop_assert_eq!(crate::time::parse(&row[0]).unwrap().timestamp_millis(), at);
            prop_assert_eq!(row[6].trim_start_matches('\''), name.trim_start_matches('\''));
            prop_assert_eq!((!row[7].is_empty()).then(|| row[7].parse::<f64>().unwrap()), value);
        }
    }

    #[test]
    fn a_query_parses_back_from_its_pairs(
        from in 0_i64..4_000_000_000,
        length in 1_i64..100_000_000,
        step in 10_000_u32..100_000_000,
        metric in prop::sample::select(UsageMetric::ALL),
    ) {
        let from = DateTime::from_timestamp(from, 0).unwrap();
        let query = UsageQuery {
            from,
            to: from + TimeDelta::seconds(length),
            step_seconds: step,
            metrics: vec![metric],
            group_by: GroupBy::ALL.iter().copied().find(|group_by| metric.can_be_grouped_by(*group_by)),
            deployment_id: None,
        };
        let pairs = query.pairs();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        prop_assert_eq!(parse(&pairs), Ok(query));
    }

    #[test]
    fn a_step_begins_before_its_instants(seconds in 0_i64..4_000_000_000, step in 1_u32..100_000, offset in -50_000..50_000) {
        let at = DateTime::from_timestamp(seconds, 0).unwrap();
        let begin = step::begin(at, step, offset);
        prop_assert!(begin <= at && at - begin < TimeDelta::seconds(i64::from(step)));
        prop_assert_eq!(step::begin(begin, step, offset), begin);
    }
}
