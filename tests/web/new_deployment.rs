//! The form for a new deployment.

use keyhouse_console::pages::deployments::NewDeployment;
use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use crate::answers::{Answers, problem, visit};
use crate::deployments::{data_plane, details};
use crate::stage::{Stage, attribute, click, fill, referred, settle};

const DEPLOYMENTS: &str = "POST /api/v1/deployments";
const CHECK: &str = "POST /api/v1/deployments/external/check";

fn answers() -> Answers {
    let answers = Answers::new();
    answers.answer("GET /api/v1/data_plane", 200, &data_plane(&["victoria-metrics", "vmauth"]));
    answers
}

async fn show() -> Stage {
    visit("/deployments/new", "editor", NewDeployment).await
}

/// What is wrong with a field; empty while nothing is.
fn error(stage: &Stage, name: &str) -> String {
    let field = stage.get("textbox", name);
    if attribute(&field, "aria-invalid") == "true" {
        referred(&field, "aria-describedby")
    } else {
        String::new()
    }
}

#[wasm_bindgen_test]
async fn what_is_wrong_is_said_while_it_is_typed_and_what_is_missing_once_it_is_sent() {
    let answers = answers();
    let stage = show().await;
    assert_eq!(error(&stage, "Name"), "", "a form that was not filled in yet is no mistake");
    fill(&stage.get("textbox", "Retention"), "1300").await;
    assert!(error(&stage, "Retention").contains("The longest retention is 100 years."));
    fill(&stage.get("textbox", "Storage"), "9").await;
    assert!(error(&stage, "Storage").contains("The least is 10 GB."));
    click(&stage.get("button", "Create deployment")).await;
    assert!(error(&stage, "Name").contains("Enter a name."));
    assert!(answers.asked("POST").is_empty());
    fill(&stage.get("textbox", "Retention"), "1").await;
    fill(&stage.get("textbox", "Name"), "metrics").await;
    assert_eq!((error(&stage, "Retention"), error(&stage, "Name")), (String::new(), String::new()));
}

#[wasm_bindgen_test]
async fn sentences_follow_what_is_chosen() {
    let _answers = answers();
    let stage = show().await;
    assert!(stage.text().contains("Samples are dropped 1 month after their time"));
    assert!(stage.text().contains("120 GB suffices for the whole retention at the tier's full rate."));
    assert!(stage.text().contains("for up to 1M active series and 50k samples/s"));
    click(&stage.get("radio", "s.small.a")).await;
    assert!(stage.text().contains("for up to 5M active series and 200k samples/s"));
    click(&stage.get("button", "Use 480 GB")).await;
    let storage: HtmlInputElement = stage.get("textbox", "Storage").unchecked_into();
    assert_eq!(storage.value(), "480");
    assert!(!stage.all("button").iter().any(|it| it.inner_text().starts_with("Use ")));
}

#[wasm_bindgen_test]
async fn a_cluster_that_can_not_run_here_says_what_is_missing() {
    let _answers = answers();
    let stage = show().await;
    let cluster = stage.get("radio", "Cluster");
    assert!(cluster.has_attribute("disabled"));
    assert!(
        referred(&cluster, "aria-describedby").contains("vminsert, vmselect and vmstorage are not installed"),
    );
    click(&stage.get("radio", "VictoriaMetrics that already runs")).await;
    let cluster = stage.get("radio", "Cluster");
    assert!(!cluster.has_attribute("disabled"), "elsewhere it may run");
    click(&cluster).await;
    assert!(stage.has("textbox", "Insert URL") && stage.has("textbox", "Select URL"));
    assert!(stage.has("radio", "c.small.ha") && !stage.has("radio", "s.starter.a"));
}

#[wasm_bindgen_test]
async fn the_form_is_sent_once_and_what_the_server_refuses_stays_at_its_field() {
    let answers = answers();
    let mut refused = problem("invalid", 422, "Look at the fields.");
    refused["errors"] = json!([{"pointer": "/name", "code": "taken", "detail": "Another one is called so."}]);
    answers.answer(DEPLOYMENTS, 422, &refused);
    let stage = show().await;
    fill(&stage.get("textbox", "Name"), "metrics").await;
    let create = stage.get("button", "Create deployment");
    create.click();
    create.click();
    settle().await;
    assert_eq!(answers.asked(DEPLOYMENTS).len(), 1, "a double click is one request");
    assert!(error(&stage, "Name").contains("Another one is called so."));
    let sent = &answers.sent(DEPLOYMENTS)[0];
    assert_eq!(
        (&sent["provider"], &sent["type"], &sent["tier"]),
        (&json!("local"), &json!("single_node"), &json!(121))
    );
    answers.answer(DEPLOYMENTS, 201, &details("metrics", "PROVISIONING"));
    click(&create).await;
    assert_eq!(answers.asked(DEPLOYMENTS).len(), 2);
}

#[wasm_bindgen_test]
async fn a_check_shows_the_true_answer_and_no_credential_is_shown_again() {
    let answers = answers();
    let found =
        json!([{"field": "url", "reachable": false, "detail": "Connection refused.", "elapsed_ms": 12}]);
    answers.answer(CHECK, 200, &found);
    let stage = show().await;
    click(&stage.get("radio", "VictoriaMetrics that already runs")).await;
    let check = stage.all("button").into_iter().find(|it| it.inner_text() == "Check").unwrap();
    assert_eq!(attribute(&check, "aria-disabled"), "true", "there is nothing to check yet");
    fill(&stage.get("textbox", "URL"), "10.0.0.5").await;
    assert!(error(&stage, "URL").contains("begins with http://"));
    fill(&stage.get("textbox", "URL"), "http://10.0.0.5:8428").await;
    click(&stage.get("radio", "Bearer token")).await;
    fill(&stage.get("textbox", "Token"), "hunter22").await;
    click(&check).await;
    assert!(stage.text().contains("Not reached") && stage.text().contains("Connection refused."));
    let sent = &answers.sent(CHECK)[0];
    assert_eq!(sent["external"], json!({"url": "http://10.0.0.5:8428", "bearer_token": "hunter22"}));

    fill(&stage.get("textbox", "URL"), "http://10.0.0.6:8428").await;
    assert!(!stage.text().contains("Not reached"), "what was found holds for what was typed then");
    click(&stage.get("button", "Show as curl or Terraform")).await;
    assert!(stage.text().contains("YOUR-CREDENTIAL") && !stage.text().contains("hunter22"));
    assert!(!stage.has("tab", "Terraform"), "its provider can't describe what runs elsewhere");
}
