//! Bodies that are too large are refused before they are read whole.

use super::{Files, rules};
use crate::support::TestApp;
use axum::body::{Body, Bytes};
use axum::http::Request;
use futures_util::stream;
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use keyhouse_model::rules::Limits;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const MEGABYTE: usize = 1024 * 1024;

#[tokio::test]
async fn a_body_that_never_ends_is_cut_off_at_the_limit() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    for path in [files.path("a.yml"), path::rule_check(files.deployment)] {
        let sent = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&sent);
        let endless = stream::repeat_with(move || {
            counted.fetch_add(MEGABYTE, Ordering::Relaxed);
            Ok::<_, Infallible>(Bytes::from(vec![b'#'; MEGABYTE]))
        });
        let request = Request::post(path).body(Body::from_stream(endless)).unwrap();
        let problem = files.client.send(request).await.problem(ProblemCode::TooLarge);
        assert!(problem.detail.contains("20971520"), "{}", problem.detail);
        let sent = sent.load(Ordering::Relaxed);
        assert!((20 * MEGABYTE..=22 * MEGABYTE).contains(&sent), "{sent} bytes were taken");
    }
}

/// Sends the head of an upload and no body, and answers the first line of what comes back.
async fn announced(app: &TestApp, files: &Files, key: &str, length: u64) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(axum::serve(listener, keyhouse_server::app(app.state.clone())).into_future());
    let mut socket = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: a\r\nX-VM-Cloud-Access: {key}\r\nContent-Length: {length}\r\n\r\n",
        files.path("a.yml")
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 64];
    let read = tokio::time::timeout(Duration::from_secs(10), socket.read(&mut answer)).await;
    let read = read.expect("it waits for the body").unwrap();
    server.abort();
    String::from_utf8_lossy(&answer[..read]).lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_length_that_is_too_large_is_refused_before_the_body_comes() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let new = serde_json::json!({
        "name": "ci", "expires_at": null, "permission": "rw", "deployment_access": "all",
    });
    let key = app.admin().await.post(path::API_KEYS, new).await.expect(201);
    let key = key["value"].as_str().unwrap();
    for length in [20 * 1024 * 1024 + 1, u64::from(u32::MAX) * 4] {
        assert!(announced(&app, &files, key, length).await.contains(" 413 "), "{length}");
    }
    // Who may not save is told before the body comes too.
    assert!(announced(&app, &files, "khk_nobody", 100).await.contains(" 401 "));
}

#[tokio::test]
async fn the_largest_file_is_taken() {
    let app = TestApp::with_limits(Limits { rules: 100, bytes: MEGABYTE }).await;
    let files = Files::new(&app).await;
    let mut text = rules("a", 100);
    let rest = MEGABYTE - text.len() - 1;
    text.push_str(&format!("#{}", "x".repeat(rest)));
    assert_eq!(text.len(), MEGABYTE);
    files.post("a.yml", &text).await.expect(201);
    assert_eq!(files.text("a.yml").await.body, text.as_bytes());
    text.push('x');
    files.post("a.yml", &text).await.problem(ProblemCode::TooLarge);
}

/// 20 MB of YAML that takes long to read keep nobody else waiting.
#[tokio::test(flavor = "current_thread")]
async fn a_hostile_file_holds_up_nobody() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let list = files.list.clone();
    let client = files.client.clone();
    let hostile = "groups: &a [*a, {name: x, rules: [{alert: [[[[[[[[[[[[[[[[".repeat(4 * MEGABYTE / 60);
    let upload = tokio::spawn(async move { files.post("a.yml", &hostile).await });
    let mut answered = 0;
    while !upload.is_finished() {
        client.get(&list).await.expect(200);
        answered += 1;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    upload.await.unwrap().problem(ProblemCode::Invalid);
    // All run on one thread: were the text read there, two would be answered, before and after it.
    assert!(answered >= 5, "{answered}");
}

/// Counts the bodies that are more than a megabyte, and not yet read to their end.
#[derive(Default)]
struct Begun {
    now: AtomicUsize,
    most: AtomicUsize,
}

/// A body of 17 pieces of 64 kB, one after the other, without a word on how many they are.
fn slow_body(begun: Arc<Begun>) -> Body {
    Body::from_stream(stream::unfold(0, move |piece| {
        let begun = Arc::clone(&begun);
        async move {
            // Who asks for the 18th has taken the 17th, with which it is large.
            if piece == 17 {
                let now = begun.now.fetch_add(1, Ordering::SeqCst) + 1;
                begun.most.fetch_max(now, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(100)).await;
                begun.now.fetch_sub(1, Ordering::SeqCst);
                return None;
            }
            let text = format!("{}\n", "#".repeat(64 * 1024 - 1));
            Some((Ok::<_, Infallible>(Bytes::from(text)), piece + 1))
        }
    }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_a_few_large_bodies_are_read_at_once_and_each_gets_its_turn() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let begun = Arc::new(Begun::default());
    let checks = (0..12).map(|_| {
        let request = Request::post(path::rule_check(files.deployment));
        files.client.send(request.body(slow_body(Arc::clone(&begun))).unwrap())
    });
    for answer in futures_util::future::join_all(checks).await {
        answer.expect(200);
    }
    let most = begun.most.load(Ordering::SeqCst);
    assert!((1..=4).contains(&most), "{most} at once");
}
