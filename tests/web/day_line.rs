//! The course of a day in a table.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{id_of, problem};
use crate::stage::{attribute, until};
use crate::usage::START;

/// What the server says of the requests of each token, hour by hour.
fn day_of_tokens() -> Value {
    let hour = 3_600_000;
    let points = json!([[START, 1.0], [START + hour, 5.0], [START + 2 * hour, 2.0]]);
    let series = |name: &str| {
        json!({
            "metric": "requests_rate", "unit": "requests/s", "limit": null, "points": points,
            "labels": {"access_token": id_of(name), "name": name},
        })
    };
    json!({
        "from": "2026-11-20T21:40:00Z", "to": "2026-11-21T09:40:00Z", "step_seconds": 3600,
        "complete_until": "2026-11-21T09:38:00Z", "missing": [], "series": [series("vmagent"), series("grafana")],
    })
}

#[wasm_bindgen_test]
async fn tokens_show_their_day_by_one_question() {
    let answers = crate::access_tokens::answers("single_node");
    answers.answer("GET /api/v1/usage?", 200, &day_of_tokens());
    let stage = crate::access_tokens::tokens("", "viewer").await;
    until("the lines", || stage.query("svg.spark").len() == 2).await;
    assert_eq!(attribute(&stage.query("svg.spark")[0], "aria-label"), "1,240 requests in 24 h");
    let asked = answers.asked("GET /api/v1/usage?");
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].contains("step=3600&metrics=requests_rate&group_by=access_token"), "{asked:?}");
}

#[wasm_bindgen_test]
async fn where_usage_is_not_to_be_had_there_is_no_line_and_the_rest_stands() {
    let answers = crate::access_tokens::answers("single_node");
    answers.answer("GET /api/v1/usage?", 503, &problem("unavailable", 503, "The monitor does not run."));
    let stage = crate::access_tokens::tokens("", "viewer").await;
    until("the question", || !answers.asked("GET /api/v1/usage?").is_empty()).await;
    assert!(stage.query("svg.spark").is_empty() && stage.text().contains("1,240"));
    assert!(stage.all("alert").is_empty());
}
