//! The server's own binary, as a person would start it.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use keyhouse_model::secret::Secret;
use tempfile::TempDir;

use crate::redact::redacted;
use crate::wait::eventually;
use crate::{Api, needs};

/// How much of its log a test that fails shows.
const LAST_LINES: usize = 20;

/// A server that runs on a free port with a data folder of its own. Ends when it is dropped.
pub struct Server {
    base: String,
    child: Child,
    folder: TempDir,
}

impl Server {
    /// Starts it on an empty data folder, and waits until it is ready.
    ///
    /// # Panics
    /// When something that it needs is missing, or it does not get ready.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// As [`Server::start`], with more flags.
    ///
    /// # Panics
    /// When something that it needs is missing, or it does not get ready.
    pub async fn start_with(flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the server's data");
        let open =
            |name: &str| File::create(folder.path().join(name)).expect("a file for the server's output");
        let child = Command::new(needs::server_binary())
            .args(["serve", "--listen", "127.0.0.1:0", "--access-listen", "127.0.0.1:0"])
            .arg("--data-dir")
            .arg(folder.path().join("data"))
            .arg("--console-dir")
            .arg(needs::console_dir())
            .args(flags)
            .stdin(Stdio::null())
            .stdout(open("stdout"))
            .stderr(open("stderr"))
            .spawn()
            .expect("the server's binary starts");
        let mut server = Self { base: String::new(), child, folder };
        server.base = server.address().await;
        server
    }

    /// Where it listens, without a slash at the end: `http://127.0.0.1:PORT`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The URL of a page or call.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The link that the server prints on its first start, with the token that sets up the first administrator.
    ///
    /// # Panics
    /// When the server prints none.
    pub async fn set_up_link(&self) -> Secret {
        let line = |line: &str| {
            line.split_whitespace().find(|word| word.contains("/set-up#token=")).map(str::to_owned)
        };
        let link =
            eventually("the server prints its set-up link", async || self.stdout().lines().find_map(line))
                .await;
        Secret::new(link)
    }

    /// The API, as someone who has not signed in.
    pub fn api(&self) -> Api {
        Api::anonymous(&self.base)
    }

    async fn address(&mut self) -> String {
        let line = |line: &str| line.strip_prefix("listening on ").map(|url| url.trim().to_owned());
        eventually("the server gets ready", async || {
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("The server ended before it was ready ({status}).");
            }
            self.stdout().lines().next().and_then(line)
        })
        .await
    }

    /// What it has written to standard output so far: whole lines, and the beginning of the next.
    fn stdout(&self) -> String {
        self.read("stdout")
    }

    fn read(&self, name: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let log = redacted(&self.read("stderr"));
            let tells = |line: &&str| line.contains("/api/") || !line.contains(" INFO ");
            let told: Vec<&str> = log.lines().filter(tells).collect();
            let last = told.split_at(told.len().saturating_sub(LAST_LINES)).1;
            println!("The server's log, at its end:\n{}", last.join("\n"));
        }
    }
}
