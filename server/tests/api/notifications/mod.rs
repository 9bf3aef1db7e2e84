//! Where alerts go, over HTTP. There is no `amtool` here, so what the checks take is taken.

mod choice;
mod config;
mod trial;

use crate::deployments::body;
use crate::support::{Client, TestApp};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::path;
use serde_json::Value;
use std::fs;

/// What must never be seen where it does not belong.
const SECRET: &str = "hunter2-and-more";

/// A config with secrets.
fn config() -> String {
    format!(
        "route:\n  receiver: web\nreceivers:\n  - name: web\n    webhook_configs:\n      - url: https://example.com/{SECRET}\n        \
         http_config:\n          basic_auth: {{username: me, password: '{SECRET}'}} # {SECRET}\n"
    )
}

/// The notifications of a deployment.
struct Notifications {
    admin: Client,
    id: DeploymentId,
    path: String,
    config: String,
}

impl Notifications {
    /// Those of a new deployment.
    async fn new(app: &TestApp) -> Self {
        let admin = app.admin().await;
        let made = admin.post(path::DEPLOYMENTS, body()).await.expect(201);
        let id: DeploymentId = made["id"].as_str().unwrap().parse().unwrap();
        Self { admin, id, path: path::notifications(id), config: path::alertmanager_config(id) }
    }

    async fn put(&self, change: Value) -> Value {
        self.admin.put(&self.path, change).await.expect(200)
    }

    async fn put_config(&self, text: &str) -> crate::support::Answer {
        self.admin.raw("PUT", &self.config, &[("content-type", "application/yaml")], text).await
    }
}

/// What the audit log has on notifications, the newest first.
async fn recorded(app: &TestApp) -> Vec<Value> {
    let log = app.admin().await.get(&format!("{}?limit=1000", path::AUDIT_LOGS)).await.expect(200);
    let events = log["data"].as_array().unwrap().iter();
    let ours = |event: &&Value| event["action"].as_str().unwrap().starts_with("notifications");
    events.filter(ours).cloned().collect()
}

/// That a secret stands neither in the database nor in the audit log.
async fn assert_hidden(app: &TestApp) {
    for entry in fs::read_dir(app.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let found = bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
            assert!(!found, "{} has the secret", path.display());
        }
    }
    let trail = serde_json::to_string(&recorded(app).await).unwrap();
    assert!(!trail.contains(SECRET), "{trail}");
}
