//! Asks `vmalert` whether it takes rule files, without evaluating them: `vmalert -dryRun`.

use super::DryRun;
use crate::dataplane::ask;
use crate::dataplane::engines::{Engine, VMALERT, missing_in_words};
use serde::Deserialize;
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use uuid::Uuid;

/// How long it may take to say something.
const TIME: Duration = Duration::from_secs(10);
/// How many are asked at once; others wait.
const AT_ONCE: usize = 4;
/// How many characters of what it says are passed on.
const MAX_CHARS: usize = 1000;
/// Under what name a text is asked about.
const FILE: &str = "rules.yml";
/// What old versions say to a file in which there is nothing: no reason to refuse it.
const NOTHING_THERE: &str = "No rules for validation";

/// Asks about texts that were not saved yet, each in a folder of its own.
#[derive(Debug)]
pub(super) struct DryRuns {
    folder: PathBuf,
    turns: Semaphore,
}

impl DryRuns {
    /// It works in this folder, in which there is nothing else.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, turns: Semaphore::new(AT_ONCE) }
    }

    /// Removes what a killed server left behind.
    pub(super) fn clear(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.folder) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
            _ => Ok(()),
        }
    }

    /// Asks about `text`.
    pub(super) async fn ask(&self, engine: Option<Arc<Engine>>, text: &str) -> DryRun {
        let Some(engine) = engine else {
            return DryRun::NotAsked(missing_in_words(&[VMALERT]));
        };
        // The semaphore is never closed.
        let _turn = self.turns.acquire().await;
        let made = Folder::with(&self.folder, text);
        let folder = match made {
            Ok(folder) => folder,
            Err(cause) => return DryRun::NotAsked(format!("vmalert can't be asked: {cause}.")),
        };
        ask(&engine, &folder.0, FILE).await
    }
}

/// A folder with one file, which is removed when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn with(parent: &Path, text: &str) -> io::Result<Self> {
        let folder = Self(parent.join(Uuid::new_v4().simple().to_string()));
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder.0)?;
        let mut file =
            fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(folder.0.join(FILE))?;
        io::Write::write_all(&mut file, text.as_bytes())?;
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(cause) = fs::remove_dir_all(&self.0)
            && cause.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(folder = %self.0.display(), %cause, "can't remove what vmalert was asked about");
        }
    }
}

/// Asks about the files in `folder` that match `pattern`. Both are told relative to the folder, so that what it says
/// has no path of this machine in it.
pub(super) async fn ask(engine: &Engine, folder: &Path, pattern: &str) -> DryRun {
    let mut command = Command::new(&engine.path);
    command.args(["-dryRun".to_owned(), "-loggerFormat=json".to_owned(), format!("-rule={pattern}")]);
    command.current_dir(folder).env_clear().envs(ask::passed_on());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    match timeout(TIME, command.output()).await {
        Ok(Ok(output)) => judge(&output, pattern),
        Ok(Err(cause)) => DryRun::NotAsked(format!("vmalert can't be asked: {cause}.")),
        Err(_) => DryRun::Refused(format!(
            "vmalert did not say within {} s whether it takes this. Try again.",
            TIME.as_secs()
        )),
    }
}

fn judge(output: &Output, file: &str) -> DryRun {
    if output.status.success() {
        return DryRun::Taken;
    }
    let text = String::from_utf8_lossy(&[output.stderr.as_slice(), &output.stdout].concat()).into_owned();
    let said = said(&text);
    if said.starts_with(NOTHING_THERE) {
        return DryRun::Taken;
    }
    DryRun::Refused(clean(&said, file))
}

/// Its last word: the message of the line with which it gave up, or the last line at all.
fn said(text: &str) -> String {
    #[derive(Deserialize)]
    struct Line {
        level: String,
        msg: String,
    }
    let lines: Vec<Line> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let weighty = |line: &&Line| matches!(line.level.as_str(), "fatal" | "panic" | "error");
    let last = lines.iter().rev().find(weighty).map(|line| line.msg.clone());
    let plain = || text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
    last.unwrap_or_else(plain)
}

/// In one line, and without the file's name here, by which people don't know it.
fn clean(said: &str, file: &str) -> String {
    let said = said.strip_prefix(&format!("failed to parse [\"{file}\"]: ")).unwrap_or(said);
    let said = said.strip_prefix("errors(1): ").unwrap_or(said);
    let said = said.replace(&format!(" in file \"{file}\""), "");
    let said = said.replace(&format!("file \"{file}\""), "the file").replace(file, "the file");
    let line: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_is_told_without_paths_and_times() {
        let text = "{\"ts\":\"2026\",\"level\":\"info\",\"caller\":\"a\",\"msg\":\"build version: \"}\n\
            {\"level\":\"fatal\",\"caller\":\"m.go:98\",\"msg\":\"failed to parse [\\\"rules.yml\\\"]: errors(1): invalid group \
            \\\"g1\\\" in file \\\"rules.yml\\\": invalid\\n expression\"}\n";
        assert_eq!(clean(&said(text), FILE), "invalid group \"g1\": invalid expression");
        let fields =
            "failed to parse [\"rules.yml\"]: errors(1): failed to parse file \"rules.yml\": unknown fields";
        assert_eq!(clean(fields, FILE), "failed to parse the file: unknown fields");
        assert_eq!(clean(&said("goroutine 1\n\nexit status 2\n\n"), FILE), "exit status 2");
    }

    #[test]
    fn what_was_asked_about_does_not_stay() {
        let parent = tempfile::tempdir().expect("a folder");
        let folder = Folder::with(parent.path(), "groups: []").expect("a folder in it");
        assert!(folder.0.join(FILE).is_file());
        drop(folder);
        assert_eq!(fs::read_dir(parent.path()).expect("it is there").count(), 0);
    }
}
