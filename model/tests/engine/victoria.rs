//! A VictoriaMetrics that runs for a test.

use std::env;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// A VictoriaMetrics that runs for this test.
pub(crate) struct Engine {
    process: Child,
    port: u16,
    /// Its data, deleted with it.
    _data: tempfile::TempDir,
}

impl Drop for Engine {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the engine says of an expression.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    /// It runs.
    Runs,
    /// It can't be read.
    Refused(String),
    /// It can be read and doesn't run.
    Fails(String),
}

fn program() -> PathBuf {
    if let Some(path) = env::var_os("VICTORIA_METRICS").filter(|path| !path.is_empty()) {
        return PathBuf::from(path);
    }
    let names = ["victoria-metrics", "victoria-metrics-prod"];
    let folders: Vec<PathBuf> =
        env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    let found = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    found.into_iter().find(|path| path.is_file()).unwrap_or_else(|| {
        panic!(
            "There is no engine to compare with: neither of {} is on the path. Install VictoriaMetrics (Debian: apt-get \
             install victoria-metrics), or set VICTORIA_METRICS to its path; `cargo xtask test` gets all that tests need.",
            names.join(", ")
        )
    })
}

impl Engine {
    pub(crate) fn start() -> Self {
        let data = tempfile::tempdir().expect("a folder for the engine's data");
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let process = Command::new(program())
            .arg(format!("-httpListenAddr=127.0.0.1:{port}"))
            .arg(format!("-storageDataPath={}", data.path().display()))
            .arg("-memory.allowedBytes=64MB")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the engine starts");
        let engine = Self { process, port, _data: data };
        for _ in 0..300 {
            if engine.get("/health", "").is_some() {
                return engine;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("the engine doesn't answer on port {port}");
    }

    /// Sends a request; nothing if there is no answer.
    fn get(&self, path: &str, body: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let length = body.len();
        let head = "Host: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded";
        write!(stream, "POST {path} HTTP/1.1\r\n{head}\r\nContent-Length: {length}\r\n\r\n{body}").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned())
    }

    /// What it says of an expression.
    ///
    /// # Panics
    /// When it doesn't answer.
    pub(crate) fn verdict(&self, expression: &str) -> Verdict {
        self.answer(expression).unwrap_or_else(|| panic!("no answer for {expression}"))
    }

    /// What it says of an expression; nothing if the expression stops it.
    pub(crate) fn answer(&self, expression: &str) -> Option<Verdict> {
        let body: String = expression.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let answer = self.get("/api/v1/query", &format!("query={body}"))?;
        let start = answer.find('{').unwrap_or_default();
        let end = answer.rfind('}').map_or(answer.len(), |end| end + 1);
        let answer: serde_json::Value = serde_json::from_str(&answer[start..end])
            .unwrap_or_else(|error| panic!("{expression}: {error}: {answer}"));
        let Some(why) = answer["error"].as_str() else { return Some(Verdict::Runs) };
        let read = [
            "unparsed data",
            "cannot find the first token",
            "cannot expand WITH",
            "cannot find closing quote",
        ];
        Some(if read.iter().any(|part| why.contains(part)) {
            Verdict::Refused(why.to_owned())
        } else {
            Verdict::Fails(why.to_owned())
        })
    }
}
