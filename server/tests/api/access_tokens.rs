//! Access tokens over HTTP: what VictoriaMetrics Cloud's clients send and need, what is refused, what is on record.

use crate::deployments::body;
use crate::support::{Client, TestApp};
use axum::http::header;
use chrono::{DateTime, Duration, Timelike, Utc};
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::key_value::{KeyKind, recognize};
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use serde_json::{Value, json};

/// Byte for byte what the Go SDK and the Terraform provider send, without a `Content-Type`.
const SDK_CREATE: &str = r#"{"type":"r","description":"grafana"}"#;
const NEVER: &str = "0001-01-01T00:00:00Z";

/// A new deployment's path for tokens.
async fn tokens_of(client: &Client, kind: &str) -> String {
    let mut new = body();
    if kind == "cluster" {
        let urls = json!({"insert_url": "http://vminsert:8480", "select_url": "http://vmselect:8481"});
        new = json!({"provider": "external", "region": "external", "type": kind, "tier": 226, "external": urls});
        for (name, value) in body().as_object().unwrap() {
            if new.get(name).is_none() {
                new[name] = value.clone();
            }
        }
    }
    let made = client.post(path::DEPLOYMENTS, new).await.expect(201);
    path::access_tokens(made["id"].as_str().unwrap().parse().unwrap())
}

fn one(tokens: &str, token: &Value) -> String {
    format!("{tokens}/{}", token["id"].as_str().unwrap())
}

/// What the audit log has on tokens, the newest first: `action outcome`.
async fn recorded(app: &TestApp) -> Vec<String> {
    let trail = app.audit_trail().await;
    trail.into_iter().filter(|event| event.starts_with("access_token")).collect()
}

#[tokio::test]
async fn the_official_clients_get_through_a_whole_life() {
    let app = TestApp::new().await;
    let key = app.key(Permission::ReadWrite, DeploymentAccess::All).await;
    let tokens = tokens_of(&key, "single_node").await;
    let before = app.now();
    let answer = key.raw("POST", &tokens, &[], SDK_CREATE).await;
    assert_eq!(answer.header("content-type"), "application/json");
    let made = answer.expect(201);
    let value = made["value"].as_str().unwrap();
    assert_eq!(recognize(value), Some(KeyKind::AccessToken));
    assert_eq!((&made["type"], &made["description"]), (&json!("r"), &json!("grafana")));
    assert_eq!(made["created_by"], "program", "the name of the API key that made it");
    // The provider fails with "invalid result object after apply" where this is absent or null.
    assert_eq!(made["last_used_at"], NEVER);
    assert!(made.get("tenant_id").is_none() && made.get("requests_24h").is_none(), "{made}");
    // It cuts instants to whole seconds, in RFC 3339 with a T and a zone.
    let at: DateTime<Utc> = made["created_at"].as_str().unwrap().parse().unwrap();
    assert!(at >= before && at.with_nanosecond(0).unwrap() <= app.now());
    // It reads a token by revealing it, and compares every field with what create answered.
    let shown = key.get(&one(&tokens, &made)).await.expect(200);
    assert_eq!(shown, made);
    let list = key.get(&tokens).await.expect(200);
    let [default, listed] = list.as_array().unwrap().as_slice() else {
        panic!("no bare array of two: {list}")
    };
    assert_eq!(default["description"], "default access token");
    let mut expected = made.clone();
    expected["value"] = json!(value[value.len() - 4..]);
    assert_eq!(*listed, expected, "the value's last four characters, else the same");
    let gone = key.delete(&one(&tokens, &made)).await;
    assert_eq!(
        (gone.status.as_u16(), gone.body.len()),
        (204, 0),
        "any other text than JSON breaks the provider"
    );
    key.get(&one(&tokens, &made)).await.problem(ProblemCode::NotFound);
    key.delete(&one(&tokens, &made)).await.problem(ProblemCode::NotFound);
    assert_eq!(key.get(&tokens).await.expect(200).as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn every_deployment_begins_with_a_token_for_everything() {
    let app = TestApp::new().await;
    let tokens = tokens_of(&app.editor().await, "single_node").await;
    let editor = app.admin().await;
    let list = editor.get(&tokens).await.expect(200);
    let default = &list.as_array().unwrap()[0];
    assert_eq!((&default["type"], &default["created_by"]), (&json!("rw"), &json!("editor@example.com")));
    let whole = editor.get(&one(&tokens, default)).await.expect(200);
    assert_eq!(recognize(whole["value"].as_str().unwrap()), Some(KeyKind::AccessToken));
    editor.delete(&one(&tokens, default)).await.expect(204);
    assert_eq!(editor.get(&tokens).await.expect(200), json!([]));
}

#[tokio::test]
async fn wrong_parts_are_named_and_unknown_ones_ignored() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let single = tokens_of(&editor, "single_node").await;
    let cluster = tokens_of(&editor, "cluster").await;
    for (tokens, new, expected) in [
        (&single, json!({}), vec!["/type required", "/description required"]),
        (&single, json!({"type": "x", "description": "a", "tenant_id": ""}), vec!["/type unknown"]),
        (&single, json!({"type": "r", "description": "a", "tenant_id": "5"}), vec!["/tenant_id wrong_type"]),
        // Older SDKs let through what is no tenant, and nothing else.
        (&cluster, json!({"type": "r", "description": "a", "tenant_id": "x"}), vec!["/tenant_id invalid"]),
        (
            &cluster,
            json!({"type": "r", "description": "a", "tenant_id": "4294967296"}),
            vec!["/tenant_id invalid"],
        ),
        (&cluster, json!({"type": 7, "description": "a"}), vec!["/type wrong_type"]),
    ] {
        let problem = editor.post(tokens, new).await.problem(ProblemCode::Invalid);
        let named: Vec<_> =
            problem.errors.iter().map(|one| format!("{} {}", one.pointer, one.code)).collect();
        assert_eq!(named, expected);
    }
    for tenant in ["5", "5:7"] {
        let new = json!({"type": "rw", "description": " vmalert ", "tenant_id": tenant, "color": "red"});
        let made = editor.post(&cluster, new).await.expect(201);
        assert_eq!((&made["tenant_id"], &made["description"]), (&json!(tenant), &json!("vmalert")));
        assert_eq!(editor.get(&one(&cluster, &made)).await.expect(200), made);
    }
    editor.raw("POST", &single, &[], "{").await.problem(ProblemCode::Malformed);
    editor.put(&single, json!({})).await.problem(ProblemCode::MethodNotAllowed);
}

#[tokio::test]
async fn what_names_nothing_is_absent() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tokens = tokens_of(&editor, "single_node").await;
    let nil = uuid::Uuid::nil();
    for unknown in [
        format!("{tokens}/{nil}"),
        format!("{tokens}/1"),
        format!("/api/v1/deployments/{nil}/access_tokens/{nil}"),
    ] {
        editor.get(&unknown).await.problem(ProblemCode::NotFound);
        editor.delete(&unknown).await.problem(ProblemCode::NotFound);
        editor
            .post(&format!("{unknown}/test"), json!({"direction": "read"}))
            .await
            .problem(ProblemCode::NotFound);
    }
    for unknown in [nil.to_string(), "1".to_owned()] {
        let tokens = format!("/api/v1/deployments/{unknown}/access_tokens");
        editor.get(&tokens).await.problem(ProblemCode::NotFound);
        editor.raw("POST", &tokens, &[], SDK_CREATE).await.problem(ProblemCode::NotFound);
    }
}

#[tokio::test]
async fn usage_is_added_where_it_is_asked_for() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tokens = tokens_of(&editor, "single_node").await;
    for (query, expected) in [("", Value::Null), ("?usage=false", Value::Null), ("?usage=true", json!(0))] {
        let list = editor.get(&format!("{tokens}{query}")).await.expect(200);
        assert_eq!(list[0]["requests_24h"], expected, "{query}");
        assert!(list[0].get("last_used_ip").is_none(), "vmauth does not tell");
    }
    let problem = editor.get(&format!("{tokens}?usage=maybe")).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].pointer, "/usage");
}

#[tokio::test]
async fn requests_are_those_of_the_last_day() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tokens = tokens_of(&editor, "single_node").await;
    let list = editor.get(&tokens).await.expect(200);
    let hour = app.now().timestamp() / 3600;
    let mut tx = app.state.store.begin().await.unwrap();
    for (ago, requests) in [(0, 5), (23, 2), (24, 100)] {
        let insert = sqlx::query(
            "insert into access_token_hours (access_token_id, hour, requests) values ($1, $2, $3)",
        );
        insert.bind(list[0]["id"].as_str()).bind(hour - ago).bind(requests).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let counted =
        async || editor.get(&format!("{tokens}?usage=true")).await.expect(200)[0]["requests_24h"].clone();
    assert_eq!(counted().await, 7);
    let mut tx = app.state.store.begin().await.unwrap();
    keyhouse_server::dataplane::access::purge(&mut tx, app.now()).await.unwrap();
    let kept: i64 =
        sqlx::query_scalar("select count(*) from access_token_hours").fetch_one(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((kept, counted().await), (2, json!(7)));
}

#[tokio::test]
async fn a_double_click_makes_one_token_and_both_get_its_value() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tokens = tokens_of(&editor, "single_node").await;
    let once = [("idempotency-key", "form-1")];
    let first = editor.raw("POST", &tokens, &once, SDK_CREATE).await.expect(201);
    assert_eq!(editor.raw("POST", &tokens, &once, SDK_CREATE).await.expect(201), first);
    assert_eq!(editor.get(&tokens).await.expect(200).as_array().unwrap().len(), 2);
    let other = SDK_CREATE.replace("grafana", "perses");
    editor.raw("POST", &tokens, &once, &other).await.problem(ProblemCode::Conflict);
}

#[tokio::test]
async fn a_tier_has_room_for_so_many_tokens() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tokens = tokens_of(&editor, "single_node").await;
    // The default token is the first.
    for _ in 1..100 {
        editor.raw("POST", &tokens, &[], SDK_CREATE).await.expect(201);
    }
    let problem = editor.raw("POST", &tokens, &[], SDK_CREATE).await.problem(ProblemCode::Conflict);
    assert!(problem.detail.contains("s.starter.a has room for 100"), "{}", problem.detail);
    let list = editor.get(&tokens).await.expect(200);
    editor.delete(&one(&tokens, &list[5])).await.expect(204);
    editor.raw("POST", &tokens, &[], SDK_CREATE).await.expect(201);
}

#[tokio::test]
async fn every_change_and_every_look_of_a_person_is_on_record() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tokens = tokens_of(&editor, "cluster").await;
    let new = json!({"type": "w", "description": "vmagent", "tenant_id": "5"});
    let made = editor.post(&tokens, new).await.expect(201);
    for _ in 0..2 {
        editor.get(&one(&tokens, &made)).await.expect(200);
    }
    editor.delete(&one(&tokens, &made)).await.expect(204);
    let log = app.admin().await.get(&format!("{}?target=vmagent", path::AUDIT_LOGS)).await;
    assert!(!log.text().contains(made["value"].as_str().unwrap()));
    let log = log.expect(200);
    let events = log["data"].as_array().unwrap();
    let actions: Vec<_> = events.iter().map(|event| event["action"].as_str().unwrap()).collect();
    let reveal = "access_token.reveal";
    assert_eq!(actions, ["access_token.delete", reveal, reveal, "access_token.create"]);
    assert!(events.iter().all(|event| tokens.contains(event["deployment_id"].as_str().unwrap())));
    assert_eq!(events[3]["target"], json!({"kind": "access_token", "id": made["id"], "name": "vmagent"}));
    let change = |field, after: &str| json!({"field": field, "before": null, "after": after});
    assert_eq!(events[3]["changes"], json!([change("type", "w"), change("tenant_id", "5")]));
}

/// Terraform reveals every token at every plan.
#[tokio::test]
async fn a_program_that_looks_again_and_again_is_one_event_in_ten_minutes() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let tokens = tokens_of(&admin, "single_node").await;
    let made = admin.raw("POST", &tokens, &[], SDK_CREATE).await.expect(201);
    let path = one(&tokens, &made);
    let (first, second) = (
        app.key(Permission::ReadWrite, DeploymentAccess::All).await,
        app.key(Permission::ReadWrite, DeploymentAccess::All).await,
    );
    let reveals = async || recorded(&app).await.iter().filter(|event| event.contains("reveal")).count();
    for _ in 0..3 {
        first.get(&path).await.expect(200);
    }
    assert_eq!(reveals().await, 1);
    // Another key, another address and another token are news.
    second.get(&path).await.expect(200);
    assert_eq!(reveals().await, 2);
    first.clone().calling_from([192, 0, 2, 7]).get(&path).await.expect(200);
    assert_eq!(reveals().await, 3);
    let list = admin.get(&tokens).await.expect(200);
    first.get(&one(&tokens, &list[0])).await.expect(200);
    assert_eq!(reveals().await, 4);
    app.advance(Duration::minutes(11));
    first.get(&path).await.expect(200);
    assert_eq!(reveals().await, 5);
}

#[tokio::test]
async fn who_may_not_see_a_value_is_refused_on_record() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let tokens = tokens_of(&admin, "single_node").await;
    let made = admin.raw("POST", &tokens, &[], SDK_CREATE).await.expect(201);
    let value = made["value"].as_str().unwrap();
    let reader = app.key(Permission::Read, DeploymentAccess::All).await;
    for client in [&app.viewer().await, &reader] {
        assert!(!client.get(&tokens).await.text().contains(value));
        client.get(&one(&tokens, &made)).await.problem(ProblemCode::Forbidden);
        client.delete(&one(&tokens, &made)).await.problem(ProblemCode::Forbidden);
        client
            .raw("POST", &tokens, &[(header::ORIGIN.as_str(), "")], SDK_CREATE)
            .await
            .problem(ProblemCode::Forbidden);
    }
    let denied = ["access_token.create denied", "access_token.delete denied", "access_token.reveal denied"];
    assert_eq!(recorded(&app).await[..3], denied);
    let log = admin.get(&format!("{}?action=access_token.reveal", path::AUDIT_LOGS)).await.expect(200);
    let event = &log["data"][0];
    assert_eq!(event["target"]["id"], made["id"]);
    assert!(tokens.contains(event["deployment_id"].as_str().unwrap()));
}

#[tokio::test]
async fn a_trial_without_an_access_endpoint_says_what_is_missing() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tokens = tokens_of(&editor, "single_node").await;
    let made = editor.raw("POST", &tokens, &[], SDK_CREATE).await.expect(201);
    let test = format!("{}/test", one(&tokens, &made));
    let problem = editor.post(&test, json!({"direction": "read"})).await.problem(ProblemCode::Unavailable);
    assert!(problem.detail.contains("without a data plane"), "{}", problem.detail);
    assert_eq!(recorded(&app).await[0], "access_token.test failed");
    editor.post(&test, json!({"direction": "up"})).await.problem(ProblemCode::Invalid);
}

#[tokio::test]
async fn a_value_is_in_no_file() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tokens = tokens_of(&editor, "single_node").await;
    let once = [("idempotency-key", "form-1")];
    let made = editor.raw("POST", &tokens, &once, SDK_CREATE).await.expect(201);
    let value = made["value"].as_str().unwrap();
    for file in std::fs::read_dir(app.folder()).unwrap() {
        let file = file.unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(value.len()).any(|window| window == value.as_bytes());
        assert!(!found, "{} holds the value", file.display());
    }
}
