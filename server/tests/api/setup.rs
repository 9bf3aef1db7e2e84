//! `/setup` and `/invitation`: how people get a password.

use crate::support::{ADMIN, Answer, PASSWORD, TestApp};
use chrono::Duration;
use keyhouse_model::member::Role;
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use serde_json::{Value, json};

fn setup(token: &str, email: &str, password: &str) -> Value {
    json!({ "token": token, "email": email, "password": password })
}

#[tokio::test]
async fn the_first_administrator_is_set_up_once() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    let token = app.state.setup_token.issue().unwrap();
    assert_eq!(client.get(path::SETUP).await.expect(200), json!({ "needed": true }));
    client.post(path::SETUP, setup("wrong", ADMIN, PASSWORD)).await.problem(ProblemCode::Unauthenticated);
    let weak =
        client.post(path::SETUP, setup(token.expose(), "ada", "short")).await.problem(ProblemCode::Invalid);
    let pointers: Vec<_> = weak.errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/email", "/password"]);
    let answer = client.post(path::SETUP, setup(token.expose(), ADMIN, PASSWORD)).await;
    assert_eq!(answer.expect(200)["user"]["role"], "admin");
    let admin = client.clone().with_cookie(&answer.session_cookie());
    admin.get(path::USERS).await.expect(200);
    assert_eq!(client.get(path::SETUP).await.expect(200), json!({ "needed": false }));
    let again = setup(token.expose(), "eve@example.com", PASSWORD);
    client.post(path::SETUP, again).await.problem(ProblemCode::Conflict);
}

#[tokio::test]
async fn a_new_start_makes_the_old_link_useless() {
    let app = TestApp::new().await;
    let old = app.state.setup_token.issue().unwrap();
    app.state.setup_token.issue().unwrap();
    let answer = app.anonymous().post(path::SETUP, setup(old.expose(), ADMIN, PASSWORD)).await;
    answer.problem(ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn of_many_at_once_one_becomes_the_administrator() {
    let app = TestApp::new().await;
    let token = app.state.setup_token.issue().unwrap();
    let attempts = (0..4).map(|n| {
        let (client, body) = (app.anonymous(), setup(token.expose(), &format!("{n}@example.com"), PASSWORD));
        async move { client.post(path::SETUP, body).await.status.as_u16() }
    });
    let mut statuses = futures_util::future::join_all(attempts).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409]);
}

#[tokio::test]
async fn guessing_links_has_to_wait() {
    let app = TestApp::new().await;
    for _ in 0..10 {
        app.anonymous()
            .post(path::SETUP, setup("x", ADMIN, PASSWORD))
            .await
            .problem(ProblemCode::Unauthenticated);
    }
    let guess = json!({ "token": "x", "password": PASSWORD });
    app.anonymous().post(path::INVITATION, guess).await.problem(ProblemCode::RateLimited);
}

#[tokio::test]
async fn an_invitation_works_once_and_for_seven_days() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let token = |invited: &Value| {
        let link = invited["sign_up_link"].as_str().unwrap();
        link.strip_prefix("http://127.0.0.1:8480/join#token=").unwrap().to_owned()
    };
    let body = json!({ "email": "Ada@example.com", "role": "editor" });
    let ada = admin.post(path::USERS, body).await.expect(201);
    assert_eq!(
        (&ada["email"], &ada["name"], &ada["status"]),
        (&json!("ada@example.com"), &json!("ada"), &json!("invited"))
    );
    app.advance(Duration::days(7));
    join(&app, &token(&ada)).await.problem(ProblemCode::Unauthenticated);

    let again = format!("{}/{}/invitation", path::USERS, ada["id"].as_str().unwrap());
    let admin = app.sign_in_admin().await;
    let first = admin.act(&again).await.expect(200);
    let second = admin.act(&again).await.expect(200);
    join(&app, &token(&first)).await.problem(ProblemCode::Unauthenticated);
    let joined = join(&app, &token(&second)).await;
    assert_eq!(joined.expect(200)["user"]["status"], "active");
    join(&app, &token(&second)).await.problem(ProblemCode::Unauthenticated);

    // For somebody who has a password, the link is the way to a new one: sessions end when it is used, not before.
    let editor = app.anonymous().with_cookie(&joined.session_cookie());
    let reset = admin.act(&again).await.expect(200);
    editor.get(path::SESSION).await.expect(200);
    join(&app, &token(&reset)).await.expect(200);
    editor.get(path::SESSION).await.problem(ProblemCode::Unauthenticated);
    let trail = app.audit_trail_of(&admin).await;
    assert_eq!(trail[..3], ["session.create success", "user.join success", "user.invite success"]);
}

async fn join(app: &TestApp, token: &str) -> Answer {
    app.anonymous().post(path::INVITATION, json!({ "token": token, "password": PASSWORD })).await
}

#[tokio::test]
async fn a_weak_password_leaves_the_invitation_open() {
    let app = TestApp::new().await;
    let body = json!({ "email": "ada@example.com", "role": Role::Viewer });
    let ada = app.admin().await.post(path::USERS, body).await.expect(201);
    let token = ada["sign_up_link"].as_str().unwrap().split_once("#token=").unwrap().1;
    let weak = json!({ "token": token, "password": "short" });
    let problem = app.anonymous().post(path::INVITATION, weak).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].pointer, "/password");
    join(&app, token).await.expect(200);
}
