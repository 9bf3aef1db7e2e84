//! Choosing where alerts go.

use super::{Notifications, SECRET, assert_hidden, recorded};
use crate::support::TestApp;
use keyhouse_model::problem::ProblemCode;
use serde_json::json;

#[tokio::test]
async fn nobody_is_told_until_somebody_says_who() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    let told = ours.admin.get(&ours.path).await.expect(200);
    assert_eq!(told, json!({ "kind": "none", "has_credential": false, "status": "off" }));
    let told = ours.put(json!({ "kind": "managed" })).await;
    assert_eq!((&told["kind"], &told["updated_by"]), (&json!("managed"), &json!(crate::support::ADMIN)));
    // There is no amtool here, which is told.
    assert!(told["reason"].as_str().unwrap().contains("amtool"), "{told}");
    assert_eq!(ours.put(json!({ "kind": "managed" })).await, told, "the same again changes nothing");
    assert_eq!(recorded(&app).await.len(), 1);
    let told = ours.put(json!({ "kind": "none" })).await;
    assert_eq!(told["kind"], "none");
}

#[tokio::test]
async fn a_credential_is_kept_for_its_url_and_never_shown() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    let url = "http://alerts.example.com:9093/prefix";
    let basic = format!("me:{SECRET}");
    let told = ours.put(json!({ "kind": "external", "url": format!("{url}/"), "basic_auth": basic })).await;
    assert_eq!((&told["url"], &told["has_credential"]), (&json!(url), &json!(true)));
    assert!(!told.to_string().contains(SECRET));
    assert_hidden(&app).await;
    // Without one, it stays with the same URL.
    let told = ours.put(json!({ "kind": "external", "url": url })).await;
    assert_eq!(told["has_credential"], true);
    assert_eq!(recorded(&app).await.len(), 1, "which changes nothing");
    // Another URL does not get it.
    let told = ours.put(json!({ "kind": "external", "url": "http://other.example.com" })).await;
    assert_eq!(told["has_credential"], false);
    let told = ours.put(json!({ "kind": "external", "url": url })).await;
    assert_eq!(told["has_credential"], false, "and it is gone for good");
    // Forgotten on demand, and with the kind.
    for forget in
        [json!({ "kind": "external", "url": url, "forget_credential": true }), json!({ "kind": "none" })]
    {
        let token = json!({ "kind": "external", "url": url, "bearer_token": SECRET });
        assert_eq!(ours.put(token).await["has_credential"], true);
        assert_eq!(ours.put(forget).await["has_credential"], false);
    }
    assert_eq!(ours.put(json!({ "kind": "external", "url": url })).await["has_credential"], false);
    assert_hidden(&app).await;
}

#[tokio::test]
async fn what_changed_is_on_record_without_what_is_secret() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    let url = format!("https://alerts.example.com:9093/{SECRET}");
    ours.put(json!({ "kind": "external", "url": url, "bearer_token": SECRET })).await;
    let event = recorded(&app).await.remove(0);
    assert_eq!((&event["action"], &event["outcome"]), (&json!("notifications.update"), &json!("success")));
    assert_eq!(event["target"]["id"], ours.id.to_string());
    assert_eq!(event["deployment_id"], ours.id.to_string());
    let changes = event["changes"].as_array().unwrap();
    let after =
        |field: &str| changes.iter().find(|change| change["field"] == field).map(|change| &change["after"]);
    assert_eq!(after("kind"), Some(&json!("external")));
    assert_eq!(after("url_host"), Some(&json!("alerts.example.com:9093")));
    assert_eq!(after("has_credential"), Some(&json!(true)));
    let trail = serde_json::to_string(&event).unwrap();
    assert!(!trail.contains(SECRET), "{trail}");
    // A viewer is refused on record.
    let refused = app.viewer().await.put(&ours.path, json!({ "kind": "none" })).await;
    refused.problem(ProblemCode::Forbidden);
    let event = recorded(&app).await.remove(0);
    assert_eq!((&event["outcome"], &event["target"]["id"]), (&json!("denied"), &json!(ours.id.to_string())));
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    for (change, pointer, code) in [
        (json!({}), "/kind", "required"),
        (json!({ "kind": "mail" }), "/kind", "unknown"),
        (json!({ "kind": "external" }), "/url", "required"),
        (json!({ "kind": "external", "url": "alerts" }), "/url", "not_a_url"),
        (json!({ "kind": "external", "url": "http://me:pw@a" }), "/url", "credentials"),
        (json!({ "kind": "external", "url": "http://a", "basic_auth": "x" }), "/basic_auth", "malformed"),
        (json!({ "kind": "managed", "url": "http://a" }), "/url", "not_allowed"),
        (json!({ "kind": "none", "bearer_token": "x" }), "/bearer_token", "not_allowed"),
    ] {
        let problem = ours.admin.put(&ours.path, change.clone()).await.problem(ProblemCode::Invalid);
        let found: Vec<_> =
            problem.errors.iter().map(|error| (error.pointer.as_str(), error.code.as_str())).collect();
        assert_eq!(found, [(pointer, code)], "{change}");
    }
    assert_eq!(ours.admin.get(&ours.path).await.expect(200)["kind"], "none");
}

#[tokio::test]
async fn a_deployment_takes_its_notifications_along() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    ours.put(json!({ "kind": "managed" })).await;
    let deployment = keyhouse_model::path::deployment(ours.id);
    ours.admin.delete(&deployment).await.expect(204);
    ours.admin.get(&ours.path).await.problem(ProblemCode::NotFound);
    let left: i64 = sqlx::query_scalar("select count(*) from notifications")
        .fetch_one(app.state.store.read())
        .await
        .unwrap();
    assert_eq!(left, 0);
}
