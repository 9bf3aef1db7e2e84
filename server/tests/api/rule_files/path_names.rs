//! Hostile names, raw on the wire.

use super::{Files, rules};
use crate::support::TestApp;
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Names that mean something else somewhere, as they stand in a path.
const HOSTILE: [&str; 18] = [
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "..",
    ".",
    ".hidden",
    "-rf",
    "a%00.yml",
    "%00",
    "a%0a.yml",
    "a%2fb.yml",
    "a%5cb.yml",
    "a%20b.yml",
    "%c3%bc.yml",
    "a;b.yml",
    "a+b.yml",
    "~root",
    "a%252fb",
    "CON:",
];

#[tokio::test]
async fn hostile_names_are_refused() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let long = "a".repeat(256);
    let very_long = "a".repeat(20_000);
    for name in HOSTILE.into_iter().chain([long.as_str(), &very_long]) {
        for method in ["POST", "PUT"] {
            let answer = files.client.raw(method, &files.path(name), &[], &rules("a", 1)).await;
            let problem = answer.problem(ProblemCode::Invalid);
            assert_eq!(problem.errors[0].pointer, "/name", "{method} {name}");
        }
        files.text(name).await.problem(ProblemCode::NotFound);
        files.delete(name).await.problem(ProblemCode::NotFound);
        files.client.get(&format!("{}/versions", files.path(name))).await.problem(ProblemCode::NotFound);
        files.restore(name, 1).await.problem(ProblemCode::NotFound);
    }
    // What is no text, no single segment, or empty, is no path of a file at all.
    for name in ["%ff", "a//b", "/a.yml", "a/b.yml", "a.yml/", ""] {
        files.post(name, &rules("a", 1)).await.problem(ProblemCode::NotFound);
        files.text(name).await.problem(ProblemCode::NotFound);
    }
    assert_eq!(files.names().await, json!([]));
    // Percent-encoded, what is harmless is the same name.
    files.post("%61.yml", &rules("a", 1)).await.expect(201);
    assert_eq!(files.names().await, json!(["a.yml"]));
    let longest = format!("{}.yml", "b".repeat(251));
    files.post(&longest, &rules("b", 1)).await.expect(201);
    assert_eq!(files.text(&longest).await.text(), rules("b", 1));
}

#[tokio::test]
async fn versions_have_numbers() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    files.post("a.yml", &rules("a", 1)).await.expect(201);
    for number in ["0", "2", "-1", "x", "1.0", "99999999999999999999", "%31%00", "01x"] {
        let path = format!("{}/versions/{number}", files.path("a.yml"));
        files.client.get(&path).await.problem(ProblemCode::NotFound);
        files.client.act(&format!("{path}/restore")).await.problem(ProblemCode::NotFound);
    }
}

/// Sends these bytes on a socket and answers what comes back, until the other side hangs up.
async fn sent(app: &TestApp, request: &[u8]) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(axum::serve(listener, keyhouse_server::app(app.state.clone())).into_future());
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    server.abort();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn what_no_client_would_send_does_no_harm() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let text = rules("a", 1);
    let length = text.len();
    let list = path::rule_files(files.deployment);
    for (name, status) in [
        ("../../../../../etc/passwd", " 404 "),
        ("..%2f..%2fetc%2fpasswd", " 401 "),
        ("a\0.yml", " 400 "),
        ("a b.yml", " 400 "),
        ("\u{fc}.yml", " 40"),
        ("%", " 40"),
        ("%zz", " 40"),
    ] {
        let request = format!(
            "POST {list}/{name} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{text}"
        );
        let answer = sent(&app, request.as_bytes()).await;
        let first = answer.lines().next().unwrap_or_default();
        assert!(first.contains(status), "{name:?}: {first}");
    }
    assert_eq!(files.names().await, json!([]));
}
