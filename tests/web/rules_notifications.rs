//! Where the alerts of a deployment go.

use keyhouse_model::live::LiveKind;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, problem, visit};
use crate::deployments::{details, runtime};
use crate::rules_running::{address, asked, rule_set, tab};
use crate::stage::{Stage, attribute, click, fill, settle, until};

pub(crate) const CONFIG: &str =
    "route:\n  receiver: chat\nreceivers:\n  - name: chat\n    slack_configs:\n      - api_url: https://s\n";

/// A choice that Ada made.
pub(crate) fn saved(kind: &str, status: &str) -> Value {
    json!({
        "kind": kind, "has_credential": false, "status": status, "updated_at": "2026-11-21T09:00:00Z",
        "updated_by": "ada@example.com",
    })
}

fn external() -> Value {
    let mut external = saved("external", "ready");
    external["url"] = json!("http://am.example.com:9093");
    external["has_credential"] = json!(true);
    external
}

/// A server with this choice.
pub(crate) fn answers(notifications: &Value) -> Answers {
    let answers = Answers::new();
    answers.answer(asked("GET", "").trim_end_matches('/'), 200, &details("metrics", "RUNNING"));
    answers.answer(&asked("GET", "runtime"), 200, &runtime("RUNNING", true));
    answers.answer(&asked("GET", "rule-sets/files"), 200, &json!([]));
    answers.answer(&asked("GET", "rule-sets/state"), 200, &rule_set("off", None));
    answers.answer(&asked("GET", "rule-sets/groups"), 200, &json!([]));
    answers.answer(&asked("GET", "alertmanager"), 200, notifications);
    answers.answer_text(&asked("GET", "alertmanager/config"), 200, CONFIG);
    answers
}

pub(crate) async fn notifications(role: &str) -> Stage {
    let stage = visit(&address("view=notifications"), role, tab).await;
    settle().await;
    stage
}

pub(crate) fn is_barred(stage: &Stage, name: &str) -> bool {
    let begins = |it: &&web_sys::HtmlElement| it.inner_text().trim().starts_with(name);
    let buttons = stage.all("button");
    attribute(buttons.iter().find(begins).unwrap(), "aria-disabled") == "true"
}

pub(crate) fn button(stage: &Stage, name: &str) -> web_sys::HtmlElement {
    stage.all("button").into_iter().find(|it| it.inner_text().trim().starts_with(name)).unwrap()
}

#[wasm_bindgen_test]
async fn an_alertmanager_elsewhere_is_filled_in_and_sent_whole() {
    let mut nobody = json!({ "kind": "none", "has_credential": false, "status": "off" });
    let answers = answers(&nobody);
    let stage = notifications("editor").await;
    assert!(is_barred(&stage, "Tell nobody"), "that is so already");
    assert!(is_barred(&stage, "Send a test alert"), "nobody would get it");
    click(&stage.get("radio", "An Alertmanager that runs already")).await;
    click(&button(&stage, "Use this Alertmanager")).await;
    assert!(stage.text().contains("Enter the URL of the Alertmanager, such as http://10.0.0.5:9093."));
    fill(&stage.get("textbox", "URL"), "am.example.com").await;
    assert!(stage.text().contains("begins with http:// or https://"));
    fill(&stage.get("textbox", "URL"), " http://am.example.com:9093 ").await;
    click(&stage.get("radio", "User and password")).await;
    click(&button(&stage, "Use this Alertmanager")).await;
    assert!(stage.text().contains("Enter the user.") && answers.asked("PUT").is_empty());
    fill(&stage.get("textbox", "User"), "keyhouse").await;
    fill(&stage.get("textbox", "Password (optional)"), "pass:word").await;
    nobody = external();
    answers.answer(&asked("PUT", "alertmanager"), 200, &nobody).answer(
        &asked("GET", "alertmanager"),
        200,
        &nobody,
    );
    click(&button(&stage, "Use this Alertmanager")).await;
    let sent = answers.sent(&asked("PUT", "alertmanager"));
    let url = "http://am.example.com:9093";
    assert_eq!(sent, [json!({ "kind": "external", "url": url, "basic_auth": "keyhouse:pass:word" })]);
    until("the form to begin anew", || stage.has("radio", "Keep the one that is kept")).await;
    assert!(stage.text().contains("Alerts go to the Alertmanager at http://am.example.com:9093."));
    let inputs = stage.query("input");
    assert!(
        !inputs.iter().any(|it| it.unchecked_ref::<web_sys::HtmlInputElement>().value().contains("word"))
    );
}

#[wasm_bindgen_test]
async fn a_credential_that_is_kept_stays_unless_another_is_entered() {
    let answers = answers(&external());
    answers.answer(&asked("PUT", "alertmanager"), 422, &{
        let mut refused = problem("invalid", 422, "Look at the fields.");
        refused["errors"] = json!([{ "pointer": "/url", "code": "not_a_url", "detail": "No such host." }]);
        refused
    });
    let stage = notifications("editor").await;
    assert!(is_barred(&stage, "Use this Alertmanager"), "nothing is changed yet");
    fill(&stage.get("textbox", "URL"), "http://other.example.com").await;
    assert!(stage.text().contains("is for the other URL and is not sent to this one"));
    click(&button(&stage, "Use this Alertmanager")).await;
    assert!(stage.text().contains("No such host."));
    click(&stage.get("radio", "None")).await;
    click(&button(&stage, "Use this Alertmanager")).await;
    let url = "http://other.example.com";
    assert_eq!(
        answers.sent(&asked("PUT", "alertmanager")),
        [
            json!({ "kind": "external", "url": url }),
            json!({ "kind": "external", "url": url, "forget_credential": true }),
        ]
    );
}

#[wasm_bindgen_test]
async fn a_test_alert_tells_what_became_of_it() {
    let answers = answers(&saved("managed", "ready"));
    let stage = notifications("editor").await;
    let test = asked("POST", "alertmanager/test");
    let taken = json!({ "taken": true, "detail": "Sent KeyhouseTest.", "receivers": ["chat", "pager"], "elapsed_ms": 18 });
    answers.answer(&test, 200, &taken);
    click(&stage.get("button", "Send a test alert")).await;
    for said in ["Taken", "18 ms", "Sent KeyhouseTest.", "It goes to chat and pager."] {
        assert!(stage.text().contains(said), "{said}: {}", stage.text());
    }
    let not = json!({ "taken": false, "detail": "Alertmanager refused the connection.", "receivers": [], "elapsed_ms": 2 });
    answers.answer(&test, 200, &not);
    click(&stage.get("button", "Send a test alert")).await;
    assert!(stage.text().contains("Not taken") && stage.text().contains("refused the connection"));
    answers.answer(&test, 409, &problem("conflict", 409, "It is starting; try again in a moment."));
    click(&stage.get("button", "Send a test alert")).await;
    assert!(
        stage.text().contains("It is starting; try again in a moment.")
            && !stage.text().contains("Not taken")
    );
}

#[wasm_bindgen_test]
async fn the_status_says_why_and_who_and_follows_the_server() {
    let mut failed = saved("managed", "failed");
    failed["reason"] = json!("prometheus-alertmanager is not installed on this machine.");
    failed["process"] = json!({
        "engine": "alertmanager", "version": "0.25.0", "state": "failed", "restarts": 3, "log": ["no such port"],
    });
    let answers = answers(&failed);
    let stage = notifications("viewer").await;
    answers.streams.open();
    let text = stage.text();
    for said in ["Failed", "is not installed on this machine.", "by ada@example.com", "that Keyhouse runs"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert_eq!(stage.query("details.log pre")[0].text_content().unwrap(), "no such port");
    let mut other = external();
    other["updated_by"] = json!("grace@example.com");
    answers.answer(&asked("GET", "alertmanager"), 200, &other);
    answers.streams.tell(LiveKind::RuleFile);
    until("the other choice", || stage.text().contains("by grace@example.com")).await;
    assert!(
        stage.has("textbox", "URL") && !stage.text().contains("Somebody else"),
        "who typed nothing follows"
    );
}

#[wasm_bindgen_test]
async fn what_somebody_else_saves_does_not_take_away_what_is_typed() {
    let answers = answers(&external());
    let stage = notifications("editor").await;
    answers.streams.open();
    fill(&stage.get("textbox", "URL"), "http://mine.example.com").await;
    answers.answer(&asked("GET", "alertmanager"), 200, &saved("none", "off"));
    answers.streams.tell(LiveKind::RuleFile);
    until("the word of it", || stage.text().contains("Somebody else changed this meanwhile.")).await;
    let url: web_sys::HtmlInputElement = stage.get("textbox", "URL").unchecked_into();
    assert_eq!(url.value(), "http://mine.example.com");
    click(&stage.get("button", "Load it")).await;
    assert!(!stage.text().contains("Somebody else") && !stage.has("textbox", "URL"));
}
