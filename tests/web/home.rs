//! The overview.

use keyhouse_console::pages::home::Home;
use keyhouse_console::web::storage;
use keyhouse_model::live::LiveKind;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, id_of, problem, visit};
use crate::stage::{Stage, click, until};

const DEPLOYMENTS: &str = "GET /api/v1/deployments";
const KEYS: &str = "GET /api/v1/api_keys?status=expiring";
const LOGS: &str = "GET /api/v1/audit_logs";

fn deployment(name: &str, status: &str) -> Value {
    let reason = (status == "ERROR").then_some("The disk is full.");
    json!({
        "id": id_of(name), "name": name, "type": "single_node", "tier": 121, "version": "v1.79.5",
        "cloud_provider": "local", "region": "local", "created_at": "2026-11-20T09:00:00Z", "status": status,
        "status_reason": reason, "used": { "active_time_series": 612_000, "storage_bytes": 38_200_000_000_u64 },
    })
}

fn key(name: &str) -> Value {
    json!({ "id": id_of(name), "name": name, "expires_at": "2126-11-28T09:00:00Z", "last_used_at": null })
}

fn page(data: &[Value]) -> Value {
    json!({ "data": data, "next_cursor": null })
}

fn event(outcome: &str) -> Value {
    json!({
        "id": "01a1fd80-0000-7000-8000-000000000001", "at": "2026-11-21T09:36:00Z", "action": "api_key.delete",
        "actor": { "kind": "user", "id": "u", "name": "ada@example.com" }, "deployment_id": null, "ip": null,
        "target": { "kind": "api_key", "id": "k", "name": "terraform" }, "user_agent": null, "request_id": null,
        "outcome": outcome, "changes": [], "hash": "c0ffee",
    })
}

/// A server on which all is well.
fn answers(deployments: &[Value]) -> Answers {
    storage::remove("keyhouse.get-started").unwrap();
    let answers = Answers::new();
    let engine = json!({ "name": "victoria-metrics", "version": "v1.79.5", "lacks": [] });
    let vmauth = json!({ "name": "vmauth", "version": "v1.79.5", "lacks": [] });
    let plane = json!({ "access_endpoint": "http://a", "access_process": null, "engines": [engine, vmauth] });
    answers
        .answer("GET /api/v1/data_plane", 200, &plane)
        .answer(DEPLOYMENTS, 200, &json!(deployments))
        .answer(KEYS, 200, &page(&[]))
        .answer(LOGS, 200, &page(&[event("denied")]));
    for name in ["prod-eu", "staging"] {
        answers.answer(&groups(name), 200, &json!([]));
    }
    answers
}

fn groups(name: &str) -> String {
    format!("{DEPLOYMENTS}/{}/rule-sets/groups", id_of(name))
}

async fn show(role: &str) -> Stage {
    visit("/", role, Home).await
}

fn href(stage: &Stage, name: &str) -> String {
    stage.get("link", name).get_attribute("href").unwrap()
}

#[wasm_bindgen_test]
async fn where_all_is_well_it_says_so_and_shows_how_things_stand() {
    let _answers = answers(&[deployment("prod-eu", "RUNNING"), deployment("staging", "STOPPED")]);
    let stage = show("viewer").await;
    until("the answer", || stage.text().contains("Nothing needs you right now.")).await;
    assert_eq!(href(&stage, "prod-eu"), format!("/deployments/{}", id_of("prod-eu")));
    let row = stage.query("tbody tr")[0].inner_text();
    assert!(row.contains("Running") && row.contains("612k"), "{row}");
    assert_eq!(
        href(&stage, "Deleted an API key (not done)"),
        "/audit-log?event=01a1fd80-0000-7000-8000-000000000001"
    );
    assert!(stage.text().contains("terraform · ada@example.com") && stage.text().contains("Denied"));
}

#[wasm_bindgen_test]
async fn what_needs_a_person_stands_there_with_the_way_to_it() {
    let answers = answers(&[deployment("prod-eu", "RUNNING"), deployment("staging", "ERROR")]);
    let rule = |name: &str, health: &str| json!({ "name": name, "health": health });
    let failing = json!([{ "name": "node", "rules": [rule("DiskFull", "error"), rule("Up", "ok")] }]);
    answers.answer(&groups("prod-eu"), 200, &failing).answer(KEYS, 200, &page(&[key("ci")]));
    let stage = show("viewer").await;
    until("the failing rule", || stage.has("link", "1 rule fails in prod-eu")).await;
    assert!(href(&stage, "1 rule fails in prod-eu").ends_with("/rules?view=running&state=failing"));
    assert_eq!(href(&stage, "staging does not run"), format!("/deployments/{}", id_of("staging")));
    assert!(stage.text().contains("The disk is full.") && stage.text().contains("DiskFull"));
    let key = stage.names("link").into_iter().find(|it| it.starts_with("The API key ci ends")).unwrap();
    assert_eq!(href(&stage, &key), "/api-keys?status=expiring&q=ci");
    assert!(!stage.text().contains("Nothing needs you"));
    assert!(stage.query("tbody tr")[0].inner_text().contains("staging"), "what does not run comes first");
    // Somebody rotates the key.
    answers.streams.open();
    answers.answer(KEYS, 200, &page(&[]));
    answers.streams.tell(LiveKind::ApiKey);
    until("the key to go", || !stage.has("link", &key)).await;
}

#[wasm_bindgen_test]
async fn a_part_that_fails_leaves_the_others_standing() {
    let answers = answers(&[deployment("prod-eu", "RUNNING")]);
    answers.answer(KEYS, 500, &problem("internal", 500, "Something broke."));
    answers.answer(LOGS, 500, &problem("internal", 500, "Something broke."));
    let stage = show("viewer").await;
    until("both failures", || stage.all("alert").len() == 2).await;
    assert!(stage.has("link", "prod-eu") && !stage.text().contains("Nothing needs you"));
    answers.answer(KEYS, 200, &page(&[]));
    click(&stage.all("button").into_iter().find(|it| it.inner_text().contains("Try again")).unwrap()).await;
    until("the answer", || stage.text().contains("Nothing needs you right now.")).await;
}

#[wasm_bindgen_test]
async fn an_empty_server_leads_by_the_hand() {
    let _answers = answers(&[]);
    let stage = show("admin").await;
    until("the first steps", || stage.has("heading", "Get started")).await;
    assert!(stage.has("button", "Create metrics") && !stage.has("heading", "What needs you"));
    click(&stage.get("button", "Hide the first steps")).await;
    assert!(stage.has("heading", "Create your first deployment"));
    assert_eq!(href(&stage, "New deployment"), "/deployments/new");
}

#[wasm_bindgen_test]
async fn a_viewer_of_an_empty_server_is_told_who_can_begin() {
    let _answers = answers(&[]);
    let stage = show("viewer").await;
    until("the empty page", || stage.has("heading", "Create your first deployment")).await;
    assert!(stage.text().contains("Viewers change nothing.") && !stage.has("link", "New deployment"));
}
