//! A server with an access endpoint, and VictoriaMetrics behind it.

use crate::server::{ADMIN, Server, add_user};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything may take to come about.
const DEADLINE: Duration = Duration::from_secs(40);

/// A server on a folder of its own, its first administrator, and the single nodes that it was told of.
pub(crate) struct World {
    pub(crate) data: PathBuf,
    /// The access endpoint's URL.
    pub(crate) access: String,
    wrapper: Vec<String>,
    flags: Vec<String>,
    server: Option<Server>,
    cookie: String,
    singles: Mutex<Vec<Child>>,
    folder: TempDir,
}

/// An access token.
pub(crate) struct Token {
    pub(crate) id: String,
    pub(crate) value: String,
}

impl Token {
    /// The header that carries it.
    pub(crate) fn header(&self) -> (&'static str, String) {
        ("authorization", format!("Bearer {}", self.value))
    }
}

impl World {
    /// With an access endpoint that lets tokens in.
    pub(crate) fn new() -> Self {
        let world = Self::with(&["--access-listen", "127.0.0.1:0"]);
        until("the access endpoint is ready", || world.access_problem().is_none());
        world
    }

    /// With these flags.
    pub(crate) fn with(flags: &[&str]) -> Self {
        Self::within(&[], flags)
    }

    /// With these flags, the server being started by this command: see [`Server::start_within`].
    pub(crate) fn within(wrapper: &[&str], flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let added = add_user(&data, ADMIN, "admin");
        assert!(added.status.success(), "{added:?}");
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
        let (wrapper, flags) = (owned(wrapper), owned(flags));
        let (access, cookie) = (String::new(), String::new());
        let singles = Mutex::default();
        let mut world = Self { data, access, wrapper, flags, server: None, cookie, singles, folder };
        world.restart();
        world
    }

    /// Ends the server if it runs, and starts it anew. Its ports are others then.
    pub(crate) fn restart(&mut self) {
        self.stop();
        let server = Server::start_within(&texts(&self.wrapper), &self.data, &texts(&self.flags));
        self.cookie = format!("kh_session={}", server.signed_in(ADMIN).cookie());
        self.server = Some(server);
        self.access = self.get("/api/v1/data_plane")["access_endpoint"].as_str().unwrap().to_owned();
    }

    /// Tells the server to end, and waits until it has.
    pub(crate) fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.signal("TERM");
            server.wait();
        }
    }

    /// Kills the server.
    pub(crate) fn kill(&mut self) {
        self.server.take().unwrap().kill();
    }

    /// The server's URL.
    pub(crate) fn base(&self) -> &str {
        &self.server.as_ref().unwrap().base
    }

    pub(crate) fn ask(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let base = &self.server.as_ref().unwrap().base;
        let headers = [("cookie", self.cookie.clone()), ("origin", base.clone())];
        call(method, &format!("{base}{path}"), &headers, body)
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Value {
        let (status, text) = self.ask("GET", path, "");
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> (u16, String) {
        self.ask("POST", path, &body.to_string())
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> (u16, String) {
        self.ask("PUT", path, &body.to_string())
    }

    #[track_caller]
    pub(crate) fn delete(&self, path: &str) {
        let (status, text) = self.ask("DELETE", path, "");
        assert_eq!(status, 204, "{path}: {text}");
    }

    /// Why the access endpoint is not as it should be.
    pub(crate) fn access_problem(&self) -> Option<String> {
        self.get("/api/v1/data_plane")["access_problem"].as_str().map(str::to_owned)
    }

    pub(crate) fn vmauth_pid(&self) -> u32 {
        let mut pid = None;
        until("vmauth runs", || {
            pid = self.get("/api/v1/data_plane")["access_process"]["pid"].as_u64();
            pid.is_some()
        });
        u32::try_from(pid.unwrap()).unwrap()
    }

    /// An external deployment with these URLs. Answers its id.
    pub(crate) fn deployment(&self, kind: &str, external: &Value) -> String {
        let tier = if kind == "cluster" { 226 } else { 221 };
        let new = json!({
            "name": kind, "type": kind, "provider": "external", "region": "external", "tier": tier,
            "storage_size": 10, "storage_size_unit": "GB", "deduplication": 0, "deduplication_unit": "ms",
            "retention": 1, "retention_unit": "m", "maintenance_window": "Sat-Sun 3-4am", "external": external,
        });
        let (status, text) = self.post("/api/v1/deployments", &new);
        assert_eq!(status, 201, "{text}");
        id_of(&serde_json::from_str(&text).unwrap())
    }

    /// A deployment on a VictoriaMetrics of its own.
    pub(crate) fn single(&self) -> String {
        let port = free_port();
        let mut singles = self.singles.lock().unwrap();
        singles.push(victoria_metrics(&self.folder.path().join(format!("single-{port}")), port));
        let url = format!("http://127.0.0.1:{port}");
        until("VictoriaMetrics answers", || call("GET", &format!("{url}/health"), &[], "").0 == 200);
        self.deployment("single_node", &json!({ "url": url }))
    }

    /// Ends every VictoriaMetrics.
    pub(crate) fn end_singles(&mut self) {
        for single in self.singles.get_mut().unwrap() {
            single.kill().unwrap();
            single.wait().unwrap();
        }
    }

    pub(crate) fn token(&self, deployment: &str, mode: &str) -> Token {
        self.make_token(deployment, &json!({ "type": mode, "description": mode }))
    }

    /// A token that is bound to a tenant.
    pub(crate) fn bound_token(&self, deployment: &str, mode: &str, tenant: &str) -> Token {
        self.make_token(deployment, &json!({ "type": mode, "description": mode, "tenant_id": tenant }))
    }

    fn make_token(&self, deployment: &str, new: &Value) -> Token {
        let (status, text) = self.post(&format!("/api/v1/deployments/{deployment}/access_tokens"), new);
        assert_eq!(status, 201, "{text}");
        let made: Value = serde_json::from_str(&text).unwrap();
        Token { id: id_of(&made), value: made["value"].as_str().unwrap().to_owned() }
    }

    /// Writes a sample through the access endpoint. Answers the status.
    pub(crate) fn write(&self, token: &Token, path: &str) -> u16 {
        let sample = "sample{job=\"a\"} 42\n";
        call("POST", &format!("{}{path}", self.access), &[token.header()], sample).0
    }

    /// Reads through the access endpoint.
    pub(crate) fn read(&self, token: &Token, path: &str) -> (u16, String) {
        call("GET", &format!("{}{path}", self.access), &[token.header()], "")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // A server that is killed would leave vmauth behind.
        self.stop();
        for single in self.singles.get_mut().unwrap() {
            let _ = single.kill();
            let _ = single.wait();
        }
    }
}

fn texts(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}

fn victoria_metrics(storage: &Path, port: u16) -> Child {
    let mut command = Command::new("victoria-metrics");
    command.arg(format!("-storageDataPath={}", storage.display()));
    command.arg(format!("-httpListenAddr=127.0.0.1:{port}")).arg("-memory.allowedBytes=64MB");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("victoria-metrics is not on PATH")
}

fn id_of(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}

/// Asks once, and takes the path as it is. What can't be reached has the status 0.
pub(crate) fn call(method: &str, url: &str, headers: &[(&str, String)], body: &str) -> (u16, String) {
    let config = ureq::Agent::config_builder().http_status_as_error(false).allow_non_standard_methods(true);
    let agent = config.timeout_global(Some(Duration::from_secs(20))).build().new_agent();
    let request = ureq::http::Request::builder().method(method).uri(url);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
    let answer = match body {
        "" => agent.run(request.body(()).unwrap()),
        body => agent.run(request.body(body.to_owned()).unwrap()),
    };
    match answer {
        Ok(mut answer) => (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap_or_default()),
        Err(cause) => (0, cause.to_string()),
    }
}

/// Looks again and again, and fails if it does not come about.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !is_so() {
        assert!(Instant::now() < deadline, "it never came about: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Sends a signal to a process.
pub(crate) fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill").args([format!("-{name}"), pid.to_string()]).status().unwrap();
    assert!(sent.success());
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
