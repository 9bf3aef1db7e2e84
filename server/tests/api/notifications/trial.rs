//! Test alerts, to something that stands in for an Alertmanager that runs already.

use super::{Notifications, SECRET, assert_hidden, recorded};
use crate::support::{BASE_URL, TestApp};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// The requests that it got: the header `Authorization`, and the body.
type Got = Arc<Mutex<Vec<(String, Value)>>>;

/// Something that answers alerts with this status. Answers its URL.
async fn stand_in(status: StatusCode) -> (String, Got) {
    let got = Got::default();
    let take = async move |State(got): State<Got>, headers: HeaderMap, body: Bytes| {
        let authorization = headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
        let alerts = serde_json::from_slice(&body).unwrap();
        got.lock().unwrap().push((authorization.unwrap_or_default(), alerts));
        (status, "what stands there")
    };
    let router = axum::Router::new().route("/am/api/v2/alerts", post(take)).with_state(Arc::clone(&got));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/am", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, got)
}

#[tokio::test]
async fn a_test_alert_arrives_with_the_credential() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    let (url, got) = stand_in(StatusCode::OK).await;
    ours.put(json!({ "kind": "external", "url": url, "bearer_token": SECRET })).await;
    let result = ours.admin.act(&path::alertmanager_test(ours.id)).await.expect(200);
    assert_eq!((&result["taken"], &result["receivers"]), (&json!(true), &json!([])));
    let (authorization, alerts) = got.lock().unwrap().remove(0);
    assert_eq!(authorization, format!("Bearer {SECRET}"));
    let alert = &alerts[0];
    assert_eq!(
        (&alert["labels"]["alertname"], &alert["labels"]["severity"]),
        (&json!("KeyhouseTestAlert"), &json!("info"))
    );
    assert!(alert["labels"]["deployment"].is_string() && alert["annotations"]["summary"].is_string());
    assert_eq!(alert["generatorURL"], format!("{BASE_URL}/deployments/{}/rules", ours.id));
    let at = |name: &str| alert[name].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!(at("endsAt") - at("startsAt"), chrono::Duration::minutes(1));
    let event = recorded(&app).await.remove(0);
    assert_eq!((&event["action"], &event["outcome"]), (&json!("notifications.test"), &json!("success")));
    assert_hidden(&app).await;
}

#[tokio::test]
async fn a_test_that_is_sent_twice_with_one_key_is_one() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    let (url, got) = stand_in(StatusCode::OK).await;
    ours.put(json!({ "kind": "external", "url": url })).await;
    let once = ours.admin.clone().with_header("idempotency-key".parse().unwrap(), "test-1");
    let first = once.act(&path::alertmanager_test(ours.id)).await.expect(200);
    assert_eq!(once.act(&path::alertmanager_test(ours.id)).await.expect(200), first);
    assert_eq!(got.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_went_wrong_is_told_in_words_and_nothing_of_the_answer() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    for (status, words) in [
        (StatusCode::UNAUTHORIZED, "refuses the credential"),
        (StatusCode::NOT_FOUND, "there is no Alertmanager"),
        (StatusCode::FOUND, "sends elsewhere"),
        (StatusCode::INTERNAL_SERVER_ERROR, "its own log"),
    ] {
        let (url, _got) = stand_in(status).await;
        ours.put(json!({ "kind": "external", "url": url, "basic_auth": format!("me:{SECRET}") })).await;
        let result = ours.admin.act(&path::alertmanager_test(ours.id)).await.expect(200);
        let detail = result["detail"].as_str().unwrap();
        assert!(result["taken"] == false && detail.contains(words), "{result}");
        assert!(!detail.contains("what stands there") && !detail.contains(SECRET), "{detail}");
        assert_eq!(recorded(&app).await[0]["outcome"], "failed");
    }
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    ours.put(json!({ "kind": "external", "url": format!("http://{free}") })).await;
    let result = ours.admin.act(&path::alertmanager_test(ours.id)).await.expect(200);
    assert!(result["detail"].as_str().unwrap().contains("nothing listens there"), "{result}");
}

#[tokio::test]
async fn without_an_alertmanager_there_is_nothing_to_test() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    let test = path::alertmanager_test(ours.id);
    let problem = ours.admin.act(&test).await.problem(ProblemCode::Conflict);
    assert!(problem.detail.contains("Choose an Alertmanager"), "{}", problem.detail);
    // One that Keyhouse is to run, and that does not run.
    ours.put(json!({ "kind": "managed" })).await;
    let problem = ours.admin.act(&test).await.problem(ProblemCode::Conflict);
    assert!(problem.detail.contains("does not run"), "{}", problem.detail);
}
