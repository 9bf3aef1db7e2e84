//! What happens to deployments on this machine when something dies, hangs, or has no room.

use crate::machine::{arguments, script};
use crate::world::{World, signal, until};
use serde_json::{Value, json};
use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

const IMPORT: &str = "/api/v1/import/prometheus";

fn reason(details: &Value) -> String {
    details["status_reason"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_process_that_is_killed_is_started_again_and_tokens_work_as_before() {
    let world = World::new();
    let id = world.running();
    let token = world.token(&id, "rw");
    assert_eq!(world.write(&token, IMPORT), 204);
    let pid = world.pid(&id);
    signal("KILL", pid);
    until("it is started again", || world.pid(&id) != pid);
    world.until_status(&id, "RUNNING");
    assert_eq!(world.runtime(&id)["processes"][0]["restarts"], 1);
    assert_eq!(world.writers_of(&id), [world.pid(&id)]);
    until("the token works", || world.write(&token, IMPORT) == 204);
}

#[test]
fn a_flag_that_the_engine_does_not_know_is_named_and_can_be_taken_out() {
    let world = World::new();
    let id = world.running();
    world.change(&id, &json!({ "flags": { "single_flags": ["-search.noSuchThing=1"] } }));
    let text = reason(&world.until_status(&id, "ERROR"));
    assert!(text.contains("victoria-metrics keeps ending"), "{text}");
    assert!(text.contains("search.noSuchThing") && text.contains("take it out in the settings"), "{text}");
    let process = world.runtime(&id)["processes"][0].clone();
    assert_eq!(process["state"], "failed");
    assert!(process["log"].to_string().contains("flag provided but not defined"), "{process}");
    let ready = world.get("/readyz");
    assert_eq!((&ready["ready"], &ready["checks"][1]["status"]), (&json!(true), &json!("failed")));
    world.change(&id, &json!({ "flags": { "single_flags": [] } }));
    let details = world.until_status(&id, "RUNNING");
    assert_eq!(reason(&details), "");
}

#[test]
fn a_folder_that_can_not_be_made_is_named_and_other_deployments_run() {
    let world = World::new();
    let id = world.running();
    world.order(&id, "stop");
    until("it has stopped", || world.writers_of(&id).is_empty());
    let folder = world.folder_of(&id);
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "in the way").unwrap();
    world.order(&id, "start");
    let text = reason(&world.until_status(&id, "ERROR"));
    assert!(text.contains(&folder.canonicalize().unwrap().display().to_string()), "{text}");
    world.running();
    fs::remove_file(&folder).unwrap();
    world.until_status(&id, "RUNNING");
}

#[test]
fn a_process_that_hangs_is_told_and_goes_on_when_it_can() {
    let world = World::new();
    let id = world.running();
    let pid = world.pid(&id);
    signal("STOP", pid);
    let text = reason(&world.until_status(&id, "ERROR"));
    assert!(text.contains("It runs and does not answer"), "{text}");
    signal("CONT", pid);
    world.until_status(&id, "RUNNING");
    assert_eq!(world.pid(&id), pid);
}

#[test]
fn an_engine_that_keeps_ending_shows_the_end_of_its_log() {
    let bin = tempfile::tempdir().unwrap();
    script(bin.path(), "victoria-metrics", "echo \"$(date)\tfatal\tboom\" >&2; exit 3");
    let world = World::with(&["--access-listen", "127.0.0.1:0", "--bin-dir", bin.path().to_str().unwrap()]);
    let id = world.local(&json!({}));
    let text = reason(&world.until_status(&id, "ERROR"));
    assert!(text.contains("exit code 3") && text.contains("boom"), "{text}");
    assert!(world.runtime(&id)["processes"][0]["restarts"].as_u64().unwrap() >= 5);
}

#[test]
fn an_engine_that_does_not_end_is_killed_with_the_server() {
    let bin = tempfile::tempdir().unwrap();
    script(bin.path(), "victoria-metrics", "trap '' TERM; while :; do sleep 1; done");
    let mut world =
        World::with(&["--access-listen", "127.0.0.1:0", "--bin-dir", bin.path().to_str().unwrap()]);
    let id = world.local(&json!({}));
    let pid = world.pid(&id);
    let began = Instant::now();
    world.stop();
    assert!(began.elapsed().as_secs() >= 29, "it had half a minute to end: {:?}", began.elapsed());
    assert!(arguments(pid).is_empty());
}

/// A server whose deployments are kept on a file system of their own, which it sees alone.
fn with_mount(options: &str) -> Option<World> {
    let can = Command::new("unshare").args(["--mount", "true"]).stderr(Stdio::null()).status();
    if !can.is_ok_and(|status| status.success()) {
        return None;
    }
    let mount = format!(
        "mkdir -p \"$0/deployments\" && mount -t tmpfs {options} tmpfs \"$0/deployments\" && exec \"$@\""
    );
    Some(World::within(&["unshare", "--mount", "sh", "-c", &mount], &["--access-listen", "127.0.0.1:0"]))
}

#[test]
fn a_disk_without_room_is_told_and_nothing_else_suffers() {
    // The engine keeps 10 MB free on its disk, and this one has less.
    let Some(world) = with_mount("-o size=8m") else { return };
    let id = world.local(&json!({}));
    let text = reason(&world.until_status(&id, "ERROR"));
    assert!(text.contains("Make room on the disk") || text.contains("make room"), "{text}");
    world.get("/api/v1/deployments");
}

#[test]
fn a_disk_that_is_read_only_is_told_with_what_to_do() {
    let Some(world) = with_mount("-o ro") else { return };
    let id = world.local(&json!({}));
    let text = reason(&world.until_status(&id, "ERROR"));
    assert!(text.contains("Read-only file system") && text.contains("mount it for writing"), "{text}");
}
