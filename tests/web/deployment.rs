//! One deployment: its frame, its overview, its settings.

use keyhouse_console::pages::deployment::{Deployment, Overview, Settings};
use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Routes};
use leptos_router::path;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, id_of, query, visit};
use crate::deployments::{data_plane, details, runtime};
use crate::rules_running::rule_set;
use crate::stage::{Stage, attribute, click, fill, focused_name, until};

/// The console's own routes, as far as a deployment has them.
fn pages() -> impl IntoView {
    view! {
        <Routes fallback=|| "nowhere">
            <Route path=path!("/deployments") view=|| "the list" />
            <ParentRoute path=path!("/deployments/:id") view=Deployment>
                <Route path=path!("") view=Overview />
                <Route path=path!("settings") view=Settings />
            </ParentRoute>
        </Routes>
    }
}

fn address(tab: &str) -> String {
    format!("/deployments/{}{tab}", id_of("metrics"))
}

fn get(part: &str) -> String {
    format!("GET /api/v1/deployments/{}{part}", id_of("metrics"))
}

/// A server with the deployment metrics.
fn answers(status: &str) -> Answers {
    let answers = Answers::new();
    answers.answer(&get(""), 200, &details("metrics", status));
    answers.answer(&get("/runtime"), 200, &runtime(status, false));
    answers.answer(&get("/access_tokens"), 200, &json!([]));
    answers.answer("GET /api/v1/data_plane", 200, &data_plane(&["victoria-metrics", "vmauth"]));
    answers
}

async fn show(tab: &str, role: &str) -> Stage {
    visit(&address(tab), role, pages).await
}

/// Whether the head of the page shows this name and status.
fn stands(stage: &Stage, name: &str, status: &str) -> bool {
    stage.has("heading", name) && stage.query(".page-head .badge")[0].inner_text() == status
}

#[wasm_bindgen_test]
async fn a_new_deployment_is_seen_to_run_by_itself() {
    let answers = answers("PROVISIONING");
    let stage = show("", "viewer").await;
    assert!(stands(&stage, "metrics", "Provisioning"));
    assert_eq!(document().title(), "metrics · Overview · Keyhouse");
    answers.answer(&get(""), 200, &details("metrics", "RUNNING"));
    answers.answer(&get("/runtime"), 200, &runtime("RUNNING", false));
    until("it to run", || stands(&stage, "metrics", "Running")).await;
    until("its first sample to be waited for", || stage.text().contains("Waiting for the first sample."))
        .await;
}

#[wasm_bindgen_test]
async fn the_overview_tells_limits_processes_and_what_the_version_lacks() {
    let answers = answers("RUNNING");
    let mut now = runtime("RUNNING", true);
    now["used"] =
        json!({"active_time_series": 612_000, "ingestion_rate": 120.0, "storage_bytes": 1_073_741_824});
    now["limits"] = json!([
        {"limit": "active_time_series", "value": 1_000_000, "enforced_by": "-storage.maxHourlySeries"},
        {"limit": "datapoints_read_rate", "value": 750_000, "enforced_by": null, "why_not": "No version can."},
    ]);
    now["processes"] = json!([{
        "engine": "victoria-metrics", "version": "v1.79.5", "state": "healthy", "pid": 4242,
        "started_at": "2026-11-21T09:00:00Z", "restarts": 2, "log": ["first line", "last line"],
    }]);
    answers.answer(&get("/runtime"), 200, &now);
    let mut plane = data_plane(&["victoria-metrics"]);
    plane["engines"][0]["lacks"] = json!(["It has no VMUI."]);
    answers.answer("GET /api/v1/data_plane", 200, &plane);
    let stage = show("", "viewer").await;
    let text = stage.text();
    for said in [
        "Data is being received: 120 samples/s.",
        "612k of 1M series",
        "-storage.maxHourlySeries",
        "Not enforced. No version can.",
        "1 GB of 20 GB",
        "pid 4242",
        "ended by itself 2 times",
        "It has no VMUI.",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let log = &stage.query("details.log pre")[0];
    assert_eq!(log.text_content().unwrap(), "first line\nlast line");
    assert_eq!(
        (attribute(log, "tabindex"), attribute(log, "aria-label")),
        ("0".into(), "Log of victoria-metrics".into())
    );
}

#[wasm_bindgen_test]
async fn the_overview_sums_the_rules_up_and_is_loud_where_they_need_a_person() {
    let answers = answers("RUNNING");
    answers.answer(&get("/rule-sets/files"), 200, &json!([]));
    let stage = show("", "viewer").await;
    until("the rules", || stage.text().contains("There is no rule file yet.")).await;
    assert!(attribute(&stage.get("link", "Show the rules"), "href").ends_with("/rules"));
    drop(stage);
    let file = json!({
        "name": "a.yml", "version": 1, "bytes": 1, "sha256": "", "groups": 1, "rules": 2, "alerting": 2, "recording": 0,
        "group_names": ["node"], "updated_at": "2026-11-21T09:00:00Z", "updated_by": "ada@example.com", "state": "live",
    });
    let rule = |name: &str, health: &str, firing: u32| json!({"kind": "alert", "name": name, "expr": "1", "health": health, "firing": firing, "pending": 0});
    let rules = json!([rule("Down", "ok", 3), rule("Slow", "error", 0)]);
    let group = json!({"name": "node", "file": "a.yml", "interval_ms": 1, "health": "error", "rules": rules});
    answers.answer(&get("/rule-sets/files"), 200, &json!([file]));
    answers.answer(&get("/rule-sets/state"), 200, &rule_set("running", None));
    answers.answer(&get("/rule-sets/groups"), 200, &json!([group]));
    let stage = show("", "viewer").await;
    until("the rules", || stage.text().contains("1 file with 2 rules, 3 alerts firing.")).await;
    let failing = attribute(&stage.get("link", "1 rule fails"), "href");
    assert!(failing.ends_with("/rules?view=running&state=failing"), "{failing}");
}

#[wasm_bindgen_test]
async fn the_settings_say_what_changes_and_whether_it_restarts_before_they_are_saved() {
    let answers = answers("RUNNING");
    let stage = show("/settings", "editor").await;
    let save =
        stage.all("button").into_iter().find(|it| it.inner_text().starts_with("Save changes")).unwrap();
    assert_eq!(attribute(&save, "aria-disabled"), "true", "nothing is changed yet");
    fill(&stage.get("textbox", "Name"), "prod").await;
    assert!(stage.text().contains("Nothing restarts: programs do not notice it."));
    fill(&stage.get("textbox", "Retention"), "3").await;
    assert!(
        stage.has("rowheader", "Retention") && stage.has("cell", "3 months") && stage.has("cell", "1 month")
    );
    assert!(stage.text().contains("It restarts: for a few seconds programs can neither write nor read."));
    fill(&stage.get("textbox", "Storage"), "10").await;
    assert!(stage.text().contains("Storage can only grow; it has 20 GB now."));
    assert!(!stage.has("rowheader", "Retention"), "what can't be saved changes nothing");
    fill(&stage.get("textbox", "Storage"), "20").await;

    click(&stage.get("button", "Add a flag of victoria-metrics")).await;
    assert_eq!(focused_name(), "Flag", "one can type at once");
    fill(&stage.get("textbox", "Flag"), "--httpListenAddr").await;
    assert!(stage.text().contains("is set by Keyhouse"));
    fill(&stage.get("textbox", "Flag"), "--search.maxQueryLen").await;
    fill(&stage.get("textbox", "Value (optional)"), "32KiB").await;
    let mut after = details("prod", "PROVISIONING");
    after["id"] = json!(id_of("metrics"));
    after["retention_value"] = json!(3);
    after["vmsingle_settings"] = json!(["-search.maxQueryLen=32KiB"]);
    let put = format!("PUT /api/v1/deployments/{}", id_of("metrics"));
    answers.answer(&put, 200, &after).answer(&get(""), 200, &after);
    answers.answer(&get("/runtime"), 200, &runtime("PROVISIONING", false));
    click(&save).await;
    let sent = answers.sent(&put);
    assert_eq!(sent[0]["flags"]["single_flags"], json!(["-search.maxQueryLen=32KiB"]));
    assert_eq!((&sent[0]["name"], &sent[0]["retention"]), (&json!("prod"), &json!(3)));
    until("the form to begin anew", || !stage.has("rowheader", "Retention")).await;
    assert!(stands(&stage, "prod", "Provisioning"));
}

#[wasm_bindgen_test]
async fn a_deployment_is_deleted_by_its_name_with_its_data_or_without() {
    let answers = answers("RUNNING");
    let delete = format!("DELETE /api/v1/deployments/{}", id_of("metrics"));
    answers.answer(&delete, 204, &json!(null));
    let stage = show("/settings", "editor").await;
    click(&stage.get("button", "Delete deployment")).await;
    assert_eq!(query(), "?delete=1");
    assert!(stage.has("alertdialog", "Delete metrics"));
    let text = stage.text();
    assert!(text.contains("No data was ever written to it. It has no access tokens."), "{text}");
    let button = stage.query("dialog .dialog-foot button")[1].clone();
    click(&button).await;
    fill(&stage.get("textbox", "Type its name to confirm"), " metrics ").await;
    click(&button).await;
    assert!(answers.asked("DELETE").is_empty(), "not before it is said what becomes of the data");
    click(&stage.get("radio", "Keep the data")).await;
    click(&button).await;
    assert_eq!(answers.asked("DELETE"), [format!("{delete}?data=keep")]);
    until("the list", || stage.text().contains("the list")).await;
}

#[wasm_bindgen_test]
async fn one_is_stopped_after_a_question_and_started_at_once() {
    let answers = answers("RUNNING");
    let path = format!("POST /api/v1/deployments/{}", id_of("metrics"));
    let stopped = details("metrics", "STOPPED");
    answers.answer(&format!("{path}/stop"), 200, &stopped);
    let stage = show("/settings", "editor").await;
    click(&stage.get("button", "Stop")).await;
    assert!(stage.has("alertdialog", "Stop metrics") && answers.asked("POST").is_empty());
    answers.answer(&get(""), 200, &stopped).answer(&get("/runtime"), 200, &runtime("STOPPED", false));
    click(&stage.get("button", "Stop deployment")).await;
    assert!(stands(&stage, "metrics", "Stopped") && stage.query("dialog").is_empty());
    answers.answer(&format!("{path}/start"), 200, &details("metrics", "PROVISIONING"));
    answers.answer(&get(""), 200, &details("metrics", "PROVISIONING"));
    answers.answer(&get("/runtime"), 200, &runtime("PROVISIONING", false));
    click(&stage.all("button").into_iter().find(|it| it.inner_text() == "Start").unwrap()).await;
    assert!(stands(&stage, "metrics", "Provisioning"));
    assert_eq!(answers.asked("POST").len(), 2);
}

#[wasm_bindgen_test]
async fn a_viewer_reads_the_settings_and_changes_nothing() {
    let _answers = answers("RUNNING");
    let stage = show("/settings?delete=1", "viewer").await;
    assert!(stage.query("dialog").is_empty(), "not by a link either");
    for name in ["Save changes", "Stop", "Delete deployment"] {
        let button = stage.all("button").into_iter().find(|it| it.inner_text().trim() == name).unwrap();
        assert_eq!(attribute(&button, "aria-disabled"), "true", "{name}");
    }
    assert!(stage.query("fieldset")[0].has_attribute("disabled"));
}
