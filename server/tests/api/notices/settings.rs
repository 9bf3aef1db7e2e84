//! What administrators see of it, and the test.

use super::{Hook, MailServer, OPS, to_hook, to_mail};
use crate::support::{ADMIN, TestApp};
use axum::http::HeaderName;
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use keyhouse_server::notices::NoticeFlags;
use serde_json::{Value, json};
use sha2::Sha256;
use std::path::PathBuf;

const SECRET: &str = "of-the-webhook-and-the-mail-server";

/// The flags for both, with secrets from files in this folder.
fn with_secrets(folder: &tempfile::TempDir, hook: &Hook, mail: &MailServer) -> NoticeFlags {
    let path: PathBuf = folder.path().join("secret");
    std::fs::write(&path, format!("{SECRET}\n")).unwrap();
    NoticeFlags {
        notice_webhook_secret_file: Some(path.clone()),
        smtp_password_file: Some(path),
        smtp_url: format!("smtp-plain://key%40house@127.0.0.1:{}", mail.port).parse().ok(),
        notice_webhook_url: hook.url.parse().ok(),
        ..to_mail(mail)
    }
}

#[tokio::test]
async fn a_test_tells_what_became_of_each_message() {
    let (hook, mail) = (Hook::start().await, MailServer::start().await);
    let folder = tempfile::tempdir().unwrap();
    let app = TestApp::with_notices(&with_secrets(&folder, &hook, &mail)).await;
    let admin = app.admin().await;
    let results = admin.act(path::NOTICES_TEST).await.expect(200);
    let taken = |channel: &str, recipient: Value, detail: &str| json!({ "channel": channel, "recipient": recipient, "delivered": true, "detail": detail });
    let expected = json!([
        taken("webhook", Value::Null, "The webhook took it."),
        taken("email", json!(ADMIN), &format!("The mail server took it for {ADMIN}.")),
        taken("email", json!(OPS), &format!("The mail server took it for {OPS}.")),
    ]);
    assert_eq!(results["results"], expected);
    let calls = hook.calls();
    let [call] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((&call.json()["type"], &call.json()["data"]), (&json!("test"), &json!({ "sent_by": ADMIN })));
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("{}.{}.", call.header("webhook-id"), call.header("webhook-timestamp")).as_bytes());
    mac.update(&call.body);
    let signature = format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
    assert_eq!(call.header("webhook-signature"), signature);
    for mail in mail.mails() {
        assert_eq!(mail.auth, BASE64.encode(format!("\0key@house\0{SECRET}").as_bytes()));
        assert_eq!(mail.header("Subject"), "Test notice from Keyhouse");
    }
    assert_eq!(app.audit_trail().await[0], "notice.test success");
}

#[tokio::test]
async fn what_is_set_up_is_shown_without_secrets() {
    let (hook, mail) = (Hook::start().await, MailServer::start().await);
    let folder = tempfile::tempdir().unwrap();
    let app = TestApp::with_notices(&with_secrets(&folder, &hook, &mail)).await;
    let admin = app.admin().await;
    let origin = hook.url.trim_end_matches("/t0ken");
    let server = format!("smtp-plain://127.0.0.1:{}", mail.port);
    let expected = json!({
        "webhook": { "origin": origin, "signed": true, "last": null },
        "email": { "server": server, "from": "Keyhouse <keyhouse@example.com>", "to": [OPS], "last": null },
        "waiting": 0,
    });
    assert_eq!(admin.get(path::NOTICES).await.expect(200), expected);
    // A server that repeats what it is told would have it in our log and answers.
    hook.answer(404);
    let echo = BASE64.encode(format!("\0key@house\0{SECRET}").as_bytes());
    mail.refuse("AUTH", &format!("535 I know no {echo}"));
    let results = admin.act(path::NOTICES_TEST).await.expect(200)["results"].clone();
    assert_eq!(results[0]["detail"], "There is no webhook at this URL (status 404). Check it.");
    assert_eq!(results[1]["detail"], "The mail server refuses it with 535.");
    let shown = admin.get(path::NOTICES).await;
    let last = &shown.expect(200)["email"]["last"];
    assert_eq!((&last["delivered"], &last["about"]), (&json!(false), &json!("Test notice")));
    let log = admin.get(path::AUDIT_LOGS).await;
    for answer in [shown, log] {
        for secret in [SECRET, &echo, "t0ken"] {
            assert!(!answer.text().contains(secret), "{secret}: {}", answer.text());
        }
    }
    assert_eq!(app.audit_trail().await[0], "notice.test failed");
}

#[tokio::test]
async fn a_test_that_is_sent_again_with_its_key_sends_nothing() {
    let hook = Hook::start().await;
    let app = TestApp::with_notices(&to_hook(&hook)).await;
    let admin = app.admin().await.with_header(HeaderName::from_static("idempotency-key"), "form-1");
    let first = admin.act(path::NOTICES_TEST).await.expect(200);
    assert_eq!(admin.act(path::NOTICES_TEST).await.expect(200), first);
    assert_eq!(hook.calls().len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_to_a_mail_server_without_encryption_that_should_have_it() {
    let mail = MailServer::start().await;
    let mut flags = to_mail(&mail);
    flags.smtp_url = format!("smtp://127.0.0.1:{}", mail.port).parse().ok();
    let app = TestApp::with_notices(&flags).await;
    let results = app.admin().await.act(path::NOTICES_TEST).await.expect(200)["results"].clone();
    assert_eq!(results[0]["delivered"], false, "{results}");
    assert!(mail.mails().is_empty());
}

#[tokio::test]
async fn only_administrators_see_it_and_only_what_is_set_up_is_tested() {
    let app = TestApp::new().await;
    let nothing = json!({ "webhook": null, "email": null, "waiting": 0 });
    assert_eq!(app.admin().await.get(path::NOTICES).await.expect(200), nothing);
    app.admin().await.act(path::NOTICES_TEST).await.problem(ProblemCode::Conflict);
    let hook = Hook::start().await;
    let app = TestApp::with_notices(&to_hook(&hook)).await;
    for other in
        [app.editor().await, app.viewer().await, app.key(Permission::ReadWrite, DeploymentAccess::All).await]
    {
        other.get(path::NOTICES).await.problem(ProblemCode::Forbidden);
        other.act(path::NOTICES_TEST).await.problem(ProblemCode::Forbidden);
    }
    assert!(hook.calls().is_empty());
    assert_eq!(app.audit_trail().await[0], "notice.test denied");
}
