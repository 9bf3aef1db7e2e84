//! What is told when, and to whom.

use super::{Hook, MailServer, OPS, key, round, round_anew, to_hook, to_mail};
use crate::support::{ADMIN, TestApp};
use chrono::Duration;
use keyhouse_model::member::Role;
use keyhouse_model::path;
use keyhouse_server::notices::NoticeFlags;
use serde_json::json;

fn said(kind: &str, days: i64) -> Vec<(String, i64)> {
    vec![(format!("api_key.{kind}"), days)]
}

#[tokio::test]
async fn each_stage_is_told_once_by_webhook_and_by_mail() {
    let (hook, mail) = (Hook::start().await, MailServer::start().await);
    let flags = NoticeFlags { notice_webhook_url: hook.url.parse().ok(), ..to_mail(&mail) };
    let app = TestApp::with_notices(&flags).await;
    let made = key(&app, &app.admin().await, "terraform", 90).await;
    round(&app).await;
    assert!(hook.calls().is_empty() && mail.mails().is_empty());
    for (wait, kind, days, subject) in [
        (76, "expiring", 14, "API key \"terraform\" ends in 14 days"),
        (11, "expiring", 3, "API key \"terraform\" ends in 3 days"),
        (3, "expired", 0, "API key \"terraform\" has ended"),
    ] {
        app.advance(Duration::days(wait));
        round(&app).await;
        // Neither a while later nor after a start is it told again.
        app.advance(Duration::minutes(5));
        round(&app).await;
        round_anew(&app, &flags).await;
        assert_eq!(hook.told(), said(kind, days));
        let mails = mail.mails();
        assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [ADMIN, OPS]);
        for mail in mails {
            assert_eq!(mail.header("Subject"), subject);
            assert_eq!(mail.header("From"), "Keyhouse <keyhouse@example.com>");
            let link = format!("http://127.0.0.1:8480/api-keys?edit={}", made["id"].as_str().unwrap());
            assert!(mail.body().contains(&link), "{}", mail.body());
        }
    }
    app.advance(Duration::days(30));
    round(&app).await;
    assert!(hook.calls().is_empty() && mail.mails().is_empty());
}

#[tokio::test]
async fn what_a_server_that_did_not_run_has_missed_is_told_when_it_starts() {
    let hook = Hook::start().await;
    let flags = to_hook(&hook);
    let app = TestApp::with_notices(&flags).await;
    let admin = app.admin().await;
    key(&app, &admin, "ends soon", 90).await;
    key(&app, &admin, "ended lately", 88).await;
    key(&app, &admin, "ended long ago", 30).await;
    key(&app, &admin, "ends late", 300).await;
    app.advance(Duration::days(89));
    round_anew(&app, &flags).await;
    let mut told: Vec<String> = hook.calls().iter().map(|call| call.json()["text"].to_string()).collect();
    told.sort();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].contains("ended lately\\\" has ended") && told[1].contains("ends soon\\\" ends in 24 hours")
    );
    round_anew(&app, &flags).await;
    assert!(hook.calls().is_empty());
}

#[tokio::test]
async fn two_that_start_at_once_tell_it_once() {
    let hook = Hook::start().await;
    hook.wait(std::time::Duration::from_millis(200));
    let flags = to_hook(&hook);
    let app = TestApp::with_notices(&flags).await;
    key(&app, &app.admin().await, "terraform", 90).await;
    app.advance(Duration::days(80));
    tokio::join!(round_anew(&app, &flags), round_anew(&app, &flags), round_anew(&app, &flags));
    assert_eq!(hook.told(), said("expiring", 14));
}

#[tokio::test]
async fn a_new_end_is_told_anew() {
    let hook = Hook::start().await;
    let app = TestApp::with_notices(&to_hook(&hook)).await;
    let made = key(&app, &app.admin().await, "terraform", 90).await;
    let key = path::api_key(made["id"].as_str().unwrap().parse().unwrap());
    app.advance(Duration::days(88));
    round(&app).await;
    assert_eq!(hook.told(), said("expiring", 3));
    let admin = app.sign_in_admin().await;
    let later = json!({ "expires_at": app.now() + Duration::days(30) });
    let end = admin.patch(&key, later).await.expect(200)["expires_at"].clone();
    round(&app).await;
    assert!(hook.calls().is_empty());
    app.advance(Duration::days(16));
    round(&app).await;
    assert_eq!(hook.told(), said("expiring", 14));
    // There and back: the end is the same as before, and was set anew.
    let admin = app.sign_in_admin().await;
    admin.patch(&key, json!({ "expires_at": null })).await.expect(200);
    round(&app).await;
    admin.patch(&key, json!({ "expires_at": end })).await.expect(200);
    round(&app).await;
    assert_eq!(hook.told(), said("expiring", 14));
}

#[tokio::test]
async fn keys_that_are_off_replaced_or_gone_are_not_told_of() {
    let hook = Hook::start().await;
    let app = TestApp::with_notices(&to_hook(&hook)).await;
    let admin = app.admin().await;
    let mut paths = Vec::new();
    for name in ["off", "replaced", "gone"] {
        let id = key(&app, &admin, name, 20).await["id"].as_str().unwrap().parse().unwrap();
        paths.push((path::api_key(id), path::api_key_rotate(id)));
    }
    admin.patch(&paths[0].0, json!({ "state": "disabled" })).await.expect(200);
    let successor = admin.post(&paths[1].1, json!({ "grace_seconds": 12 * 86400 })).await.expect(201);
    let successor = path::api_key(successor["id"].as_str().unwrap().parse().unwrap());
    admin.patch(&successor, json!({ "expires_at": null })).await.expect(200);
    admin.delete(&paths[2].0).await.expect(204);
    app.advance(Duration::days(10));
    round(&app).await;
    assert!(hook.told().is_empty());
    let admin = app.sign_in_admin().await;
    admin.patch(&paths[0].0, json!({ "state": "enabled" })).await.expect(200);
    round(&app).await;
    assert_eq!(hook.told(), said("expiring", 14));
}

#[tokio::test]
async fn who_made_a_key_is_told_as_long_as_they_are_a_member() {
    let mail = MailServer::start().await;
    let flags = NoticeFlags { notice_to: Vec::new(), ..to_mail(&mail) };
    let app = TestApp::with_notices(&flags).await;
    let ada = app.member("ada@example.com", Role::Admin).await;
    key(&app, &ada, "of ada", 90).await;
    app.advance(Duration::days(80));
    round(&app).await;
    assert_eq!(mail.recipients(), ["ada@example.com"]);
    let admin = app.sign_in_admin().await;
    let members = admin.get(path::USERS).await.expect(200);
    let members = members["data"].as_array().unwrap();
    let ada = members.iter().find(|user| user["email"] == "ada@example.com").unwrap();
    admin.delete(&path::user(ada["id"].as_str().unwrap().parse().unwrap())).await.expect(204);
    app.advance(Duration::days(8));
    round(&app).await;
    round(&app).await;
    assert_eq!(mail.recipients(), [] as [&str; 0]);
    let admin = app.sign_in_admin().await;
    let log = admin.get(&format!("{}?action=notice.failed", path::AUDIT_LOGS)).await.expect(200);
    let [event] = log["data"].as_array().unwrap().as_slice() else { panic!("{log}") };
    assert_eq!((&event["target"]["name"], &event["outcome"]), (&json!("of ada"), &json!("failed")));
    assert!(event["changes"].to_string().contains("nobody to tell"), "{event}");
}
