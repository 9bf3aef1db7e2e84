use leptos::prelude::window;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::access_tokens::{SECRET, answers, is_on_the_page, path, revealed, token, tokens};
use crate::answers::{id_of, query};
use crate::copy::{clipboard, copied};
use crate::stage::{Stage, attribute, click, fill, until};

/// The dialog of a name for a token.
async fn dialog(name: &str, of: &str, role: &str) -> Stage {
    tokens(&format!("?{name}={}", id_of(of)), role).await
}

fn chosen(stage: &Stage, name: &str) -> bool {
    use wasm_bindgen::JsCast;
    stage.get("radio", name).unchecked_into::<web_sys::HtmlInputElement>().checked()
}

#[wasm_bindgen_test]
async fn the_tool_decides_the_access_and_the_tenant_the_url() {
    let answers = answers("cluster");
    answers.answer(&format!("POST {}", path()), 201, &revealed(token("vmagent 2", "w", Some("12:0"), None)));
    let stage = tokens("?new=1", "editor").await;
    click(&stage.get("radio", "vmalert")).await;
    assert!(chosen(&stage, "Read and write"));
    click(&stage.get("radio", "vmagent")).await;
    assert!(chosen(&stage, "Write"));
    click(&stage.query("dialog summary")[0]).await;
    assert!(
        stage.text().contains("https://vm.example.com/insert/0/prometheus/api/v1/write"),
        "{}",
        stage.text()
    );
    let tenant = stage.query("dialog input[placeholder='12:0']").remove(0);
    fill(&tenant, "12:x").await;
    assert!(stage.text().contains("accountID:projectID, each a number"));
    click(&stage.query("dialog button[type=submit]")[0]).await;
    assert!(answers.asked("POST").is_empty(), "nothing is sent while a field is wrong");
    fill(&tenant, " 12:0 ").await;
    assert!(stage.text().contains("https://vm.example.com/prometheus/api/v1/write"));

    click(&stage.query("dialog button[type=submit]")[0]).await;
    let sent = answers.sent(&format!("POST {}", path()));
    assert_eq!(sent, [json!({ "type": "w", "description": "vmagent 2", "tenant_id": "12:0" })]);
    assert!(stage.has("dialog", "vmagent 2 is ready"));
}

#[wasm_bindgen_test]
async fn a_new_token_is_copied_with_its_example_and_never_shown() {
    let answers = answers("single_node");
    clipboard(true);
    answers.answer(&format!("POST {}", path()), 201, &revealed(token("Prometheus", "w", None, None)));
    let stage = tokens("?new=1", "editor").await;
    click(&stage.get("radio", "Prometheus")).await;
    click(&stage.query("dialog button[type=submit]")[0]).await;
    assert!(stage.has("dialog", "Prometheus is ready"));
    assert!(chosen(&stage, "Prometheus"), "its example is shown");
    assert!(!is_on_the_page());
    click(&stage.get("button", "Copy Access token")).await;
    assert_eq!(copied().as_deref(), Some(SECRET));
    click(&stage.get("button", "Copy prometheus.yml")).await;
    let text = copied().unwrap();
    assert!(text.contains(&format!("credentials: \"{SECRET}\"")), "the real value is in what is copied");
    assert!(!is_on_the_page());
    assert!(answers.asked(&format!("GET {}/", path())).is_empty(), "the value was at hand");

    let trial = format!("POST {}/{}/test", path(), id_of("Prometheus"));
    let url = "https://vm.example.com/api/v1/import/prometheus";
    answers.answer(&trial, 200, &json!({ "url": url, "status": 204, "elapsed_ms": 18, "body": "" }));
    click(&stage.get("button", "Send a test sample")).await;
    assert_eq!(answers.sent(&trial), [json!({ "direction": "write" })]);
    assert!(stage.text().contains("204, 18 ms") && stage.text().contains("keyhouse_test is written"));
    click(&stage.get("button", "Done")).await;
    assert!(stage.query("dialog").is_empty());
    assert_eq!(answers.asked(&format!("GET {}?usage=true", path())).len(), 2, "the list is fetched anew");
}

#[wasm_bindgen_test]
async fn a_form_without_a_choice_says_so_and_sends_nothing() {
    let answers = answers("single_node");
    let stage = tokens("?new=1", "editor").await;
    click(&stage.get("radio", "Something else")).await;
    click(&stage.query("dialog button[type=submit]")[0]).await;
    assert!(stage.text().contains("Choose one of") && stage.text().contains("Enter a name."));
    assert!(answers.asked("POST").is_empty());
    assert!(stage.query("dialog details").is_empty(), "a single node has no tenant to ask for");
}

#[wasm_bindgen_test]
async fn examples_reveal_once_for_a_copy_and_show_a_mask() {
    let answers = answers("cluster");
    clipboard(true);
    let stage = tokens("", "editor").await;
    click(&stage.get("button", "Examples for vmagent")).await;
    assert!(stage.has("dialog", "Examples for vmagent"));
    assert_eq!(attribute(&stage.get("tab", "Read"), "aria-disabled"), "true");
    assert!(stage.text().contains("This token may only write"));
    assert!(stage.text().contains("bound to tenant 12:0"));
    assert!(stage.text().contains("-remoteWrite.url='https://vm.example.com/prometheus/api/v1/write'"));
    assert!(stage.text().contains("••••B04e"));
    click(&stage.get("button", "Copy Shell")).await;
    until("the example on the clipboard", || copied().is_some()).await;
    assert!(copied().unwrap().contains(&format!("-remoteWrite.bearerToken='{SECRET}'")));
    assert_eq!(answers.asked(&format!("GET {}/", path())).len(), 1);
    assert!(!is_on_the_page());

    click(&stage.get("radio", "Telegraf")).await;
    assert!(query().contains("tool=telegraf"));
    assert!(stage.has("button", "Download telegraf.conf"));
    window().history().unwrap().back().unwrap();
    until("back to close the dialog", || stage.query("dialog").is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_reader_gets_grafana_as_a_file_and_as_fields() {
    let answers = answers("single_node");
    clipboard(true);
    let reveal = format!("GET {}/{}", path(), id_of("grafana"));
    answers.answer(&reveal, 200, &revealed(token("grafana", "r", None, None)));
    let stage = dialog("examples", "grafana", "editor").await;
    assert_eq!(attribute(&stage.get("tab", "Write"), "aria-disabled"), "true");
    assert!(stage.has("button", "Download grafana-datasource.yaml"));
    let value = stage
        .all("button")
        .into_iter()
        .find(|it| attribute(it, "aria-label").ends_with("Its value"))
        .unwrap();
    click(&value).await;
    until("the value on the clipboard", || copied().is_some()).await;
    assert_eq!(copied(), Some(format!("Bearer {SECRET}")));
    assert!(!is_on_the_page());
}

#[wasm_bindgen_test]
async fn viewers_get_examples_with_a_gap() {
    let answers = answers("single_node");
    clipboard(true);
    let stage = dialog("examples", "vmagent", "viewer").await;
    click(&stage.get("button", "Copy Shell")).await;
    assert!(copied().unwrap().contains("-remoteWrite.bearerToken='PUT-THE-TOKEN-HERE'"));
    assert_eq!(attribute(&stage.get("button", "Send a test sample"), "aria-disabled"), "true");
    assert!(answers.asked(&format!("GET {}/", path())).is_empty());
}

#[wasm_bindgen_test]
async fn a_refused_test_shows_the_answer_and_what_it_means() {
    let answers = answers("single_node");
    let trial = format!("POST {}/{}/test", path(), id_of("vmalert"));
    let body = "missing route for /api/v1/query";
    let url = "https://vm.example.com/api/v1/query";
    answers.answer(&trial, 200, &json!({ "url": url, "status": 400, "elapsed_ms": 3, "body": body }));
    let stage = dialog("test", "vmalert", "editor").await;
    assert!(stage.has("button", "Send a test sample"));
    click(&stage.get("button", "Run a test query")).await;
    assert_eq!(answers.sent(&trial), [json!({ "direction": "read" })]);
    for word in ["400, 3 ms", body, url, "before v1.87"] {
        assert!(stage.text().contains(word), "{word}: {}", stage.text());
    }
}

#[wasm_bindgen_test]
async fn a_token_in_use_is_deleted_by_name_and_one_never_used_by_one_question() {
    let answers = answers("single_node");
    let in_use = format!("DELETE {}/{}", path(), id_of("vmagent"));
    answers.answer(&in_use, 204, &json!(null));
    let stage = dialog("delete", "vmagent", "editor").await;
    assert!(stage.text().contains("It was last used") && stage.text().contains("1,240 requests in 24 hours"));
    let delete = stage.get("button", "Delete token");
    click(&delete).await;
    assert!(answers.asked("DELETE").is_empty(), "not before the name is typed");
    fill(&stage.query("dialog input")[0], " vmagent ").await;
    click(&delete).await;
    assert_eq!(answers.asked("DELETE"), [in_use]);
    assert!(stage.query("dialog").is_empty());
    assert_eq!(stage.all("rowheader").len(), 2);
    drop(stage);

    let stage = dialog("delete", "grafana", "editor").await;
    assert!(stage.has("alertdialog", "Delete grafana") && stage.text().contains("never used"));
    assert!(stage.query("dialog input").is_empty());
    assert_eq!(attribute(&stage.get("button", "Delete token"), "aria-disabled"), "");
}

#[wasm_bindgen_test]
async fn a_token_is_replaced_after_the_new_one_was_seen_to_work() {
    let answers = answers("cluster");
    let mut new = revealed(token("vmagent", "w", Some("12:0"), None));
    new["id"] = json!(id_of("the new one"));
    new["created_at"] = json!("2026-11-21T09:00:00Z");
    answers.answer(&format!("POST {}", path()), 201, &new);
    let trial = format!("POST {}/{}/test", path(), id_of("the new one"));
    let mut answer = json!({ "url": "https://vm.example.com", "status": 400, "elapsed_ms": 5, "body": "" });
    answers.answer(&trial, 200, &answer);
    let old = format!("DELETE {}/{}", path(), id_of("vmagent"));
    answers.answer(&old, 204, &json!(null));

    let stage = dialog("replace", "vmagent", "editor").await;
    click(&stage.get("button", "Make new token")).await;
    let sent = answers.sent(&format!("POST {}", path()));
    assert_eq!(sent, [json!({ "type": "w", "description": "vmagent", "tenant_id": "12:0" })]);
    assert!(!is_on_the_page());
    let revoke = stage.get("button", "Revoke old token");
    click(&stage.get("button", "Send a test sample")).await;
    assert_eq!(attribute(&revoke, "aria-disabled"), "true", "it was not seen to work");
    answer["status"] = json!(204);
    answers.answer(&trial, 200, &answer);
    click(&stage.get("button", "Send a test sample")).await;
    assert_eq!(attribute(&revoke, "aria-disabled"), "");

    let used_since = token("vmagent", "w", Some("12:0"), Some("2026-11-21T09:00:01Z"));
    answers.answer(&format!("GET {}?usage=true", path()), 200, &json!([used_since]));
    click(&stage.get("button", "Look again")).await;
    assert!(stage.text().contains("Something used the old token"));
    click(&revoke).await;
    assert!(answers.asked("DELETE").is_empty(), "one that is still used is revoked by name");
    fill(&stage.query("dialog input:not([type=radio])")[0], "vmagent").await;
    click(&revoke).await;
    assert_eq!(answers.asked("DELETE"), [old]);
    assert!(stage.query("dialog").is_empty());
}
