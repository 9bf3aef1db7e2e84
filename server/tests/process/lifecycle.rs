//! Starting, ending, and the command line beside a running server.

use crate::server::{ADMIN, PASSWORD, Server, add_user, draft, expect, keyhouse};
use serde_json::json;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn the_first_start_makes_a_private_folder_and_prints_the_set_up_link() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::start(&data);
    let line = server.next_line();
    let (link, token) = line.split_once("/set-up#token=").unwrap();
    assert!(link.ends_with(&server.base), "{line}");
    let mode = |name: &str| fs::metadata(data.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("master.key")), (0o700, 0o600));
    let setup = json!({ "token": token, "email": ADMIN, "password": PASSWORD });
    let admin = server.anonymous().begin("/api/v1/setup", &setup);
    expect(admin.post("/api/v1/api_keys", &draft("k")), 201);
    server.signal("TERM");
    assert_eq!(server.wait(), (Some(0), String::new()));
    // Set up once, it says no more than where it listens.
    let server = Server::start(&data);
    server.signal("INT");
    assert_eq!(server.wait(), (Some(0), String::new()));
}

#[test]
fn a_second_server_on_the_folder_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data);
    let second = keyhouse(&["serve", "--listen", "127.0.0.1:0"], &data).output().unwrap();
    assert_eq!((second.status.code(), second.stdout.len()), (Some(1), 0));
    let reason = String::from_utf8(second.stderr).unwrap();
    assert!(reason.contains("another keyhouse server") && reason.contains(&server.pid()), "{reason}");
    server.kill();
    // The lock goes with its process, in whatever way that ended.
    drop(Server::start(&data));
}

#[test]
fn a_member_can_be_added_before_and_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let added = add_user(&data, ADMIN, "admin");
    assert!(added.status.success(), "{added:?}");
    let server = Server::start(&data);
    server.signed_in(ADMIN);
    assert!(add_user(&data, "viewer@example.com", "viewer").status.success());
    server.signed_in("viewer@example.com");
    let twice = add_user(&data, ADMIN, "admin");
    assert!(!twice.status.success());
    assert!(String::from_utf8(twice.stderr).unwrap().contains("is a member already"));
    let verified = keyhouse(&["audit", "verify"], &data).output().unwrap();
    assert!(verified.status.success());
    assert!(String::from_utf8(verified.stdout).unwrap().contains("intact: 4 events"));
}

#[test]
fn a_request_under_way_ends_and_a_new_one_is_refused_when_the_server_is_told_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    add_user(&data, ADMIN, "admin");
    let server = Server::start(&data);
    let address = server.base.strip_prefix("http://").unwrap().to_owned();
    let body = json!({ "email": ADMIN, "password": PASSWORD }).to_string();
    let mut connection = TcpStream::connect(&address).unwrap();
    let head = format!("POST /api/v1/session HTTP/1.1\r\nHost: {address}\r\nExpect: 100-continue\r\n");
    write!(connection, "{head}Content-Length: {}\r\n\r\n", body.len()).unwrap();
    let mut answer = BufReader::new(connection.try_clone().unwrap());
    let mut line = String::new();
    // The server has begun to read the body.
    answer.read_line(&mut line).unwrap();
    assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
    server.signal("TERM");
    let deadline = Instant::now() + Duration::from_secs(5);
    while TcpStream::connect(&address).is_ok() {
        assert!(Instant::now() < deadline, "it still takes connections");
        thread::sleep(Duration::from_millis(10));
    }
    connection.write_all(body.as_bytes()).unwrap();
    let mut rest = String::new();
    answer.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("HTTP/1.1 200 OK"), "{rest}");
    assert_eq!(server.wait().0, Some(0));
}

#[test]
fn what_can_not_work_is_refused_in_plain_words() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let refused = |args: &[&str], words: &str| {
        let output = keyhouse(args, &data).stdin(Stdio::null()).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && text.contains(words), "{args:?}: {text}");
    };
    refused(&["serve", "--database", "postgres://localhost/keyhouse"], "SQLite only");
    refused(&["serve", "--listen", "nowhere"], "--listen");
    refused(&["audit", "verify"], "there is no Keyhouse database");
    refused(&["user", "add", "--email", "x", "--role", "admin", "--password-stdin"], "name@example.com");
    refused(
        &["user", "add", "--email", "a@b.c", "--role", "boss", "--password-stdin"],
        "viewer, editor or admin",
    );
    refused(
        &["user", "add", "--email", "a@b.c", "--role", "admin", "--password-stdin"],
        "at least 12 characters",
    );
    assert!(!data.join("keyhouse.db").exists());
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("other"), "things").unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    refused(&["serve", "--listen", "127.0.0.1:0"], "open to other users");
}

#[test]
fn a_lost_or_foreign_master_key_is_told_before_anything_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    add_user(&data, ADMIN, "admin");
    let key = data.join("master.key");
    let kept = fs::read(&key).unwrap();
    let reason = || {
        let output = keyhouse(&["serve", "--listen", "127.0.0.1:0"], &data).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    fs::remove_file(&key).unwrap();
    assert!(reason().contains("is missing"));
    fs::write(&key, "0".repeat(64)).unwrap();
    assert!(reason().contains("of another database"));
    fs::write(&key, "not a key").unwrap();
    assert!(reason().contains("64 hexadecimal digits"));
    fs::write(&key, kept).unwrap();
    Server::start(&data).signed_in(ADMIN);
}
