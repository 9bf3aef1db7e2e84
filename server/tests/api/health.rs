//! The endpoints for whoever watches the server.

use crate::support::TestApp;
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::problem::ProblemCode;
use std::net::IpAddr;

const PATHS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];
const ELSEWHERE: [u8; 4] = [192, 0, 2, 7];

#[tokio::test]
async fn on_the_machine_itself_nobody_signs_in() {
    let app = TestApp::new().await;
    for path in PATHS {
        for ip in ["127.0.0.1", "127.7.7.7", "::1", "::ffff:127.0.0.1"] {
            let answer = app.anonymous().calling_from(ip.parse::<IpAddr>().unwrap()).get(path).await;
            assert_eq!(answer.status.as_u16(), 200, "{path} from {ip}");
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
}

#[tokio::test]
async fn from_elsewhere_only_administrators_look() {
    let app = TestApp::new().await;
    let [viewer, editor, admin] = [app.viewer().await, app.editor().await, app.admin().await];
    let key = app.key(Permission::ReadWrite, DeploymentAccess::All).await;
    for path in PATHS {
        app.anonymous().calling_from(ELSEWHERE).get(path).await.problem(ProblemCode::Unauthenticated);
        for client in [&viewer, &editor, &key] {
            client.clone().calling_from(ELSEWHERE).get(path).await.problem(ProblemCode::Forbidden);
        }
        assert_eq!(admin.clone().calling_from(ELSEWHERE).get(path).await.status.as_u16(), 200, "{path}");
    }
}

#[tokio::test]
async fn behind_a_proxy_on_this_machine_everybody_is_from_elsewhere() {
    let app = TestApp::new().await;
    for header in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"] {
        let answer = app.anonymous().raw("GET", "/metrics", &[(header, "for=192.0.2.7")], "").await;
        answer.problem(ProblemCode::Unauthenticated);
    }
}

#[tokio::test]
async fn readiness_says_what_was_looked_at() {
    let app = TestApp::new().await;
    let answer = app.anonymous().get("/readyz").await.expect(200);
    assert_eq!(answer["ready"], true);
    assert_eq!(
        (&answer["checks"][0]["name"], &answer["checks"][0]["status"]),
        (&"database".into(), &"ok".into())
    );
    assert_eq!(
        (&answer["checks"][1]["name"], &answer["checks"][1]["status"]),
        (&"data_plane".into(), &"absent".into())
    );
    assert_eq!(
        (&answer["checks"][2]["name"], &answer["checks"][2]["status"]),
        (&"monitor".into(), &"absent".into())
    );
    app.state.store.close().await;
    let answer = app.anonymous().get("/readyz").await.expect(503);
    assert_eq!((&answer["ready"], &answer["checks"][0]["status"]), (&false.into(), &"failed".into()));
}

#[tokio::test]
async fn metrics_name_routes_and_never_what_was_asked() {
    let app = TestApp::new().await;
    let id = "123e4567-e89b-12d3-a456-426614174000";
    app.viewer().await.get(&format!("/api/v1/deployments/{id}")).await.problem(ProblemCode::NotFound);
    app.anonymous()
        .raw("BREW", "/api/v1/deployments?q=s3cret", &[("x-vm-cloud-access", "khk_s3cret")], "")
        .await;
    app.anonymous().get("/nope-s3cret.js").await.problem(ProblemCode::NotFound);
    let answer = app.anonymous().get("/metrics").await;
    assert!(answer.header("content-type").starts_with("text/plain"));
    let text = answer.text();
    let line =
        r#"keyhouse_http_requests_total{method="GET",route="/api/v1/deployments/{id}",status="404"} 1"#;
    assert!(text.contains(line), "{text}");
    assert!(text.contains(r#"method="other",route="/api/v1/deployments",status="405""#), "{text}");
    assert!(
        text.contains("keyhouse_http_request_duration_seconds_bucket")
            && text.contains("keyhouse_build_info")
    );
    #[cfg(target_os = "linux")]
    assert!(text.contains("process_resident_memory_bytes"));
    for secret in [id, "s3cret", "@"] {
        assert!(!text.contains(secret), "{secret} is in the metrics");
    }
}
