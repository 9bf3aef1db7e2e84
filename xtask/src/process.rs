//! Other programs: found, started with our tools first on their path, and waited for.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::failure::{Doing, Failure, Result};
use crate::workspace::{Workspace, executable};

/// The workspace, and the path on which programs are looked for: our own folders, then the user's.
#[derive(Debug)]
pub(crate) struct Toolbox {
    pub(crate) workspace: Workspace,
    path: OsString,
}

impl Toolbox {
    pub(crate) fn new(workspace: Workspace) -> Result<Self> {
        let tools = &workspace.tools;
        let ours = [tools.join("bin"), tools.join("node_modules/.bin"), tools.join("debian/usr/bin")];
        let theirs = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(ours.into_iter().chain(env::split_paths(&theirs)))
            .doing("put the tools on PATH")?;
        Ok(Self { workspace, path })
    }

    /// The first program of this name on the path.
    pub(crate) fn find(&self, name: &str) -> Option<PathBuf> {
        let file = executable(name);
        env::split_paths(&self.path).map(|dir| dir.join(&file)).find(|path| is_executable(path))
    }

    /// A program by name or path, called in the repository.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let program = program.as_ref();
        let found = program.to_str().and_then(|name| self.find(name));
        let mut command = Command::new(found.map_or_else(|| program.to_owned(), PathBuf::into_os_string));
        command.current_dir(&self.workspace.root).env("PATH", &self.path);
        // What `cargo run` says about xtask itself would make some build scripts run anew each time.
        for (name, _) in env::vars_os() {
            let told = name.to_string_lossy();
            if told.starts_with("CARGO_PKG_") || told.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }

    /// Cargo, with its target folder where `Workspace::target` says.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = self.command("cargo");
        command.env("CARGO_TARGET_DIR", &self.workspace.target);
        command
    }
}

/// Runs a command to its end with its output shown.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().doing(format!("start {}", shown(command)))?;
    succeeded(command, status)
}

/// Runs a command to its end with its output shown only if it fails.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    let output = command.output().doing(format!("start {}", shown(command)))?;
    if !output.status.success() {
        eprint!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
    succeeded(command, output.status)
}

/// Runs a command to its end, shows its standard output and hands each line of it to `see`.
pub(crate) fn run_seeing(command: &mut Command, mut see: impl FnMut(&str)) -> Result<()> {
    let mut child = command.stdout(Stdio::piped()).spawn().doing(format!("start {}", shown(command)))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line.doing(format!("read what {} prints", shown(command)))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            see(&line);
        }
    }
    let status = child.wait().doing(format!("wait for {}", shown(command)))?;
    succeeded(command, status)
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{} failed ({status})", shown(command)))) }
}

/// What a command prints on standard output when it ends well. Its complaints are shown.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().doing(format!("start {}", shown(command)))?;
    succeeded(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a command prints, if it is there and succeeds: for asking a program about itself.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The version in the first line that `--version` prints.
pub(crate) fn version(command: &mut Command) -> Option<String> {
    version_in(&output(command.arg("--version"))?)
}

fn version_in(text: &str) -> Option<String> {
    let mut words = text.lines().next()?.split_whitespace().map(|word| word.trim_start_matches('v'));
    words.find(|word| word.starts_with(|first: char| first.is_ascii_digit())).map(str::to_owned)
}

/// The command as a person would type it. Secrets never are arguments of ours.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    let args = command.get_args().map(OsStr::to_string_lossy);
    std::iter::once(program.to_string_lossy()).chain(args).collect::<Vec<_>>().join(" ")
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_first_word_that_begins_with_a_digit() {
        assert_eq!(version_in("trunk 0.21.14\n").as_deref(), Some("0.21.14"));
        assert_eq!(version_in("Chromium 156.0.8078.79 built on Debian 12").as_deref(), Some("156.0.8078.79"));
        assert_eq!(version_in("v20.20.2").as_deref(), Some("20.20.2"));
        assert_eq!(version_in("no number here"), None);
    }

    #[test]
    fn a_failed_command_is_named_as_it_was_typed() {
        let mut command = Command::new("false");
        let failure = run(command.arg("--now")).expect_err("false fails");
        assert!(failure.to_string().starts_with("false --now failed"), "{failure}");
    }

    #[test]
    fn each_line_is_seen() {
        let mut lines = Vec::new();
        run_seeing(Command::new("printf").arg("one\ntwo\n"), |line| {
            lines.push(line.to_owned());
        })
        .expect("printf");
        assert_eq!(lines, ["one", "two"]);
    }
}
