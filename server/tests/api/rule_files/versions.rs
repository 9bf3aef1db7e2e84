//! Versions: kept, shown, put back.

use super::{Files, recorded, rules};
use crate::support::TestApp;
use keyhouse_model::problem::ProblemCode;
use keyhouse_model::rule_file::{RuleFile, RuleFileVersion, VersionChange};
use serde_json::json;

/// Number and change of each, the newest first.
async fn history(files: &Files, name: &str) -> Vec<(u64, String)> {
    let versions = files.versions(name).await;
    let words = |one: &serde_json::Value| {
        (one["number"].as_u64().unwrap(), one["change"].as_str().unwrap().to_owned())
    };
    versions.iter().map(words).collect()
}

fn of(list: &[(u64, &str)]) -> Vec<(u64, String)> {
    list.iter().map(|(number, change)| (*number, (*change).to_owned())).collect()
}

#[tokio::test]
async fn every_text_that_a_file_had_can_be_seen() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    files.post("a.yml", &rules("a", 1)).await.expect(201);
    files.post("a.yml", &rules("a", 2)).await.expect(200);
    assert_eq!(history(&files, "a.yml").await, of(&[(2, "replaced"), (1, "created")]));
    for number in 1..=2 {
        let path = format!("{}/versions/{number}", files.path("a.yml"));
        let answer = files.client.get(&path).await;
        assert_eq!(answer.text(), rules("a", number));
        assert_eq!(answer.header("content-type"), "application/yaml");
    }
    let newest: RuleFileVersion =
        serde_json::from_value(files.versions("a.yml").await.swap_remove(0)).unwrap();
    let file: RuleFile = serde_json::from_value(files.details().await.swap_remove(0)).unwrap();
    assert_eq!((newest.sha256, newest.bytes, newest.groups, newest.rules), (file.sha256, file.bytes, 1, 2));
    assert_eq!((newest.created_by.as_str(), newest.created_at), ("program", file.updated_at));
    files.client.get(&format!("{}/versions", files.path("b.yml"))).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn an_earlier_text_can_be_put_back() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    files.post("a.yml", &rules("a", 1)).await.expect(201);
    files.post("a.yml", &rules("a", 2)).await.expect(200);
    let restored = files.restore("a.yml", 1).await;
    assert_eq!(restored.header("etag"), format!("\"{}\"", restored.expect(200)["sha256"].as_str().unwrap()));
    assert_eq!(restored.expect(200)["version"], 3);
    assert_eq!(files.text("a.yml").await.text(), rules("a", 1));
    assert_eq!(files.versions("a.yml").await[0]["restored_from"], json!(1));
    // It is there already, by this number or another one.
    assert_eq!(files.restore("a.yml", 1).await.expect(200)["version"], 3);
    assert_eq!(files.restore("a.yml", 3).await.expect(200)["version"], 3);
    assert_eq!(recorded(&app).await[0], "rule_file.restore success");
    assert_eq!(recorded(&app).await.len(), 3);
    files.restore("a.yml", 4).await.problem(ProblemCode::NotFound);
    files.restore("b.yml", 1).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn a_deleted_file_can_be_brought_back() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    files.post("a.yml", &rules("a", 1)).await.expect(201);
    files.delete("a.yml").await.expect(204);
    let history_then = of(&[(2, "deleted"), (1, "created")]);
    assert_eq!(history(&files, "a.yml").await, history_then);
    let deleted = files.client.get(&format!("{}/versions/2", files.path("a.yml"))).await;
    assert_eq!(deleted.text(), rules("a", 1), "what it held");
    assert_eq!(files.restore("a.yml", 2).await.expect(200)["version"], 3);
    assert_eq!(files.names().await, json!(["a.yml"]));
    files.delete("a.yml").await.expect(204);
    // A new file of the name goes on counting.
    assert_eq!(files.post("a.yml", &rules("a", 5)).await.expect(201)["version"], 5);
    let versions = files.versions("a.yml").await;
    let changes: Vec<VersionChange> =
        versions.into_iter().map(|one| serde_json::from_value(one["change"].clone()).unwrap()).collect();
    use VersionChange::{Created, Deleted, Restored};
    assert_eq!(changes, [Created, Deleted, Restored, Deleted, Created]);
    let events = ["create", "delete", "restore", "delete", "create"];
    assert_eq!(recorded(&app).await, events.map(|event| format!("rule_file.{event} success")));
}

#[tokio::test]
async fn the_newest_fifty_are_kept() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    for n in 1..=53 {
        let answer = files.post("a.yml", &format!("{}# {n}\n", rules("a", 1))).await;
        assert!(answer.status.is_success(), "{}", answer.text());
    }
    files.post("b.yml", &rules("b", 1)).await.expect(201);
    let numbers: Vec<u64> = history(&files, "a.yml").await.into_iter().map(|(number, _)| number).collect();
    assert_eq!(numbers, (4..=53).rev().collect::<Vec<_>>());
    files.restore("a.yml", 3).await.problem(ProblemCode::NotFound);
    assert_eq!(files.restore("a.yml", 4).await.expect(200)["version"], 54);
    assert_eq!(history(&files, "b.yml").await.len(), 1);
}
