//! No secret is in the database, in the log, in the audit log or in an error.

use crate::server::{ADMIN, Client, PASSWORD, Server, draft, expect};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const CREDENTIAL: &str = "of-the-one-elsewhere";
const NEW_PASSWORD: &str = "another horse entirely";

/// What a whole life of the server gave away or was told, by what it is.
struct Secrets(BTreeMap<String, String>);

impl Secrets {
    fn add(&mut self, what: &str, secret: &str) {
        assert!(secret.len() >= 12, "{what}");
        self.0.insert(what.to_owned(), secret.to_owned());
    }

    fn value_of(&mut self, what: &str, key: &Value) -> String {
        let value = key["value"].as_str().unwrap();
        self.add(what, value);
        format!("/api/v1/api_keys/{}", key["id"].as_str().unwrap())
    }

    /// Fails if one of them is in `bytes`.
    fn check_absent(&self, bytes: &[u8], place: &str) {
        for (what, secret) in &self.0 {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{what} is in {place}");
        }
    }
}

fn whole_life(server: &mut Server, secrets: &mut Secrets) -> Client {
    secrets.add("the password", PASSWORD);
    secrets.add("the invited member's password", NEW_PASSWORD);
    let line = server.next_line();
    let token = line.split_once("#token=").unwrap().1;
    secrets.add("the set-up token", token);
    let setup = json!({ "token": token, "email": ADMIN, "password": PASSWORD });
    server.anonymous().begin("/api/v1/setup", &setup);
    let admin = server.signed_in(ADMIN);
    let revealable =
        expect(admin.with("idempotency-key", "1").post("/api/v1/api_keys", &draft("revealable")), 201);
    let path = secrets.value_of("a revealable key's value", &revealable);
    expect(admin.post(&format!("{path}/reveal"), &json!({})), 200);
    let mut once = draft("once");
    once["revealable"] = json!(false);
    let once = expect(admin.post("/api/v1/api_keys", &once), 201);
    let path = secrets.value_of("a one-time key's value", &once);
    let rotated = expect(admin.post(&format!("{path}/rotate"), &json!({ "grace_seconds": 60 })), 201);
    secrets.value_of("a rotated key's value", &rotated);
    let user = json!({ "email": "ada@example.com", "role": "viewer" });
    let invited = expect(admin.post("/api/v1/users", &user), 201);
    let token = invited["sign_up_link"].as_str().unwrap().split_once("#token=").unwrap().1.to_owned();
    secrets.add("an invitation's token", &token);
    server.anonymous().begin("/api/v1/invitation", &json!({ "token": token, "password": NEW_PASSWORD }));
    let deployment = expect(admin.post("/api/v1/deployments", &external()), 201);
    secrets.add("an external deployment's credential", CREDENTIAL);
    let tokens = format!("/api/v1/deployments/{}/access_tokens", deployment["id"].as_str().unwrap());
    let new = json!({ "type": "rw", "description": "vmalert" });
    let token = expect(admin.with("idempotency-key", "2").post(&tokens, &new), 201);
    secrets.value_of("an access token's value", &token);
    expect(admin.get(&format!("{tokens}/{}", token["id"].as_str().unwrap())), 200);
    let value = secrets.0["a one-time key's value"].clone();
    expect(server.anonymous().with("x-vm-cloud-access", &value).get("/api/v1/deployments"), 200);
    admin
}

/// A deployment that runs where nobody listens.
fn external() -> Value {
    json!({
        "name": "elsewhere", "type": "single_node", "provider": "external", "region": "external", "tier": 221,
        "storage_size": 10, "storage_size_unit": "GB", "deduplication": 0, "deduplication_unit": "ms",
        "retention": 1, "retention_unit": "m", "maintenance_window": "Sat-Sun 3-4am",
        "external": { "url": "http://127.0.0.1:9", "bearer_token": CREDENTIAL },
    })
}

/// Requests that go wrong with a secret in them.
fn errors(server: &Server, admin: &Client, secrets: &Secrets) {
    let value = &secrets.0["a one-time key's value"];
    let anonymous = server.anonymous();
    let answers = [
        anonymous.post("/api/v1/session", &json!({ "email": value, "password": NEW_PASSWORD })),
        anonymous.post("/api/v1/session", &json!({ "email": ADMIN, "password": [PASSWORD] })),
        anonymous.post("/api/v1/setup", &json!({ "token": value, "email": value, "password": PASSWORD })),
        anonymous.post("/api/v1/invitation", &json!({ "token": value, "password": PASSWORD })),
        anonymous.with("x-vm-cloud-access", &value.replace("khk_", "khk-")).get("/api/v1/deployments"),
        anonymous.with("x-vm-cloud-access", value).post("/api/v1/api_keys", &draft("no")),
        admin.post("/api/v1/api_keys", &json!({ "name": { "a": value }, "permission": value })),
        admin.get(&format!("/api/v1/api_keys?status={value}&cursor={value}")),
        admin.get(&format!("/api/v1/audit_logs?from={value}&deployment_id={value}")),
    ];
    for answer in answers {
        let (status, text) = answer.unwrap();
        assert!((400..500).contains(&status), "{status} {text}");
        secrets.check_absent(text.as_bytes(), &format!("the answer {text}"));
    }
}

/// vmauth's config is the one file with values in it, because vmauth compares them as they are. Only its owner reads it.
fn check_files(folder: &Path, secrets: &Secrets) {
    let mut names = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            names.push(path.file_name().unwrap().to_string_lossy().into_owned());
            if path.is_dir() {
                folders.push(path);
            } else if path.ends_with("access/vmauth.yml") {
                assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            } else {
                secrets.check_absent(&fs::read(&path).unwrap(), &path.display().to_string());
            }
        }
    }
    assert!(names.iter().any(|name| name == "keyhouse.db"), "{names:?}");
}

#[test]
fn no_secret_is_in_the_files_the_log_the_audit_log_or_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::start(&data);
    let mut secrets = Secrets(BTreeMap::new());
    let admin = whole_life(&mut server, &mut secrets);
    let cookie = admin.cookie();
    secrets.add("a session", &cookie);
    errors(&server, &admin, &secrets);
    let (status, export) = admin.with("accept", "application/jsonl").get("/api/v1/audit_logs").unwrap();
    assert!(status == 200 && export.lines().count() > 10, "{export}");
    secrets.check_absent(export.as_bytes(), "the audit log");
    let log = server.log();
    assert!(log.contains("/api/v1/api_keys"), "{log}");
    secrets.check_absent(log.as_bytes(), "the log");
    // Once with what is still in the write-ahead log, once with all of it in the database.
    check_files(&data, &secrets);
    server.signal("TERM");
    server.wait();
    check_files(&data, &secrets);
}
