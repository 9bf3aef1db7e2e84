//! `/session`: signing in and out, how a session ends, forged requests, too many attempts.

use crate::support::{ADMIN, BASE_URL, PASSWORD, TestApp};
use axum::http::{HeaderName, header};
use chrono::Duration;
use keyhouse_model::member::Role;
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use serde_json::{Value, json};

fn credentials(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}

#[tokio::test]
async fn a_person_signs_in_and_out() {
    let app = TestApp::new().await;
    app.admin().await;
    let answer = app.anonymous().post(path::SESSION, credentials(" Admin@Example.com ", PASSWORD)).await;
    let session = answer.expect(200);
    assert_eq!(session["user"]["email"], ADMIN);
    let cookie = answer.header("set-cookie");
    assert!(cookie.ends_with("; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict"), "{cookie}");
    let person = app.anonymous().with_cookie(&answer.session_cookie());
    assert_eq!(person.get(path::SESSION).await.expect(200)["expires_at"], session["expires_at"]);
    let gone = person.delete(path::SESSION).await;
    gone.expect(204);
    assert!(gone.header("set-cookie").contains("Max-Age=0"));
    person.get(path::SESSION).await.problem(ProblemCode::Unauthenticated);
    let trail = app.audit_trail().await;
    assert_eq!(trail[..2], ["session.delete success", "session.create success"]);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let app = TestApp::new().await;
    app.admin().await;
    let mut details = Vec::new();
    for (email, password) in [(ADMIN, "wrong password"), ("nobody@example.com", PASSWORD), ("", PASSWORD)] {
        let answer = app.anonymous().post(path::SESSION, credentials(email, password)).await;
        details.push(answer.problem(ProblemCode::Unauthenticated).detail);
        assert_eq!(answer.header("set-cookie"), "");
    }
    assert_eq!(details[0], details[1]);
    assert_eq!(details[0], details[2]);
    assert_eq!(app.audit_trail().await[..3], ["session.failed denied"; 3]);
}

#[tokio::test]
async fn a_password_in_the_place_of_the_address_is_not_written_down() {
    let app = TestApp::new().await;
    app.anonymous().post(path::SESSION, credentials("hunter2 hunter2", "x")).await;
    let log = app.admin().await.get(path::AUDIT_LOGS).await;
    assert!(log.text().contains("session.failed"));
    assert!(!log.text().contains("hunter2"));
}

#[tokio::test]
async fn a_session_ends_when_idle_and_after_seven_days_in_any_case() {
    let app = TestApp::new().await;
    let person = app.admin().await;
    app.advance(Duration::hours(11));
    person.get(path::SESSION).await.expect(200);
    app.state.activity.flush(&app.state.store).await.unwrap();
    app.advance(Duration::hours(11));
    person.get(path::SESSION).await.expect(200);
    app.advance(Duration::hours(12));
    person.get(path::SESSION).await.problem(ProblemCode::Unauthenticated);

    let answer = app.anonymous().post(path::SESSION, credentials(ADMIN, PASSWORD)).await;
    let person = app.anonymous().with_cookie(&answer.session_cookie());
    for _ in 0..15 {
        person.get(path::SESSION).await.expect(200);
        app.advance(Duration::hours(11));
    }
    person.get(path::SESSION).await.expect(200);
    app.advance(Duration::hours(3));
    person.get(path::SESSION).await.problem(ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn a_change_with_a_cookie_must_come_from_the_same_origin() {
    let site = HeaderName::from_static("sec-fetch-site");
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let invite = |n: u8| json!({ "email": format!("{n}@example.com"), "role": "viewer" });
    let silent = admin.clone().without_header(header::ORIGIN);
    silent.post(path::USERS, invite(1)).await.problem(ProblemCode::CrossOrigin);
    let foreign = admin.clone().with_header(header::ORIGIN, "https://evil.example");
    foreign.post(path::USERS, invite(2)).await.problem(ProblemCode::CrossOrigin);
    let opaque = admin.clone().with_header(header::ORIGIN, "null");
    opaque.post(path::USERS, invite(2)).await.problem(ProblemCode::CrossOrigin);
    for forged in ["cross-site", "same-site"] {
        let forged = admin.clone().with_header(site.clone(), forged);
        forged.post(path::USERS, invite(3)).await.problem(ProblemCode::CrossOrigin);
    }
    // What the browser says of itself counts more than the origin, which a proxy may have changed.
    let proxied = foreign.with_header(site.clone(), "same-origin");
    proxied.post(path::USERS, invite(4)).await.expect(201);
    let by_host = silent
        .clone()
        .with_header(header::HOST, "keys.example.com")
        .with_header(header::ORIGIN, "https://keys.example.com");
    by_host.post(path::USERS, invite(5)).await.expect(201);
    silent.get(path::USERS).await.expect(200);
    assert_eq!(app.audit_trail().await.iter().filter(|event| *event == "user.create denied").count(), 5);
}

#[tokio::test]
async fn nobody_is_signed_in_from_another_site() {
    let app = TestApp::new().await;
    app.admin().await;
    let foreign = app.anonymous().with_header(header::ORIGIN, "https://evil.example");
    foreign.post(path::SESSION, credentials(ADMIN, PASSWORD)).await.problem(ProblemCode::CrossOrigin);
    let own = app.anonymous().with_header(header::ORIGIN, BASE_URL);
    own.post(path::SESSION, credentials(ADMIN, PASSWORD)).await.expect(200);
}

#[tokio::test]
async fn too_many_failed_attempts_have_to_wait() {
    let app = TestApp::new().await;
    app.member("ada@example.com", Role::Viewer).await;
    for n in 0..10 {
        let client = app.anonymous().calling_from([10, 0, 0, n]);
        let answer = client.post(path::SESSION, credentials("ada@example.com", "wrong password")).await;
        answer.problem(ProblemCode::Unauthenticated);
    }
    // The right password is not even looked at, so that guessing goes on nowhere.
    let late = app.anonymous().post(path::SESSION, credentials("ada@example.com", PASSWORD)).await;
    late.problem(ProblemCode::RateLimited);
    let wait: i64 = late.header("retry-after").parse().unwrap();
    assert!((800..=901).contains(&wait), "{wait}");
    // Others are let in meanwhile.
    app.anonymous().post(path::SESSION, credentials(ADMIN, PASSWORD)).await.expect(200);
    app.advance(Duration::seconds(wait));
    app.anonymous().post(path::SESSION, credentials("ada@example.com", PASSWORD)).await.expect(200);
}

#[tokio::test]
async fn the_key_counts_when_a_cookie_comes_along() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let body = json!({ "name": "k", "expires_at": null, "permission": "r", "deployment_access": "all" });
    let key = admin.post(path::API_KEYS, body).await.expect(201);
    let key_header = HeaderName::from_static("x-vm-cloud-access");
    let both = admin.clone().with_header(key_header.clone(), key["value"].as_str().unwrap());
    both.get(path::USERS).await.problem(ProblemCode::Forbidden);
    admin.with_header(key_header, "khk_unknown").get(path::USERS).await.problem(ProblemCode::Unauthenticated);
}
