//! Usage while its monitor is not to be had: the reason is told, and all else works.

use crate::machine::processes_with;
use crate::missing::on_path;
use crate::usage::{FLAGS, summary};
use crate::world::{World, signal, until};
use chrono::Utc;
use keyhouse_model::usage::Period;
use std::os::unix::fs::symlink;

#[test]
fn a_monitor_that_is_down_gives_the_reason_and_comes_back() {
    let world = World::with(&FLAGS);
    let id = world.running();
    let ask = || world.ask("GET", &format!("/api/v1/usage?deployment_id={id}"), "");
    until("usage is measured", || ask().0 == 200);
    let pid = monitor_pid(&world);
    signal("STOP", pid);
    until("it is told that the monitor does not answer", || {
        let (status, text) = ask();
        status == 503 && text.contains("The monitor")
    });
    assert_eq!(world.details(&id)["status"], "RUNNING", "all else works");
    signal("CONT", pid);
    until("it answers again", || ask().0 == 200);
    signal("KILL", pid);
    until("it runs again", || ask().0 == 200 && monitor_pid(&world) != pid);
}

#[test]
fn without_the_program_all_else_works_and_installing_it_is_enough() {
    let bin = tempfile::tempdir().unwrap();
    let world = World::with(&[&FLAGS[..], &["--bin-dir", bin.path().to_str().unwrap()]].concat());
    let (status, text) = world.ask("GET", "/api/v1/usage", "");
    assert_eq!(status, 503, "{text}");
    until("it is told what to install", || {
        let text = world.ask("GET", "/api/v1/usage", "").1;
        text.contains("victoria-metrics is not installed") && text.contains("apt-get install")
    });
    assert_eq!(world.get("/readyz")["checks"][2]["status"], "failed");
    assert!(summary(&world, &Period::of(Utc::now()).to_string()).deployments_problem.is_some());
    symlink(on_path("victoria-metrics"), bin.path().join("victoria-metrics")).unwrap();
    until("usage is measured", || world.ask("GET", "/api/v1/usage", "").0 == 200);
}

/// The process that works in the monitor's folder.
fn monitor_pid(world: &World) -> u32 {
    let folder = world.data.canonicalize().unwrap().join("monitor/data");
    let argument = format!("-storageDataPath={}", folder.display());
    let mut found = None;
    until("the monitor runs", || {
        found = processes_with(&argument).first().copied();
        found.is_some()
    });
    found.unwrap()
}
