use keyhouse_console::pages::api_keys::ApiKeys;
use keyhouse_console::pages::audit_log::AuditLog;
use keyhouse_model::live::LiveKind;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, id_of, visit};
use crate::stage::{click, fill, focused, settle, until};

const KEYS: &str = "GET /api/v1/api_keys";

fn key(name: &str) -> Value {
    json!({
        "id": id_of(name), "name": name, "value": "7Qa2", "prefix": "khk", "permission": "r",
        "deployment_access": "all", "state": "enabled", "status": "active", "revealable": false,
        "created_at": "2026-11-20T09:00:00Z", "created_by": "ada@example.com", "expires_at": null,
        "last_used_at": null, "last_used_ip": null, "requests_24h": 0, "replaced_by": null,
    })
}

fn keys(names: &[&str]) -> Value {
    json!({ "data": names.iter().map(|name| key(name)).collect::<Vec<_>>(), "next_cursor": null })
}

#[wasm_bindgen_test]
async fn a_new_key_appears_and_nothing_else_on_the_page_moves() {
    let answers = Answers::new();
    answers.answer("GET /api/v1/deployments", 200, &json!([])).answer(KEYS, 200, &keys(&["terraform", "ci"]));
    let stage = visit("/api-keys", "admin", ApiKeys).await;
    answers.streams.open();
    click(&stage.get("checkbox", "Select terraform")).await;
    let search = stage.get("searchbox", "Filter API keys");
    search.focus().unwrap();
    fill(&search, "r").await;
    let row = stage.query("tbody tr").remove(0);
    answers.answer(KEYS, 200, &keys(&["grafana", "terraform"]));
    answers.streams.tell(LiveKind::ApiKey);
    until("the new key", || stage.text().contains("grafana")).await;
    assert_eq!(stage.get("searchbox", "Filter API keys"), search, "the search is still the same");
    assert_eq!((focused(), value_of(&search).as_str()), (search, "r"));
    assert!(stage.query("tbody tr").contains(&row), "the row of terraform is still the same");
    assert!(stage.text().contains("1 selected") && !stage.has("rowheader", "ci"));
}

#[wasm_bindgen_test]
async fn an_open_form_stays_as_it_was_typed() {
    let answers = Answers::new();
    answers.answer("GET /api/v1/deployments", 200, &json!([])).answer(KEYS, 200, &keys(&["terraform"]));
    let stage = visit(&format!("/api-keys?edit={}", id_of("terraform")), "admin", ApiKeys).await;
    answers.streams.open();
    let name = stage.get("textbox", "Name");
    name.focus().unwrap();
    fill(&name, "terraform-eu").await;
    // Somebody else deletes that very key.
    answers.answer(KEYS, 200, &keys(&["grafana"]));
    answers.streams.tell(LiveKind::ApiKey);
    answers.streams.tell(LiveKind::Deployment);
    until("the list without it", || answers.asked(KEYS).len() == 2).await;
    settle().await;
    assert_eq!((stage.get("textbox", "Name"), focused()), (name.clone(), name.clone()));
    assert_eq!(value_of(&name), "terraform-eu");
}

fn value_of(field: &web_sys::HtmlElement) -> String {
    js_sys::Reflect::get(field, &"value".into()).unwrap().as_string().unwrap()
}

const LOGS: &str = "GET /api/v1/audit_logs";

fn events(numbers: std::ops::Range<usize>) -> Value {
    let event = |number: usize| {
        json!({
            "id": format!("01a1fd80-0000-7000-8000-{number:012}"), "at": "2026-11-21T09:36:00Z",
            "actor": { "kind": "user", "id": "u", "name": format!("person-{number}@example.com") },
            "action": "session.create", "target": { "kind": "session", "id": "", "name": "" }, "deployment_id": null,
            "ip": null, "user_agent": null, "request_id": null, "outcome": "success", "changes": [], "hash": "c0ffee",
        })
    };
    json!({ "data": numbers.rev().map(event).collect::<Vec<_>>(), "next_cursor": null })
}

#[wasm_bindgen_test]
async fn new_events_wait_until_they_are_asked_for() {
    let answers = Answers::new();
    answers.answer(LOGS, 200, &events(0..60));
    let stage = visit("/audit-log", "viewer", AuditLog).await;
    answers.streams.open();
    click(&stage.get("button", "Next")).await;
    assert!(stage.text().contains("person-3@"));
    answers.answer(LOGS, 200, &events(0..62));
    answers.streams.tell(LiveKind::Audit);
    until("the new events", || stage.has("button", "Show 2 new events")).await;
    assert!(stage.text().contains("person-3@") && !stage.text().contains("person-61@"), "the list stays");
    click(&stage.get("button", "Show 2 new events")).await;
    assert!(stage.text().contains("person-61@") && stage.text().contains("62 events"));
    assert!(!stage.text().contains("new event"));
    assert_eq!(focused(), stage.query("tbody tr").remove(0), "the keyboard goes on at the first of them");
}

#[wasm_bindgen_test]
async fn an_empty_log_fills_by_itself() {
    let answers = Answers::new();
    answers.answer(LOGS, 200, &events(0..0));
    let stage = visit("/audit-log?q=person", "viewer", AuditLog).await;
    answers.streams.open();
    assert!(stage.has("heading", "No event matches"));
    answers.answer(LOGS, 200, &events(0..1));
    answers.streams.tell(LiveKind::Audit);
    until("the event", || stage.text().contains("person-0@")).await;
}
