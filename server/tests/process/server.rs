//! A server process on a folder, and a client that speaks HTTP over a socket.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};

pub(crate) const ADMIN: &str = "admin@example.com";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A command of the binary under test.
pub(crate) fn keyhouse(args: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyhouse"));
    command.args(args).arg("--data-dir").arg(data).stdin(Stdio::null());
    // What is set where the tests run must not reach the server.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("KEYHOUSE_")) {
        command.env_remove(name);
    }
    command
}

/// Adds a member from the command line.
pub(crate) fn add_user(data: &Path, email: &str, role: &str) -> Output {
    let mut command = keyhouse(&["user", "add", "--email", email, "--role", role, "--password-stdin"], data);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    child.wait_with_output().unwrap()
}

/// A running server.
pub(crate) struct Server {
    pub(crate) base: String,
    child: Child,
    stdout: BufReader<ChildStdout>,
    log: std::path::PathBuf,
}

impl Server {
    /// Starts it on a free port; its log goes to a file beside the data folder.
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_with(data, &["--access-listen", "127.0.0.1:0"])
    }

    /// As [`Server::start`], with flags for the access endpoint.
    pub(crate) fn start_with(data: &Path, flags: &[&str]) -> Self {
        Self::start_within(&[], data, flags)
    }

    /// As [`Server::start_with`], by a command that gets the data folder and then the server's own command line.
    pub(crate) fn start_within(wrapper: &[&str], data: &Path, flags: &[&str]) -> Self {
        let log = data.with_extension("log");
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&log).unwrap();
        let mut command = keyhouse(&["serve", "--listen", "127.0.0.1:0", "--log", "debug"], data);
        command.args(flags);
        if let Some((program, args)) = wrapper.split_first() {
            let mut outer = Command::new(program);
            outer.args(args).arg(data).arg(command.get_program()).args(command.get_args());
            for (name, _) in command.get_envs().filter(|(_, value)| value.is_none()) {
                outer.env_remove(name);
            }
            command = outer;
        }
        let mut child = command.stdout(Stdio::piped()).stderr(file).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let base = line.strip_prefix("listening on ").map(|base| base.trim_end().to_owned());
        let base = base.unwrap_or_else(|| panic!("{line:?}: {}", std::fs::read_to_string(&log).unwrap()));
        assert!(base.starts_with("http://127.0.0.1:"), "{base}");
        Self { base, child, stdout, log }
    }

    /// The next line on its standard output.
    pub(crate) fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    pub(crate) fn pid(&self) -> String {
        self.child.id().to_string()
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Kills it, as the machine would that runs out of memory.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to end.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.pid()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end; answers the exit code, and what else it wrote to standard output.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                let mut rest = String::new();
                self.stdout.read_to_string(&mut rest).unwrap();
                return (status.code(), rest);
            }
            assert!(Instant::now() < deadline, "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Asks without a credential.
    pub(crate) fn anonymous(&self) -> Client {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent = config.timeout_global(Some(Duration::from_secs(30))).build().new_agent();
        Client { base: self.base.clone(), agent, headers: Vec::new() }
    }

    /// Asks as the member with this address.
    pub(crate) fn signed_in(&self, email: &str) -> Client {
        let client = self.anonymous();
        client.begin("/api/v1/session", &json!({ "email": email, "password": PASSWORD }))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked first: one that is killed leaves its engines behind. It may have ended by itself already.
        let asked = matches!(self.child.try_wait(), Ok(None));
        let _ = asked.then(|| Command::new("kill").arg(self.pid()).status());
        let deadline = Instant::now() + Duration::from_secs(20);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody or something that asks.
#[derive(Clone)]
pub(crate) struct Client {
    base: String,
    agent: ureq::Agent,
    headers: Vec<(String, String)>,
}

impl Client {
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.push((name.to_owned(), value.to_owned()));
        client
    }

    /// Posts what begins a session, and asks with its cookie from then on.
    pub(crate) fn begin(&self, path: &str, body: &Value) -> Self {
        let answer = self.agent.post(format!("{}{path}", self.base)).send_json(body).unwrap();
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        self.with("cookie", cookie.split(';').next().unwrap()).with("origin", &self.base)
    }

    /// The id of the session that it asks with.
    pub(crate) fn cookie(&self) -> String {
        let (_, value) = self.headers.iter().find(|(name, _)| name == "cookie").unwrap();
        value.split_once('=').unwrap().1.to_owned()
    }

    pub(crate) fn get(&self, path: &str) -> Result<(u16, String), ureq::Error> {
        let request = self.agent.get(format!("{}{path}", self.base));
        let request = self.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let mut answer = request.call()?;
        Ok((answer.status().as_u16(), answer.body_mut().read_to_string()?))
    }

    /// Asks for what comes bit by bit, to be read line by line.
    pub(crate) fn open(&self, path: &str) -> impl BufRead + use<> {
        let request = self.agent.get(format!("{}{path}", self.base));
        let request = self.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let answer = request.call().unwrap();
        assert_eq!(answer.status(), 200);
        BufReader::new(answer.into_body().into_reader())
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<(u16, String), ureq::Error> {
        let request = self.agent.post(format!("{}{path}", self.base));
        let request = self.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let mut answer = request.send_json(body)?;
        Ok((answer.status().as_u16(), answer.body_mut().read_to_string()?))
    }
}

/// The JSON of an answer with this status.
#[track_caller]
pub(crate) fn expect(answer: Result<(u16, String), ureq::Error>, status: u16) -> Value {
    let (got, text) = answer.unwrap();
    assert_eq!(got, status, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// A key without end for everything.
pub(crate) fn draft(name: &str) -> Value {
    json!({ "name": name, "expires_at": null, "permission": "rw", "deployment_access": "all", "revealable": true })
}
