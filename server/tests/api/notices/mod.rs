//! Notices of keys that end, at a webhook and a mail server that are really there.

mod hook;
mod mail;
mod settings;
mod stages;
mod tries;

use crate::support::{Client, TestApp};
use chrono::Duration;
use hook::Hook;
use keyhouse_model::path;
use keyhouse_server::notices::{NoticeFlags, Notices};
use mail::MailServer;
use serde_json::{Value, json};

/// The address of the command line.
const OPS: &str = "ops@example.com";

/// To this webhook.
fn to_hook(hook: &Hook) -> NoticeFlags {
    NoticeFlags { notice_webhook_url: hook.url.parse().ok(), ..NoticeFlags::default() }
}

/// By this mail server, to [`OPS`] and whoever made the key.
fn to_mail(server: &MailServer) -> NoticeFlags {
    NoticeFlags {
        smtp_url: server.url.parse().ok(),
        notice_from: Some("Keyhouse <keyhouse@example.com>".to_owned()),
        notice_to: vec![OPS.to_owned()],
        ..NoticeFlags::default()
    }
}

/// A new key that ends in so many days.
async fn key(app: &TestApp, admin: &Client, name: &str, days: i64) -> Value {
    let body = json!({
        "name": name, "expires_at": app.now() + Duration::days(days), "permission": "r", "deployment_access": "all",
    });
    admin.post(path::API_KEYS, body).await.expect(201)
}

/// What the server does once a minute.
async fn round(app: &TestApp) {
    app.state.notices.round(&app.state).await.unwrap();
}

/// What it does after it was started anew: all that it knows of before is in the store.
async fn round_anew(app: &TestApp, flags: &NoticeFlags) {
    let notices: Notices = flags.open("http://127.0.0.1:8480").unwrap();
    notices.round(&app.state).await.unwrap();
}
