//! What VictoriaMetrics Cloud's clients send and need, and what is added to it.

use super::{Files, recorded, rules};
use crate::support::TestApp;
use data_encoding::HEXLOWER;
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use keyhouse_model::rule_file::{RuleFile, RuleFileState};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

#[tokio::test]
async fn the_official_clients_get_through_a_whole_life() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    assert_eq!(files.names().await, json!([]), "a bare array");
    let made = files.post("b.yml", &rules("b", 2)).await;
    assert_eq!(made.header("content-type"), "application/json", "any other text breaks terraform apply");
    assert_eq!(made.expect(201)["name"], "b.yml");
    files.post("a.yml", &rules("a", 1)).await.expect(201);
    assert_eq!(files.names().await, json!(["a.yml", "b.yml"]));
    // It replaces with POST; earlier versions do with PUT.
    files.post("b.yml", &rules("b", 3)).await.expect(200);
    files.client.raw("PUT", &files.path("b.yml"), &[], &rules("b", 4)).await.expect(200);
    files.client.raw("PUT", &files.path("c.yml"), &[], &rules("c", 1)).await.expect(201);
    let text = files.text("b.yml").await;
    assert_eq!(text.text(), rules("b", 4));
    assert_eq!(text.header("content-type"), "application/yaml");
    let gone = files.delete("b.yml").await;
    assert_eq!((gone.status.as_u16(), gone.body.len()), (204, 0));
    files.text("b.yml").await.problem(ProblemCode::NotFound);
    files.delete("b.yml").await.problem(ProblemCode::NotFound);
    assert_eq!(files.names().await, json!(["a.yml", "c.yml"]));
}

#[tokio::test]
async fn a_text_comes_back_byte_for_byte() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let one = |text: &str| format!("groups:{text}");
    for (n, text) in [
        "groups:\r\n  - name: crlf\r\n    rules:\r\n      - record: job:a:sum\r\n        expr: sum(up)\r\n".to_owned(),
        one(" [{name: no_end, rules: [{record: 'job:c:sum', expr: sum(up)}]}]"),
        one("\n- name: tab\t# a tab\n  rules:\n  - {record: 'job:d:sum', expr: \"sum(\tup)\"}\t\n\n\n"),
        one(" [{name: wide, rules: [{alert: Ünlü, expr: up == 0, annotations: {summary: \"…\u{1f525}\"}}]}] # ü"),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("{n}.yml");
        let made = files.post(&name, &text).await.expect(201);
        let answer = files.text(&name).await;
        assert_eq!(answer.body, text.as_bytes(), "{text:?}");
        let sha256 = HEXLOWER.encode(&Sha256::digest(&text));
        assert_eq!((&made["sha256"], &made["bytes"]), (&json!(sha256), &json!(text.len())));
        assert_eq!(answer.header("etag"), format!("\"{sha256}\""));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

/// A browser drops it when it shows the text, so that what it saves again would be another one without a difference.
#[tokio::test]
async fn a_byte_order_mark_is_left_out_everywhere() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let text = rules("a", 1);
    let marked = format!("\u{feff}{text}");
    assert_eq!(
        files.check("a.yml", &marked).await.expect(200),
        files.check("a.yml", &text).await.expect(200)
    );
    let made = files.post("a.yml", &marked).await.expect(201);
    assert_eq!(made["sha256"], json!(HEXLOWER.encode(&Sha256::digest(&text))));
    assert_eq!(files.text("a.yml").await.text(), text);
    // So the text with it and the text without it are the same.
    files.post("a.yml", &text).await.expect(200);
    files.post("a.yml", &marked).await.expect(200);
    assert_eq!(files.versions("a.yml").await.len(), 1);
}

#[tokio::test]
async fn details_tell_what_is_known_of_each() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let text = "groups:\n  - {name: z, rules: [{alert: Down, expr: up == 0}, {record: 'job:up:sum', expr: sum(up)}]}\n  \
                - {name: a, rules: [{alert: Up, expr: up == 1}]}\n";
    let before = app.now();
    let answer = files.post("mixed", text).await;
    let made = answer.expect(201);
    assert_eq!(answer.header("etag"), format!("\"{}\"", made["sha256"].as_str().unwrap()));
    assert_eq!(files.details().await, std::slice::from_ref(&made), "the same as in the answer to the upload");
    let file: RuleFile = serde_json::from_value(made).unwrap();
    assert_eq!((file.version, file.groups, file.rules, file.alerting, file.recording), (1, 2, 3, 2, 1));
    assert_eq!(file.group_names, ["z", "a"], "in the order of the text");
    assert_eq!(file.updated_by, "program");
    assert!(file.updated_at.timestamp_millis() >= before.timestamp_millis() && file.updated_at <= app.now());
    assert_eq!((file.state, file.state_reason), (RuleFileState::Waiting, None));
    let refused =
        files.client.get(&format!("{}?details=yes", files.list)).await.problem(ProblemCode::Invalid);
    assert_eq!(refused.errors[0].pointer, "/details");
    let names = files.client.get(&format!("{}?details=false", files.list)).await.expect(200);
    assert_eq!(names, json!(["mixed"]));
}

#[tokio::test]
async fn the_same_bytes_again_change_nothing() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let made = files.post("a.yml", &rules("a", 1)).await.expect(201);
    assert_eq!(files.post("a.yml", &rules("a", 1)).await.expect(200), made);
    let key = [("idempotency-key", "1")];
    for _ in 0..2 {
        let again = files.client.raw("POST", &files.path("a.yml"), &key, &rules("a", 1)).await.expect(200);
        assert_eq!(again, made);
    }
    // The header binds nothing, since a second time does no more than the first.
    let other = files.client.raw("POST", &files.path("a.yml"), &key, &rules("a", 2)).await.expect(200);
    assert_eq!(other["version"], 2);
    assert_eq!(files.versions("a.yml").await.len(), 2);
    assert_eq!(recorded(&app).await, ["rule_file.update success", "rule_file.create success"]);
}

#[tokio::test]
async fn every_content_type_of_a_program_is_taken_and_no_form_with_a_cookie() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    // What curl sends with --data-binary, what VictoriaMetrics Cloud's console shows, and what is simply wrong.
    for (n, kind) in ["application/x-www-form-urlencoded", "application/yaml", "text/plain", "image/png", ""]
        .into_iter()
        .enumerate()
    {
        let path = files.path(&format!("{n}.yml"));
        let text = rules(&format!("g{n}"), 1);
        files.client.raw("POST", &path, &[("content-type", kind)], &text).await.expect(201);
        assert_eq!(files.text(&format!("{n}.yml")).await.text(), text);
    }
    let form = [("content-type", "multipart/form-data; boundary=x")];
    let refused = files.client.raw("POST", &files.path("form.yml"), &form, "--x").await;
    assert!(refused.problem(ProblemCode::UnsupportedMediaType).detail.contains("--data-binary"));
    let editor = app.editor().await;
    for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"] {
        for path in [files.path("form.yml"), path::rule_check(files.deployment)] {
            let refused = editor.raw("POST", &path, &[("content-type", kind)], &rules("form", 1)).await;
            refused.problem(ProblemCode::UnsupportedMediaType);
        }
    }
    let yaml = [("content-type", "application/yaml")];
    editor.raw("POST", &files.path("person.yml"), &yaml, &rules("person", 1)).await.expect(201);
    let elsewhere = editor.with_header(axum::http::header::ORIGIN, "https://evil.example.com");
    let refused = elsewhere.raw("POST", &files.path("evil.yml"), &yaml, &rules("evil", 1)).await;
    refused.problem(ProblemCode::CrossOrigin);
}

#[tokio::test]
async fn changes_are_on_record_without_the_text() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let (first, second) = (rules("a", 2), rules("a", 5));
    let sha = |text: &str| HEXLOWER.encode(&Sha256::digest(text));
    files.post("a.yml", &first).await.expect(201);
    files.post("a.yml", &second).await.expect(200);
    files.restore("a.yml", 1).await.expect(200);
    files.delete("a.yml").await.expect(204);
    let log = app.admin().await.get(&format!("{}?target=a.yml", path::AUDIT_LOGS)).await.expect(200);
    let events = log["data"].as_array().unwrap();
    let of = |event: &Value| (event["action"].as_str().unwrap().to_owned(), event["changes"].clone());
    let change =
        |field: &str, before: Value, after: Value| json!({"field": field, "before": before, "after": after});
    assert_eq!(
        of(&events[2]),
        (
            "rule_file.update".into(),
            json!([
                change("version", json!(1), json!(2)),
                change("bytes", json!(first.len()), json!(second.len())),
                change("sha256", json!(sha(&first)), json!(sha(&second))),
                change("rules", json!(2), json!(5)),
            ])
        )
    );
    assert_eq!(
        of(&events[1]),
        (
            "rule_file.restore".into(),
            json!([
                change("version", json!(2), json!(3)),
                change("restored_from", Value::Null, json!(1)),
                change("bytes", json!(second.len()), json!(first.len())),
                change("sha256", json!(sha(&second)), json!(sha(&first))),
                change("rules", json!(5), json!(2)),
            ])
        )
    );
    assert_eq!(of(&events[0]).0, "rule_file.delete");
    assert_eq!(of(&events[3]).0, "rule_file.create");
    for event in events {
        assert_eq!(event["deployment_id"], json!(files.deployment.to_string()));
        assert_eq!(event["target"], json!({"kind": "rule_file", "id": "a.yml", "name": "a.yml"}));
        assert!(!event.to_string().contains("sum(up)"), "{event}");
    }
}

#[tokio::test]
async fn a_deployment_takes_its_files_along() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    files.post("a.yml", &rules("a", 1)).await.expect(201);
    let other = Files::new(&app).await;
    assert_eq!(other.names().await, json!([]));
    // Names of groups are unique in a deployment, not beyond it.
    other.post("a.yml", &rules("a", 1)).await.expect(201);
    files.client.delete(&path::deployment(files.deployment)).await.expect(204);
    files.text("a.yml").await.problem(ProblemCode::NotFound);
    files.post("a.yml", &rules("a", 1)).await.problem(ProblemCode::NotFound);
    assert_eq!(other.names().await, json!(["a.yml"]));
}

#[tokio::test]
async fn who_only_reads_checks_and_changes_nothing() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    files.post("a.yml", &rules("a", 1)).await.expect(201);
    let reader = app.key(Permission::Read, DeploymentAccess::All).await;
    let path = files.path("a.yml");
    for refused in [
        reader.raw("POST", &path, &[], &rules("a", 2)).await,
        reader.raw("PUT", &path, &[], &rules("a", 2)).await,
        reader.delete(&path).await,
        reader.act(&format!("{path}/versions/1/restore")).await,
    ] {
        refused.problem(ProblemCode::Forbidden);
    }
    let expected = ["delete denied", "update denied", "update denied", "create success"];
    let events = recorded(&app).await;
    assert_eq!(events[0], "rule_file.restore denied");
    assert_eq!(events[1..], expected.map(|event| format!("rule_file.{event}")));
    let check = path::rule_check(files.deployment);
    reader.raw("POST", &check, &[], &rules("b", 2)).await.expect(200);
    assert_eq!(recorded(&app).await.len(), 5, "a check is no event");
    assert_eq!(files.text("a.yml").await.text(), rules("a", 1));
}
