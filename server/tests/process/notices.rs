//! Notices of the real binary: told after a restart, and no secret of theirs is anywhere.

use crate::server::{ADMIN, Server, add_user, draft, expect, keyhouse};
use chrono::{Duration, Utc};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::Instant;

const PASSWORD: &str = "of-the-mail-server-and-the-webhook";
const URL: &str = "http://127.0.0.1:9/t0ken-of-the-webhook";

/// The flags for a webhook and a mail server where nobody listens.
fn flags(secret: &Path) -> Vec<String> {
    fs::write(secret, format!("{PASSWORD}\n")).unwrap();
    let secret = secret.to_str().unwrap();
    [
        ["--access-listen", "127.0.0.1:0"],
        ["--notice-webhook-url", URL],
        ["--notice-webhook-secret-file", secret],
        ["--smtp-url", "smtp-plain://keyhouse@127.0.0.1:9"],
        ["--smtp-password-file", secret],
        ["--notice-from", "keyhouse@example.com"],
    ]
    .concat()
    .into_iter()
    .map(str::to_owned)
    .collect()
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + std::time::Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn what_ended_while_the_server_did_not_run_is_told_when_it_starts_and_no_secret_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(add_user(&data, ADMIN, "admin").status.success());
    let flags = flags(&folder.path().join("secret"));
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let server = Server::start_with(&data, &flags);
    let mut ends = draft("terraform");
    ends["expires_at"] = json!(Utc::now() + Duration::seconds(2));
    expect(server.signed_in(ADMIN).post("/api/v1/api_keys", &ends), 201);
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(0));
    sleep(std::time::Duration::from_secs(2));
    let server = Server::start_with(&data, &flags);
    until("nobody is told", || server.log().matches("can't send a notice").count() == 2);
    let admin = server.signed_in(ADMIN);
    let settings = expect(admin.get("/api/v1/notices"), 200);
    assert_eq!(settings["waiting"], 2, "{settings}");
    let test = expect(admin.post("/api/v1/notices/test", &json!({})), 200);
    assert_eq!(test["results"].as_array().unwrap().len(), 2, "{test}");
    let (_, audit) = admin.with("accept", "application/jsonl").get("/api/v1/audit_logs").unwrap();
    let log = server.log();
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(0));
    let database = fs::read(data.join("keyhouse.db")).unwrap();
    let database = String::from_utf8_lossy(&database);
    for (place, text) in [
        ("log", log),
        ("audit", audit),
        ("database", database.into()),
        ("answers", format!("{settings}{test}")),
    ] {
        for secret in [PASSWORD, "t0ken-of-the-webhook"] {
            assert!(!text.contains(secret), "{secret} is in the {place}");
        }
    }
}

#[test]
fn a_flag_that_is_wrong_is_named_and_its_value_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for (flag, value) in [
        ("--notice-webhook-url", "t0ken-of-the-webhook"),
        ("--smtp-url", "smtps://me:t0ken@mail.example.com"),
    ] {
        let listen = ["serve", "--listen", "127.0.0.1:0", "--access-listen", "127.0.0.1:0"];
        let output = keyhouse(&listen, &data).args([flag, value]).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!output.status.success() && said.contains(flag) && !said.contains("t0ken"), "{said}");
    }
}
