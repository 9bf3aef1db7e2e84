//! The errors of the contract's table that a request can meet, each in the one form, and what reads bodies.

use crate::support::TestApp;
use axum::body::Body;
use axum::http::{Request, header};
use keyhouse_model::path;
use keyhouse_model::problem::{Problem, ProblemCode};
use serde_json::json;

const CREDENTIALS: &str = r#"{"email":"nobody@example.com","password":"correct horse battery"}"#;

fn sign_in(content_type: Option<&str>, body: impl Into<Body>) -> Request<Body> {
    let request = Request::post(path::SESSION);
    let request = match content_type {
        Some(content_type) => request.header(header::CONTENT_TYPE, content_type),
        None => request,
    };
    request.body(body.into()).unwrap()
}

#[tokio::test]
async fn what_is_no_json_is_malformed() {
    let app = TestApp::new().await;
    for body in ["", "{", "email=a", "{\"email\":\"a\"} x", "\u{feff}{}", "[1,2"] {
        let answer = app.anonymous().send(sign_in(Some("application/json"), body)).await;
        answer.problem(ProblemCode::Malformed);
    }
    let key =
        app.admin().await.with_header(axum::http::HeaderName::from_static("idempotency-key"), "two words");
    key.post(path::USERS, json!({})).await.problem(ProblemCode::Malformed);
}

#[tokio::test]
async fn json_is_read_without_a_content_type_and_nothing_else_is() {
    let app = TestApp::new().await;
    for fine in
        [None, Some("application/json"), Some("Application/JSON; charset=utf-8"), Some("application/x+json")]
    {
        app.anonymous().send(sign_in(fine, CREDENTIALS)).await.problem(ProblemCode::Unauthenticated);
    }
    for wrong in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "json"]
    {
        let answer = app.anonymous().send(sign_in(Some(wrong), CREDENTIALS)).await;
        answer.problem(ProblemCode::UnsupportedMediaType);
    }
}

#[tokio::test]
async fn a_large_body_is_refused_however_it_is_sent() {
    let app = TestApp::new().await;
    let large = format!(r#"{{"email":"{}"}}"#, "x".repeat(300_000));
    app.anonymous().send(sign_in(None, large.clone())).await.problem(ProblemCode::TooLarge);
    let pieces = large
        .into_bytes()
        .chunks(1000)
        .map(|piece| Ok::<_, std::io::Error>(piece.to_vec()))
        .collect::<Vec<_>>();
    let stream = Body::from_stream(futures_util::stream::iter(pieces));
    app.anonymous().send(sign_in(None, stream)).await.problem(ProblemCode::TooLarge);
}

#[tokio::test]
async fn a_wrong_type_is_named_and_not_repeated() {
    let app = TestApp::new().await;
    let answer = app.anonymous().post(path::SESSION, json!({ "email": "a@b", "password": 8_675_309 })).await;
    let problem = answer.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].pointer, "/password");
    assert!(!answer.text().contains("8675309"));
}

#[tokio::test]
async fn what_is_not_there_says_so() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.anonymous().get("/api/v1/nothing").await.problem(ProblemCode::NotFound);
    admin.get("/api/v1/api_keys/not-an-id").await.problem(ProblemCode::NotFound);
    admin.get("/api/v1/api_keys/00000000-0000-4000-8000-000000000000").await.problem(ProblemCode::NotFound);
    let wrong = admin.put(path::API_KEYS, json!({})).await;
    wrong.problem(ProblemCode::MethodNotAllowed);
    assert_eq!(wrong.header("allow"), "GET,HEAD,POST");
}

#[tokio::test]
async fn a_failure_of_ours_tells_nothing_of_its_cause() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let mut tx = app.state.store.begin().await.unwrap();
    sqlx::query("alter table api_keys rename to elsewhere").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let answer = admin.get(path::API_KEYS).await;
    answer.problem(ProblemCode::Internal);
    assert!(!answer.text().contains("api_keys") && !answer.text().contains("sql"), "{}", answer.text());
}

#[tokio::test]
async fn without_its_database_the_server_is_unavailable() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.state.store.close().await;
    admin.get(path::API_KEYS).await.problem(ProblemCode::Unavailable);
}

#[tokio::test]
async fn every_answer_of_the_api_has_an_id_of_its_own_and_is_not_stored() {
    let app = TestApp::new().await;
    let own = axum::http::HeaderName::from_static("x-request-id");
    let client = app.anonymous().with_header(own, "chosen-by-the-client");
    let mut ids = Vec::new();
    for path in [path::SETUP, path::SESSION, "/api/v1/nothing"] {
        let answer = client.get(path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        ids.push(answer.header("x-request-id").to_owned());
        if answer.status != 200 {
            let problem: Problem = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(problem.request_id, ids[ids.len() - 1]);
        }
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| id.len() == 36 && id != "chosen-by-the-client"));
}
