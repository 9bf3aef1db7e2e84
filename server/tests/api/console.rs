//! What lies beside the API: the console's pages, and what every answer tells the browser to refuse.

use crate::support::TestApp;
use keyhouse_model::problem::ProblemCode;

#[tokio::test]
async fn without_a_console_a_page_says_how_to_get_one() {
    let app = TestApp::new().await;
    let page = app.anonymous().get("/").await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(page.text().contains("--console-dir"));
    app.anonymous().get("/nope.js").await.problem(ProblemCode::NotFound);
    app.anonymous().get("/../../etc/passwd").await.problem(ProblemCode::NotFound);
    let post = app.anonymous().raw("POST", "/", &[], "").await;
    assert_eq!(post.header("allow"), "GET, HEAD");
    post.problem(ProblemCode::MethodNotAllowed);
}

#[tokio::test]
async fn an_unknown_path_of_the_api_is_a_problem_and_no_page() {
    let app = TestApp::new().await;
    for path in ["/api", "/api/", "/api/v1", "/api/v1/nope", "/api/v2/deployments", "/api/v1/api_keys/"] {
        app.anonymous().get(path).await.problem(ProblemCode::NotFound);
    }
}

#[tokio::test]
async fn every_answer_is_locked_down() {
    let app = TestApp::new().await;
    for path in [
        "/",
        "/nope.js",
        "/api/v1/setup",
        "/api/v1/deployments",
        "/api/v1/openapi.json",
        "/api-docs",
        "/healthz",
    ] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        let count = answer.headers.get_all("content-security-policy").iter().count();
        assert_eq!(count, 1, "{path} has one policy");
    }
}
