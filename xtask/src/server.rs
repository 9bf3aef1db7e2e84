//! A Keyhouse of our own for a measurement or a test: started on a free port with an empty data folder, and
//! stopped when it is dropped.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::failure::{Doing, Failure, Result};
use crate::process::Toolbox;

const START: Duration = Duration::from_secs(30);
const STOP: Duration = Duration::from_secs(60);

/// The administrator of the empty server. Both words guard nothing but data made for one run.
pub(crate) const EMAIL: &str = "admin@keyhouse.test";
pub(crate) const PASSWORD: &str = "a long password for one run only";

/// A server that runs, and its administrator's session.
pub(crate) struct Server {
    pub(crate) base: String,
    /// The `Cookie` header of the administrator.
    pub(crate) cookie: String,
    agent: ureq::Agent,
    child: Child,
    _data: TempDir,
}

impl Server {
    /// Makes a data folder with an administrator, starts the server on it, and signs in.
    pub(crate) fn start(tools: &Toolbox) -> Result<Self> {
        Self::start_with(tools, &[])
    }

    /// As [`Server::start`], with these flags besides.
    pub(crate) fn start_with(tools: &Toolbox, flags: &[&str]) -> Result<Self> {
        let data = tempfile::tempdir().doing("make a data folder")?;
        add_administrator(tools, &data)?;
        let mut command = keyhouse(tools, &["serve", "--listen", "127.0.0.1:0"], &data);
        command.arg("--console-dir").arg(tools.workspace.dist()).args(["--access-listen", "127.0.0.1:0"]);
        command.args(flags);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().doing("start the server")?;
        let base = match address(&mut child) {
            Ok(base) => base,
            Err(failure) => {
                stop(&mut child);
                return Err(failure);
            }
        };
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .new_agent();
        let mut server = Self { base, cookie: String::new(), agent, child, _data: data };
        server.cookie = server.sign_in()?;
        Ok(server)
    }

    /// Makes an API key that reads everything, and answers its value.
    pub(crate) fn create_key(&self, name: &str, permission: &str) -> Result<String> {
        let body = json!({
            "name": name, "expires_at": null, "permission": permission, "deployment_access": "all",
        });
        let answer = self.post("/api/v1/api_keys", &body)?;
        answer["value"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| Failure::new("a created key came without its value"))
    }

    /// Sends what the console would send, as the administrator.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.send(self.agent.post(format!("{}{path}", self.base)), path, body)
    }

    /// Changes what the console would change, as the administrator.
    pub(crate) fn patch(&self, path: &str, body: &Value) -> Result<Value> {
        self.send(self.agent.patch(format!("{}{path}", self.base)), path, body)
    }

    fn send(
        &self,
        request: ureq::RequestBuilder<ureq::typestate::WithBody>,
        path: &str,
        body: &Value,
    ) -> Result<Value> {
        let request = request.header("Cookie", &self.cookie).header("Origin", &self.base);
        let mut answer = request.send_json(body).doing(format!("call {path}"))?;
        let status = answer.status();
        if !status.is_success() {
            let detail = answer.body_mut().read_to_string().unwrap_or_default();
            return Err(Failure::new(format!("{path} answered {status}: {detail}")));
        }
        answer.body_mut().read_json().doing(format!("read the answer of {path}"))
    }

    /// Reads what the console would read, as the administrator.
    pub(crate) fn get(&self, path: &str) -> Result<Value> {
        let request = self.agent.get(format!("{}{path}", self.base)).header("Cookie", &self.cookie);
        let mut answer = request.call().doing(format!("call {path}"))?;
        if !answer.status().is_success() {
            return Err(Failure::new(format!("GET {path} answered {}", answer.status())));
        }
        answer.body_mut().read_json().doing(format!("read the answer of {path}"))
    }

    fn sign_in(&self) -> Result<String> {
        let credentials = json!({ "email": EMAIL, "password": PASSWORD });
        let answer = self.agent.post(format!("{}/api/v1/session", self.base)).send_json(&credentials);
        let answer = answer.doing("sign in")?;
        let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let cookie =
            cookie.and_then(|value| value.split(';').next()).filter(|_| answer.status().is_success());
        cookie
            .map(str::to_owned)
            .ok_or_else(|| Failure::new(format!("signing in answered {}", answer.status())))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

/// The server's binary on this data folder, without any settings of the person's own.
fn keyhouse(tools: &Toolbox, args: &[&str], data: &TempDir) -> Command {
    let mut command = tools.command(tools.workspace.server_binary());
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KEYHOUSE_")) {
        command.env_remove(name);
    }
    command.args(args).arg("--data-dir").arg(data.path());
    command
}

fn add_administrator(tools: &Toolbox, data: &TempDir) -> Result<()> {
    let mut command = keyhouse(tools, &["user", "add"], data);
    command.args(["--email", EMAIL, "--role", "admin", "--password-stdin"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().doing("start the server's binary")?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(PASSWORD.as_bytes()).doing("hand over the password")?;
    }
    let output = child.wait_with_output().doing("wait for `keyhouse user add`")?;
    let said = String::from_utf8_lossy(&output.stderr);
    let failed = || Failure::new(format!("`keyhouse user add` failed ({}): {said}", output.status));
    if output.status.success() { Ok(()) } else { Err(failed()) }
}

/// The address in the line that says that the server is ready.
fn address(child: &mut Child) -> Result<String> {
    let stdout = child.stdout.take().ok_or_else(|| Failure::new("the server has no standard output"))?;
    let (send, lines) = mpsc::channel();
    // Goes on reading for as long as the server writes, so that it never waits for room in the pipe.
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(std::result::Result::ok) {
            let _ = send.send(line);
        }
    });
    let deadline = Instant::now() + START;
    while let Ok(line) = lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        if let Some(address) = line.strip_prefix("listening on ") {
            return Ok(address.trim().to_owned());
        }
    }
    Err(Failure::new(format!("the server was not ready within {} s", START.as_secs())))
}

/// Asks the server to end, as a service manager would; after a while, makes it.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    if let Ok(id) = i32::try_from(child.id())
        && let Some(pid) = rustix::process::Pid::from_raw(id)
        && rustix::process::kill_process(pid, rustix::process::Signal::TERM).is_ok()
    {
        let deadline = Instant::now() + STOP;
        while Instant::now() < deadline {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
    // The process may have ended by itself meanwhile: then there is nothing to kill.
    let _ = child.kill();
    let _ = child.wait();
}
