//! `/users`: members, and that there is always somebody who can administer.

use crate::support::{ADMIN, PASSWORD, TestApp};
use keyhouse_model::member::Role;
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use serde_json::{Value, json};

async fn user(app: &TestApp, email: &str) -> String {
    let all = app.admin().await.get(path::USERS).await.expect(200);
    let found = all["data"].as_array().unwrap().iter().find(|user| user["email"] == email).unwrap();
    format!("{}/{}", path::USERS, found["id"].as_str().unwrap())
}

#[tokio::test]
async fn members_are_listed_the_newest_first_with_when_they_were_here() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.advance(chrono::Duration::seconds(1));
    admin.post(path::USERS, json!({ "email": "new@example.com", "role": "viewer" })).await.expect(201);
    let all = admin.get(path::USERS).await.expect(200);
    let rows = all["data"].as_array().unwrap();
    assert_eq!((&rows[0]["email"], &rows[0]["last_seen_at"]), (&json!("new@example.com"), &Value::Null));
    assert_eq!(rows[1]["email"], ADMIN);
    assert!(rows[1]["last_seen_at"].is_string());
    assert_eq!(all["next_cursor"], Value::Null);
}

#[tokio::test]
async fn an_address_belongs_to_one_member() {
    let app = TestApp::new().await;
    let body = json!({ "email": "ADMIN@example.com", "role": "viewer" });
    app.admin().await.post(path::USERS, body).await.problem(ProblemCode::NameTaken);
    let problem =
        app.admin().await.post(path::USERS, json!({ "email": "x" })).await.problem(ProblemCode::Invalid);
    let pointers: Vec<_> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/email", "/role"]);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let own = user(&app, ADMIN).await;
    admin.patch(&own, json!({ "role": "editor" })).await.problem(ProblemCode::Conflict);
    admin.delete(&own).await.problem(ProblemCode::Conflict);
    // One who was only invited can't administer yet.
    admin.post(path::USERS, json!({ "email": "second@example.com", "role": "admin" })).await.expect(201);
    admin.delete(&own).await.problem(ProblemCode::Conflict);
    admin.delete(&user(&app, "second@example.com").await).await.expect(204);
    app.member("third@example.com", Role::Admin).await;
    admin.patch(&own, json!({ "role": "viewer" })).await.expect(200);
    admin.get(path::SESSION).await.problem(ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn a_new_role_and_removal_end_the_sessions_at_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let editor = app.editor().await;
    let path = user(&app, "editor@example.com").await;
    admin.patch(&path, json!({ "name": " Edith " })).await.expect(200);
    editor.get(path::SESSION).await.expect(200);
    let now = admin.patch(&path, json!({ "role": "viewer" })).await.expect(200);
    assert_eq!((&now["name"], &now["role"]), (&json!("Edith"), &json!("viewer")));
    editor.get(path::SESSION).await.problem(ProblemCode::Unauthenticated);
    let credentials = json!({ "email": "editor@example.com", "password": PASSWORD });
    let again = app.anonymous().post(path::SESSION, credentials.clone()).await;
    let viewer = app.anonymous().with_cookie(&again.session_cookie());
    admin.delete(&path).await.expect(204);
    viewer.get(path::SESSION).await.problem(ProblemCode::Unauthenticated);
    app.anonymous().post(path::SESSION, credentials).await.problem(ProblemCode::Unauthenticated);
    admin.delete(&path).await.problem(ProblemCode::NotFound);
    admin.patch(&path, json!({})).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn a_change_that_changes_nothing_is_no_event() {
    let app = TestApp::new().await;
    let own = user(&app, ADMIN).await;
    let before = app.audit_trail().await.len();
    app.admin().await.patch(&own, json!({ "role": "admin" })).await.expect(200);
    assert_eq!(app.audit_trail().await.len(), before);
    let problem = app.admin().await.patch(&own, json!({ "name": " " })).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].pointer, "/name");
}
