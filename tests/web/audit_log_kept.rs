//! What outlives a look at the audit log: saved filters and the last check. And what leads on from an event.

use keyhouse_console::pages::audit_log::AuditLog;
use keyhouse_console::web::storage;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, query, visit};
use crate::stage::{Stage, click, fill, key, referred, settle, until};

const LOGS: &str = "GET /api/v1/audit_logs";
const LAST_CHECK: &str = "GET /api/v1/audit_logs?action=audit_log.verify";
const VERIFY: &str = "GET /api/v1/audit_logs/verify";
const KEPT: &str = "keyhouse.audit-filters";
const FIRST: &str = "01a1fd80-0000-7000-8000-000000000001";

fn event(action: &str, changes: &Value) -> Value {
    json!({
        "id": FIRST, "at": "2026-11-21T09:36:00Z", "action": action,
        "actor": { "kind": "user", "id": "u1", "name": "ada@example.com" },
        "target": { "kind": "api_key", "id": "k1", "name": "terraform" },
        "deployment_id": "123e4567-e89b-42d3-a456-426614174000", "ip": null, "user_agent": null, "request_id": null,
        "outcome": "success", "changes": changes, "hash": "c0ffee",
    })
}

fn page(events: &[Value]) -> Value {
    json!({ "data": events, "next_cursor": null })
}

fn answers() -> Answers {
    storage::remove(KEPT).unwrap();
    let answers = Answers::new();
    answers.answer(LOGS, 200, &page(&[event("api_key.reveal", &json!([]))])).answer(
        LAST_CHECK,
        200,
        &page(&[]),
    );
    answers
}

async fn show(address: &str) -> Stage {
    visit(address, "viewer", AuditLog).await
}

/// Opens the menu of saved filters and presses an entry.
async fn choose(stage: &Stage, entry: &str) {
    click(&stage.get("button", "Saved filters")).await;
    let found = stage.all("menuitem").into_iter().find(|it| it.inner_text().contains(entry)).unwrap();
    click(&found).await;
    settle().await;
}

#[wasm_bindgen_test]
async fn a_filter_is_saved_used_and_deleted() {
    let _answers = answers();
    let stage = show("/audit-log?action=secrets&within=7d").await;
    choose(&stage, "Save or delete").await;
    assert_eq!(query(), "?action=secrets&within=7d&saved=1");
    let dialog = stage.get("dialog", "Saved filters");
    assert!(dialog.inner_text().contains("None is saved yet."));
    click(&stage.get("button", "Save filter")).await;
    let name = stage.get("textbox", "Name");
    assert!(referred(&name, "aria-describedby").contains("Give it a name."));
    fill(&name, "Look at secrets").await;
    click(&stage.get("button", "Save filter")).await;
    assert!(dialog.inner_text().contains("Secret access · last 7 days"));
    key("Escape").await;
    click(&stage.get("button", "Clear filters")).await;
    assert_eq!(query(), "");
    choose(&stage, "Look at secrets").await;
    assert_eq!(query(), "?action=secrets&within=7d");
    choose(&stage, "Save or delete").await;
    click(&stage.get("button", "Delete Look at secrets")).await;
    assert!(stage.get("dialog", "Saved filters").inner_text().contains("None is saved yet."));
    assert_eq!(storage::get(KEPT).unwrap().as_deref(), Some("[]"));
}

#[wasm_bindgen_test]
async fn a_pasted_key_is_in_no_saved_filter() {
    let _answers = answers();
    let secret = format!("khk_{}", "7".repeat(49));
    let stage = show(&format!("/audit-log?actor={secret}")).await;
    choose(&stage, "Save or delete").await;
    fill(&stage.get("textbox", "Name"), &format!("the key {secret}")).await;
    click(&stage.get("button", "Save filter")).await;
    let kept = storage::get(KEPT).unwrap().unwrap();
    assert!(kept.contains("7777") && !kept.contains("77777"), "{kept}");
}

#[wasm_bindgen_test]
async fn without_a_filter_there_is_nothing_to_save() {
    let _answers = answers();
    let stage = show("/audit-log?saved=1").await;
    assert!(stage.text().contains("Set a filter first") && !stage.has("button", "Save filter"));
}

#[wasm_bindgen_test]
async fn a_span_of_time_is_counted_back_from_now_and_a_dialog_does_not_move_it() {
    let answers = answers();
    let stage = show("/audit-log?within=24h").await;
    let listed = || answers.asked(&format!("{LOGS}?from="));
    assert_eq!(listed().len(), 1);
    click(&stage.query("tbody tr button")[0].clone()).await;
    key("Escape").await;
    assert_eq!(listed().len(), 1, "an opened event is no other filter");
    fill(&stage.get("textbox", "From (optional)"), "2026-11-01T09:00").await;
    assert!(query().starts_with("?from=2026-"), "{}", query());
}

#[wasm_bindgen_test]
async fn the_check_says_in_words_what_it_found_and_who_made_it() {
    let answers = answers();
    let found = |intact: bool, events: u64, first_broken: Option<&str>| {
        json!({
            "intact": intact, "events": events, "first_broken": first_broken, "last_fitting_at": "2026-11-20T09:00:00Z",
            "checked_at": "2026-11-21T09:40:00Z", "checked_by": "ada@example.com",
        })
    };
    answers.answer(VERIFY, 200, &found(true, 1204, None));
    let stage = show("/audit-log").await;
    click(&stage.get("button", "Check integrity")).await;
    assert!(stage.text().contains("All 1,204 events are there, in their order and unchanged."));
    assert!(stage.text().contains("Checked by ada@example.com, "));
    answers.answer(VERIFY, 200, &found(false, 3, Some(FIRST)));
    click(&stage.get("button", "Check integrity")).await;
    assert!(
        stage.text().contains("The first 3 events fit together, until ")
            && stage.text().contains("number 4 does not")
    );
    click(&stage.get("button", "Show that event")).await;
    assert!(stage.has("dialog", "Revealed an API key"));
}

#[wasm_bindgen_test]
async fn the_last_check_is_told_and_a_broken_log_stands_out() {
    let answers = answers();
    let changes = |intact: bool| {
        json!([
            { "field": "intact", "before": null, "after": intact }, { "field": "events", "before": null, "after": 341 },
        ])
    };
    answers.answer(LAST_CHECK, 200, &page(&[event("audit_log.verify", &changes(true))]));
    let stage = show("/audit-log").await;
    assert!(stage.text().contains("by ada@example.com: 341 events, none missing or changed."));
    assert!(stage.query(".note").is_empty());
    drop(stage);
    answers.answer(LAST_CHECK, 200, &page(&[event("audit_log.verify", &changes(false))]));
    let stage = show("/audit-log").await;
    assert!(stage.query(".note")[0].inner_text().contains("broken after 341 events."));
}

#[wasm_bindgen_test]
async fn an_event_leads_to_its_deployment_and_to_what_else_its_actor_did() {
    let answers = answers();
    let stage = show(&format!("/audit-log?event={FIRST}")).await;
    let link = stage.get("link", "Open the deployment");
    assert_eq!(link.get_attribute("href").unwrap(), "/deployments/123e4567-e89b-42d3-a456-426614174000");
    assert!(stage.has("button", "Copy as JSON"));
    click(&stage.get("button", "Show all by them")).await;
    assert_eq!(query(), "?actor=u1");
    until("the events of that person", || !answers.asked(&format!("{LOGS}?actor=u1")).is_empty()).await;
}
