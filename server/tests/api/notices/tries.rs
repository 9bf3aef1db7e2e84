//! What becomes of messages that are not taken.

use super::{Hook, MailServer, OPS, key, round, round_anew, to_hook, to_mail};
use crate::support::{ADMIN, TestApp};
use chrono::Duration;
use keyhouse_model::path;
use serde_json::{Value, json};

/// The events of the audit log on notices that failed.
async fn failures(app: &TestApp) -> Vec<Value> {
    let admin = app.sign_in_admin().await;
    let log = admin.get(&format!("{}?action=notice.failed", path::AUDIT_LOGS)).await.expect(200);
    log["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_is_not_taken_is_tried_again_over_restarts_and_given_up_at_last() {
    let hook = Hook::start().await;
    hook.answer(500);
    let flags = to_hook(&hook);
    let app = TestApp::with_notices(&flags).await;
    key(&app, &app.admin().await, "terraform", 90).await;
    app.advance(Duration::days(80));
    let mut ids = Vec::new();
    for wait in [0, 1, 5, 15, 60, 180, 360, 720] {
        if wait > 0 {
            app.advance(Duration::minutes(wait) - Duration::seconds(1));
            round_anew(&app, &flags).await;
            assert_eq!(hook.calls().len(), 0, "before {wait} minutes");
            app.advance(Duration::seconds(1));
        }
        round_anew(&app, &flags).await;
        round(&app).await;
        let calls = hook.calls();
        assert_eq!(calls.len(), 1, "after {wait} minutes");
        ids.push(calls[0].header("webhook-id").to_owned());
        assert_eq!(calls[0].json()["id"], json!(ids[0]));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "a program that gets it twice can tell");
    let [event]: [Value; 1] = failures(&app).await.try_into().unwrap();
    assert_eq!((&event["target"]["kind"], &event["actor"]["kind"]), (&json!("api_key"), &json!("system")));
    let changes = event["changes"].to_string();
    for part in ["\"webhook\"", "status 500", "\"after\":8"] {
        assert!(changes.contains(part), "{part}: {changes}");
    }
    hook.answer(204);
    app.advance(Duration::days(2));
    round(&app).await;
    assert!(hook.calls().is_empty() && failures(&app).await.len() == 1);
}

#[tokio::test]
async fn what_is_taken_at_the_second_try_is_not_sent_a_third_time() {
    let hook = Hook::start().await;
    hook.answer(302);
    let app = TestApp::with_notices(&to_hook(&hook)).await;
    key(&app, &app.admin().await, "terraform", 90).await;
    app.advance(Duration::days(80));
    round(&app).await;
    assert_eq!(hook.calls().len(), 1, "and nothing was sent where it leads");
    let admin = app.sign_in_admin().await;
    let settings = admin.get(path::NOTICES).await.expect(200);
    assert_eq!((&settings["waiting"], &settings["webhook"]["last"]["delivered"]), (&json!(1), &json!(false)));
    hook.answer(200);
    app.advance(Duration::minutes(1));
    round(&app).await;
    app.advance(Duration::hours(1));
    round(&app).await;
    assert_eq!(hook.calls().len(), 1);
    let settings = app.sign_in_admin().await.get(path::NOTICES).await.expect(200);
    assert_eq!((&settings["waiting"], &settings["webhook"]["last"]["delivered"]), (&json!(0), &json!(true)));
}

#[tokio::test]
async fn a_server_that_is_killed_while_it_sends_sends_it_again() {
    let hook = Hook::start().await;
    hook.wait(std::time::Duration::from_secs(60));
    let app = TestApp::with_notices(&to_hook(&hook)).await;
    key(&app, &app.admin().await, "terraform", 90).await;
    app.advance(Duration::days(80));
    let sending = tokio::time::timeout(std::time::Duration::from_secs(2), round(&app)).await;
    assert!(sending.is_err(), "it should still be sending");
    let first = hook.calls();
    hook.wait(std::time::Duration::ZERO);
    round(&app).await;
    assert!(first.len() == 1 && hook.calls().is_empty(), "another server may still be at it");
    app.advance(Duration::minutes(2));
    round(&app).await;
    let again = hook.calls();
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].header("webhook-id"), first[0].header("webhook-id"));
}

#[tokio::test]
async fn a_server_that_is_to_end_ends_with_what_it_sends_and_leaves_the_rest() {
    let hook = Hook::start().await;
    hook.wait(std::time::Duration::from_millis(300));
    let app = TestApp::with_notices(&to_hook(&hook)).await;
    let admin = app.admin().await;
    for name in ["one", "two", "three"] {
        key(&app, &admin, name, 90).await;
    }
    app.advance(Duration::days(80));
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(app.state.notices.clone().run(app.state.clone(), stopped));
    while hook.calls().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    stop.send_replace(true);
    tokio::time::timeout(std::time::Duration::from_secs(10), running).await.unwrap().unwrap();
    assert!(hook.calls().is_empty());
    let settings = app.sign_in_admin().await.get(path::NOTICES).await.expect(200);
    assert_eq!((&settings["waiting"], &settings["webhook"]["last"]["delivered"]), (&json!(2), &json!(true)));
}

#[tokio::test]
async fn a_later_stage_takes_the_place_of_one_that_waits() {
    let hook = Hook::start().await;
    hook.answer(500);
    let app = TestApp::with_notices(&to_hook(&hook)).await;
    key(&app, &app.admin().await, "terraform", 90).await;
    app.advance(Duration::days(77));
    round(&app).await;
    hook.calls();
    hook.answer(200);
    app.advance(Duration::days(11));
    round(&app).await;
    assert_eq!(hook.told(), [("api_key.expiring".to_owned(), 3)]);
}

#[tokio::test]
async fn one_address_that_is_refused_keeps_nothing_from_the_others() {
    let mail = MailServer::start().await;
    mail.refuse(&format!("RCPT TO:<{ADMIN}>"), "550 5.1.1 no such user here");
    let app = TestApp::with_notices(&to_mail(&mail)).await;
    key(&app, &app.admin().await, "terraform", 90).await;
    app.advance(Duration::days(80));
    round(&app).await;
    assert_eq!(mail.recipients(), [OPS]);
    for wait in [1, 5, 15, 60, 180, 360, 720] {
        app.advance(Duration::minutes(wait));
        round(&app).await;
    }
    assert_eq!(mail.recipients(), [] as [&str; 0]);
    let [event]: [Value; 1] = failures(&app).await.try_into().unwrap();
    let changes = event["changes"].to_string();
    assert!(changes.contains(ADMIN) && changes.contains("550: 5.1.1 no such user here"), "{changes}");
}

#[tokio::test]
async fn while_nobody_answers_each_round_tries_once() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mail = MailServer::start().await;
    let mut flags = to_mail(&mail);
    flags.smtp_url = format!("smtp-plain://{closed}").parse().ok();
    let app = TestApp::with_notices(&flags).await;
    let admin = app.admin().await;
    for name in ["one", "two", "three"] {
        key(&app, &admin, name, 90).await;
    }
    app.advance(Duration::days(80));
    round(&app).await;
    let tries: i64 = sqlx::query_scalar("select sum(tries) from notice_deliveries")
        .fetch_one(app.state.store.read())
        .await
        .unwrap();
    assert_eq!(tries, 1);
    let settings = app.sign_in_admin().await.get(path::NOTICES).await.expect(200);
    assert_eq!(settings["waiting"], 6);
    // With a server that answers, each gets there.
    app.advance(Duration::minutes(1));
    round_anew(&app, &to_mail(&mail)).await;
    assert_eq!(mail.mails().len(), 6);
}
