//! What works where programs are not installed, and what starts once they are.

use crate::machine::{arguments, new_local, script};
use crate::world::{World, until};
use serde_json::{Value, json};
use std::env;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

pub(crate) fn with_programs_in(folder: &Path) -> World {
    World::with(&["--access-listen", "127.0.0.1:0", "--bin-dir", folder.to_str().unwrap()])
}

pub(crate) fn on_path(name: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap();
    let found = env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("{name} is not on PATH"))
}

#[test]
fn without_programs_all_else_works_and_installing_them_is_enough() {
    let bin = tempfile::tempdir().unwrap();
    let world = with_programs_in(bin.path());
    let id = world.local(&json!({}));
    let details = world.until_status(&id, "ERROR");
    let reason = details["status_reason"].as_str().unwrap();
    assert!(
        reason.contains("victoria-metrics is not installed") && reason.contains("apt-get install"),
        "{reason}"
    );
    let plane = world.get("/api/v1/data_plane");
    for engine in plane["engines"].as_array().unwrap() {
        assert!(engine["version"].is_null() && engine["install"].is_string(), "{engine}");
    }
    assert_eq!(world.get("/readyz")["checks"][1]["status"], "absent");
    world.token(&id, "r");
    assert_eq!(world.order(&id, "stop")["status"], "STOPPED");
    world.order(&id, "start");
    symlink(on_path("victoria-metrics"), bin.path().join("victoria-metrics")).unwrap();
    world.until_status(&id, "RUNNING");
}

#[test]
fn a_cluster_is_refused_with_what_is_missing() {
    let bin = tempfile::tempdir().unwrap();
    script(bin.path(), "vmstorage", "exec sleep 60");
    let world = with_programs_in(bin.path());
    let (status, text) =
        world.post("/api/v1/deployments", &new_local(&json!({ "type": "cluster", "tier": 126 })));
    assert_eq!(status, 422, "{text}");
    let problem: Value = serde_json::from_str(&text).unwrap();
    let error = &problem["errors"][0];
    assert_eq!((&error["pointer"], &error["code"]), (&json!("/type"), &json!("unavailable")));
    let detail = error["detail"].as_str().unwrap();
    assert!(detail.starts_with("vminsert, vmselect are not installed on this machine."), "{detail}");
}

#[test]
fn a_cluster_is_three_processes_that_know_of_each_other() {
    let bin = tempfile::tempdir().unwrap();
    for name in ["vmstorage", "vminsert", "vmselect"] {
        script(bin.path(), name, "while :; do sleep 1; done");
    }
    let mut world = with_programs_in(bin.path());
    let id = world.local(&json!({ "type": "cluster", "tier": 126, "retention": 30, "retention_unit": "d" }));
    let mut processes = Vec::new();
    until("all three run", || {
        processes = world.runtime(&id)["processes"].as_array().unwrap().clone();
        processes.len() == 3 && processes.iter().all(|process| process["pid"].is_number())
    });
    let engines: Vec<_> = processes.iter().map(|process| process["engine"].as_str().unwrap()).collect();
    assert_eq!(engines, ["vmstorage", "vminsert", "vmselect"]);
    assert_eq!(processes[0]["version"], "v1.99.0");
    let pid = |at: usize| u32::try_from(processes[at]["pid"].as_u64().unwrap()).unwrap();
    let [storage, insert, select] = [0, 1, 2].map(|at| arguments(pid(at)));
    let value = |args: &[String], name: &str| {
        let found = args.iter().find_map(|arg| arg.strip_prefix(&format!("-{name}=")).map(str::to_owned));
        found.unwrap_or_else(|| panic!("{name}: {args:?}"))
    };
    assert_eq!(value(&storage, "retentionPeriod"), "30d");
    assert_eq!(value(&insert, "storageNode"), value(&storage, "vminsertAddr"));
    assert_eq!(value(&select, "storageNode"), value(&storage, "vmselectAddr"));
    assert_eq!(world.details(&id)["status"], "PROVISIONING", "none of them answers");
    world.stop();
    assert!((0..3).all(|at| arguments(pid(at)).is_empty()));
}
