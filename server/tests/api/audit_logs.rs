//! `/audit_logs`: reading, filtering, exporting and checking the log.

use crate::support::{ADMIN, Client, TestApp};
use axum::http::header;
use chrono::Duration;
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use serde_json::{Value, json};

async fn create(admin: &Client, name: &str) -> Value {
    let body = json!({ "name": name, "expires_at": null, "permission": "r", "deployment_access": "all" });
    admin.post(path::API_KEYS, body).await.expect(201)
}

/// The actions of the events that a query selects, the newest first.
async fn actions(client: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let page = client.get(&path::with_query(path::AUDIT_LOGS, query)).await.expect(200);
    let events = page["data"].as_array().unwrap().iter();
    events.map(|event| event["action"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_event_says_who_did_what_from_where() {
    let app = TestApp::new().await;
    let admin = app.admin().await.with_header(header::USER_AGENT, "test/1").calling_from([10, 0, 0, 9]);
    let body = json!({ "name": "k", "expires_at": null, "permission": "r", "deployment_access": "all" });
    let answer = admin.post(path::API_KEYS, body).await;
    let key = answer.expect(201);
    let page =
        app.viewer().await.get(&format!("{}?action=api_key.create", path::AUDIT_LOGS)).await.expect(200);
    let event = &page["data"][0];
    assert_eq!(event["actor"]["kind"], "user");
    assert_eq!(event["actor"]["name"], ADMIN);
    assert_eq!(event["target"], json!({ "kind": "api_key", "id": key["id"], "name": "k" }));
    assert_eq!((&event["ip"], &event["user_agent"]), (&json!("10.0.0.9"), &json!("test/1")));
    assert_eq!(event["request_id"], answer.header("x-request-id"));
    assert_eq!(event["outcome"], "success");
    assert_eq!(event["hash"].as_str().unwrap().len(), 64);
}

#[tokio::test]
async fn filters_select_and_pages_follow() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let first = create(&admin, "first").await;
    app.advance(Duration::minutes(1));
    let between = app.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    app.advance(Duration::minutes(1));
    create(&admin, "Zweiter Schlüssel").await;
    let id = first["id"].as_str().unwrap();
    let key = "api_key.create";
    assert_eq!(actions(&admin, &[("action", "api_key.*")]).await, [key, key]);
    assert_eq!(actions(&admin, &[("action", "session.create, setup.complete")]).await.len(), 2);
    assert_eq!(actions(&admin, &[("action", "api_key.*"), ("from", &between)]).await, [key]);
    assert_eq!(actions(&admin, &[("from", &between), ("to", &between)]).await.len(), 0);
    assert_eq!(actions(&admin, &[("target", id)]).await, [key]);
    assert_eq!(actions(&admin, &[("target", "zweiter")]).await, [key]);
    assert_eq!(actions(&admin, &[("q", "SCHLÜSSEL")]).await, [key]);
    assert_eq!(actions(&admin, &[("actor", "ADMIN@")]).await.len(), 4);
    assert_eq!(actions(&admin, &[("actor", "nobody")]).await.len(), 0);
    assert_eq!(actions(&admin, &[("deployment_id", "00000000-0000-4000-8000-000000000000")]).await.len(), 0);

    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page =
            admin.get(&path::with_query(path::AUDIT_LOGS, &[("limit", "1"), ("cursor", &cursor)])).await;
        let page = page.expect(200);
        all.extend(page["data"].as_array().unwrap().iter().map(|event| event["id"].to_string()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = next.to_owned();
    }
    all.dedup();
    assert_eq!(all.len(), 4);
}

#[tokio::test]
async fn outcomes_select_what_was_refused() {
    let app = TestApp::new().await;
    let (admin, viewer) = (app.admin().await, app.viewer().await);
    create(&admin, "mine").await;
    viewer.post(path::API_KEYS, json!({ "name": "not allowed" })).await.problem(ProblemCode::Forbidden);
    assert_eq!(actions(&admin, &[("outcome", "denied,failed")]).await, ["api_key.create"]);
    let done = actions(&admin, &[("outcome", "success"), ("action", "api_key.*")]).await;
    assert_eq!(done, ["api_key.create"]);
    let unknown = path::with_query(path::AUDIT_LOGS, &[("outcome", "denied,lost")]);
    let problem = admin.get(&unknown).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].pointer, "/outcome");
}

#[tokio::test]
async fn a_wrong_filter_is_named() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let query = [
        ("from", "yesterday"),
        ("action", "api_key;drop"),
        ("deployment_id", "x"),
        ("limit", "0"),
        ("cursor", "!"),
    ];
    let problem = admin.get(&path::with_query(path::AUDIT_LOGS, &query)).await.problem(ProblemCode::Invalid);
    let mut pointers: Vec<_> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/action", "/cursor", "/deployment_id", "/from", "/limit"]);
    let backwards = [("from", "2026-02-01T00:00:00Z"), ("to", "2026-01-01T00:00:00Z")];
    let problem =
        admin.get(&path::with_query(path::AUDIT_LOGS, &backwards)).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].pointer, "/to");
}

#[tokio::test]
async fn an_export_has_all_that_the_filter_selects_and_is_itself_on_record() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    create(&admin, "=cmd|' /C calc'!A0").await;
    create(&admin, "with \"quotes\", and a comma").await;
    let url = format!("{}?action=api_key.*&limit=1", path::AUDIT_LOGS);
    let csv = admin.clone().with_header(header::ACCEPT, "text/csv").get(&url).await;
    assert_eq!(csv.status, 200);
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert!(csv.header("content-disposition").starts_with("attachment; filename=\"audit-log-"));
    assert!(csv.text().ends_with("\r\n"));
    let mut reader = csv::Reader::from_reader(csv.text().as_bytes());
    let at = reader.headers().unwrap().iter().position(|name| name == "target_name").unwrap();
    let names: Vec<String> = reader.records().map(|row| row.unwrap()[at].to_owned()).collect();
    assert_eq!(names, ["with \"quotes\", and a comma", "'=cmd|' /C calc'!A0"]);

    let lines = admin.clone().with_header(header::ACCEPT, "application/jsonl").get(&url).await;
    assert_eq!(lines.header("content-type"), "application/jsonl");
    let events: Vec<Value> = lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.len(), 2);
    assert_eq!(events[1]["target"]["name"], "=cmd|' /C calc'!A0");

    app.editor()
        .await
        .with_header(header::ACCEPT, "text/csv")
        .get(&url)
        .await
        .problem(ProblemCode::Forbidden);
    let exports = admin.get(&format!("{}?action=audit_log.export", path::AUDIT_LOGS)).await.expect(200);
    let outcomes: Vec<_> =
        exports["data"].as_array().unwrap().iter().map(|event| &event["outcome"]).collect();
    assert_eq!(outcomes, ["denied", "success", "success"]);
}

#[tokio::test]
async fn an_export_goes_on_past_one_batch() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for _ in 0..1001 {
        admin.clone().without_header(header::ORIGIN).post(path::API_KEYS, json!({})).await;
    }
    let url = format!("{}?action=api_key.create", path::AUDIT_LOGS);
    let lines = admin.with_header(header::ACCEPT, "application/jsonl").get(&url).await;
    assert_eq!(lines.text().lines().count(), 1001);
}

#[tokio::test]
async fn a_check_says_who_when_and_how_many_and_is_itself_on_record() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    create(&admin, "one").await;
    app.advance(Duration::hours(1));
    let found = app.viewer().await.get(path::AUDIT_VERIFY).await.expect(200);
    let last = actions(&admin, &[]).await;
    assert_eq!((&found["intact"], &found["events"]), (&json!(true), &json!(last.len() - 1)));
    assert_eq!(found["checked_by"], "viewer@example.com");
    let checks = admin.get(&format!("{}?action=audit_log.verify", path::AUDIT_LOGS)).await.expect(200);
    let check = &checks["data"][0];
    assert_eq!((&check["at"], &check["outcome"]), (&found["checked_at"], &json!("success")));
    assert_eq!(check["actor"]["name"], found["checked_by"]);
    let told = |field: &str| {
        let mut changes = check["changes"].as_array().unwrap().iter();
        changes.find(|change| change["field"] == field).map(|change| change["after"].clone())
    };
    assert_eq!(told("intact"), Some(json!(true)));
    assert_eq!(told("events"), Some(found["events"].clone()));
    assert_eq!(told("last_fitting_at"), Some(found["last_fitting_at"].clone()));
    // The check belongs to the log from then on.
    let again = admin.get(path::AUDIT_VERIFY).await.expect(200);
    assert_eq!((&again["intact"], &again["events"]), (&json!(true), &json!(last.len())));
}

#[tokio::test]
async fn a_changed_missing_or_cut_off_event_shows() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for n in 0..3 {
        create(&admin, &n.to_string()).await;
    }
    // What no call of the API can do, and SQL only after it has thrown the triggers away.
    let tamper = async |sql: &str| {
        let mut tx = app.state.store.begin().await.unwrap();
        let refused = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await;
        assert!(refused.unwrap_err().to_string().contains("audit log"), "{sql}");
        for trigger in ["audit_events_are_not_changed", "audit_events_are_not_deleted"] {
            let drop = sqlx::query(sqlx::AssertSqlSafe(format!("drop trigger if exists {trigger}")));
            drop.execute(&mut *tx).await.unwrap();
        }
        sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        restore_triggers(&app).await;
    };
    let verify = async || {
        let found = admin.get(path::AUDIT_VERIFY).await.expect(200);
        (found["intact"] == true, found["first_broken"].as_str().map(str::to_owned), found["events"].clone())
    };
    assert_eq!(verify().await, (true, None, json!(5)));
    // The check is the sixth event.
    tamper("delete from audit_events where seq = 6").await;
    assert_eq!(verify().await, (false, None, json!(5)));
    let id = async |seq: i64| {
        let id = sqlx::query_scalar::<_, String>("select id from audit_events where seq = $1").bind(seq);
        Some(id.fetch_one(app.state.store.read()).await.unwrap())
    };
    // What came after the cut does not fit to what is before it.
    assert_eq!(verify().await, (false, id(7).await, json!(5)));
    tamper("delete from audit_events where seq = 3").await;
    assert_eq!(verify().await, (false, id(4).await, json!(2)));
    tamper("update audit_events set actor_name = 'someone else' where seq = 2").await;
    assert_eq!(verify().await, (false, id(2).await, json!(1)));
    let failed = actions(&admin, &[("action", "audit_log.verify"), ("outcome", "failed")]).await;
    assert_eq!(failed.len(), 4);
}

async fn restore_triggers(app: &TestApp) {
    let mut tx = app.state.store.begin().await.unwrap();
    for (name, what) in [("changed", "update"), ("deleted", "delete")] {
        let sql = format!(
            "create trigger audit_events_are_not_{name} before {what} on audit_events \
             begin select raise(abort, 'events of the audit log stay'); end"
        );
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}
