//! Providers, regions and tiers over HTTP.

use crate::support::TestApp;
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::problem::ProblemCode;
use serde_json::json;

#[tokio::test]
async fn lists_are_bare_arrays_as_the_sdk_expects() {
    let app = TestApp::new().await;
    let key = app.key(Permission::Read, DeploymentAccess::All).await;
    let providers = key.get("/api/v1/cloud_providers").await.expect(200);
    assert!(providers.as_array().unwrap().contains(&json!({"id": "aws", "url": "https://aws.amazon.com"})));
    let regions = key.get("/api/v1/regions").await.expect(200);
    assert!(regions.as_array().unwrap().contains(&json!({"cloud_provider": "aws", "name": "us-east-2"})));
    let tiers = key.get("/api/v1/tiers").await.expect(200);
    let starter = tiers.as_array().unwrap().iter().find(|tier| tier["id"] == 21).unwrap();
    assert_eq!((&starter["name"], &starter["type"]), (&json!("s.starter.a"), &json!("single_node")));
    for field in
        ["ingestion_rate", "active_time_series", "access_token_concurrent_requests", "access_token_limit"]
    {
        assert!(starter[field].is_i64(), "{field} is a whole number: the SDK reads no other");
    }
}

#[tokio::test]
async fn tiers_can_be_limited_to_a_type() {
    let app = TestApp::new().await;
    let viewer = app.viewer().await;
    let tiers = viewer.get("/api/v1/tiers?type=cluster").await.expect(200);
    assert!(!tiers.as_array().unwrap().is_empty());
    assert!(tiers.as_array().unwrap().iter().all(|tier| tier["type"] == "cluster"));
    assert_eq!(
        viewer.get("/api/v1/tiers?type=vtraces_single").await.problem(ProblemCode::Invalid).errors[0].code,
        "unknown"
    );
}

#[tokio::test]
async fn nobody_reads_it_without_signing_in() {
    let app = TestApp::new().await;
    for path in ["/api/v1/cloud_providers", "/api/v1/regions", "/api/v1/tiers"] {
        app.anonymous().get(path).await.problem(ProblemCode::Unauthenticated);
    }
}
