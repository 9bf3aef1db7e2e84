//! What is refused, and how it is told.

use super::{Files, recorded, rules};
use crate::support::TestApp;
use axum::body::Body;
use axum::http::Request;
use keyhouse_model::problem::ProblemCode;
use keyhouse_model::rules::Limits;
use serde_json::json;

#[tokio::test]
async fn a_broken_file_is_refused_with_the_place_of_each_error() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let broken =
        "groups:\n  - name: web\n    rules:\n      - alert: Down\n        expr: sum(up\n        for: soon\n";
    let problem = files.post("web.yml", broken).await.problem(ProblemCode::Invalid);
    let found: Vec<_> = problem.errors.iter().map(|one| (one.pointer.as_str(), one.code.as_str())).collect();
    assert_eq!(found, [("5:18", "bad_expression"), ("6:14", "bad_duration")]);
    assert!(problem.errors[1].detail.contains("group web, rule Down"), "{:?}", problem.errors[1]);
    assert!(problem.detail.contains("2 errors") && problem.detail.contains("line 5"), "{}", problem.detail);
    let one = "groups:\n  - name: web\n    rulez: []\n    rules: [{record: 'a:b', expr: up}]\n";
    let problem = files.post("web.yml", one).await.problem(ProblemCode::Invalid);
    assert_eq!((problem.errors.len(), problem.errors[0].code.as_str()), (1, "unknown_field"));
    assert!(problem.detail.contains("an error in line 3"), "{}", problem.detail);
    // Many are counted, and the first fifty named.
    let many: String =
        (0..80).map(|n| format!("  - {{name: g{n}, rules: [{{record: 'a:b', expr: ')'}}]}}\n")).collect();
    let problem = files.post("web.yml", &format!("groups:\n{many}")).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors.len(), 50);
    assert!(problem.detail.contains("80 errors"), "{}", problem.detail);
    for nothing in ["", "\n", "groups:", "groups: []", "null", "\u{0}", "- a", "{", "rules: []"] {
        files.post("web.yml", nothing).await.problem(ProblemCode::Invalid);
    }
    assert_eq!(files.names().await, json!([]), "nothing of it was saved");
    assert_eq!(recorded(&app).await, Vec::<String>::new());
    app.anonymous().raw("POST", &files.path("web.yml"), &[], one).await.problem(ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn a_broken_upload_leaves_the_file_as_it_was() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let made = files.post("a.yml", &rules("a", 1)).await.expect(201);
    files.post("a.yml", "groups: 1").await.problem(ProblemCode::Invalid);
    assert_eq!(files.details().await, [made]);
    assert_eq!(files.text("a.yml").await.text(), rules("a", 1));
}

#[tokio::test]
async fn what_is_no_utf_8_is_refused_with_its_place() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    for method in ["POST", "PUT"] {
        let request = Request::builder().method(method).uri(files.path("a.yml"));
        let answer =
            files.client.send(request.body(Body::from(&b"groups:\n- name: \xe4"[..])).unwrap()).await;
        let problem = answer.problem(ProblemCode::Invalid);
        assert_eq!(
            (problem.errors[0].pointer.as_str(), problem.errors[0].code.as_str()),
            ("2:9", "not_utf8")
        );
    }
}

#[tokio::test]
async fn groups_and_rules_are_counted_over_all_files() {
    let app = TestApp::with_limits(Limits { rules: 5, bytes: 2000 }).await;
    let files = Files::new(&app).await;
    files.post("a.yml", &rules("a", 3)).await.expect(201);
    let problem = files.post("b.yml", &rules("a", 1)).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].code, "duplicate_group");
    let problem = files.post("b.yml", &rules("b", 3)).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].code, "too_many_rules");
    files.post("b.yml", &rules("b", 2)).await.expect(201);
    // What a file itself held does not count when it is replaced.
    files.post("a.yml", &rules("a", 2)).await.expect(200);
    files.post("b.yml", &rules("b", 3)).await.expect(200);
    files.delete("a.yml").await.expect(204);
    files.post("b.yml", &rules("a", 5)).await.expect(200);
    // Nor does it come back where there is no room for it.
    let problem = files.restore("a.yml", 1).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].code, "duplicate_group");
    files.post("c.yml", &"#".repeat(2001)).await.problem(ProblemCode::TooLarge);
}

#[tokio::test]
async fn only_what_was_seen_is_replaced() {
    let app = TestApp::new().await;
    let files = Files::new(&app).await;
    let path = files.path("a.yml");
    let send = async |method: &str, header: (&str, &str), text: &str| {
        files.client.raw(method, &path, &[header], text).await
    };
    let absent = send("POST", ("if-match", "\"abc\""), &rules("a", 1)).await;
    assert!(absent.problem(ProblemCode::ChangedSince).detail.contains("no such rule file"));
    send("PUT", ("if-match", "*"), &rules("a", 1)).await.problem(ProblemCode::ChangedSince);
    let first = send("POST", ("if-none-match", "*"), &rules("a", 1)).await;
    first.expect(201);
    send("POST", ("if-none-match", "*"), &rules("a", 2)).await.problem(ProblemCode::ChangedSince);
    let second = send("PUT", ("if-match", first.header("etag")), &rules("a", 2)).await;
    second.expect(200);
    for method in ["POST", "PUT", "DELETE"] {
        let stale = send(method, ("if-match", first.header("etag")), &rules("a", 3)).await;
        assert!(stale.problem(ProblemCode::ChangedSince).detail.contains("changed since you loaded it"));
    }
    let restore = format!("{path}/versions/1/restore");
    let stale = files.client.raw("POST", &restore, &[("if-match", first.header("etag"))], "").await;
    stale.problem(ProblemCode::ChangedSince);
    // It is looked at before the text is: what would be refused anyway is not worth a word on its errors.
    send("POST", ("if-match", "\"abc\""), "groups: 1").await.problem(ProblemCode::ChangedSince);
    let odd = files.client.send(
        Request::post(&path)
            .header("if-match", b"\"\xff\"".as_slice())
            .body(Body::from(rules("a", 3)))
            .unwrap(),
    );
    odd.await.problem(ProblemCode::Malformed);
    send("DELETE", ("if-match", second.header("etag")), "").await.expect(204);
    assert_eq!(recorded(&app).await.len(), 3);
}

#[tokio::test]
async fn a_check_tells_what_an_upload_would_and_saves_nothing() {
    let app = TestApp::with_limits(Limits { rules: 5, bytes: 2000 }).await;
    let files = Files::new(&app).await;
    files.post("a.yml", &rules("a", 4)).await.expect(201);
    assert_eq!(files.check("", &rules("b", 1)).await.expect(200), json!([]));
    let codes = async |name: &str, text: &str| {
        let found = files.check(name, text).await.expect(200);
        let code = |one: &serde_json::Value| one["code"].as_str().unwrap().to_owned();
        found.as_array().unwrap().iter().map(code).collect::<Vec<_>>()
    };
    assert_eq!(codes("", &rules("a", 1)).await, ["duplicate_group"]);
    assert_eq!(codes("a.yml", &rules("a", 1)).await, Vec::<String>::new());
    assert_eq!(codes("", &rules("b", 2)).await, ["too_many_rules"]);
    assert_eq!(codes("b.yml", "groups: 1").await, ["wrong_type"]);
    let warned = files.check("", "groups: [{name: w, rules: [{alert: A, expr: up == 0}]}]").await.expect(200);
    let first = &warned[0];
    assert_eq!(
        (&first["severity"], &first["rule"], &first["line"]),
        (&json!("warning"), &json!("A"), &json!(1))
    );
    let problem = files.check("../a", "groups: 1").await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].pointer, "/name");
    let nameless = format!("{}?name=", keyhouse_model::path::rule_check(files.deployment));
    files.client.raw("POST", &nameless, &[], "groups: 1").await.problem(ProblemCode::Invalid);
    files.check("", &"#".repeat(2001)).await.problem(ProblemCode::TooLarge);
    let request = Request::post(keyhouse_model::path::rule_check(files.deployment));
    let bytes = files.client.send(request.body(Body::from(&b"\xff"[..])).unwrap()).await;
    bytes.problem(ProblemCode::Invalid);
    assert_eq!(files.names().await, json!(["a.yml"]));
    assert_eq!(recorded(&app).await.len(), 1);
}
