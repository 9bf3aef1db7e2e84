//! Deployments on this machine, as a test looks at them: over the API, and at their processes.

use crate::world::{World, until};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// What a program asks for that wants a single node here.
pub(crate) fn new_local(changes: &Value) -> Value {
    let mut new = json!({
        "name": "metrics", "type": "single_node", "provider": "local", "region": "local", "tier": 121,
        "storage_size": 20, "storage_size_unit": "GB", "deduplication": 0, "deduplication_unit": "ms",
        "retention": 1, "retention_unit": "m", "maintenance_window": "Sat-Sun 3-4am",
    });
    for (name, value) in changes.as_object().unwrap() {
        new[name] = value.clone();
    }
    new
}

impl World {
    /// A deployment on this machine. It may not run yet.
    pub(crate) fn local(&self, changes: &Value) -> String {
        let (status, text) = self.post("/api/v1/deployments", &new_local(changes));
        assert_eq!(status, 201, "{text}");
        let made: Value = serde_json::from_str(&text).unwrap();
        made["id"].as_str().unwrap().to_owned()
    }

    /// A deployment on this machine that runs.
    pub(crate) fn running(&self) -> String {
        let id = self.local(&json!({}));
        self.until_status(&id, "RUNNING");
        id
    }

    pub(crate) fn details(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/deployments/{id}"))
    }

    pub(crate) fn runtime(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/deployments/{id}/runtime"))
    }

    /// Waits until it has this status. Answers its details.
    #[track_caller]
    pub(crate) fn until_status(&self, id: &str, status: &str) -> Value {
        let mut seen = Value::Null;
        until(&format!("{id} is {status}"), || {
            seen = self.details(id);
            seen["status"] == status
        });
        seen
    }

    /// Changes its settings.
    #[track_caller]
    pub(crate) fn change(&self, id: &str, changes: &Value) {
        let (status, text) = self.put(&format!("/api/v1/deployments/{id}"), &new_local(changes));
        assert_eq!(status, 200, "{text}");
    }

    /// `start` or `stop`.
    #[track_caller]
    pub(crate) fn order(&self, id: &str, what: &str) -> Value {
        let (status, text) = self.post(&format!("/api/v1/deployments/{id}/{what}"), &Value::Null);
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The number of its first process, once it runs.
    #[track_caller]
    pub(crate) fn pid(&self, id: &str) -> u32 {
        let mut pid = None;
        until("its process runs", || {
            pid = self.runtime(id)["processes"][0]["pid"].as_u64();
            pid.is_some()
        });
        u32::try_from(pid.unwrap()).unwrap()
    }

    /// Where it keeps its things.
    pub(crate) fn folder_of(&self, id: &str) -> PathBuf {
        self.data.join("deployments").join(id)
    }

    /// The processes that write to its folder.
    pub(crate) fn writers_of(&self, id: &str) -> Vec<u32> {
        let folder = self.folder_of(id).join("data");
        processes_with(&format!("-storageDataPath={}", fs::canonicalize(folder).unwrap().display()))
    }
}

/// The arguments of a process; none when it has ended.
pub(crate) fn arguments(pid: u32) -> Vec<String> {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let args = line.split(|byte| *byte == 0).filter(|arg| !arg.is_empty());
    args.map(|arg| String::from_utf8_lossy(arg).into_owned()).collect()
}

/// The processes with this argument.
pub(crate) fn processes_with(argument: &str) -> Vec<u32> {
    let entries = fs::read_dir("/proc").unwrap();
    let pids = entries.filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok());
    pids.filter(|pid| arguments(*pid).iter().any(|arg| arg == argument)).collect()
}

/// The processes of a server's data plane, by what they were given.
pub(crate) fn engines_of(data: &Path) -> Vec<u32> {
    let mark = format!("KEYHOUSE_ENGINE_OF={}", fs::canonicalize(data).unwrap().display());
    let entries = fs::read_dir("/proc").unwrap();
    let pids = entries.filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok());
    let is_ours = |pid: &u32| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes())
    };
    pids.filter(is_ours).collect()
}

/// A program in `folder` that does what a shell script says once it is asked neither for its version nor its flags.
pub(crate) fn script(folder: &Path, name: &str, body: &str) {
    let text = format!(
        "#!/bin/sh\ncase \"$1\" in\n-version) echo {name}-1-tags-v1.99.0-0-gabc; exit 0;;\n\
         -help) echo '  -storage.maxHourlySeries int'; exit 0;;\nesac\n{body}\n"
    );
    let file = folder.join(name);
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
}
