//! The config of the Alertmanager that Keyhouse runs.

use std::sync::Arc;

use keyhouse_console::components::rule_check::InPage;
use keyhouse_console::web::{location, storage};
use keyhouse_model::notifications::STARTER_CONFIG;
use keyhouse_model::rule_worker::{Request, answer};
use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{problem, visit};
use crate::rules_notifications::{CONFIG, answers, button, is_barred, notifications, saved};
use crate::rules_running::{address, asked, tab};
use crate::stage::{Stage, attribute, click, fill, focused, key, settle, until};

/// The view with the config opened.
async fn opened() -> Stage {
    let stage = notifications("editor").await;
    click(&stage.get("button", "Open the config")).await;
    shown(&stage).await;
    stage
}

/// Waits for the config.
async fn shown(stage: &Stage) {
    let is_here = || stage.has("textbox", "Config of Alertmanager") && !editor(stage).value().is_empty();
    until("the config", is_here).await;
}

fn editor(stage: &Stage) -> web_sys::HtmlTextAreaElement {
    stage.get("textbox", "Config of Alertmanager").unchecked_into()
}

/// Goes to another view, as back and forward do: the routers of earlier tests would take a link's click for theirs.
async fn go(query: &str) {
    location::replace_state(&address(query)).unwrap();
    window().dispatch_event(&web_sys::Event::new("popstate").unwrap()).unwrap();
    settle().await;
}

/// Whether the browser asks before the tab is closed.
fn asks_before_leaving() -> bool {
    let options = web_sys::EventInit::new();
    options.set_cancelable(true);
    let event = web_sys::Event::new_with_event_init_dict("beforeunload", &options).unwrap();
    !window().dispatch_event(&event).unwrap()
}

#[wasm_bindgen_test]
async fn the_config_is_fetched_when_it_is_opened_and_marked_where_the_server_refuses_it() {
    let answers = answers(&saved("managed", "ready"));
    let stage = notifications("editor").await;
    assert!(answers.asked(&asked("GET", "alertmanager/config")).is_empty(), "no reveal without a wish");
    click(&stage.get("button", "Open the config")).await;
    shown(&stage).await;
    assert_eq!(editor(&stage).value(), CONFIG);
    assert!(is_barred(&stage, "Save the config"), "nothing is changed yet");
    let text = CONFIG.replace("chat\nrec", "chatt\nrec");
    fill(&editor(&stage), &text).await;

    let mut refused = problem("invalid", 422, "1 error. The first is on line 2.");
    refused["errors"] =
        json!([{ "pointer": "2:13", "code": "refused", "detail": "No receiver is called chatt." }]);
    answers.answer(&asked("PUT", "alertmanager/config"), 422, &refused);
    click(&stage.get("button", "Save the config")).await;
    assert!(stage.text().contains("1 error. The first is on line 2."));
    let problem = stage.get("button", "Line 2 No receiver is called chatt.");
    let marks = attribute(&editor(&stage), "aria-describedby");
    let described = document().get_element_by_id(&marks).unwrap().text_content().unwrap();
    assert!(described.contains("Line 2: No receiver is called chatt."), "{described}");
    click(&problem).await;
    assert_eq!(focused(), editor(&stage).unchecked_into());
    assert_eq!(editor(&stage).selection_start().unwrap(), Some(19), "line 2, column 13");
    assert_eq!(editor(&stage).value(), text, "what was typed is still there");

    fill(&editor(&stage), &text.replace("name: chat", "name: chatt")).await;
    assert!(!stage.text().contains("No receiver is called"), "that was another text");
    answers.answer(&asked("PUT", "alertmanager/config"), 200, &saved("managed", "starting"));
    answers.answer(&asked("GET", "alertmanager"), 200, &saved("managed", "starting"));
    answers.answer_text(&asked("GET", "alertmanager/config"), 200, CONFIG);
    click(&stage.get("button", "Save the config")).await;
    let sent = answers.sent_text(&asked("PUT", "alertmanager/config"));
    assert_eq!(sent, [text.clone(), text.replace("name: chat", "name: chatt")]);
    assert!(stage.text().contains("Starting") && is_barred(&stage, "Save the config"));
    assert_eq!(answers.asked(&asked("GET", "alertmanager/config")).len(), 1, "a save reveals nothing anew");
    assert!(!asks_before_leaving());
}

/// The tab with the checks at work, as the worker has them.
fn checked_tab() -> impl IntoView {
    let work = |request: &str| {
        let (number, request): (u64, Request) = serde_json::from_str(request).ok()?;
        serde_json::to_string(&(number, answer(&request))).ok()
    };
    provide_context(InPage(Arc::new(work)));
    tab()
}

#[wasm_bindgen_test]
async fn what_the_checks_find_has_to_be_mended_before_a_save() {
    let answers = answers(&saved("managed", "ready"));
    let stage = visit(&address("view=notifications"), "editor", checked_tab).await;
    settle().await;
    click(&stage.get("button", "Open the config")).await;
    shown(&stage).await;
    until("the checks", || stage.text().contains("No problems found")).await;
    fill(&editor(&stage), &CONFIG.replace("receiver: chat", "receiver: nobody")).await;
    until("the error", || stage.text().contains("1 error")).await;
    assert!(is_barred(&stage, "Save the config") && stage.text().contains("Line 2"));
    let save = button(&stage, "Save the config");
    assert!(attribute(&save, "title").starts_with("Mend line 2 first: "), "{}", attribute(&save, "title"));
    click(&save).await;
    assert!(answers.asked("PUT").is_empty());
    click(&stage.get("button", "Discard changes")).await;
    until("the checks", || stage.text().contains("No problems found")).await;
}

#[wasm_bindgen_test]
async fn the_server_checks_without_saving() {
    let answers = answers(&saved("managed", "ready"));
    let stage = opened().await;
    let remark = json!({
        "severity": "error", "code": "refused", "message": "amtool says: bad url", "line": 6, "column": 9, "end_line": 6,
        "end_column": 12,
    });
    answers.answer(&asked("POST", "alertmanager/check"), 200, &json!([remark]));
    click(&stage.get("button", "Check on the server")).await;
    assert!(stage.text().contains("The server would refuse this config."));
    assert!(stage.has("button", "Line 6 amtool says: bad url"));
    answers.answer(&asked("POST", "alertmanager/check"), 200, &json!([]));
    click(&stage.get("button", "Check on the server")).await;
    assert!(stage.text().contains("The server takes this config."));
    assert!(answers.asked("PUT").is_empty());
    assert!(!stage.text().contains("amtool is not installed"));
}

#[wasm_bindgen_test]
async fn a_missing_amtool_is_said_with_the_way_to_get_it() {
    let answers = answers(&saved("managed", "ready"));
    let engine =
        json!({ "name": "amtool", "version": null, "lacks": [], "install": "apt-get install alertmanager" });
    let plane =
        json!({ "access_endpoint": "http://127.0.0.1:8427", "access_process": null, "engines": [engine] });
    answers.answer("GET /api/v1/data_plane", 200, &plane);
    let stage = opened().await;
    until("the remark", || stage.text().contains("amtool is not installed on the server")).await;
    assert!(stage.text().contains("apt-get install alertmanager"));
}

#[wasm_bindgen_test]
async fn what_is_typed_survives_a_failed_save_and_a_look_elsewhere_and_is_stored_nowhere() {
    let answers = answers(&saved("managed", "ready"));
    let stage = opened().await;
    let typed = format!("{CONFIG}# a-secret-of-mine\n");
    fill(&editor(&stage), &typed).await;
    assert!(asks_before_leaving());
    answers.answer(&asked("PUT", "alertmanager/config"), 500, &problem("internal", 500, "The disk is full."));
    click(&stage.get("button", "Save the config")).await;
    assert!(stage.text().contains("The disk is full."));
    assert_eq!(editor(&stage).value(), typed);
    go("view=running").await;
    until("the other view", || stage.has("heading", "There is no rule file yet")).await;
    assert!(asks_before_leaving(), "also from elsewhere");
    let all = storage::keys("").unwrap();
    assert!(
        all.iter().all(|key| !storage::get(key).unwrap().unwrap_or_default().contains("a-secret")),
        "{all:?}"
    );
    go("view=notifications").await;
    shown(&stage).await;
    assert_eq!(editor(&stage).value(), typed);
    click(&stage.get("button", "Discard changes")).await;
    assert_eq!(editor(&stage).value(), CONFIG);
    assert!(!asks_before_leaving());
}

#[wasm_bindgen_test]
async fn the_first_config_begins_with_a_receiver_that_is_inserted() {
    let answers = answers(&json!({ "kind": "none", "has_credential": false, "status": "off" }));
    answers.answer_text(&asked("GET", "alertmanager/config"), 200, STARTER_CONFIG);
    let stage = notifications("editor").await;
    click(&stage.get("radio", "An Alertmanager that Keyhouse runs")).await;
    shown(&stage).await;
    assert_eq!(editor(&stage).value(), STARTER_CONFIG, "nothing sealed is there yet");
    click(&stage.get("button", "Insert a receiver")).await;
    let slack = stage.all("menuitem").into_iter().find(|it| it.inner_text().starts_with("Slack")).unwrap();
    click(&slack).await;
    settle().await;
    let text = editor(&stage).value();
    assert!(text.contains("  - name: blackhole\n  - name: slack\n    slack_configs:\n"), "{text}");
    assert_eq!(focused(), editor(&stage).unchecked_into(), "one goes on typing there");
    answers.answer(&asked("PUT", "alertmanager/config"), 200, &saved("managed", "starting"));
    answers.answer(&asked("GET", "alertmanager"), 200, &saved("managed", "starting"));
    click(&stage.get("button", "Run Alertmanager with this config")).await;
    assert_eq!(answers.sent_text(&asked("PUT", "alertmanager/config")), [text]);
    assert!(stage.has("button", "Save the config"), "now it is used");
}

#[wasm_bindgen_test]
async fn a_viewer_sees_the_config_masked_and_changes_nothing() {
    let answers = answers(&saved("managed", "ready"));
    answers.answer_text(&asked("GET", "alertmanager/config"), 200, &CONFIG.replace("https://s", "<secret>"));
    let stage = notifications("viewer").await;
    shown(&stage).await;
    assert!(editor(&stage).value().contains("api_url: <secret>") && editor(&stage).read_only());
    assert!(stage.text().contains("Secrets are masked."));
    assert!(stage.query("fieldset")[0].has_attribute("disabled"));
    for name in ["Send a test alert", "Check on the server", "Save the config"] {
        assert!(is_barred(&stage, name), "{name}");
        click(&button(&stage, name)).await;
    }
    editor(&stage).focus().unwrap();
    key("s").await;
    assert!(!stage.has("button", "Insert a receiver"));
    assert!(answers.asked("PUT").is_empty() && answers.asked("POST").is_empty());
}
