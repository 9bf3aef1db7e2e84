//! Deployments and their tokens, as the API makes them, for stories that begin where those are there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use keyhouse_model::access_token::{AccessMode, Direction, Endpoints};
use keyhouse_model::deployment::{DeploymentDetails, DeploymentType};
use keyhouse_model::example::access_token::{Setting, Tool, example};
use keyhouse_model::path;
use keyhouse_model::secret::Secret;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::wait::{eventually, within};
use crate::{Api, Server};

/// How long it may take until `vmalert` has rules, what they record and what fires is written, and somebody is told. On a
/// busy machine, a program takes a while to start.
pub const RULES_ARRIVE: Duration = Duration::from_secs(60);

/// A single node on this machine that runs.
pub struct Deployment<'a> {
    admin: &'a Api,
    details: DeploymentDetails,
}

/// An access token of a deployment.
pub struct Token {
    id: String,
    mode: AccessMode,
    value: Secret,
}

impl<'a> Deployment<'a> {
    /// Makes one, and waits until it runs.
    ///
    /// # Panics
    /// When the server refuses it, or it does not get to run.
    pub async fn create(admin: &'a Api, name: &str) -> Self {
        println!("create the deployment {name}");
        let new = json!({
            "name": name, "type": "single_node", "provider": "local", "region": "local", "tier": 121,
            "storage_size": 20, "storage_size_unit": "GB", "deduplication": 0, "deduplication_unit": "ms",
            "retention": 1, "retention_unit": "m", "maintenance_window": "Sat-Sun 3-4am",
        });
        let made = admin.post(path::DEPLOYMENTS, &new).await.ok();
        let details = serde_json::from_value(made).expect("the details of a new deployment");
        let deployment = Self { admin, details };
        deployment.until_running().await;
        Self { details: deployment.read().await, admin }
    }

    /// Waits until it runs.
    ///
    /// # Panics
    /// When it does not get to.
    pub async fn until_running(&self) {
        let url = self.api("");
        let is_running = async || (self.admin.get(&url).await.body["status"] == "RUNNING").then_some(());
        eventually("the deployment runs", is_running).await;
    }

    /// The process ids of what runs for it.
    ///
    /// # Panics
    /// When the server does not tell.
    pub async fn pids(&self) -> Vec<u32> {
        let runtime = self.admin.get(&self.api("/runtime")).await.ok();
        let processes = runtime["processes"].as_array().expect("the processes of a deployment").iter();
        processes.filter_map(|process| process["pid"].as_u64()?.try_into().ok()).collect()
    }

    /// Generates a token.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn token(&self, mode: AccessMode, name: &str) -> Token {
        println!("generate the token {name} ({})", mode.as_str());
        let new = json!({ "type": mode, "description": name });
        let made = self.admin.post(&self.api("/access_tokens"), &new).await.ok();
        let text = |field: &str| made[field].as_str().map(str::to_owned).expect("a new token is shown whole");
        Token { id: text("id"), mode, value: Secret::new(text("value")) }
    }

    /// Deletes a token.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn delete(&self, token: &Token) {
        println!("delete a token");
        self.admin.delete(&self.api(&format!("/access_tokens/{}", token.id))).await.ok();
    }

    /// The text that the console hands out for a token and a tool.
    ///
    /// # Panics
    /// When the tool does nothing in that direction.
    pub fn example(&self, token: &Token, tool: Tool, direction: Direction) -> Secret {
        let setting = Setting {
            endpoints: self.endpoints(),
            mode: token.mode,
            deployment: self.details.summary.name.clone(),
            version: self.details.summary.version.clone(),
        };
        let example = example(tool, direction, &setting, token.value.expose());
        Secret::new(example.expect("the tool has an example in this direction").text)
    }

    /// Whether a series that fits a selector has a sample, as a reader with this token finds.
    pub async fn has(&self, token: &Token, selector: &str) -> bool {
        let export = self.endpoints().export();
        let reader = reqwest::Client::builder().no_proxy().build().expect("an HTTP client");
        let request = reader.get(path::with_query(&export, &[("match[]", selector)]));
        let request = request.bearer_auth(token.value.expose());
        let Ok(answer) = request.send().await else { return false };
        let is_ok = answer.status().is_success();
        is_ok && answer.text().await.is_ok_and(|lines| lines.contains("\"values\""))
    }

    /// Saves a rule file, and waits until `vmalert` has it.
    ///
    /// # Panics
    /// When the server refuses it, or `vmalert` does not get it.
    pub async fn save_rules(&self, name: &str, text: &str) {
        println!("save the rule file {name}");
        self.admin.put_text(&self.api(&format!("/rule-sets/files/{name}")), text).await.ok();
        self.until_live(name).await;
    }

    /// Waits until `vmalert` has a rule file.
    ///
    /// # Panics
    /// When it does not get it.
    pub async fn until_live(&self, name: &str) {
        let live = async || {
            let files = self.admin.get(&self.api("/rule-sets/files?details=true")).await.body;
            let file = files.as_array()?.iter().find(|file| file["name"] == name)?.clone();
            (file["state"] == "live").then_some(())
        };
        let live = within(RULES_ARRIVE, live).await;
        assert!(live.is_some(), "{name} is not live after {} s", RULES_ARRIVE.as_secs());
    }

    /// The names of the groups that `vmalert` evaluates.
    ///
    /// # Panics
    /// When the server does not tell.
    pub async fn groups(&self) -> Vec<String> {
        let groups = self.admin.get(&self.api("/rule-sets/groups")).await.ok();
        let groups = groups.as_array().expect("the groups that run").iter();
        groups.filter_map(|group| group["name"].as_str().map(str::to_owned)).collect()
    }

    /// The path of its page in the console; `tab` is what stands behind it, such as `/settings`.
    pub fn page(&self, tab: &str) -> String {
        format!("/deployments/{}{tab}", self.details.summary.id)
    }

    /// The path of a call of the API about it; `below` is what stands behind its own, such as `/stop`.
    pub fn api(&self, below: &str) -> String {
        format!("{}{below}", path::deployment(self.details.summary.id))
    }

    /// Where the server keeps what belongs to it, if it is here.
    pub fn folder(&self, server: &Server) -> PathBuf {
        server.data().join("deployments").join(self.details.summary.id.to_string())
    }

    fn endpoints(&self) -> Endpoints {
        Endpoints::new(DeploymentType::SingleNode, None, &self.details.access_endpoint)
    }

    async fn read(&self) -> DeploymentDetails {
        serde_json::from_value(self.admin.get(&self.api("")).await.ok()).expect("the details of a deployment")
    }
}

impl Token {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its value: don't print it.
    pub fn value(&self) -> &str {
        self.value.expose()
    }
}

/// The process id of the access endpoint.
///
/// # Panics
/// When it does not run.
pub async fn access_pid(admin: &Api) -> u32 {
    let pid = async || {
        let plane: Value = admin.get(path::DATA_PLANE).await.body;
        plane["access_process"]["pid"].as_u64()?.try_into().ok()
    };
    eventually("the access endpoint runs", pid).await
}

/// Kills a process, as the machine would that runs out of memory.
///
/// # Panics
/// When there is none.
pub fn kill(pid: u32) {
    let id = i32::try_from(pid).ok().and_then(Pid::from_raw).expect("the number of a process");
    kill_process(id, Signal::KILL).expect("the process can be killed");
}

/// The processes whose command line names this folder or something in it.
pub fn processes_in(folder: &Path) -> Vec<u32> {
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let names_it = |pid: &u32| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(&*folder.to_string_lossy())
    };
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(names_it).collect()
}
