//! Following the audit log while it grows.

use keyhouse_console::pages::audit_log::AuditLog;
use keyhouse_model::live::LiveKind;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::answers::{Answers, query, visit};
use crate::stage::{Stage, attribute, click, focused, settle, until};

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

/// What the rows say, the first ones first.
fn first_row(stage: &Stage) -> String {
    stage.query("tbody tr").first().map(HtmlElement::inner_text).unwrap_or_default()
}

async fn grow(answers: &Answers, to: usize) {
    answers.answer(LOGS, 200, &events(0..to));
    answers.streams.tell(LiveKind::Audit);
}

#[wasm_bindgen_test]
async fn live_shows_new_events_as_they_come_and_says_so() {
    let answers = Answers::new();
    answers.answer(LOGS, 200, &events(0..3));
    let stage = visit("/audit-log", "viewer", AuditLog).await;
    answers.streams.open();
    let chip = stage.get("button", "Live");
    assert_eq!(attribute(&chip, "aria-pressed"), "false");
    click(&chip).await;
    assert_eq!(query(), "?live=on");
    assert!(stage.text().contains("Following."));
    grow(&answers, 5).await;
    until("the new events", || first_row(&stage).contains("person-4@")).await;
    assert!(stage.text().contains("Following: 2 events came.") && !stage.text().contains("Show 2 new"));
    grow(&answers, 6).await;
    until("one more", || first_row(&stage).contains("person-5@")).await;
    assert!(stage.text().contains("Following: 3 events came."));
}

#[wasm_bindgen_test]
async fn live_pauses_while_a_row_is_read() {
    let answers = Answers::new();
    answers.answer(LOGS, 200, &events(0..3));
    let stage = visit("/audit-log?live=on", "viewer", AuditLog).await;
    answers.streams.open();
    stage.query("tbody tr").remove(1).focus().unwrap();
    grow(&answers, 5).await;
    until("the offer", || stage.has("button", "Show 2 new events")).await;
    assert!(stage.text().contains("Paused while you read.") && first_row(&stage).contains("person-2@"));
    click(&stage.get("button", "Show 2 new events")).await;
    assert!(first_row(&stage).contains("person-4@"));
}

#[wasm_bindgen_test]
async fn live_stays_put_when_the_reader_has_scrolled_and_goes_on_at_the_top() {
    let answers = Answers::new();
    answers.answer(LOGS, 200, &events(0..49));
    let stage = visit("/audit-log?live=on", "viewer", AuditLog).await;
    answers.streams.open();
    // Those out of sight are drawn a moment later.
    until("all rows", || stage.query("tbody tr").len() == 49).await;
    let rows = stage.query("tbody tr");
    rows[40].scroll_into_view();
    settle().await;
    let before = rows[40].get_bounding_client_rect().top();
    assert!(stage.query(".events")[0].get_bounding_client_rect().top() < 0.0, "the page is long enough");
    grow(&answers, 50).await;
    until("the offer", || stage.has("button", "Show 1 new event")).await;
    assert_eq!(rows[40].get_bounding_client_rect().top(), before, "nothing moved");
    leptos::prelude::window().scroll_to_with_x_and_y(0.0, 0.0);
    until("what waited", || first_row(&stage).contains("person-49@")).await;
}

#[wasm_bindgen_test]
async fn live_waits_behind_an_open_event() {
    let answers = Answers::new();
    answers.answer(LOGS, 200, &events(0..3));
    let stage = visit("/audit-log?live=on", "viewer", AuditLog).await;
    answers.streams.open();
    click(&stage.query("tbody tr button")[0].clone()).await;
    grow(&answers, 4).await;
    until("the offer", || stage.text().contains("Paused while you read.")).await;
    assert!(stage.has("dialog", "Signed in") && first_row(&stage).contains("person-2@"));
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
