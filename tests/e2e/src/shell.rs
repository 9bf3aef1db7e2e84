//! A terminal: what a person copies from the console, pasted and run as it is.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use keyhouse_model::secret::Secret;
use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

use crate::needs;
use crate::redact::redacted;
use crate::wait::{eventually, within};

/// How much of what a program prints a test that fails shows.
const LAST_LINES: usize = 20;

/// A terminal in an empty folder. What runs in it ends when it is dropped.
pub struct Shell {
    folder: TempDir,
    /// How many texts were run.
    texts: usize,
    running: Vec<Program>,
}

/// What a text that was run to its end has left.
#[derive(Debug)]
pub struct Ran {
    /// How its last command ended.
    pub status: ExitStatus,
    /// What it printed on standard output, without secrets.
    pub stdout: String,
    /// What it printed on standard error, without secrets.
    pub stderr: String,
}

/// A text whose command goes on.
struct Program {
    name: String,
    child: Child,
    output: PathBuf,
}

impl Default for Shell {
    fn default() -> Self {
        Self::new()
    }
}

impl Shell {
    /// One in which nothing runs yet.
    ///
    /// # Panics
    /// When there is no folder for it.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the terminal");
        Self { folder, texts: 0, running: Vec::new() }
    }

    /// Puts a text into a file of the folder, as a person saves what is copied.
    ///
    /// # Panics
    /// When it can't be written.
    pub fn save(&self, name: &str, text: &Secret) {
        println!("save as {name}");
        fs::write(self.folder.path().join(name), text.expose()).expect("the folder takes a file");
    }

    /// Runs a text to its end.
    ///
    /// # Panics
    /// When the shell can't be started.
    pub async fn run(&mut self, text: &Secret) -> Ran {
        println!("run {}", redacted(text.expose()));
        let mut command = tokio::process::Command::from(self.shell(text));
        let output = command.output().await.expect("sh starts");
        let read = |bytes: &[u8]| redacted(&String::from_utf8_lossy(bytes));
        let (stdout, stderr) = (read(&output.stdout), read(&output.stderr));
        Ran { status: output.status, stdout, stderr }
    }

    /// Runs a text whose command goes on until the terminal is closed. `name` is that of the program, which must be on
    /// the path.
    ///
    /// # Panics
    /// When the shell can't be started.
    pub fn start(&mut self, name: &str, text: &Secret) {
        println!("start {}", redacted(text.expose()));
        needs::program(name);
        let output = self.folder.path().join(format!("{name}.log"));
        let log = File::create(&output).expect("a file for what the program prints");
        let mut command = self.shell(text);
        command.stdout(log.try_clone().expect("the same file again")).stderr(log);
        // A group of its own: what the shell starts is ended with it.
        let child = command.process_group(0).spawn().expect("sh starts");
        self.running.push(Program { name: name.to_owned(), child, output });
    }

    /// Fails when something that was started has ended, with what it printed last.
    ///
    /// # Panics
    /// When that is so.
    pub fn assert_running(&mut self) {
        for program in &mut self.running {
            if let Ok(Some(status)) = program.child.try_wait() {
                panic!("{} ended ({status}):\n{}", program.name, program.last_lines());
            }
        }
    }

    /// Asks again and again, for as long as `time`, and fails at once when something that was started has ended.
    ///
    /// # Panics
    /// When it is not so in time; `what` completes the sentence "… did not happen".
    pub async fn wait<T>(
        &mut self,
        what: &str,
        time: Duration,
        mut probe: impl AsyncFnMut() -> Option<T>,
    ) -> T {
        let answer = within(time, async || {
            self.assert_running();
            probe().await
        });
        match answer.await {
            Some(answer) => answer,
            None => panic!("{what}: not so after {} s\n{}", time.as_secs(), self.last_lines()),
        }
    }

    fn shell(&mut self, text: &Secret) -> Command {
        self.texts += 1;
        let script = self.folder.path().join(format!("text-{}.sh", self.texts));
        fs::write(&script, text.expose()).expect("the folder takes a file");
        let mut command = Command::new("sh");
        command.arg(script).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("PATH", needs::path_with_tools());
        command
    }

    fn last_lines(&self) -> String {
        let one = |program: &Program| format!("{}:\n{}", program.name, program.last_lines());
        self.running.iter().map(one).collect::<Vec<_>>().join("\n")
    }
}

impl Program {
    fn last_lines(&self) -> String {
        let text = redacted(&fs::read_to_string(&self.output).unwrap_or_default());
        let lines: Vec<&str> = text.lines().collect();
        lines.split_at(lines.len().saturating_sub(LAST_LINES)).1.join("\n")
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        for program in &mut self.running {
            if let Some(group) = i32::try_from(program.child.id()).ok().and_then(Pid::from_raw) {
                // It may have ended by itself; then there is nothing to end.
                let _ = kill_process_group(group, Signal::KILL);
            }
            let _ = program.child.wait();
        }
    }
}

/// Waits until nobody listens on a port that an example names: there is one of each on a machine.
///
/// # Panics
/// When somebody still does after a while.
pub async fn free(port: u16) {
    let taken = format!("port {port}, which the example names, is free");
    eventually(&taken, async || std::net::TcpListener::bind(("127.0.0.1", port)).ok().map(drop)).await;
}
