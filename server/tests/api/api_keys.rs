//! `/api_keys`: making, listing, showing, changing, replacing and deleting keys.

use crate::support::{Client, TestApp};
use chrono::{DateTime, Duration, Utc};
use keyhouse_model::api_key::ApiKeyStatus;
use keyhouse_model::key_value::{self, KeyKind};
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn draft(name: &str, expires_at: Option<DateTime<Utc>>) -> Value {
    json!({
        "name": name, "expires_at": expires_at, "permission": "rw", "deployment_access": "all", "revealable": true,
    })
}

async fn create(admin: &Client, name: &str, expires_at: Option<DateTime<Utc>>) -> Value {
    admin.post(path::API_KEYS, draft(name, expires_at)).await.expect(201)
}

fn at(key: &Value) -> String {
    format!("{}/{}", path::API_KEYS, key["id"].as_str().unwrap())
}

fn names(page: &Value) -> Vec<&str> {
    page["data"].as_array().unwrap().iter().map(|key| key["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_whole_value_is_shown_once_and_the_last_four_from_then_on() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let mut body = draft(" terraform ", None);
    body["revealable"] = json!(false);
    let key = admin.post(path::API_KEYS, body).await.expect(201);
    let value = key["value"].as_str().unwrap();
    assert_eq!(key_value::recognize(value), Some(KeyKind::ApiKey));
    assert_eq!(
        (&key["name"], &key["prefix"], &key["status"]),
        (&json!("terraform"), &json!("khk"), &json!("active"))
    );
    let shown = admin.get(&at(&key)).await.expect(200);
    assert_eq!(shown["value"], &value[value.len() - 4..]);
    assert_eq!(shown["created_by"], "admin@example.com");
    admin.act(&format!("{}/reveal", at(&key))).await.problem(ProblemCode::NotRevealable);
    app.with_key(&key).get(path::DEPLOYMENTS).await.expect(200);
}

#[tokio::test]
async fn a_revealable_key_is_shown_again_and_each_time_is_on_record() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let key = create(&admin, "k", None).await;
    for _ in 0..2 {
        let revealed = admin.act(&format!("{}/reveal", at(&key))).await.expect(200);
        assert_eq!(revealed["value"], key["value"]);
    }
    let expected = ["api_key.reveal success", "api_key.reveal success", "api_key.create success"];
    assert_eq!(app.audit_trail().await[..3], expected);
}

#[tokio::test]
async fn every_wrong_part_is_named() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let problem = admin.post(path::API_KEYS, json!({})).await.problem(ProblemCode::Invalid);
    let pointers: Vec<_> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/name", "/expires_at", "/permission", "/deployment_access"]);
    let check = async |change: Value, pointer: &str, code: &str| {
        let mut body = draft("k", None);
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let problem = admin.post(path::API_KEYS, body).await.problem(ProblemCode::Invalid);
        assert_eq!((problem.errors[0].pointer.as_str(), problem.errors[0].code.as_str()), (pointer, code));
    };
    check(json!({ "name": "x".repeat(65) }), "/name", "too_long").await;
    check(json!({ "expires_at": app.now() }), "/expires_at", "in_past").await;
    check(json!({ "expires_at": app.now() + Duration::days(3654) }), "/expires_at", "too_far").await;
    check(json!({ "expires_at": "tomorrow" }), "/expires_at", "wrong_type").await;
    check(json!({ "permission": "w" }), "/permission", "wrong_type").await;
    check(json!({ "deployment_access": [] }), "/deployment_access", "empty").await;
    check(json!({ "deployment_access": "none" }), "/deployment_access", "wrong_type").await;
}

#[tokio::test]
async fn unknown_deployments_are_named_by_their_place() {
    let app = TestApp::new().await;
    let mut body = draft("k", None);
    let ids = ["ffffffff-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000001"];
    body["deployment_access"] = json!(ids);
    let problem = app.admin().await.post(path::API_KEYS, body).await.problem(ProblemCode::Invalid);
    for (at, id) in ids.iter().enumerate() {
        assert_eq!(problem.errors[at].pointer, format!("/deployment_access/{at}"));
        assert!(problem.errors[at].detail.contains(id));
    }
    let key = create(&app.admin().await, "k", None).await;
    let patch = json!({ "deployment_access": [ids[0]] });
    app.admin().await.patch(&at(&key), patch).await.problem(ProblemCode::Invalid);
}

#[tokio::test]
async fn pages_follow_each_other_whatever_is_added_meanwhile() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for n in 0..7 {
        create(&admin, &format!("key {n}"), None).await;
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let url = path::with_query(path::API_KEYS, &[("limit", "3"), ("cursor", &cursor)]);
        let page = admin.get(&url).await.expect(200);
        seen.extend(names(&page).into_iter().map(str::to_owned));
        create(&admin, "added meanwhile", None).await;
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = next.to_owned();
    }
    let mut once: BTreeSet<String> = seen.iter().cloned().collect();
    once.remove("added meanwhile");
    assert_eq!(once.len(), 7);
    assert_eq!(seen.iter().filter(|name| name.starts_with("key")).count(), 7, "{seen:?}");
    for wrong in ["limit=0", "limit=many", "cursor=x", "status=gone", &format!("q={}", "x".repeat(201))] {
        admin.get(&format!("{}?{wrong}", path::API_KEYS)).await.problem(ProblemCode::Invalid);
    }
    admin.get(&format!("{}?limit=1&limit=2", path::API_KEYS)).await.problem(ProblemCode::Malformed);
}

#[tokio::test]
async fn a_search_finds_part_of_the_name_in_any_case_or_the_last_four() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let prod = create(&admin, "Terraform PROD", None).await;
    create(&admin, "Größe 100%", None).await;
    let search = async |text: &str| {
        let page = admin.get(&path::with_query(path::API_KEYS, &[("q", text)])).await.expect(200);
        names(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(search("form prod").await, ["Terraform PROD"]);
    assert_eq!(search("GRÖSSE").await, Vec::<String>::new());
    assert_eq!(search("GRÖßE").await, ["Größe 100%"]);
    assert_eq!(search("0%").await, ["Größe 100%"]);
    assert_eq!(search("_").await, Vec::<String>::new());
    let value = prod["value"].as_str().unwrap();
    assert_eq!(search(&value[value.len() - 4..]).await, ["Terraform PROD"]);
    assert_eq!(search(value).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_status_filter_agrees_with_the_status_of_each_key() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let ends = [None, Some(Duration::hours(1)), Some(Duration::days(14)), Some(Duration::days(30))];
    for (n, end) in ends.into_iter().enumerate() {
        for change in ["none", "disabled", "rotated", "rotated and disabled"] {
            let key = create(&admin, &format!("{n} {change}"), end.map(|end| app.now() + end)).await;
            if change.starts_with("rotated") {
                admin
                    .post(&format!("{}/rotate", at(&key)), json!({ "grace_seconds": 7200 }))
                    .await
                    .expect(201);
            }
            if change.ends_with("disabled") {
                admin.patch(&at(&key), json!({ "state": "disabled" })).await.expect(200);
            }
        }
    }
    app.advance(Duration::hours(1) + Duration::minutes(1));
    let all = admin.get(path::API_KEYS).await.expect(200);
    let mut found = BTreeSet::new();
    for status in ApiKeyStatus::ALL {
        let page = admin.get(&format!("{}?status={}", path::API_KEYS, status.as_str())).await.expect(200);
        let expected: Vec<&Value> =
            all["data"].as_array().unwrap().iter().filter(|key| key["status"] == status.as_str()).collect();
        assert_eq!(page["data"].as_array().unwrap().iter().collect::<Vec<_>>(), expected, "{status:?}");
        assert!(!expected.is_empty(), "{status:?}");
        found.extend(expected.iter().map(|key| key["id"].to_string()));
    }
    assert_eq!(found.len(), all["data"].as_array().unwrap().len());
    let both = admin.get(&format!("{}?status=expired,%20disabled", path::API_KEYS)).await.expect(200);
    assert!(names(&both).iter().any(|name| name.ends_with("disabled")));
    assert!(names(&both).iter().any(|name| name.ends_with("none")));
}

#[tokio::test]
async fn a_patch_changes_what_is_there_and_null_clears_the_end() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let end = app.now() + Duration::days(30);
    let key = create(&admin, "k", Some(end)).await;
    let renamed = admin.patch(&at(&key), json!({ "name": "new", "permission": "r" })).await.expect(200);
    assert_eq!((&renamed["name"], &renamed["permission"]), (&json!("new"), &json!("r")));
    assert_eq!(renamed["expires_at"], key["expires_at"]);
    assert_eq!(renamed["value"].as_str().unwrap().len(), 4);
    let endless = admin.patch(&at(&key), json!({ "expires_at": null })).await.expect(200);
    assert_eq!(endless["expires_at"], Value::Null);
    assert_eq!(admin.get(&at(&key)).await.expect(200), endless);
    let log = admin.get(&format!("{}?action=api_key.update", path::AUDIT_LOGS)).await.expect(200);
    let changes = &log["data"][1]["changes"];
    assert_eq!(changes[0], json!({ "field": "name", "before": "k", "after": "new" }));
    assert_eq!(changes[1], json!({ "field": "permission", "before": "rw", "after": "r" }));
    let before = app.audit_trail().await.len();
    admin.patch(&at(&key), json!({ "name": "new" })).await.expect(200);
    assert_eq!(app.audit_trail().await.len(), before);
    admin.patch(&at(&key), json!({ "state": "off" })).await.problem(ProblemCode::Invalid);
}

#[tokio::test]
async fn disabling_expiry_and_deletion_are_in_force_at_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let key = create(&admin, "k", Some(app.now() + Duration::seconds(60))).await;
    let program = app.with_key(&key);
    program.get(path::DEPLOYMENTS).await.expect(200);
    admin.patch(&at(&key), json!({ "state": "disabled" })).await.expect(200);
    program.get(path::DEPLOYMENTS).await.problem(ProblemCode::KeyDisabled);
    admin.patch(&at(&key), json!({ "state": "enabled" })).await.expect(200);
    app.advance(Duration::seconds(58));
    program.get(path::DEPLOYMENTS).await.expect(200);
    app.advance(Duration::seconds(2));
    program.get(path::DEPLOYMENTS).await.problem(ProblemCode::KeyExpired);
    assert_eq!(admin.get(&at(&key)).await.expect(200)["status"], "expired");
    let later = app.now() + Duration::days(1);
    admin.patch(&at(&key), json!({ "expires_at": later })).await.expect(200);
    program.get(path::DEPLOYMENTS).await.expect(200);
    admin.delete(&at(&key)).await.expect(204);
    program.get(path::DEPLOYMENTS).await.problem(ProblemCode::Unauthenticated);
    admin.delete(&at(&key)).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn after_a_rotation_both_values_work_until_the_old_one_is_ended() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let old = create(&admin, "k", Some(app.now() + Duration::days(30))).await;
    app.advance(Duration::days(6) + Duration::hours(12));
    let admin = app.sign_in_admin().await;
    let rotate = format!("{}/rotate", at(&old));
    let new = admin.post(&rotate, json!({ "grace_seconds": 3600 })).await.expect(201);
    assert_ne!(new["value"], old["value"]);
    for same in ["name", "permission", "deployment_access", "revealable"] {
        assert_eq!(new[same], old[same]);
    }
    let lifetime = |key: &Value| instant(&key["expires_at"]) - instant(&key["created_at"]);
    assert_eq!(lifetime(&new), lifetime(&old));
    let rotating = admin.get(&at(&old)).await.expect(200);
    assert_eq!((&rotating["status"], &rotating["replaced_by"]), (&json!("rotating"), &new["id"]));
    assert_eq!(instant(&rotating["expires_at"]), instant(&new["created_at"]) + Duration::hours(1));
    admin.post(&rotate, json!({ "grace_seconds": 0 })).await.problem(ProblemCode::Conflict);
    for key in [&old, &new] {
        app.with_key(key).get(path::DEPLOYMENTS).await.expect(200);
    }
    let finish = format!("{}/finish_rotation", at(&old));
    assert_eq!(admin.act(&finish).await.expect(200)["status"], "expired");
    app.with_key(&old).get(path::DEPLOYMENTS).await.problem(ProblemCode::KeyExpired);
    app.with_key(&new).get(path::DEPLOYMENTS).await.expect(200);
    admin.act(&finish).await.problem(ProblemCode::Conflict);
    let expected = ["api_key.finish_rotation success", "api_key.create success", "api_key.rotate success"];
    assert_eq!(app.audit_trail_of(&admin).await[..3], expected);
}

#[tokio::test]
async fn a_rotated_key_never_outlives_its_own_end_and_one_without_end_has_a_successor_without() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let soon = app.now() + Duration::minutes(5);
    let key = create(&admin, "soon", Some(soon)).await;
    let grace = json!({ "grace_seconds": 86400 });
    admin.post(&format!("{}/rotate", at(&key)), grace.clone()).await.expect(201);
    assert_eq!(instant(&admin.get(&at(&key)).await.expect(200)["expires_at"]), soon);
    let endless = create(&admin, "endless", None).await;
    let new = admin.post(&format!("{}/rotate", at(&endless)), grace).await.expect(201);
    assert_eq!(new["expires_at"], Value::Null);
    let long = json!({ "grace_seconds": 2_592_001 });
    let problem = admin.post(&format!("{}/rotate", at(&new)), long).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].pointer, "/grace_seconds");
    let now = admin.post(&format!("{}/rotate", at(&new)), json!({ "grace_seconds": 0 })).await.expect(201);
    app.with_key(&new).get(path::DEPLOYMENTS).await.problem(ProblemCode::KeyExpired);
    admin.patch(&at(&now), json!({ "state": "disabled" })).await.expect(200);
    let zero = json!({ "grace_seconds": 0 });
    admin.post(&format!("{}/rotate", at(&now)), zero.clone()).await.problem(ProblemCode::Conflict);
    admin.post(&format!("{}/rotate", at(&new)), zero).await.problem(ProblemCode::Conflict);
}

#[tokio::test]
async fn use_is_counted_at_once_and_survives_the_write() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let key = create(&admin, "k", None).await;
    assert_eq!((&key["last_used_at"], &key["requests_24h"]), (&Value::Null, &json!(0)));
    let program = app.with_key(&key).calling_from([10, 1, 2, 3]);
    for n in 1..=4 {
        program.get(path::DEPLOYMENTS).await.expect(200);
        if n == 2 {
            app.state.activity.flush(&app.state.store).await.unwrap();
        }
        let shown = admin.get(&at(&key)).await.expect(200);
        assert_eq!((&shown["requests_24h"], &shown["last_used_ip"]), (&json!(n), &json!("10.1.2.3")));
        assert!(instant(&shown["last_used_at"]) <= app.now());
    }
    app.advance(Duration::hours(11));
    program.get(path::DEPLOYMENTS).await.expect(200);
    assert_eq!(admin.get(&at(&key)).await.expect(200)["requests_24h"], 5);
    app.advance(Duration::hours(23) - Duration::hours(11));
    let admin = app.sign_in_admin().await;
    app.advance(Duration::hours(1));
    assert_eq!(admin.get(path::API_KEYS).await.expect(200)["data"][0]["requests_24h"], 1);
}

#[tokio::test]
async fn a_value_that_nobody_issued_is_refused() {
    let app = TestApp::new().await;
    let key = create(&app.admin().await, "k", None).await;
    let value = key["value"].as_str().unwrap();
    let other = key_value::compose(KeyKind::ApiKey, [1; 32]);
    let token = key_value::compose(KeyKind::AccessToken, [1; 32]);
    let mut mistyped = value.to_owned();
    mistyped.replace_range(10..11, if &value[10..11] == "a" { "b" } else { "a" });
    for wrong in ["", "x", other.expose(), token.expose(), &mistyped, &value[..52]] {
        let client =
            app.anonymous().with_header(axum::http::HeaderName::from_static("x-vm-cloud-access"), wrong);
        client.get(path::DEPLOYMENTS).await.problem(ProblemCode::Unauthenticated);
    }
}

fn instant(text: &Value) -> DateTime<Utc> {
    text.as_str().unwrap().parse().unwrap()
}
