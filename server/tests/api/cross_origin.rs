//! A console on another origin: the one that the command line names may call, and no other.

use crate::support::{CONSOLE_ORIGIN, TestApp};
use axum::http::{HeaderName, header};
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use serde_json::json;

const SAME_SITE: (HeaderName, &str) = (HeaderName::from_static("sec-fetch-site"), "same-site");

fn new_key() -> serde_json::Value {
    json!({ "name": "ci", "expires_at": null, "permission": "r", "deployment_access": "all" })
}

#[tokio::test]
async fn a_browser_that_asks_first_is_told_who_may_call() {
    let app = TestApp::new().await;
    let asks = |origin| {
        [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type,idempotency-key,if-match,if-none-match"),
        ]
    };
    let answer = app.anonymous().raw("OPTIONS", path::API_KEYS, &asks(CONSOLE_ORIGIN), "").await;
    assert!(answer.status.is_success());
    assert_eq!(answer.header("access-control-allow-origin"), CONSOLE_ORIGIN);
    assert_eq!(answer.header("access-control-allow-credentials"), "true");
    for header in ["idempotency-key", "if-match", "if-none-match"] {
        let allowed = answer.header("access-control-allow-headers");
        assert!(allowed.split(',').any(|allowed| allowed.trim() == header), "{header}: {allowed}");
    }
    let answer = app.anonymous().raw("GET", path::API_KEYS, &[("origin", CONSOLE_ORIGIN)], "").await;
    assert!(answer.header("access-control-expose-headers").contains("etag"));
    let answer = app.anonymous().raw("OPTIONS", path::API_KEYS, &asks("https://evil.example.com"), "").await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn a_change_comes_from_a_known_origin_or_not_at_all() {
    let app = TestApp::new().await;
    let (name, site) = SAME_SITE;
    let console = app.admin().await.with_header(name, site).with_header(header::ORIGIN, CONSOLE_ORIGIN);
    let answer = console.post(path::API_KEYS, new_key()).await;
    answer.expect(201);
    assert_eq!(answer.header("access-control-allow-origin"), CONSOLE_ORIGIN);
    let other = console.with_header(header::ORIGIN, "https://other.example.com");
    other.post(path::API_KEYS, new_key()).await.problem(ProblemCode::CrossOrigin);
}
