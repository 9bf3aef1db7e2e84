//! The filter of the audit log for one deployment.

use keyhouse_console::pages::audit_log::AuditLog;
use leptos::prelude::window;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit, HtmlSelectElement};

use crate::answers::{Answers, id_of, problem, query, visit};
use crate::stage::{Stage, attribute, click, referred, settle, until};

const LOGS: &str = "GET /api/v1/audit_logs";
const DEPLOYMENTS: &str = "GET /api/v1/deployments";
const EVENT: &str = "01a1fd80-0000-7000-8000-000000000001";

/// One event, in the deployment `prod`; `prod` and `staging` are there.
fn answers() -> Answers {
    let event = json!({
        "id": EVENT, "at": "2026-11-21T09:36:00Z", "action": "access_token.reveal",
        "actor": { "kind": "user", "id": "u1", "name": "ada@example.com" },
        "target": { "kind": "access_token", "id": "t1", "name": "vmagent" }, "deployment_id": id_of("prod"),
        "ip": null, "user_agent": null, "request_id": null, "outcome": "success", "changes": [], "hash": "c0ffee",
    });
    let deployment = |name: &str| {
        json!({
            "id": id_of(name), "name": name, "type": "single_node", "tier": 121, "version": "v1.79.5",
            "cloud_provider": "local", "region": "local", "created_at": "2026-11-20T09:00:00Z", "status": "RUNNING",
        })
    };
    let answers = Answers::new();
    let deployments: Vec<Value> = ["prod", "staging"].map(deployment).to_vec();
    answers.answer(LOGS, 200, &json!({ "data": [event], "next_cursor": null }));
    answers.answer(DEPLOYMENTS, 200, &json!(deployments));
    answers
}

async fn show(address: &str) -> Stage {
    visit(address, "viewer", AuditLog).await
}

/// The choice, which is folded away in a narrow window.
fn field(stage: &Stage) -> HtmlSelectElement {
    stage.query("details.more-filters")[0].set_attribute("open", "").unwrap();
    stage.get("combobox", "Deployment").unchecked_into()
}

/// The label of the choice that shows.
fn shown(stage: &Stage) -> String {
    let field = field(stage);
    let option = field.query_selector(&format!("option[value='{}']", field.value())).unwrap().unwrap();
    option.text_content().unwrap()
}

/// Waits until the events of a deployment are asked for.
async fn asked_for(answers: &Answers, id: &str) {
    let asked = format!("{LOGS}?deployment_id={id}&limit=100");
    until(&asked, || answers.asked(LOGS).contains(&asked)).await;
}

#[wasm_bindgen_test]
async fn an_event_leads_to_all_in_its_deployment_and_back() {
    let answers = answers();
    let stage = show(&format!("/audit-log?q=vmagent&event={EVENT}")).await;
    click(&stage.get("button", "Show all in the deployment")).await;
    let prod = id_of("prod");
    assert_eq!(query(), format!("?deployment={prod}"), "other filters go, and the dialog closes");
    asked_for(&answers, &prod).await;
    assert_eq!(shown(&stage), "prod");
    window().history().unwrap().back().unwrap();
    until("the event that one came from", || query() == format!("?q=vmagent&event={EVENT}")).await;
}

#[wasm_bindgen_test]
async fn a_chip_names_the_deployment_and_takes_the_filter_back() {
    let answers = answers();
    let stage = show(&format!("/audit-log?deployment={}&actor=ada", id_of("prod"))).await;
    let chip = stage.get("button", "Only in prod");
    assert_eq!(attribute(&chip, "aria-pressed"), "true");
    click(&chip).await;
    assert_eq!(query(), "?actor=ada", "the others stay");
    assert!(!stage.has("button", "Only in prod"));
    let rest = format!("{LOGS}?actor=ada&limit=100");
    until("events of every deployment", || answers.asked(LOGS).contains(&rest)).await;
}

#[wasm_bindgen_test]
async fn a_deployment_is_chosen_by_name_and_the_choice_is_in_the_address() {
    let answers = answers();
    let stage = show("/audit-log").await;
    let field = field(&stage);
    field.set_value(&id_of("staging"));
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    field.dispatch_event(&Event::new_with_event_init_dict("change", &bubbles).unwrap()).unwrap();
    settle().await;
    assert_eq!(query(), format!("?deployment={}", id_of("staging")));
    asked_for(&answers, &id_of("staging")).await;
    assert!(stage.has("button", "Only in staging"));
}

#[wasm_bindgen_test]
async fn the_log_of_a_deployment_that_is_gone_can_still_be_read() {
    let answers = answers();
    let gone = id_of("gone");
    let stage = show(&format!("/audit-log?deployment={gone}")).await;
    asked_for(&answers, &gone).await;
    assert_eq!(shown(&stage), "A deleted deployment");
    assert!(stage.has("button", "Only in a deleted deployment"));
}

#[wasm_bindgen_test]
async fn without_the_list_the_filter_stays_and_says_why_there_is_no_choice() {
    let answers = answers();
    answers.answer(DEPLOYMENTS, 403, &problem("forbidden", 403, "Ask an administrator."));
    let stage = show(&format!("/audit-log?deployment={}", id_of("prod"))).await;
    let said = referred(&field(&stage), "aria-describedby");
    assert_eq!(said, "The deployments can't be listed. Ask an administrator.");
    assert_eq!(shown(&stage), "One deployment");
    click(&stage.get("button", "Only in one deployment")).await;
    assert_eq!(query(), "");
}
