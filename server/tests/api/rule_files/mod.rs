//! Rule files over HTTP. There is no `vmalert` here, so what the checks take is taken.

mod path_names;
mod races;
mod refused;
mod size;
mod versions;
mod wire;

use crate::deployments::body;
use crate::support::{Answer, Client, TestApp};
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::path;
use serde_json::Value;

/// A file of one group with so many rules.
fn rules(group: &str, count: usize) -> String {
    let mut text = format!("groups:\n  - name: {group}\n    rules:\n");
    for number in 0..count {
        text.push_str(&format!("      - record: job:{group}_{number}:sum\n        expr: sum(up) by (job)\n"));
    }
    text
}

/// A deployment's files, as a program with a key for all of them reaches them.
struct Files {
    client: Client,
    deployment: DeploymentId,
    /// The path of the list.
    list: String,
}

impl Files {
    /// Those of a new deployment.
    async fn new(app: &TestApp) -> Self {
        let client = app.key(Permission::ReadWrite, DeploymentAccess::All).await;
        let made = client.post(path::DEPLOYMENTS, body()).await.expect(201);
        let deployment = made["id"].as_str().unwrap().parse().unwrap();
        Self { client, deployment, list: path::rule_files(deployment) }
    }

    fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.list)
    }

    /// As the Go SDK sends it: no `Content-Type`, no `Accept`.
    async fn post(&self, name: &str, text: &str) -> Answer {
        self.client.raw("POST", &self.path(name), &[], text).await
    }

    async fn text(&self, name: &str) -> Answer {
        self.client.get(&self.path(name)).await
    }

    async fn delete(&self, name: &str) -> Answer {
        self.client.delete(&self.path(name)).await
    }

    async fn names(&self) -> Value {
        self.client.get(&self.list).await.expect(200)
    }

    async fn details(&self) -> Vec<Value> {
        let list = self.client.get(&format!("{}?details=true", self.list)).await.expect(200);
        list.as_array().unwrap().clone()
    }

    async fn versions(&self, name: &str) -> Vec<Value> {
        let list = self.client.get(&format!("{}/versions", self.path(name))).await.expect(200);
        list.as_array().unwrap().clone()
    }

    async fn restore(&self, name: &str, number: u32) -> Answer {
        self.client.act(&format!("{}/versions/{number}/restore", self.path(name))).await
    }

    /// Checks a text as one for the file of this name.
    async fn check(&self, name: &str, text: &str) -> Answer {
        let path = path::with_query(&path::rule_check(self.deployment), &[("name", name)]);
        self.client.raw("POST", &path, &[], text).await
    }
}

/// What the audit log has on rule files, the newest first: `action outcome`.
async fn recorded(app: &TestApp) -> Vec<String> {
    let trail = app.audit_trail().await;
    trail.into_iter().filter(|event| event.starts_with("rule_file")).collect()
}
