//! The access endpoint with a real vmauth: tokens in force and out of force, what they reach, what is counted, and what
//! happens when something dies.

use crate::stand_in::StandIn;
use crate::world::{World, call, free_port, signal, until};
use serde_json::{Value, json};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

const IMPORT: &str = "/api/v1/import/prometheus";
const QUERY: &str = "/api/v1/query?query=1";
/// What vmauth answers to a token that it does not know: 400 before v1.87.
const UNKNOWN: [u16; 2] = [400, 401];
/// What is promised of a token: within that it works, and works no more.
const A_SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_token_works_once_it_is_made_and_is_refused_once_it_is_deleted() {
    let world = World::new();
    let deployment = world.single();
    let began = Instant::now();
    let token = world.token(&deployment, "w");
    assert_eq!(world.write(&token, IMPORT), 204, "by the time of the answer");
    assert!(began.elapsed() < A_SECOND, "{:?}", began.elapsed());
    let began = Instant::now();
    world.delete(&format!("{}/{}", tokens(&deployment), token.id));
    let status = world.write(&token, IMPORT);
    assert!(UNKNOWN.contains(&status), "{status}");
    assert!(began.elapsed() < A_SECOND, "{:?}", began.elapsed());
    // Those of a deployment that is deleted go with it.
    let other = world.token(&deployment, "rw");
    assert_eq!(world.write(&other, IMPORT), 204);
    world.delete(&format!("/api/v1/deployments/{deployment}"));
    until("the token is refused", || UNKNOWN.contains(&world.write(&other, IMPORT)));
}

#[test]
fn many_changes_at_once_are_all_in_force() {
    let world = World::new();
    let deployment = world.single();
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                let token = world.token(&deployment, "rw");
                assert_eq!(world.write(&token, IMPORT), 204);
                world.delete(&format!("{}/{}", tokens(&deployment), token.id));
                assert!(UNKNOWN.contains(&world.write(&token, IMPORT)));
            });
        }
    });
}

#[test]
fn a_read_token_only_reads_and_a_write_token_only_writes() {
    let world = World::new();
    let deployment = world.single();
    for (mode, writes, reads) in [("r", 400, 200), ("w", 204, 400), ("rw", 204, 200)] {
        let token = world.token(&deployment, mode);
        assert_eq!(world.write(&token, IMPORT), writes, "{mode}");
        assert_eq!(world.write(&token, &format!("/prometheus{IMPORT}")), writes, "{mode}");
        assert_eq!(world.read(&token, QUERY).0, reads, "{mode}");
        for path in
            ["/api/v1/admin/tsdb/delete_series?match[]=sample", "/metrics", "/snapshot/create", "/flags"]
        {
            let (status, _) = world.read(&token, path);
            assert!([400, 401].contains(&status), "{mode} {path}: {status}");
        }
    }
    let (status, _) = call("GET", &format!("{}{QUERY}", world.access), &[], "");
    assert_eq!(status, 401, "without a token");
    for path in ["/metrics", "/flags", "/-/reload", "/debug/pprof/cmdline"] {
        let (status, text) = call("GET", &format!("{}{path}", world.access), &[], "");
        let refused = status == 401 || text.contains("authKey");
        assert!(refused, "vmauth's own pages need keys: {path} {status} {text}");
    }
}

#[test]
fn two_deployments_do_not_see_each_others_data() {
    let world = World::new();
    let both = [world.single(), world.single()];
    let both = both.map(|deployment| world.token(&deployment, "rw"));
    for (at, token) in both.iter().enumerate() {
        let (status, text) =
            call("POST", &format!("{}{IMPORT}", world.access), &[token.header()], &format!("own{at} {at}\n"));
        assert_eq!(status, 204, "{text}");
    }
    let export = "/api/v1/export?match[]={__name__=~%22own.*%22}";
    for (at, token) in both.iter().enumerate() {
        until("the sample is there", || world.read(token, export).1.contains(&format!("own{at}")));
        let (_, text) = world.read(token, export);
        assert!(!text.contains(&format!("own{}", 1 - at)), "{text}");
    }
}

#[test]
fn a_tenant_token_stays_in_its_tenant() {
    let world = World::new();
    let [insert, select] = [StandIn::start(), StandIn::start()];
    let urls = json!({ "insert_url": insert.url, "select_url": format!("{}/pre/", select.url), "bearer_token": "of-the-cluster" });
    let cluster = world.deployment("cluster", &urls);
    let bound = world.bound_token(&cluster, "rw", "5:7");
    let any = world.token(&cluster, "rw");
    for (token, path, to) in [
        (&bound, "/prometheus/api/v1/write", "/insert/5:7/prometheus/api/v1/write"),
        (&bound, "/influx/write?db=x", "/insert/5:7/influx/write?db=x"),
        (&bound, "/prometheus/a/../api/v1/import", "/insert/5:7/prometheus/api/v1/import"),
        (&any, "/insert/9/prometheus/api/v1/write", "/insert/9/prometheus/api/v1/write"),
    ] {
        assert_eq!(world.write(token, path), 204, "{path}");
        let seen = insert.last();
        assert_eq!((seen.target.as_str(), seen.authorization.as_str()), (to, "Bearer of-the-cluster"));
    }
    for (token, path, to) in [
        (&bound, "/prometheus/api/v1/query?query=1", "/pre/select/5:7/prometheus/api/v1/query?query=1"),
        (&bound, "/graphite/render", "/pre/select/5:7/graphite/render"),
        (&any, "/select/9:1/prometheus/api/v1/labels", "/pre/select/9:1/prometheus/api/v1/labels"),
    ] {
        assert_eq!(world.read(token, path).0, 204, "{path}");
        assert_eq!(select.last().target, to);
    }
    let (inserted, selected) = (insert.count(), select.count());
    for path in [
        "/insert/0/prometheus/api/v1/write",
        "/select/0/prometheus/api/v1/query",
        "/prometheus/../../select/0/prometheus/api/v1/query",
        "/prometheus/..%2f..%2f0/prometheus/api/v1/query",
        "/influx/..%2F..%2F..%2Finsert/0/prometheus/api/v1/write",
        "/influx/%2e%2e/%2e%2e/0/influx/write",
        "/influx/..%5c..%5c0/../../../insert/0/influx/write",
    ] {
        let (status, _) = world.read(&bound, path);
        assert_eq!(status, 400, "{path}");
    }
    assert_eq!((insert.count(), select.count()), (inserted, selected), "none of them got through");
}

#[test]
fn the_value_of_a_token_does_not_travel_on() {
    let world = World::new();
    let backend = StandIn::start();
    let open = world.deployment("single_node", &json!({ "url": backend.url }));
    let token = world.token(&open, "w");
    assert_eq!(world.write(&token, IMPORT), 204);
    assert_eq!(backend.last().authorization, "");
    let closed = world.deployment("single_node", &json!({ "url": backend.url, "basic_auth": "user:pass" }));
    assert_eq!(world.write(&world.token(&closed, "w"), IMPORT), 204);
    assert_eq!(backend.last().authorization, "Basic dXNlcjpwYXNz");
}

#[test]
fn use_is_counted_through_reloads_and_the_death_of_vmauth_and_of_the_server() {
    let mut world = World::new();
    let deployment = world.single();
    let token = world.token(&deployment, "w");
    let usage = |world: &World| {
        let list = world.get(&format!("{}?usage=true", tokens(&deployment)));
        let found =
            list.as_array().unwrap().iter().find(|one| one["id"] == token.id.as_str()).unwrap().clone();
        (found["requests_24h"].as_u64().unwrap(), found["last_used_at"].as_str().unwrap().to_owned())
    };
    assert_eq!(usage(&world), (0, "0001-01-01T00:00:00Z".to_owned()));
    let mut sent = 0;
    let send = |world: &World, sent: &mut u64, times: u64| {
        for _ in 0..times {
            assert_eq!(world.write(&token, IMPORT), 204);
        }
        *sent += times;
        until("all of it is counted", || usage(world).0 == *sent);
    };
    send(&world, &mut sent, 3);
    assert!(usage(&world).1.starts_with("20"));
    // A reload.
    world.token(&deployment, "r");
    send(&world, &mut sent, 2);
    signal("KILL", world.vmauth_pid());
    // Whatever comes with the token would count.
    let is_up = |world: &World| call("GET", &format!("{}/health", world.access), &[], "").0 == 200;
    until("vmauth is back", || is_up(&world));
    send(&world, &mut sent, 1);
    world.restart();
    assert_eq!(usage(&world).0, sent);
    until("vmauth is back", || is_up(&world));
    // The engine may still be starting: what it refuses until then has come with the token, too.
    until("the deployment takes data again", || {
        sent += 1;
        world.write(&token, IMPORT) == 204
    });
    send(&world, &mut sent, 2);
}

#[test]
fn vmauth_comes_back_with_every_token() {
    let world = World::new();
    let deployment = world.single();
    let tokens = [world.token(&deployment, "w"), world.token(&deployment, "rw")];
    let before = world.vmauth_pid();
    signal("KILL", before);
    for token in &tokens {
        until("it works again", || world.write(token, IMPORT) == 204);
    }
    assert_ne!(world.vmauth_pid(), before);
    let process = &world.get("/api/v1/data_plane")["access_process"];
    assert_eq!(process["restarts"], 1);
    // While it is away, a change is answered and takes effect when it is back.
    signal("KILL", world.vmauth_pid());
    let made = world.token(&deployment, "w");
    until("it works", || world.write(&made, IMPORT) == 204);
}

#[test]
fn a_server_that_is_killed_leaves_no_vmauth_behind_and_loses_no_token() {
    let mut world = World::new();
    let deployment = world.single();
    let token = world.token(&deployment, "w");
    let before = world.vmauth_pid();
    world.kill();
    assert_eq!(world.write(&token, IMPORT), 204, "data goes on without the server");
    world.restart();
    until("it works again", || world.write(&token, IMPORT) == 204);
    until("the old one is gone", || !is_running(before));
    let last = world.vmauth_pid();
    world.stop();
    assert!(!is_running(last), "a server that ends takes vmauth with it");
}

#[test]
fn a_vmauth_that_hangs_holds_nobody_up() {
    let world = World::new();
    let deployment = world.single();
    let before = world.token(&deployment, "w");
    let pid = world.vmauth_pid();
    signal("STOP", pid);
    let began = Instant::now();
    let made = world.token(&deployment, "w");
    world.delete(&format!("{}/{}", tokens(&deployment), before.id));
    let elapsed = began.elapsed();
    signal("CONT", pid);
    assert!(elapsed < Duration::from_secs(4), "two changes took {elapsed:?}");
    until("what was answered takes effect", || world.write(&made, IMPORT) == 204);
    until("both of it", || UNKNOWN.contains(&world.write(&before, IMPORT)));
    until("all is well", || world.access_problem().is_none());
}

#[test]
fn a_config_that_can_not_be_written_leaves_the_one_before_in_force() {
    let world = World::new();
    let deployment = world.single();
    let before = world.token(&deployment, "w");
    let config = world.data.join("access/vmauth.yml");
    let text = fs::read_to_string(&config).unwrap();
    assert_eq!(fs::metadata(&config).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(config.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    // What stands in the way of a file, even for root.
    let obstacle = config.with_extension("new");
    fs::create_dir_all(obstacle.join("full")).unwrap();
    let made = world.token(&deployment, "w");
    let problem = world.access_problem().unwrap();
    assert!(problem.contains("vmauth.yml"), "{problem}");
    assert_eq!(world.write(&before, IMPORT), 204);
    assert!(UNKNOWN.contains(&world.write(&made, IMPORT)));
    assert_eq!(fs::read_to_string(&config).unwrap(), text);
    fs::remove_dir_all(&obstacle).unwrap();
    until("it is tried again", || world.write(&made, IMPORT) == 204);
    until("all is well", || world.access_problem().is_none());
}

#[test]
fn a_backend_that_is_away_is_told_honestly() {
    let mut world = World::new();
    let deployment = world.single();
    let token = world.token(&deployment, "rw");
    assert_eq!(world.write(&token, IMPORT), 204);
    world.end_singles();
    let status = world.write(&token, IMPORT);
    assert!([502, 503].contains(&status), "{status}: a collector sends it again");
}

#[test]
fn a_deployment_that_is_stopped_says_so_and_its_tokens_work_when_it_is_started() {
    let world = World::new();
    let deployment = world.running();
    let token = world.token(&deployment, "rw");
    until("it takes data", || world.write(&token, IMPORT) == 204);
    world.order(&deployment, "stop");
    until("it is told that it does not run", || world.write(&token, IMPORT) == 503);
    let (_, text) = world.read(&token, QUERY);
    assert!(text.contains("does not run at the moment"), "{text}");
    // Also a token that was made meanwhile.
    assert_eq!(world.write(&world.token(&deployment, "w"), IMPORT), 503);
    world.order(&deployment, "start");
    until("it takes data again", || world.write(&token, IMPORT) == 204);
    let export = "/api/v1/export?match[]=sample";
    until("what was written before is there", || world.read(&token, export).1.contains("\"values\":[42"));
}

#[test]
fn a_port_that_is_taken_is_told_and_taken_over_once_it_is_free() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let world = World::with(&["--access-listen", &address]);
    until("it says so", || {
        world.access_problem().is_some_and(|problem| problem.contains("Another program listens on"))
    });
    let deployment = world.single();
    let token = world.token(&deployment, "w");
    assert!(world.access_problem().unwrap().contains(&address));
    drop(taken);
    until("it listens", || world.write(&token, IMPORT) == 204);
}

#[test]
fn without_vmauth_everything_else_works() {
    let empty = tempfile::tempdir().unwrap();
    let folder = empty.path().to_str().unwrap();
    let world = World::with(&["--access-listen", &format!("127.0.0.1:{}", free_port()), "--bin-dir", folder]);
    let deployment = world.single();
    let token = world.token(&deployment, "w");
    let plane = world.get("/api/v1/data_plane");
    assert!(
        plane["access_problem"].as_str().unwrap().contains("apt-get install victoria-metrics"),
        "{plane}"
    );
    assert_eq!(plane["access_process"], Value::Null);
    let test = format!("{}/{}/test", tokens(&deployment), token.id);
    let (status, text) = world.post(&test, &json!({ "direction": "write" }));
    assert!(status == 503 && text.contains("apt-get install"), "{status} {text}");
}

#[test]
fn a_trial_answers_what_truly_came_back() {
    let world = World::new();
    let deployment = world.single();
    let token = world.token(&deployment, "rw");
    let trial = |id: &str, direction: &str| {
        let test = format!("{}/{id}/test", tokens(&deployment));
        let (status, text) = world.post(&test, &json!({ "direction": direction }));
        assert_eq!(status, 200, "{text}");
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let sent = trial(&token.id, "write");
    assert_eq!((&sent["status"], &sent["body"]), (&json!(204), &json!("")), "{sent}");
    assert!(sent["elapsed_ms"].as_u64().unwrap() < 10_000);
    let mut read = Value::Null;
    until("the sample comes back", || {
        read = trial(&token.id, "read");
        read["body"].as_str().unwrap().contains(&format!("\"token\":\"{}\"", token.id))
    });
    let url = read["url"].as_str().unwrap();
    assert!(url.starts_with(&world.access) && !url.contains(&token.value), "{url}");
    // The wrong way, it says what a program would get.
    let refused = trial(&world.token(&deployment, "w").id, "read");
    assert_eq!(refused["status"], 400);
    assert!(refused["body"].as_str().unwrap().contains("missing route"), "{refused}");
}

#[test]
fn no_value_is_in_vmauths_log_or_in_the_list_of_processes() {
    let world = World::new();
    let token = world.token(&world.single(), "w");
    assert_eq!(world.write(&token, IMPORT), 204);
    assert_eq!(world.write(&token, "/none"), 400);
    let pid = world.vmauth_pid();
    let log = fs::read_to_string(world.data.join("access/vmauth.log")).unwrap();
    assert!(log.contains("missing route") && !log.contains(&token.value), "{log}");
    let command = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap();
    assert!(command.contains("vmauth") && !command.contains("AuthKey"), "{command}");
    let plane = world.get("/api/v1/data_plane");
    assert!(!plane.to_string().contains(&token.value));
    assert_eq!(plane["access_process"]["state"], "healthy");
}

fn tokens(deployment: &str) -> String {
    format!("/api/v1/deployments/{deployment}/access_tokens")
}

/// A process that has ended and that nobody waited for counts as ended.
fn is_running(pid: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("State:") && !line.contains('Z'))
}
