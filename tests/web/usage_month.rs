//! The usage of the whole server, month by month.

use keyhouse_console::pages::usage::Usage;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, id_of, problem, query, visit};
use crate::stage::{click, until};
use crate::usage::numbers;

fn summary(month: u32, keys: &[(&str, u64)]) -> Value {
    let requests: u64 = keys.iter().map(|it| it.1).sum();
    let keys: Vec<_> = keys
        .iter()
        .map(|(name, requests)| json!({"id": id_of(name), "name": name, "is_deleted": *name == "old-ci", "requests": requests}))
        .collect();
    let end = format!("2020-{:02}-01T00:00:00Z", month + 1);
    json!({
        "period_start": format!("2020-{month:02}-01T00:00:00Z"), "period_end": end, "counted_until": end,
        "requests": requests, "allowance": 1000, "overage": requests.saturating_sub(1000), "api_keys": keys,
        "deployments": [{
            "id": id_of("metrics"), "name": "metrics", "samples_written": 1_910_000, "samples_read": null,
            "active_time_series": 612_000, "storage_bytes": 1_073_741_824, "requests": 41,
        }],
    })
}

/// A server with May and June 2020.
fn months() -> Answers {
    let answers = Answers::new();
    let path = |month: &str| format!("GET /api/v1/usage/summary?period={month}");
    answers.answer(&path("2020-06"), 200, &summary(6, &[("terraform", 1200), ("old-ci", 300)]));
    answers.answer(&path("2020-05"), 200, &summary(5, &[("terraform", 1000)]));
    answers.answer(&path("2020-04"), 200, &summary(4, &[]));
    let day = 86_400_000;
    let june = 1_590_969_600_000_i64;
    let points: Vec<_> = (0..30).map(|at| json!([june + at * day, 40])).collect();
    answers.answer(
        "GET /api/v1/usage?",
        200,
        &json!({
            "from": "2020-06-01T00:00:00Z", "to": "2020-07-01T00:00:00Z", "step_seconds": 86_400,
            "complete_until": "2020-07-01T00:00:00Z", "missing": [],
            "series": [{
                "metric": "api_requests", "unit": "requests", "limit": null, "points": points,
                "labels": {"api_key": id_of("terraform"), "name": "terraform"},
            }],
        }),
    );
    answers
}

#[wasm_bindgen_test]
async fn a_month_is_summed_up_beside_the_one_before() {
    let answers = months();
    let stage = visit("/usage?month=2020-06", "viewer", Usage).await;
    until("the month", || stage.text().contains("50% more than in May 2020, which had 1,000.")).await;
    let numbers = numbers(&stage);
    assert_eq!(numbers[0], ["Requests", "1,500", "of 1,000 that the month allows"]);
    assert_eq!(numbers[1][..2], ["Over the allowance", "500"]);
    let rows = stage.names("row");
    let said = |start: &str, words: &[&str]| {
        let row = rows.iter().find(|it| it.starts_with(start)).unwrap_or_else(|| panic!("{rows:?}"));
        words.iter().for_each(|word| assert!(row.contains(word), "{row}"));
    };
    said("terraform", &["1,200", "80%", "1,000"]);
    said("old-ci", &["Deleted", "300", "20%"]);
    said("metrics", &["1.91M", "–", "612k", "1 GB", "41"]);
    until("the chart", || stage.has("slider", "Requests by API key: points in time")).await;
    assert!(stage.text().contains("In all 1.2k requests; highest 40 requests"));
    let asked = answers.asked("GET /api/v1/usage?");
    assert!(
        asked[0].contains("from=2020-06-01T00%3A00%3A00Z&to=2020-07-01T00%3A00%3A00Z&step=86400"),
        "{asked:?}"
    );
    assert!(asked[0].contains("metrics=api_requests&group_by=api_key"));
}

#[wasm_bindgen_test]
async fn months_are_gone_through_and_none_is_ahead() {
    let answers = months();
    let stage = visit("/usage?month=2020-06", "viewer", Usage).await;
    until("the month", || stage.text().contains("1,500")).await;
    click(&stage.get("button", "Show the month before")).await;
    until("the URL", || query() == "?month=2020-05").await;
    until("the month", || stage.text().contains("April 2020 had none.")).await;
    assert_eq!(numbers(&stage)[0][1], "1,000");
    click(&stage.get("button", "Show the month after")).await;
    until("the URL", || query() == "?month=2020-06").await;
    drop(stage);
    let stage = visit("/usage?month=2999-01", "viewer", Usage).await;
    // Nothing is said of the month that is now, which is asked for instead.
    until("the error", || stage.all("alert").len() == 1).await;
    assert!(answers.asked("GET /api/v1/usage/summary").iter().all(|it| !it.contains("2999-01")));
}

#[wasm_bindgen_test]
async fn numbers_of_deployments_that_are_not_to_be_had_are_said() {
    let answers = months();
    let mut june = summary(6, &[("terraform", 10)]);
    june["deployments"] = json!([]);
    june["deployments_problem"] = json!("The monitor does not run.");
    answers.answer("GET /api/v1/usage/summary?period=2020-06", 200, &june);
    answers.answer("GET /api/v1/usage?", 503, &problem("unavailable", 503, "Try later."));
    let stage = visit("/usage?month=2020-06", "viewer", Usage).await;
    until("the word", || stage.text().contains("The monitor does not run.")).await;
    until("the error of the chart", || stage.text().contains("Try later.")).await;
    assert!(stage.names("row").iter().any(|it| it.starts_with("terraform")));
    assert!(stage.has("heading", "Requests by API key"), "the chart's card keeps its name");
}
