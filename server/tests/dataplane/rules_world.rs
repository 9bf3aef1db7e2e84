//! Rules as a test looks at them: over the API, and at the processes and files of the server.

use crate::machine::arguments;
use crate::world::{Token, World, call, until};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// A group that records a metric and has an alert that fires after a second.
pub(crate) const RULES: &str = "groups:
- name: seconds
  interval: 1s
  rules:
  - record: recorded:sum
    expr: vector(7)
    labels: {team: blue}
  - alert: AlwaysUp
    expr: vector(3) > 1
    for: 2s
    labels: {severity: page}
    annotations: {summary: 'It is {{ $value }}'}
";

impl World {
    /// A deployment on this machine that runs, in which what was written is found at once.
    pub(crate) fn quick(&self) -> String {
        let id = self.local(&json!({ "flags": { "single_flags": ["-search.latencyOffset=0s"] } }));
        self.until_status(&id, "RUNNING");
        id
    }

    #[track_caller]
    pub(crate) fn save(&self, id: &str, name: &str, text: &str) -> Value {
        let (status, body) =
            self.ask("PUT", &format!("/api/v1/deployments/{id}/rule-sets/files/{name}"), text);
        assert!([200, 201].contains(&status), "{status} {body}");
        serde_json::from_str(&body).unwrap()
    }

    pub(crate) fn files(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/deployments/{id}/rule-sets/files?details=true"))
    }

    pub(crate) fn rule_state(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/deployments/{id}/rule-sets/state"))
    }

    pub(crate) fn groups(&self, id: &str) -> Vec<Value> {
        let groups = self.get(&format!("/api/v1/deployments/{id}/rule-sets/groups"));
        groups.as_array().unwrap().clone()
    }

    /// How a file stands: its state, and why.
    pub(crate) fn file_state(&self, id: &str, name: &str) -> (String, String) {
        let files = self.files(id);
        let file = files.as_array().unwrap().iter().find(|file| file["name"] == name).unwrap();
        let text = |field: &str| file[field].as_str().unwrap_or_default().to_owned();
        (text("state"), text("state_reason"))
    }

    #[track_caller]
    pub(crate) fn until_file(&self, id: &str, name: &str, state: &str) -> String {
        let mut seen = Default::default();
        until(&format!("{name} is {state}"), || {
            seen = self.file_state(id, name);
            seen.0 == state
        });
        seen.1
    }

    /// The rule with this name, as it runs.
    pub(crate) fn rule(&self, id: &str, name: &str) -> Value {
        let groups = self.groups(id);
        let mut rules = groups.iter().flat_map(|group| group["rules"].as_array().unwrap().clone());
        rules.find(|rule| rule["name"] == name).unwrap_or_default()
    }

    /// Waits until this alert fires. Answers it.
    #[track_caller]
    pub(crate) fn until_firing(&self, id: &str, name: &str) -> Value {
        until(&format!("{name} fires"), || self.rule(id, name)["state"] == "firing");
        self.rule(id, name)["alerts"][0].clone()
    }

    /// The values that a query finds.
    pub(crate) fn query(&self, token: &Token, query: &str) -> Vec<Value> {
        let (_, text) = self.read(token, &format!("/api/v1/query?query={query}"));
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        answer["data"]["result"].as_array().cloned().unwrap_or_default()
    }

    /// The number of a deployment's process with this name, once it runs.
    #[track_caller]
    pub(crate) fn engine_pid(&self, id: &str, engine: &str) -> u32 {
        let mut pid = None;
        until(&format!("{engine} runs"), || {
            let runtime = self.runtime(id);
            let mut processes = runtime["processes"].as_array().unwrap().iter();
            pid = processes.find(|one| one["engine"] == engine).and_then(|one| one["pid"].as_u64());
            pid.is_some()
        });
        u32::try_from(pid.unwrap()).unwrap()
    }

    /// The folder in which `vmalert` finds a deployment's rules.
    pub(crate) fn rules_folder(&self, id: &str) -> PathBuf {
        self.data.join("rules").join(id)
    }

    /// Where the alerts go.
    pub(crate) fn notifications(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/deployments/{id}/alertmanager"))
    }

    #[track_caller]
    pub(crate) fn notify(&self, id: &str, change: &Value) {
        let (status, text) = self.put(&format!("/api/v1/deployments/{id}/alertmanager"), change);
        assert_eq!(status, 200, "{text}");
    }

    #[track_caller]
    pub(crate) fn until_notifier(&self, id: &str, status: &str) -> Value {
        let mut seen = Value::Null;
        until(&format!("the notifier is {status}"), || {
            seen = self.notifications(id);
            seen["status"] == status
        });
        seen
    }
}

/// The value of a flag of a process.
pub(crate) fn flag(pid: u32, name: &str) -> Option<String> {
    let args = arguments(pid);
    let value =
        |arg: &String| arg.trim_start_matches('-').strip_prefix(&format!("{name}=")).map(str::to_owned);
    args.iter().find_map(value)
}

/// What a process has in its environment.
pub(crate) fn environment(pid: u32) -> Vec<(String, String)> {
    let all = fs::read(format!("/proc/{pid}/environ")).unwrap();
    let all = String::from_utf8(all).unwrap();
    all.split('\0')
        .filter_map(|entry| entry.split_once('='))
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

/// The status that a page of a process on this machine answers with to whoever has no credential.
pub(crate) fn status_without_credential(listen: &str, path: &str) -> u16 {
    call("GET", &format!("http://{listen}{path}"), &[], "").0
}
