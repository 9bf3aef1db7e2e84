//! `Idempotency-Key`: what is sent twice is done once.

use crate::support::{Client, TestApp};
use axum::http::HeaderName;
use chrono::Duration;
use keyhouse_model::member::Role;
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use serde_json::{Value, json};

fn draft(name: &str) -> Value {
    json!({ "name": name, "expires_at": null, "permission": "r", "deployment_access": "all" })
}

fn with_key(client: &Client, key: &str) -> Client {
    client.clone().with_header(HeaderName::from_static("idempotency-key"), key)
}

#[tokio::test]
async fn the_same_request_gets_the_first_answer_with_its_secret() {
    let app = TestApp::new().await;
    let admin = with_key(&app.admin().await, "form-1");
    let first = admin.post(path::API_KEYS, draft("k")).await;
    let again = admin.post(path::API_KEYS, draft("k")).await;
    first.expect(201);
    again.expect(201);
    assert_eq!(first.body, again.body);
    assert_eq!(again.header("content-type"), "application/json");
    assert_ne!(first.header("x-request-id"), again.header("x-request-id"));
    let list = admin.get(path::API_KEYS).await.expect(200);
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    let trail = app.audit_trail().await;
    assert_eq!(trail.iter().filter(|event| event.starts_with("api_key.create")).count(), 1);
}

#[tokio::test]
async fn another_request_with_the_key_is_a_conflict() {
    let app = TestApp::new().await;
    let admin = with_key(&app.admin().await, "form-1");
    let key = admin.post(path::API_KEYS, draft("k")).await.expect(201);
    admin.post(path::API_KEYS, draft("other")).await.problem(ProblemCode::Conflict);
    // The same body elsewhere is another request too.
    let rotate = format!("{}/{}/rotate", path::API_KEYS, key["id"].as_str().unwrap());
    admin.post(&rotate, json!({ "grace_seconds": 0 })).await.problem(ProblemCode::Conflict);
}

#[tokio::test]
async fn a_key_is_the_callers_own_and_lasts_a_day() {
    let app = TestApp::new().await;
    let admin = with_key(&app.admin().await, "form-1");
    let first = admin.post(path::API_KEYS, draft("k")).await.expect(201);
    let other = with_key(&app.member("other@example.com", Role::Admin).await, "form-1");
    assert_ne!(other.post(path::API_KEYS, draft("k")).await.expect(201)["id"], first["id"]);
    // Signed in anew, it is still the same caller.
    app.advance(Duration::hours(23));
    let anew = with_key(&app.sign_in_admin().await, "form-1");
    assert_eq!(anew.post(path::API_KEYS, draft("k")).await.expect(201)["id"], first["id"]);
    app.advance(Duration::hours(1));
    assert_ne!(anew.post(path::API_KEYS, draft("k")).await.expect(201)["id"], first["id"]);
}

#[tokio::test]
async fn what_was_refused_can_be_tried_again() {
    let app = TestApp::new().await;
    let admin = with_key(&app.admin().await, "form-1");
    admin.post(path::API_KEYS, draft(" ")).await.problem(ProblemCode::Invalid);
    admin.post(path::API_KEYS, draft("k")).await.expect(201);
}

#[tokio::test]
async fn eight_at_once_make_one_key() {
    let app = TestApp::new().await;
    let admin = with_key(&app.admin().await, "double-click");
    let sent = (0..8).map(|_| async { admin.post(path::API_KEYS, draft("k")).await.expect(201) });
    let answers = futures_util::future::join_all(sent).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(admin.get(path::API_KEYS).await.expect(200)["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn every_post_that_makes_a_secret_takes_a_key() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let mut body = draft("k");
    body["revealable"] = json!(true);
    let key = admin.post(path::API_KEYS, body).await.expect(201);
    let key = format!("{}/{}", path::API_KEYS, key["id"].as_str().unwrap());
    let user =
        admin.post(path::USERS, json!({ "email": "a@example.com", "role": "viewer" })).await.expect(201);
    let user = format!("{}/{}", path::USERS, user["id"].as_str().unwrap());
    let posts = [
        (path::USERS.to_owned(), json!({ "email": "b@example.com", "role": "viewer" })),
        (format!("{user}/invitation"), json!({})),
        (format!("{key}/reveal"), json!({})),
        (format!("{key}/rotate"), json!({ "grace_seconds": 60 })),
        (format!("{key}/finish_rotation"), json!({})),
    ];
    for (n, (path, body)) in posts.into_iter().enumerate() {
        let client = with_key(&admin, &format!("form-{n}"));
        let before = app.audit_trail().await.len();
        let first = client.post(&path, body.clone()).await;
        assert!(first.status.is_success(), "{path}: {}", first.text());
        let recorded = app.audit_trail().await.len();
        assert!(recorded > before, "{path}");
        assert_eq!(client.post(&path, body).await.body, first.body, "{path}");
        assert_eq!(app.audit_trail().await.len(), recorded, "{path}");
    }
}
