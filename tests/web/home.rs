//! The overview.

use chrono::TimeDelta;
use keyhouse_console::pages::home::Home;
use keyhouse_console::web::{clock, storage};
use keyhouse_model::live::LiveKind;
use keyhouse_model::usage::step;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, id_of, problem, visit};
use crate::stage::{Stage, attribute, click, until};

const DEPLOYMENTS: &str = "GET /api/v1/deployments";
const KEYS: &str = "GET /api/v1/api_keys?status=expiring";
const LOGS: &str = "GET /api/v1/audit_logs";
const USAGE: &str = "GET /api/v1/usage?";
const MONTH: &str = "GET /api/v1/usage/summary?period=";

fn deployment(name: &str, status: &str) -> Value {
    let reason = (status == "ERROR").then_some("The disk is full.");
    json!({
        "id": id_of(name), "name": name, "type": "single_node", "tier": 121, "version": "v1.79.5",
        "cloud_provider": "local", "region": "local", "created_at": "2026-11-20T09:00:00Z", "status": status,
        "status_reason": reason, "used": { "active_time_series": 612_000, "storage_bytes": 38_200_000_000_u64 },
    })
}

fn key(name: &str) -> Value {
    json!({ "id": id_of(name), "name": name, "expires_at": "2126-11-28T09:00:00Z", "last_used_at": null })
}

fn page(data: &[Value]) -> Value {
    json!({ "data": data, "next_cursor": null })
}

fn event(outcome: &str) -> Value {
    json!({
        "id": "01a1fd80-0000-7000-8000-000000000001", "at": "2026-11-21T09:36:00Z", "action": "api_key.delete",
        "actor": { "kind": "user", "id": "u", "name": "ada@example.com" }, "deployment_id": null, "ip": null,
        "target": { "kind": "api_key", "id": "k", "name": "terraform" }, "user_agent": null, "request_id": null,
        "outcome": outcome, "changes": [], "hash": "c0ffee",
    })
}

/// The last 24 hours in steps of 15 minutes: the same in each, but for what is not over.
fn day() -> Value {
    let now = clock::now();
    let from = step::begin(now - TimeDelta::hours(24), 900, 0);
    let series = |metric: &str, unit: &str, value: f64| {
        let point = |at: i64| json!([(from + TimeDelta::minutes(15 * at)).timestamp_millis(), value]);
        let points: Vec<_> = (0..97).map(point).collect();
        json!({ "metric": metric, "unit": unit, "labels": {}, "limit": null, "points": points })
    };
    let series = [
        series("api_requests", "requests", 2.0),
        series("ingestion_rate", "samples/s", 41_800.0),
        series("active_time_series", "series", 612_000.0),
    ];
    json!({
        "from": from, "to": now, "step_seconds": 900, "complete_until": now, "series": series, "missing": [],
    })
}

/// What of storage is used, of 100 bytes.
fn lately(used: f64) -> Value {
    let begin = step::begin(clock::now() - TimeDelta::minutes(20), 900, 0);
    let labels = json!({ "deployment_id": id_of("prod-eu"), "name": "prod-eu" });
    json!({
        "from": begin, "to": clock::now(), "step_seconds": 900, "complete_until": clock::now(), "missing": [],
        "series": [{
            "metric": "storage_bytes", "unit": "bytes", "labels": labels, "limit": 100,
            "points": [[begin.timestamp_millis(), used]],
        }],
    })
}

/// A month with this allowance.
fn month(allowance: Option<u64>) -> Value {
    let deployment = json!({
        "id": id_of("prod-eu"), "name": "prod-eu", "samples_written": 12_300_000_000_u64, "samples_read": null,
        "active_time_series": null, "storage_bytes": null, "requests": null,
    });
    json!({
        "period_start": "2026-11-01T00:00:00Z", "period_end": "2026-12-01T00:00:00Z", "requests": 38_200,
        "counted_until": "2026-11-21T09:40:00Z", "allowance": allowance,
        "overage": allowance.map_or(0, |it| 38_200_u64.saturating_sub(it)), "api_keys": [],
        "deployments": [deployment],
    })
}

/// A server on which all is well.
fn answers(deployments: &[Value]) -> Answers {
    storage::remove("keyhouse.get-started").unwrap();
    let answers = Answers::new();
    let engine = json!({ "name": "victoria-metrics", "version": "v1.79.5", "lacks": [] });
    let vmauth = json!({ "name": "vmauth", "version": "v1.79.5", "lacks": [] });
    let plane = json!({ "access_endpoint": "http://a", "access_process": null, "engines": [engine, vmauth] });
    answers
        .answer("GET /api/v1/data_plane", 200, &plane)
        .answer(DEPLOYMENTS, 200, &json!(deployments))
        .answer(KEYS, 200, &page(&[]))
        .answer(LOGS, 200, &page(&[event("denied")]))
        .answer(USAGE, 200, &day())
        .answer(MONTH, 200, &month(Some(100_000)));
    for name in ["prod-eu", "staging"] {
        answers.answer(&groups(name), 200, &json!([]));
    }
    answers
}

fn groups(name: &str) -> String {
    format!("{DEPLOYMENTS}/{}/rule-sets/groups", id_of(name))
}

async fn show(role: &str) -> Stage {
    visit("/", role, Home).await
}

fn href(stage: &Stage, name: &str) -> String {
    stage.get("link", name).get_attribute("href").unwrap()
}

#[wasm_bindgen_test]
async fn where_all_is_well_it_says_so_and_shows_how_things_stand() {
    let _answers = answers(&[deployment("prod-eu", "RUNNING"), deployment("staging", "STOPPED")]);
    let stage = show("viewer").await;
    until("the answer", || stage.text().contains("Nothing needs you right now.")).await;
    assert_eq!(href(&stage, "prod-eu"), format!("/deployments/{}", id_of("prod-eu")));
    let row = stage.query("tbody tr")[0].inner_text();
    assert!(row.contains("Running") && row.contains("612k"), "{row}");
    assert_eq!(
        href(&stage, "Deleted an API key (not done)"),
        "/audit-log?event=01a1fd80-0000-7000-8000-000000000001"
    );
    assert!(stage.text().contains("terraform · ada@example.com") && stage.text().contains("Denied"));
}

#[wasm_bindgen_test]
async fn what_needs_a_person_stands_there_with_the_way_to_it() {
    let answers = answers(&[deployment("prod-eu", "RUNNING"), deployment("staging", "ERROR")]);
    let rule = |name: &str, health: &str| json!({ "name": name, "health": health });
    let failing = json!([{ "name": "node", "rules": [rule("DiskFull", "error"), rule("Up", "ok")] }]);
    answers.answer(&groups("prod-eu"), 200, &failing).answer(KEYS, 200, &page(&[key("ci")]));
    let stage = show("viewer").await;
    until("the failing rule", || stage.has("link", "1 rule fails in prod-eu")).await;
    assert!(href(&stage, "1 rule fails in prod-eu").ends_with("/rules?view=running&state=failing"));
    assert_eq!(href(&stage, "staging does not run"), format!("/deployments/{}", id_of("staging")));
    assert!(stage.text().contains("The disk is full.") && stage.text().contains("DiskFull"));
    let key = stage.names("link").into_iter().find(|it| it.starts_with("The API key ci ends")).unwrap();
    assert_eq!(href(&stage, &key), "/api-keys?status=expiring&q=ci");
    assert!(!stage.text().contains("Nothing needs you"));
    assert!(stage.query("tbody tr")[0].inner_text().contains("staging"), "what does not run comes first");
    // Somebody rotates the key.
    answers.streams.open();
    answers.answer(KEYS, 200, &page(&[]));
    answers.streams.tell(LiveKind::ApiKey);
    until("the key to go", || !stage.has("link", &key)).await;
}

#[wasm_bindgen_test]
async fn a_part_that_fails_leaves_the_others_standing() {
    let answers = answers(&[deployment("prod-eu", "RUNNING")]);
    answers.answer(KEYS, 500, &problem("internal", 500, "Something broke."));
    answers.answer(LOGS, 500, &problem("internal", 500, "Something broke."));
    let stage = show("viewer").await;
    until("both failures", || stage.all("alert").len() == 2).await;
    assert!(stage.has("link", "prod-eu") && !stage.text().contains("Nothing needs you"));
    answers.answer(KEYS, 200, &page(&[]));
    click(&stage.all("button").into_iter().find(|it| it.inner_text().contains("Try again")).unwrap()).await;
    until("the answer", || stage.text().contains("Nothing needs you right now.")).await;
}

/// The numbers of today: each with all that is said of it.
fn numbers(stage: &Stage) -> Vec<String> {
    let said = |it: &web_sys::HtmlElement| it.inner_text().split_whitespace().collect::<Vec<_>>().join(" ");
    stage.query(".today-number").iter().map(said).collect()
}

#[wasm_bindgen_test]
async fn the_usage_of_today_has_units_and_the_allowance_of_the_month() {
    let answers = answers(&[deployment("prod-eu", "RUNNING")]);
    let stage = show("viewer").await;
    until("the numbers", || !numbers(&stage).is_empty()).await;
    let midnight = step::begin(clock::now(), 86_400, 0);
    let steps = (clock::now() - midnight).num_minutes() / 15 + 1;
    assert_eq!(
        numbers(&stage),
        [
            &format!("Management API {} requests 38,200 of 100,000 that the month allows", steps * 2),
            "Ingestion now 41.8k samples/s At most 41.8k samples/s today 12.3G samples this month",
            "Active series now 612k series At most 612k series today",
            "Token requests now No data in 24 h",
        ]
    );
    let lines: Vec<_> =
        stage.query(".today-number .spark").iter().map(|it| attribute(it, "aria-label")).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0], "The last 24 h: 2 to 2 requests in 15 minutes");
    assert_eq!(href(&stage, "Usage of the month"), "/usage");
    assert_eq!(answers.asked(USAGE).len() + answers.asked(MONTH).len(), 3, "whatever number of deployments");
}

#[wasm_bindgen_test]
async fn what_is_over_the_allowance_is_said() {
    let answers = answers(&[deployment("prod-eu", "RUNNING")]);
    answers.answer(MONTH, 200, &month(Some(38_000)));
    let stage = show("viewer").await;
    until("the number", || stage.text().contains("200 over the allowance; none is refused for it")).await;
    assert!(stage.text().contains("38,200 of 38,000 that the month allows"));
}

#[wasm_bindgen_test]
async fn a_server_that_has_just_begun_says_that_nothing_was_measured() {
    let answers = answers(&[deployment("prod-eu", "RUNNING")]);
    let (mut day, mut month) = (day(), month(None));
    day["series"] = json!([]);
    month["requests"] = json!(0);
    month["deployments"] = json!([]);
    answers.answer(USAGE, 200, &day).answer(MONTH, 200, &month);
    let stage = show("viewer").await;
    until("the card", || stage.text().contains("Nothing was measured in the last 24 h.")).await;
    assert_eq!(numbers(&stage)[0], "Management API 0 requests 0 this month", "there is no key");
    assert_eq!(numbers(&stage)[1], "Ingestion now No data in 24 h");
    assert!(stage.query(".today-number .spark").is_empty() && stage.all("alert").is_empty());
}

#[wasm_bindgen_test]
async fn without_the_monitor_the_card_says_why_and_the_month_stays() {
    let answers = answers(&[deployment("prod-eu", "RUNNING")]);
    answers.answer(USAGE, 503, &problem("unavailable", 503, "The monitor does not run."));
    answers.answer(MONTH, 200, &month(None));
    let stage = show("viewer").await;
    until("the reason", || stage.text().contains("The monitor does not run.")).await;
    assert_eq!(stage.all("alert").len(), 1, "once is enough");
    assert_eq!(numbers(&stage)[0], "Management API Not available 38,200 this month");
    assert_eq!(numbers(&stage)[1], "Ingestion now Not available 12.3G samples this month");
    assert!(stage.text().contains("How near some limits are is not"));
    answers.answer(USAGE, 200, &day());
    click(&stage.get("button", "Try again")).await;
    until("the numbers", || stage.text().contains("41.8k samples/s")).await;
    assert!(stage.all("alert").is_empty() && stage.text().contains("Nothing needs you right now."));
}

#[wasm_bindgen_test]
async fn a_limit_that_only_usage_knows_needs_a_person_too() {
    let answers = answers(&[deployment("prod-eu", "RUNNING")]);
    answers.answer(USAGE, 200, &lately(93.0));
    let stage = show("viewer").await;
    until("the limit", || stage.has("link", "prod-eu is at 93% of a limit")).await;
    assert!(stage.text().contains("Storage, of the size that was chosen."));
    let asked = answers.asked(USAGE).remove(1);
    assert!(asked.contains("storage_bytes") && asked.contains("group_by=deployment"), "{asked}");
    assert_eq!(
        href(&stage, "prod-eu is at 93% of a limit"),
        format!("/deployments/{}/usage", id_of("prod-eu"))
    );
}

#[wasm_bindgen_test]
async fn an_empty_server_leads_by_the_hand() {
    let answers = answers(&[]);
    let stage = show("admin").await;
    until("the first steps", || stage.has("heading", "Get started")).await;
    assert!(stage.has("button", "Create metrics") && !stage.has("heading", "What needs you"));
    assert!(!stage.has("heading", "Usage today") && answers.asked(USAGE).is_empty());
    click(&stage.get("button", "Hide the first steps")).await;
    assert!(stage.has("heading", "Create your first deployment"));
    assert_eq!(href(&stage, "New deployment"), "/deployments/new");
}

#[wasm_bindgen_test]
async fn a_viewer_of_an_empty_server_is_told_who_can_begin() {
    let _answers = answers(&[]);
    let stage = show("viewer").await;
    until("the empty page", || stage.has("heading", "Create your first deployment")).await;
    assert!(stage.text().contains("Viewers change nothing.") && !stage.has("link", "New deployment"));
}
