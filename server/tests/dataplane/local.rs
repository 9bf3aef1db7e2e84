//! Deployments on this machine with a real `victoria-metrics`: from their making to their end.

use crate::machine::{arguments, engines_of};
use crate::world::{World, call, signal, until};
use serde_json::json;
use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;

const IMPORT: &str = "/api/v1/import/prometheus";
const EXPORT: &str = "/api/v1/export?match[]=sample";

#[test]
fn a_deployment_runs_with_the_flags_of_its_settings_and_is_closed_to_others() {
    let world = World::new();
    let id = world.local(
        &json!({ "deduplication": 10, "deduplication_unit": "s", "retention": 14, "retention_unit": "d" }),
    );
    assert_eq!(world.details(&id)["status"], "PROVISIONING");
    let details = world.until_status(&id, "RUNNING");
    assert!(details["version"].as_str().unwrap().starts_with('v') && details.get("status_reason").is_none());
    let args = arguments(world.pid(&id));
    for wanted in [
        "-retentionPeriod=14d",
        "-dedup.minScrapeInterval=10s",
        "-storage.maxHourlySeries=1000000",
        "-storage.maxDailySeries=1000000",
        "-search.maxUniqueTimeseries=1000",
    ] {
        assert!(args.iter().any(|arg| arg == wanted), "{wanted}: {args:?}");
    }
    let runtime = world.runtime(&id);
    let process = &runtime["processes"][0];
    assert_eq!((&process["engine"], &process["state"]), (&json!("victoria-metrics"), &json!("healthy")));
    assert!(process["log"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().contains("started")));
    let url = runtime["internal_url"].as_str().unwrap();
    for path in ["/api/v1/query?query=1", "/flags", "/metrics", "/debug/pprof/cmdline"] {
        assert_eq!(call("GET", &format!("{url}{path}"), &[], "").0, 401, "{path}");
    }
    let folder = world.folder_of(&id);
    let mode = |path: &str| fs::metadata(folder.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("victoria-metrics.log")), (0o700, 0o600));
}

#[test]
fn which_limits_are_enforced_is_told_with_what_does_it() {
    let world = World::new();
    let id = world.running();
    let limits = world.runtime(&id)["limits"].as_array().unwrap().clone();
    let of = |name: &str| limits.iter().find(|limit| limit["limit"] == name).unwrap().clone();
    assert_eq!(of("active_time_series")["enforced_by"], "victoria-metrics -storage.maxHourlySeries");
    assert_eq!(of("active_time_series")["value"], 1_000_000);
    assert!(of("datapoints_read_rate")["why_not"].as_str().unwrap().contains("no limit"));
    assert_eq!(of("access_token_limit")["enforced_by"], "Keyhouse");
}

#[test]
fn data_is_counted_and_survives_every_restart() {
    let mut world = World::new();
    let id = world.running();
    let token = world.token(&id, "rw");
    assert_eq!(world.runtime(&id)["received_data"], false);
    assert_eq!(world.write(&token, IMPORT), 204);
    let holds = |world: &World| world.read(&token, EXPORT).1.contains("42");
    until("the sample is there", || holds(&world));
    until("it is counted", || world.runtime(&id)["received_data"] == true);
    until("what is used is measured", || world.details(&id)["used"]["active_time_series"] == 1);
    assert!(world.details(&id)["used"]["ingestion_rate"].is_number());
    world.order(&id, "stop");
    until("it has stopped", || world.writers_of(&id).is_empty());
    world.order(&id, "start");
    world.until_status(&id, "RUNNING");
    until("the sample is there again", || holds(&world));
    world.restart();
    world.until_status(&id, "RUNNING");
    until("the sample is there after a restart of the server", || holds(&world));
    until("it is known that data arrived", || world.runtime(&id)["received_data"] == true);
}

#[test]
fn a_connection_that_asks_for_nothing_costs_no_data_when_it_stops() {
    let world = World::new();
    let id = world.running();
    let token = world.token(&id, "rw");
    let runtime = world.runtime(&id);
    let address = runtime["internal_url"].as_str().unwrap().trim_start_matches("http://");
    // As in the pool of vmauth, when two requests came at once and one of them found another connection free.
    let idle = TcpStream::connect(address).unwrap();
    assert_eq!(world.write(&token, IMPORT), 204);
    world.order(&id, "stop");
    until("it has stopped", || world.writers_of(&id).is_empty());
    drop(idle);
    world.order(&id, "start");
    world.until_status(&id, "RUNNING");
    until("the sample is there again", || world.read(&token, EXPORT).1.contains("42"));
}

#[test]
fn only_what_its_processes_depend_on_starts_it_anew() {
    let world = World::new();
    let id = world.running();
    let pid = world.pid(&id);
    world.change(&id, &json!({ "name": "renamed", "storage_size": 40 }));
    assert_eq!(world.details(&id)["name"], "renamed");
    // Once what was made after that runs, the change was looked at too.
    world.running();
    assert_eq!(world.pid(&id), pid, "a new name needs no new start");
    world.change(&id, &json!({ "flags": { "single_flags": ["-search.maxQueryLen=32KiB"] }, "tier": 122, "storage_size": 40 }));
    until("it runs anew", || world.pid(&id) != pid);
    world.until_status(&id, "RUNNING");
    let args = arguments(world.pid(&id));
    assert!(args.contains(&"-search.maxQueryLen=32KiB".to_owned()), "{args:?}");
    assert!(args.contains(&"-storage.maxHourlySeries=2000000".to_owned()), "{args:?}");
    assert_eq!(world.writers_of(&id), [world.pid(&id)]);
}

#[test]
fn a_stopped_deployment_stays_stopped_until_it_is_started() {
    let mut world = World::new();
    let id = world.running();
    let token = world.token(&id, "w");
    assert_eq!(world.order(&id, "stop")["status"], "STOPPED");
    until("its process has ended", || world.writers_of(&id).is_empty());
    until("nobody can write", || world.write(&token, IMPORT) >= 500);
    world.restart();
    assert_eq!(world.details(&id)["status"], "STOPPED");
    assert!(world.writers_of(&id).is_empty());
    assert_eq!(world.order(&id, "start")["status"], "PROVISIONING");
    world.until_status(&id, "RUNNING");
    until("its tokens work as before", || world.write(&token, IMPORT) == 204);
    let log = world.get(&format!("/api/v1/audit_logs?deployment_id={id}"));
    let actions: Vec<&str> =
        log["data"].as_array().unwrap().iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(actions[..2], ["deployment.start", "deployment.stop"]);
}

#[test]
fn deleting_removes_the_data_or_keeps_it() {
    let world = World::new();
    let (gone, kept) = (world.running(), world.running());
    let (gone_folder, kept_folder) = (world.folder_of(&gone), world.folder_of(&kept));
    let pids = [world.pid(&gone), world.pid(&kept)];
    world.delete(&format!("/api/v1/deployments/{gone}"));
    world.delete(&format!("/api/v1/deployments/{kept}?data=keep"));
    until("the data is removed", || !gone_folder.exists());
    until("both processes have ended", || pids.iter().all(|pid| arguments(*pid).is_empty()));
    assert!(kept_folder.join("data").is_dir());
    let (status, text) = world.ask("DELETE", &format!("/api/v1/deployments/{kept}?data=burn"), "");
    assert_eq!(status, 422, "{text}");
    let log = world.get("/api/v1/audit_logs?action=deployment.delete");
    let change = |event: usize| log["data"][event]["changes"][0].clone();
    assert_eq!(change(0), json!({ "field": "data", "before": null, "after": "keep" }));
    assert_eq!(change(1)["after"], "delete");
}

#[test]
fn the_end_of_the_server_ends_its_engines_and_a_kill_leaves_none_behind_for_long() {
    let mut world = World::new();
    let id = world.running();
    let before = world.pid(&id);
    world.kill();
    assert_eq!(world.writers_of(&id), [before], "it goes on without the server");
    world.restart();
    world.until_status(&id, "RUNNING");
    let now = world.pid(&id);
    assert_ne!(now, before);
    assert_eq!(world.writers_of(&id), [now], "one writer");
    let three = || engines_of(&world.data).len() == 3;
    until("it runs, vmauth and the monitor", three);
    world.stop();
    assert_eq!(engines_of(&world.data), Vec::<u32>::new());
}

#[test]
fn a_deployment_that_was_deleted_while_the_server_was_killed_is_removed_by_the_next() {
    let mut world = World::new();
    let id = world.running();
    let (folder, pid) = (world.folder_of(&id), world.pid(&id));
    // Suspended, it does not end when it is told to, so the server is killed before it has removed the data.
    signal("STOP", pid);
    world.delete(&format!("/api/v1/deployments/{id}"));
    world.kill();
    assert!(folder.exists() && !arguments(pid).is_empty());
    world.restart();
    until("the data is removed", || !folder.exists());
    assert!(arguments(pid).is_empty());
}

#[test]
fn the_data_plane_says_what_runs_and_what_it_lacks() {
    let world = World::new();
    let plane = world.get("/api/v1/data_plane");
    let engines = plane["engines"].as_array().unwrap();
    let of = |name: &str| engines.iter().find(|engine| engine["name"] == name).unwrap().clone();
    assert!(of("victoria-metrics")["version"].as_str().unwrap().starts_with('v'));
    if of("vmauth")["version"] == "v1.79.5" {
        let lacks = of("vmauth")["lacks"].to_string();
        assert!(lacks.contains("400") && lacks.contains("v1.88"), "{lacks}");
        assert!(of("victoria-metrics")["lacks"].to_string().contains("OpenTelemetry"));
    }
    let ready = world.get("/readyz");
    assert_eq!(
        ready["checks"][1],
        json!({ "name": "data_plane", "status": "ok", "detail": "0 of 0 deployments run." })
    );
}
