//! The usage of a deployment.

use keyhouse_console::pages::deployment::{Deployment, Overview};
use keyhouse_console::pages::usage::DeploymentUsage;
use keyhouse_console::web::clock;
use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Routes};
use leptos_router::path;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::answers::{Answers, id_of, problem, query, visit};
use crate::deployments::{data_plane, details, runtime};
use crate::stage::{Stage, attribute, click, fill, key, key_with_shift, until};

/// 20 November 2026, 21:40 UTC.
pub(crate) const START: i64 = 1_795_210_800_000;
const STEP: i64 = 300_000;
const RANGE: &str = "from=2026-11-20T21:40:00Z&to=2026-11-21T09:40:00Z&zone=utc";

fn pages() -> impl IntoView {
    view! {
        <Routes fallback=|| "nowhere">
            <ParentRoute path=path!("/deployments/:id") view=Deployment>
                <Route path=path!("") view=Overview />
                <Route path=path!("usage") view=DeploymentUsage />
            </ParentRoute>
        </Routes>
    }
}

fn get(part: &str) -> String {
    format!("GET /api/v1/deployments/{}{part}", id_of("metrics"))
}

/// A token, or nothing for a total, and its value at each step.
type Course<'a> = (&'a str, fn(i64) -> f64);

/// What the server says of one metric: a value for each of 12 hours in steps of five minutes.
fn answer(metric: &str, unit: &str, limit: Option<i64>, courses: &[Course<'_>]) -> Value {
    let series = courses.iter().map(|(name, value)| {
        let points: Vec<_> = (0..144).map(|at| json!([START + at * STEP, value(at)])).collect();
        let labels =
            if name.is_empty() { json!({}) } else { json!({ "access_token": id_of(name), "name": name }) };
        json!({ "metric": metric, "unit": unit, "labels": labels, "limit": limit, "points": points })
    });
    json!({
        "from": "2026-11-20T21:40:00Z", "to": "2026-11-21T09:40:00Z", "step_seconds": 300,
        "complete_until": "2026-11-21T09:38:00Z", "series": series.collect::<Vec<_>>(), "missing": [],
    })
}

/// How a question for one metric begins.
fn ask(answers: &Answers, metric: &str) -> Vec<String> {
    let asked = answers.asked("GET /api/v1/usage?");
    asked.into_iter().filter(|it| it.contains(&format!("metrics={metric}&"))).collect()
}

/// A server that answers every question of usage with the same numbers, whatever the metric.
fn answers(body: &Value) -> Answers {
    let answers = Answers::new();
    answers.answer(&get(""), 200, &details("metrics", "RUNNING"));
    answers.answer(&get("/runtime"), 200, &runtime("RUNNING", true));
    answers.answer("GET /api/v1/data_plane", 200, &data_plane(&["victoria-metrics"]));
    answers.answer("GET /api/v1/usage?", 200, body);
    answers
}

async fn show(search: &str) -> Stage {
    visit(&format!("/deployments/{}/usage{search}", id_of("metrics")), "viewer", pages).await
}

/// The cards of numbers: what each says, in its lines.
pub(crate) fn numbers(stage: &Stage) -> Vec<Vec<String>> {
    let lines = |it: &HtmlElement| {
        it.inner_text().lines().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
    };
    stage.query(".usage-kpi").iter().map(lines).collect()
}

#[wasm_bindgen_test]
async fn numbers_have_limits_and_say_when_they_are_reached() {
    // From 30,000 on ten more every five minutes: at 60,000 in some ten days.
    let body = answer("ingestion_rate", "samples/s", Some(60_000), &[("", |at| 30_000.0 + 10.0 * at as f64)]);
    let answers = answers(&body);
    let stage = show(&format!("?{RANGE}")).await;
    until("the numbers", || stage.text().contains("31.4k samples/s")).await;
    let ingestion = &numbers(&stage)[0];
    assert_eq!(
        ingestion[..3],
        ["Ingestion rate", "31.4k samples/s", "of 60k samples/s, at the end of the range"]
    );
    assert!(stage.text().contains("How forecasts are computed"));
    assert_eq!(stage.names("heading").iter().filter(|it| it.as_str() == "Ingestion rate").count(), 2);
    assert!(numbers(&stage)[1][1].contains("No data"), "another metric is not in the answer");
    let asked = ask(&answers, "ingestion_rate");
    assert!(
        asked[0].contains("from=2026-11-20T21%3A40%3A00Z&to=2026-11-21T09%3A40%3A00Z&step=300"),
        "{asked:?}"
    );
    assert!(asked[0].contains(&format!("deployment_id={}", id_of("metrics"))));
    assert!(ask(&answers, "errors_rate")[0].contains("group_by=access_token"));
    assert_eq!(document().title(), "metrics · Usage · Keyhouse");
}

#[wasm_bindgen_test]
async fn tokens_are_told_apart_in_the_same_colours() {
    let body = answer("requests_rate", "requests/s", None, &[("grafana", |_| 3.0), ("vmagent", |_| 9.0)]);
    let answers = answers(&body);
    let stage = show(&format!("?{RANGE}")).await;
    until("the chart", || stage.has("slider", "Requests by token: points in time")).await;
    let legend = stage.get("group", "Series of Requests by token");
    assert!(legend.inner_text().contains("grafana") && legend.inner_text().contains("vmagent"));
    stage.get("slider", "Requests by token: points in time").focus().unwrap();
    key("End").await;
    let said = attribute(&stage.get("slider", "Requests by token: points in time"), "aria-valuetext");
    assert_eq!(said, "09:35: vmagent 9 requests/s, grafana 3 requests/s, not complete yet");
    drop(answers);
}

#[wasm_bindgen_test]
async fn an_error_stays_on_its_card_and_can_be_tried_again() {
    let body = answer("ingestion_rate", "samples/s", None, &[("", |_| 5.0)]);
    let answers = answers(&body);
    let range = "from=2026-11-20T21%3A40%3A00Z&to=2026-11-21T09%3A40%3A00Z&step=300";
    let failing = &format!("GET /api/v1/usage?{range}&metrics=read_rate");
    answers.answer(failing, 503, &problem("unavailable", 503, "The monitor does not run."));
    let mut missing = answer("storage_bytes", "bytes", None, &[]);
    missing["missing"] = json!([{ "metric": "storage_bytes", "reason": "This version tells no size." }]);
    answers.answer(&failing.replace("read_rate", "storage_bytes"), 200, &missing);
    let stage = show(&format!("?{RANGE}")).await;
    until("the error", || stage.text().contains("The monitor does not run.")).await;
    assert_eq!(stage.all("alert").len(), 1, "the others stand");
    assert!(
        stage.has("slider", "Ingestion rate: points in time")
            && !stage.has("slider", "Read rate: points in time")
    );
    assert!(stage.names("heading").contains(&"Read rate".to_owned()), "the card keeps its name");
    assert!(stage.text().contains("This version tells no size."));
    assert!(numbers(&stage)[3].contains(&"Not available".to_owned()));
    answers.answer(failing, 200, &answer("read_rate", "samples/s", None, &[("", |_| 7.0)]));
    let alert = stage.all("alert").remove(0);
    let retry = alert.query_selector("button").unwrap().unwrap();
    click(&wasm_bindgen::JsCast::unchecked_into(retry)).await;
    until("the chart", || stage.has("slider", "Read rate: points in time")).await;
    assert!(stage.all("alert").is_empty());
}

#[wasm_bindgen_test]
async fn range_zone_and_comparison_are_in_the_url() {
    let body = answer("ingestion_rate", "samples/s", None, &[("", |_| 5.0)]);
    let answers = answers(&body);
    let stage = show("").await;
    until("the chart", || stage.has("slider", "Ingestion rate: points in time")).await;
    assert!(ask(&answers, "ingestion_rate")[0].contains("step=300&"), "12 hours");
    let choice = |name: &str| stage.get("radio", name);
    click(&choice("7 days")).await;
    until("the URL", || query() == "?range=7d").await;
    until("the question", || ask(&answers, "ingestion_rate").iter().any(|it| it.contains("step=3600&")))
        .await;
    click(&stage.get("checkbox", "Compare with the period before")).await;
    until("both periods", || ask(&answers, "ingestion_rate").len() >= 4).await;
    assert_eq!(query(), "?range=7d&compare=before");
    click(&choice("Custom")).await;
    until("the fields", || stage.has("textbox", "From")).await;
    assert!(
        query().contains("from=") && query().contains("to=") && !query().contains("range="),
        "{}",
        query()
    );
    fill(&stage.get("textbox", "Until"), "2001-01-01T00:00").await;
    until("the word", || stage.text().contains("This is not after the start.")).await;
    click(&choice("1 h")).await;
    until("the URL", || query() == "?compare=before&range=1h" || query() == "?range=1h&compare=before").await;
}

#[wasm_bindgen_test]
async fn a_part_that_was_chosen_is_looked_at_closer() {
    let body = answer("ingestion_rate", "samples/s", None, &[("", |_| 5.0)]);
    let answers = answers(&body);
    let stage = show(&format!("?{RANGE}")).await;
    until("the chart", || stage.has("slider", "Ingestion rate: points in time")).await;
    stage.get("slider", "Ingestion rate: points in time").focus().unwrap();
    key("Home").await;
    key_with_shift("PageUp").await;
    key("Enter").await;
    until("the URL", || query().contains("to=2026-11-20T22%3A30%3A00Z")).await;
    assert!(query().contains("from=2026-11-20T21%3A40%3A00Z") && query().contains("zone=utc"), "{}", query());
    until("the question", || ask(&answers, "ingestion_rate").iter().any(|it| it.contains("step=15&"))).await;
}

#[wasm_bindgen_test]
async fn an_unused_deployment_offers_the_first_step() {
    let answers = answers(&answer("ingestion_rate", "samples/s", None, &[]));
    answers.answer(&get("/runtime"), 200, &runtime("RUNNING", false));
    let stage = show("").await;
    until("the note", || stage.text().contains("Nothing was written to this deployment yet.")).await;
    assert!(attribute(&stage.get("link", "Show how to send data"), "href").ends_with("/access-tokens"));
    until("no data", || stage.text().contains("No data in this range.")).await;
}

#[wasm_bindgen_test]
async fn a_steady_rise_is_drawn_on_to_the_limit() {
    let now = clock::now().timestamp_millis() / 15_000 * 15_000;
    let points: Vec<_> =
        (0..240_i32).map(|at| json!([now - i64::from(240 - at) * 15_000, 10_000 + 50 * at])).collect();
    let instant = |at: i64| {
        keyhouse_console::format::time::rfc3339(chrono::DateTime::from_timestamp_millis(at).unwrap())
    };
    let body = json!({
        "from": instant(now - 3_600_000), "to": instant(now), "step_seconds": 15, "complete_until": instant(now), "missing": [],
        "series": [{
            "metric": "ingestion_rate", "unit": "samples/s", "labels": {}, "limit": 34_000, "points": points,
        }],
    });
    let _answers = answers(&body);
    let stage = show("?range=1h").await;
    // 12,050 more, at 200 a minute.
    until("the forecast", || stage.text().contains("Going on like this, the limit is reached in about 1 h"))
        .await;
    assert_eq!(numbers(&stage)[0][1..3], ["21.9k samples/s", "of 34k samples/s"]);
}
