//! A crash at any point loses nothing that was answered.

use crate::server::{ADMIN, Server, add_user, draft, expect, keyhouse};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const WRITES: usize = 200;
const WRITERS: usize = 4;

#[test]
fn every_key_that_was_answered_before_a_kill_is_there_and_none_twice() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(add_user(&data, ADMIN, "admin").status.success());
    let server = Server::start(&data);
    let admin = server.signed_in(ADMIN);
    let answered = Arc::new(Mutex::new(BTreeMap::new()));
    let next = Arc::new(AtomicUsize::new(0));
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let (admin, answered, next) = (admin.clone(), Arc::clone(&answered), Arc::clone(&next));
            thread::spawn(move || {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= WRITES {
                        return;
                    }
                    let name = format!("key-{n}");
                    match admin.with("idempotency-key", &name).post("/api/v1/api_keys", &draft(&name)) {
                        Ok((201, text)) => drop(answered.lock().unwrap().insert(name, text)),
                        Ok((status, text)) => panic!("{status} {text}"),
                        // The server is gone; what was under way may be there or not.
                        Err(_) => return,
                    }
                }
            })
        })
        .collect();
    while answered.lock().unwrap().len() < WRITES / 3 {
        assert!(writers.iter().any(|writer| !writer.is_finished()), "nobody writes");
        thread::sleep(Duration::from_millis(1));
    }
    server.kill();
    for writer in writers {
        writer.join().unwrap();
    }
    let answered = Arc::into_inner(answered).unwrap().into_inner().unwrap();
    assert!(answered.len() < WRITES, "it was killed in the middle");

    let server = Server::start(&data);
    let admin = server.signed_in(ADMIN);
    let list = expect(admin.get("/api/v1/api_keys?limit=1000"), 200);
    let mut names: Vec<&str> =
        list["data"].as_array().unwrap().iter().map(|key| key["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    let stored = names.len();
    names.dedup();
    assert_eq!(names.len(), stored, "a key is there twice");
    for (name, text) in &answered {
        assert!(names.binary_search(&name.as_str()).is_ok(), "{name} was answered and is gone");
        let key: Value = serde_json::from_str(text).unwrap();
        let program = server.anonymous().with("x-vm-cloud-access", key["value"].as_str().unwrap());
        assert_eq!(program.get("/api/v1/deployments").unwrap().0, 200);
    }
    // At most one for each writer was under way.
    assert!(stored <= answered.len() + WRITERS, "{stored} {}", answered.len());
    // A client that got no answer sends the same again, and gets the one key.
    for n in 0..WRITES {
        let name = format!("key-{n}");
        let again = expect(admin.with("idempotency-key", &name).post("/api/v1/api_keys", &draft(&name)), 201);
        if let Some(text) = answered.get(&name) {
            assert_eq!(again, serde_json::from_str::<Value>(text).unwrap());
        }
    }
    let list = expect(admin.get("/api/v1/api_keys?limit=1000"), 200);
    assert_eq!(list["data"].as_array().unwrap().len(), WRITES);
    let created = expect(admin.get("/api/v1/audit_logs?action=api_key.create&limit=1000"), 200);
    assert_eq!(created["data"].as_array().unwrap().len(), WRITES);
    assert_eq!(expect(admin.get("/api/v1/audit_logs/verify"), 200)["intact"], true);
    drop(server);
    assert!(keyhouse(&["audit", "verify"], &data).output().unwrap().status.success());
}

#[test]
fn eight_at_once_over_sockets_make_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    add_user(&data, ADMIN, "admin");
    let server = Server::start(&data);
    let admin = server.signed_in(ADMIN);
    let sent: Vec<_> = (0..8)
        .map(|_| {
            let client = admin.with("idempotency-key", "double-click");
            thread::spawn(move || expect(client.post("/api/v1/api_keys", &draft("k")), 201))
        })
        .collect();
    let answers: Vec<Value> = sent.into_iter().map(|request| request.join().unwrap()).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(expect(admin.get("/api/v1/api_keys"), 200)["data"].as_array().unwrap().len(), 1);
}

#[test]
fn the_end_of_a_key_is_in_force_within_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    add_user(&data, ADMIN, "admin");
    let server = Server::start(&data);
    let mut body = draft("short");
    let end = chrono::Utc::now() + chrono::Duration::seconds(3);
    body["expires_at"] = serde_json::to_value(end).unwrap();
    let key = expect(server.signed_in(ADMIN).post("/api/v1/api_keys", &body), 201);
    let program = server.anonymous().with("x-vm-cloud-access", key["value"].as_str().unwrap());
    assert_eq!(program.get("/api/v1/deployments").unwrap().0, 200);
    let left = (end - chrono::Utc::now()).to_std().unwrap_or_default();
    thread::sleep(left + Duration::from_millis(500));
    let refused = expect(program.get("/api/v1/deployments"), 401);
    assert_eq!(refused["code"], "key_expired");
}
