use std::time::Duration;

use keyhouse_console::pages::audit_log::AuditLog;
use keyhouse_console::web::timer::sleep;
use leptos::prelude::window;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, problem, query, visit};
use crate::stage::{Stage, attribute, click, fill, focused, key, settle, until};

const LOGS: &str = "GET /api/v1/audit_logs";
const FIRST: &str = "01a1fd80-0000-7000-8000-000000000000";

fn event(number: usize, action: &str, outcome: &str) -> Value {
    json!({
        "id": format!("01a1fd80-0000-7000-8000-{number:012}"), "at": "2026-11-21T09:36:00Z",
        "actor": { "kind": "user", "id": "u", "name": "ada@example.com" }, "action": action,
        "target": { "kind": "api_key", "id": "k1", "name": "terraform" }, "deployment_id": null, "ip": "10.0.0.7",
        "user_agent": "Firefox", "request_id": "request-7", "outcome": outcome,
        "changes": [{ "field": "permission", "before": "r", "after": "rw" }], "hash": "c0ffee",
    })
}

fn page(numbers: std::ops::Range<usize>, next: Option<&str>) -> Value {
    let events: Vec<_> = numbers.map(|number| event(number, "api_key.update", "success")).collect();
    json!({ "data": events, "next_cursor": next })
}

/// 250 events, in three pages.
fn answers() -> Answers {
    let answers = Answers::new();
    answers.answer(LOGS, 200, &page(0..100, Some("c1")));
    answers.answer(&format!("{LOGS}?limit=100&cursor=c1"), 200, &page(100..200, Some("c2")));
    answers.answer(&format!("{LOGS}?limit=100&cursor=c2"), 200, &page(200..250, None));
    answers
}

/// The pages of the list that were asked for, without the last check that the page also asks for.
fn listed(answers: &Answers) -> Vec<String> {
    let asked = answers.asked(LOGS).into_iter();
    asked.filter(|it| it.contains("limit=100")).collect()
}

async fn show(address: &str, role: &str) -> Stage {
    visit(address, role, AuditLog).await
}

/// Waits until the filter has come to rest and its answer is shown.
async fn rest() {
    sleep(Duration::from_millis(350)).await;
    settle().await;
}

#[wasm_bindgen_test]
async fn older_events_are_added_and_the_count_says_what_is_loaded() {
    let answers = answers();
    let stage = show("/audit-log", "viewer").await;
    assert!(stage.text().contains("100 newest events"));
    click(&stage.get("button", "Load older events")).await;
    assert!(stage.text().contains("200 newest events") && stage.text().contains("101–150 of 200"));
    click(&stage.get("button", "Load older events")).await;
    assert!(stage.text().contains("250 events") && !stage.has("button", "Load older events"));
    assert_eq!(listed(&answers).len(), 3);
}

#[wasm_bindgen_test]
async fn ten_thousand_events_are_fifty_rows() {
    let answers = Answers::new();
    answers.answer(LOGS, 200, &page(0..10_000, None));
    let stage = show("/audit-log", "viewer").await;
    rest().await;
    assert!(stage.text().contains("10,000 events"));
    assert_eq!(stage.query("tbody tr").len(), 50);
}

#[wasm_bindgen_test]
async fn filters_are_in_the_address_and_reach_the_server_once_typing_rests() {
    let answers = answers();
    let stage = show("/audit-log", "viewer").await;
    let search = stage.get("searchbox", "Search events");
    for typed in ["t", "te", "ter"] {
        fill(&search, typed).await;
    }
    click(&stage.get("button", "Secret access")).await;
    click(&stage.get("button", "Failed")).await;
    until("what is typed to be in the address", || query() == "?action=secrets&outcome=failed&q=ter").await;
    rest().await;
    let secret = "api_key.create%2Capi_key.reveal%2Capi_key.rotate%2Caccess_token.create%2Caccess_token.reveal%2Cnotifications.reveal%2Caudit_log.export";
    let asked = format!("{LOGS}?action={secret}&outcome=denied%2Cfailed&q=ter&limit=100");
    assert_eq!(listed(&answers), [format!("{LOGS}?limit=100"), asked]);
}

#[wasm_bindgen_test]
async fn a_filter_that_nothing_matches_can_be_cleared() {
    let answers = answers();
    answers.answer(&format!("{LOGS}?q=nothing"), 200, &page(0..0, None));
    let stage = show("/audit-log?q=nothing", "viewer").await;
    assert!(stage.has("heading", "No event matches") && stage.text().contains("0 events"));
    click(&stage.all("button").into_iter().rfind(|it| it.inner_text() == "Clear filters").unwrap()).await;
    rest().await;
    assert_eq!(query(), "");
    assert!(stage.text().contains("100 newest events"));
}

#[wasm_bindgen_test]
async fn a_time_that_ends_before_it_begins_is_not_asked_for() {
    let answers = answers();
    let stage = show("/audit-log?from=2026-11-21T09:00:00Z", "viewer").await;
    fill(&stage.get("textbox", "Until (optional)"), "2026-11-01T09:00").await;
    rest().await;
    assert!(stage.text().contains("This is not after the start."));
    assert_eq!(listed(&answers).len(), 1);
}

#[wasm_bindgen_test]
async fn enter_opens_the_details_and_back_closes_them() {
    let _answers = answers();
    let stage = show("/audit-log", "viewer").await;
    let row = stage.query("tbody tr").remove(0);
    row.focus().unwrap();
    key("Enter").await;
    assert_eq!(query(), format!("?event={FIRST}"));
    let dialog = stage.get("dialog", "Changed an API key").inner_text();
    for fact in [
        "terraform",
        "ada@example.com",
        "10.0.0.7",
        "Firefox",
        "request-7",
        "c0ffee",
        "Read-only",
        "Read/Write",
    ] {
        assert!(dialog.contains(fact), "{fact} in {dialog}");
    }
    window().history().unwrap().back().unwrap();
    settle().await;
    settle().await;
    assert!(stage.query("dialog").is_empty());
    assert_eq!(focused(), row);
}

#[wasm_bindgen_test]
async fn the_event_of_a_link_that_is_not_loaded_is_found_by_its_time() {
    let answers = answers();
    let wanted = event(900, "api_key.delete", "denied");
    let stage = show(&format!("/audit-log?event={}", wanted["id"].as_str().unwrap()), "viewer").await;
    assert!(stage.get("dialog", "Event").inner_text().contains("is not among the 100 newest events"));
    answers.answer(&format!("{LOGS}?to="), 200, &json!({ "data": [wanted], "next_cursor": null }));
    click(&stage.get("button", "Show events of that time")).await;
    rest().await;
    assert!(stage.has("dialog", "Deleted an API key (not done)"), "what was refused does not read as done");
}

#[wasm_bindgen_test]
async fn all_events_of_one_thing_are_one_press_away() {
    let answers = answers();
    let stage = show(&format!("/audit-log?q=x&event={FIRST}"), "viewer").await;
    click(&stage.get("button", "Show all events of it")).await;
    rest().await;
    assert_eq!(query(), "?target=k1");
    assert!(stage.has("button", "Only terraform"));
    assert!(listed(&answers).pop().unwrap().contains("?target=k1&limit"));
}

#[wasm_bindgen_test]
async fn only_administrators_export() {
    let answers = answers();
    let stage = show("/audit-log", "editor").await;
    click(&stage.get("button", "Export events")).await;
    let entry = stage.all("menuitem").remove(0);
    assert!(entry.inner_text().contains("Only administrators export the audit log."));
    click(&entry).await;
    assert_eq!(answers.asked(LOGS).len(), 2, "a barred entry asks for nothing");
}

#[wasm_bindgen_test]
async fn a_filter_that_the_server_refuses_can_still_be_mended() {
    let answers = answers();
    answers.answer(&format!("{LOGS}?action=Nonsense"), 422, &problem("invalid", 422, "Use noun.verb."));
    let stage = show("/audit-log?action=Nonsense", "viewer").await;
    assert!(stage.text().contains("Use noun.verb."));
    assert_eq!(attribute(&stage.all("alert")[0], "role"), "alert");
    click(&stage.get("button", "Clear filters")).await;
    rest().await;
    assert!(stage.text().contains("100 newest events") && !stage.text().contains("Use noun.verb."));
}
