//! The server's own binary, as a person would start it.

use std::fs::{self, File, OpenOptions};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use keyhouse_model::secret::Secret;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::house::{EMAIL, PASSWORD};
use crate::redact::redacted;
use crate::wait::eventually;
use crate::{Api, needs};

/// How much of its log a test that fails shows.
const LAST_LINES: usize = 20;
/// How long it may take to end, with the engines that it has started.
const END: Duration = Duration::from_secs(60);

/// A server that runs on a free port with a data folder of its own. Ends when it is dropped.
pub struct Server {
    base: String,
    /// Where it listens for those who write and read data.
    access_listen: String,
    flags: Vec<String>,
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
        let access_listen = format!("127.0.0.1:{}", free_port());
        let flags: Vec<String> = flags.iter().map(ToString::to_string).collect();
        let child = spawn(folder.path(), "127.0.0.1:0", &access_listen, &flags);
        let mut server = Self { base: String::new(), access_listen, flags, child, folder };
        server.base = server.address().await;
        server
    }

    /// Kills it, as the machine would that runs out of memory. What it has started goes on.
    ///
    /// # Panics
    /// When it can't be killed.
    pub fn kill(&mut self) {
        println!("kill -9 of the server");
        self.child.kill().expect("the server can be killed");
        self.child.wait().expect("the server has ended");
    }

    /// Starts it anew after [`Server::kill`], on the same folder and where it listened before, and waits until it is
    /// ready.
    ///
    /// # Panics
    /// When it does not get ready.
    pub async fn restart(&mut self) {
        println!("start the server again");
        let listen = self.base.trim_start_matches("http://").to_owned();
        fs::write(self.folder.path().join("stdout"), "").expect("the server's output can be emptied");
        self.child = spawn(self.folder.path(), &listen, &self.access_listen, &self.flags);
        self.base = self.address().await;
    }

    /// Tells it to end, and waits until it has.
    pub fn stop(&mut self) {
        println!("stop the server");
        end(&mut self.child);
    }

    /// Sets it up. Answers the administrator's session.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn administrator(&self) -> Api {
        self.api().set_up(&self.set_up_link().await, EMAIL, PASSWORD).await
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where it keeps its data.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
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
        fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }
}

/// Starts the binary. What it prints goes to files in `folder`, beside its data.
fn spawn(folder: &Path, listen: &str, access_listen: &str, flags: &[String]) -> Child {
    let open = |name: &str| {
        let file: std::io::Result<File> =
            OpenOptions::new().create(true).append(true).open(folder.join(name));
        file.expect("a file for the server's output")
    };
    Command::new(needs::server_binary())
        .env("PATH", needs::path_with_tools())
        // A flag may name another.
        .env("KEYHOUSE_CONSOLE_DIR", needs::console_dir())
        .args(["serve", "--listen", listen, "--access-listen", access_listen])
        .arg("--data-dir")
        .arg(folder.join("data"))
        .args(flags)
        .stdin(Stdio::null())
        .stdout(open("stdout"))
        .stderr(open("stderr"))
        .spawn()
        .expect("the server's binary starts")
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    free.expect("a free port").port()
}

/// Tells it to end, so that it ends what it has started too; kills it if it does not.
fn end(child: &mut Child) {
    let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(id) = id.filter(|_| matches!(child.try_wait(), Ok(None))) {
        // It may end by itself right now; then there is nothing to tell.
        let _ = kill_process(id, Signal::TERM);
        let deadline = Instant::now() + END;
        while matches!(child.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(10));
        }
    }
    let _ = child.kill();
    let _ = child.wait();
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
        if thread::panicking() {
            let log = redacted(&self.read("stderr"));
            let tells = |line: &&str| line.contains("/api/") || !line.contains(" INFO ");
            let told: Vec<&str> = log.lines().filter(tells).collect();
            let last = told.split_at(told.len().saturating_sub(LAST_LINES)).1;
            println!("The server's log, at its end:\n{}", last.join("\n"));
        }
    }
}
