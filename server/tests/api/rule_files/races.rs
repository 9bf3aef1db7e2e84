//! Uploads at the same time, and what those who listen are told.

use super::{Files, rules};
use crate::support::TestApp;
use futures_util::future::join_all;
use keyhouse_model::live::LiveKind;
use keyhouse_model::problem::{Problem, ProblemCode};
use std::time::Duration;

/// Sends these files all at once. Answers the code of what went wrong with each that was refused.
async fn at_once(files: &Files, texts: Vec<(String, String)>) -> Vec<String> {
    let answers = join_all(texts.iter().map(|(name, text)| files.post(name, text))).await;
    let refused = answers.iter().filter(|answer| answer.status != 201);
    refused.map(|answer| first_code(&answer.problem(ProblemCode::Invalid))).collect()
}

fn first_code(problem: &Problem) -> String {
    problem.errors[0].code.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_limit_holds_for_uploads_at_the_same_time() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    for round in 0..5 {
        let file = |n: usize| (format!("{round}-{n}.yml"), rules(&format!("g{round}_{n}"), 60));
        let refused = at_once(&files, (0..4).map(file).collect()).await;
        assert_eq!(refused, ["too_many_rules"; 3]);
        let details = files.details().await;
        assert_eq!(details.len(), 1, "one of them has room");
        files.delete(details[0]["name"].as_str().unwrap()).await.expect(204);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_group_has_one_file_for_uploads_at_the_same_time() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    for round in 0..5 {
        let group = format!("g{round}");
        let file = |n: usize| (format!("{round}-{n}.yml"), rules(&group, n + 1));
        let refused = at_once(&files, (0..4).map(file).collect()).await;
        assert_eq!(refused, ["duplicate_group"; 3]);
    }
    assert_eq!(files.details().await.len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_files_at_the_same_time_all_have_room() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let file = |n: usize| (format!("{n}.yml"), rules(&format!("g{n}"), 5));
    assert_eq!(at_once(&files, (0..20).map(file).collect()).await, Vec::<String>::new());
    assert_eq!(files.details().await.len(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_who_saw_the_same_one_saves() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let first = files.post("a.yml", &rules("a", 1)).await;
    let (path, seen) = (files.path("a.yml"), [("if-match", first.header("etag"))]);
    let texts: Vec<String> = (2..6).map(|count| rules("a", count)).collect();
    let answers = join_all(texts.iter().map(|text| files.client.raw("POST", &path, &seen, text))).await;
    let (saved, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!((saved.len(), refused.len()), (1, 3));
    refused.iter().for_each(|answer| drop(answer.problem(ProblemCode::ChangedSince)));
    assert_eq!(files.versions("a.yml").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_text_at_the_same_time_is_one_version() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let text = rules("a", 1);
    let answers = join_all((0..6).map(|_| files.post("a.yml", &text))).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert!(answers.iter().all(|answer| answer.status.is_success()));
    assert_eq!((made, files.versions("a.yml").await.len()), (1, 1));
}

#[tokio::test]
async fn those_who_listen_are_told() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let mut listener = app.state.live.listen("test").unwrap();
    let mut told = async || loop {
        let events = tokio::time::timeout(Duration::from_secs(10), listener.next()).await.unwrap().unwrap();
        if let Some(event) = events.into_iter().find(|event| event.kind == LiveKind::RuleFile) {
            return (event.id, event.deployment_id);
        }
    };
    let expected = ("a.yml".to_owned(), Some(files.deployment));
    files.post("a.yml", &rules("a", 1)).await.expect(201);
    assert_eq!(told().await, expected);
    files.post("a.yml", &rules("a", 2)).await.expect(200);
    assert_eq!(told().await, expected);
    files.restore("a.yml", 1).await.expect(200);
    assert_eq!(told().await, expected);
    files.delete("a.yml").await.expect(204);
    assert_eq!(told().await, expected);
}
