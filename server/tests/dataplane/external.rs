//! VictoriaMetrics that runs elsewhere: reached or not, and why.

use crate::world::{World, call, free_port, until};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

fn check(world: &World, external: &Value) -> Value {
    let kind = if external.get("url").is_some() { "single_node" } else { "cluster" };
    let body = json!({ "type": kind, "external": external });
    let (status, text) = world.post("/api/v1/deployments/external/check", &body);
    assert_eq!(status, 200, "{text}");
    assert!(!text.contains("s3cret"), "{text}");
    serde_json::from_str(&text).unwrap()
}

/// What was found at the one URL of a single node.
fn found(world: &World, external: &Value) -> (bool, String) {
    let all = check(world, external);
    assert_eq!((all.as_array().unwrap().len(), &all[0]["field"]), (1, &json!("url")));
    (all[0]["reachable"].as_bool().unwrap(), all[0]["detail"].as_str().unwrap().to_owned())
}

/// Something that gives everybody the same answer.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    url
}

#[test]
fn each_way_not_to_be_reached_has_its_own_words() {
    let world = World::with(&["--access-listen", "127.0.0.1:0"]);
    let local = world.running();
    let runtime = world.runtime(&local);
    let closed = runtime["internal_url"].as_str().unwrap();
    let redirect =
        answering("HTTP/1.1 302 Found\r\nLocation: /login?next=s3cret\r\nContent-Length: 0\r\n\r\n");
    let page = answering("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n<p>s3cret</p>");
    let nowhere = format!("http://127.0.0.1:{}", free_port());
    for (external, words) in [
        (json!({ "url": closed }), "asks for a credential"),
        (json!({ "url": closed, "basic_auth": "admin:s3cret" }), "refuses the credential"),
        (json!({ "url": closed, "bearer_token": "s3cret" }), "refuses the credential"),
        (json!({ "url": redirect }), "sends elsewhere (status 302)"),
        (json!({ "url": page }), "not as VictoriaMetrics does"),
        (json!({ "url": nowhere }), "Nothing listens there"),
        (json!({ "url": "http://no-such-host.invalid" }), "host name is not known"),
        (json!({ "url": closed.replace("http:", "https:") }), "No secure connection"),
    ] {
        let (reachable, detail) = found(&world, &external);
        assert!(!reachable && detail.contains(words), "{external}: {detail}");
    }
    let (status, text) = world.post("/api/v1/deployments/external/check", &json!({ "type": "single_node" }));
    assert_eq!(status, 422, "{text}");
    assert!(text.contains("/external/url"), "{text}");
}

#[test]
fn a_cluster_is_asked_on_both_sides() {
    let world = World::with(&["--access-listen", "127.0.0.1:0"]);
    let takes = answering("HTTP/1.1 204 No Content\r\n\r\n");
    let nowhere = format!("http://127.0.0.1:{}", free_port());
    let all = check(&world, &json!({ "insert_url": takes, "select_url": nowhere }));
    assert_eq!((&all[0]["field"], &all[0]["reachable"]), (&json!("insert_url"), &json!(true)));
    assert_eq!((&all[1]["field"], &all[1]["reachable"]), (&json!("select_url"), &json!(false)));
}

#[test]
fn its_status_is_what_was_found_and_it_is_neither_started_nor_stopped() {
    let mut world = World::new();
    let id = world.single();
    let details = world.until_status(&id, "RUNNING");
    let url = details["external"]["url"].as_str().unwrap().to_owned();
    assert!(found(&world, &json!({ "url": url })).0);
    assert_eq!(call("POST", &format!("{url}/api/v1/import/prometheus"), &[], "sample 42\n").0, 204);
    until("it is known that data arrived", || world.runtime(&id)["received_data"] == true);
    let runtime = world.runtime(&id);
    assert_eq!(runtime["processes"], json!([]));
    assert!(runtime["limits"][0]["why_not"].as_str().unwrap().contains("elsewhere"));
    for order in ["start", "stop"] {
        let (status, text) = world.post(&format!("/api/v1/deployments/{id}/{order}"), &Value::Null);
        assert_eq!(status, 409, "{text}");
    }
    world.end_singles();
    let details = world.until_status(&id, "ERROR");
    assert!(details["status_reason"].as_str().unwrap().contains("Nothing listens there"), "{details}");
}
