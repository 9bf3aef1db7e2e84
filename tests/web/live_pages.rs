use keyhouse_console::pages::api_keys::ApiKeys;
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
