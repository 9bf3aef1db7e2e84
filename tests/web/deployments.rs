//! The list of deployments, and the first steps above it.

use keyhouse_console::pages::deployments::Deployments;
use keyhouse_console::web::storage;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, id_of, problem, query, visit};
use crate::stage::{Stage, attribute, click, fill, focused_name, key, settle, until};

const LIST: &str = "GET /api/v1/deployments";
const KEPT: &str = "keyhouse.get-started";

/// A deployment as lists describe it; the id follows from the name.
pub(crate) fn summary(name: &str, kind: &str, status: &str) -> Value {
    json!({
        "id": id_of(name), "name": name, "type": kind, "tier": 121, "version": "v1.79.5", "cloud_provider": "local",
        "region": "local", "created_at": "2026-11-21T09:00:00Z", "status": status,
    })
}

/// What runs, as the server describes it.
pub(crate) fn runtime(status: &str, received_data: bool) -> Value {
    json!({ "status": status, "received_data": received_data, "processes": [], "limits": [] })
}

/// A machine with these programs.
pub(crate) fn data_plane(programs: &[&str]) -> Value {
    let engines: Vec<_> =
        programs.iter().map(|name| json!({"name": name, "version": "v1.79.5", "lacks": []})).collect();
    json!({ "access_endpoint": "http://127.0.0.1:8427", "access_process": null, "engines": engines })
}

/// A server with these deployments, on a machine that can run them; the first steps are over.
fn answers(deployments: &Value) -> Answers {
    storage::set(KEPT, "over").unwrap();
    let answers = Answers::new();
    answers.answer(LIST, 200, deployments);
    answers.answer("GET /api/v1/data_plane", 200, &data_plane(&["victoria-metrics", "vmauth"]));
    answers
}

/// The same for a person who has just begun.
fn first_steps(deployments: &Value) -> Answers {
    let answers = answers(deployments);
    storage::remove(KEPT).unwrap();
    answers
}

async fn show(address: &str, role: &str) -> Stage {
    visit(address, role, Deployments).await
}

#[wasm_bindgen_test]
async fn the_list_says_how_each_stands_and_how_much_of_its_limits_is_used() {
    let mut broken = summary("staging", "single_node", "ERROR");
    broken["status_reason"] = json!("victoria-metrics keeps ending.");
    let mut running = summary("prod-eu", "cluster", "RUNNING");
    running["used"] =
        json!({"active_time_series": 612_000, "ingestion_rate": 41_800.0, "storage_bytes": 1_073_741_824});
    let _answers = answers(&json!([running, broken]));
    let stage = show("/deployments", "viewer").await;
    assert_eq!(stage.names("rowheader"), ["prod-eu", "staging"]);
    let text = stage.text();
    for said in ["Running", "victoria-metrics keeps ending.", "612k", "of 1M", "41.8k", "1 GB", "s.starter.a"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    let path = format!("/deployments/{}", id_of("prod-eu"));
    assert_eq!(attribute(&stage.get("link", "prod-eu"), "href"), path);
}

#[wasm_bindgen_test]
async fn status_type_and_text_are_in_the_address() {
    let all = json!([
        summary("prod-eu", "cluster", "RUNNING"),
        summary("staging", "single_node", "STOPPED"),
        summary("metrics", "single_node", "RUNNING"),
    ]);
    let _answers = answers(&all);
    let stage = show("/deployments?type=single_node", "viewer").await;
    assert_eq!(stage.names("rowheader"), ["staging", "metrics"]);
    click(&stage.get("button", "Running 1")).await;
    assert_eq!(stage.names("rowheader"), ["metrics"]);
    fill(&stage.get("searchbox", "Filter deployments"), "nothing").await;
    assert!(stage.has("heading", "No deployment matches"));
    until("what is typed to be in the address", || query().contains("q=nothing")).await;
    assert!(query().contains("status=running") && query().contains("type=single_node"), "{}", query());
    click(&stage.get("button", "Show all deployments")).await;
    assert_eq!((query(), stage.names("rowheader").len()), (String::new(), 3));
}

#[wasm_bindgen_test]
async fn ten_thousand_deployments_are_fifty_rows() {
    let all: Vec<_> =
        (0..10_000).map(|n| summary(&format!("deployment-{n}"), "single_node", "RUNNING")).collect();
    let _answers = answers(&json!(all));
    let stage = show("/deployments", "viewer").await;
    until("the list", || stage.text().contains("10,000 deployments")).await;
    assert_eq!(stage.query("tbody tr").len(), 50);
}

#[wasm_bindgen_test]
async fn what_this_machine_lacks_is_said_with_the_way_to_get_it() {
    let answers = answers(&json!([]));
    let mut plane = data_plane(&["vmauth"]);
    let gone =
        json!({"name": "victoria-metrics", "version": null, "lacks": [], "install": "Run apt-get install."});
    plane["engines"].as_array_mut().unwrap().push(gone);
    answers.answer("GET /api/v1/data_plane", 200, &plane);
    let stage = show("/deployments", "viewer").await;
    let text = stage.text();
    assert!(
        text.contains("victoria-metrics is not installed on this machine. Run apt-get install."),
        "{text}"
    );
    assert!(!text.contains("vmauth is not"), "{text}");
    assert!(stage.has("heading", "Create your first deployment"));
}

#[wasm_bindgen_test]
async fn a_viewer_is_told_why_they_create_none() {
    let _answers = first_steps(&json!([]));
    let stage = show("/deployments", "viewer").await;
    assert!(!stage.has("heading", "Get started"), "the first steps are for who can take them");
    let button = &stage.all("button").into_iter().find(|it| it.inner_text() == "New deployment").unwrap();
    assert_eq!(attribute(button, "aria-disabled"), "true");
    assert!(attribute(button, "title").contains("Viewers change nothing."));
}

#[wasm_bindgen_test]
async fn a_list_that_fails_can_be_tried_again() {
    let answers = answers(&json!([]));
    answers.answer(LIST, 500, &problem("internal", 500, "Something broke."));
    let stage = show("/deployments", "viewer").await;
    assert!(stage.text().contains("Something broke."));
    answers.answer(LIST, 200, &json!([summary("prod-eu", "cluster", "RUNNING")]));
    click(&stage.get("button", "Try again")).await;
    assert_eq!(stage.names("rowheader"), ["prod-eu"]);
}

#[wasm_bindgen_test]
async fn one_press_makes_a_deployment_and_the_steps_follow_to_the_first_sample() {
    let answers = first_steps(&json!([]));
    let id = id_of("metrics");
    let stage = show("/deployments", "admin").await;
    assert!(stage.has("heading", "Get started"));
    assert!(stage.text().contains("1 of 4 steps done. No deployment yet."));
    assert!(!stage.has("heading", "Create your first deployment"), "the card is the empty state");

    let made = json!([summary("metrics", "single_node", "PROVISIONING")]);
    answers.answer(LIST, 200, &made);
    answers.answer(&format!("{LIST}/{id}/runtime"), 200, &runtime("PROVISIONING", false));
    let token = json!([{
        "id": id_of("token"), "value": "7Qa2", "type": "rw", "description": "default access token", "created_by": "ada",
        "created_at": "2026-11-21T09:00:00Z", "last_used_at": "0001-01-01T00:00:00Z",
    }]);
    answers.answer(&format!("{LIST}/{id}/access_tokens"), 200, &token);
    answers.answer("POST /api/v1/deployments", 201, &details("metrics", "PROVISIONING"));
    click(&stage.get("button", "Create metrics")).await;
    let sent = answers.sent("POST /api/v1/deployments");
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (&sent[0]["tier"], &sent[0]["storage_size"], &sent[0]["retention_unit"]),
        (&json!(121), &json!(20), &json!("m"))
    );
    until("the new deployment", || stage.text().contains("metrics is being started.")).await;
    assert_eq!(focused_name(), "Get started", "the focus is not lost with the button");

    answers.answer(LIST, 200, &json!([summary("metrics", "single_node", "RUNNING")]));
    answers.answer(&format!("{LIST}/{id}/runtime"), 200, &runtime("RUNNING", false));
    answers.answer(&format!("{LIST}/{id}/access_tokens"), 200, &token);
    until("the deployment to run", || stage.text().contains("3 of 4 steps done. metrics is running.")).await;
    let link = stage.get("link", "Show how to send data");
    assert_eq!(attribute(&link, "href"), format!("/deployments/{id}/access-tokens"));

    answers.answer(&format!("{LIST}/{id}/runtime"), 200, &runtime("RUNNING", true));
    until("the first sample", || stage.text().contains("4 of 4 steps done. Data arrives.")).await;
    assert!(stage.has("heading", "Get started"), "who sees it arrive keeps the card");
    drop(stage);
    assert!(!show("/deployments", "admin").await.has("heading", "Get started"), "and then it is over");
}

/// A deployment with all that is known of it.
pub(crate) fn details(name: &str, status: &str) -> Value {
    let mut details = summary(name, "single_node", status);
    let rest = json!({
        "retention_value": 1, "retention_unit": "m", "deduplication_value": 0, "deduplication_unit": "s",
        "storage_size_gb": 20, "maintenance_window": "Sat-Sun 3-4am", "access_endpoint": "http://127.0.0.1:8427",
        "price": {"compute_cost": 0.0, "storage_cost": 0.0, "total_cost": 0.0},
    });
    details.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    details
}

#[wasm_bindgen_test]
async fn the_first_steps_can_be_hidden_for_good() {
    let _answers = first_steps(&json!([]));
    let stage = show("/deployments", "editor").await;
    stage.get("button", "Hide the first steps").focus().unwrap();
    key("Enter").await;
    click(&stage.get("button", "Hide the first steps")).await;
    settle().await;
    assert!(!stage.has("heading", "Get started") && stage.has("heading", "Create your first deployment"));
    drop(stage);
    assert!(!show("/deployments", "editor").await.has("heading", "Get started"));
}
