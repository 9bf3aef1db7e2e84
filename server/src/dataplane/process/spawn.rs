//! Making a process, and ending it.

use super::{Log, Spec};
use crate::dataplane::ask;
use rustix::process::{Pid, Signal, kill_process};
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// How long a process that was told to end may take: the 15 s for which one of a deployment waits for requests
/// under way, and as long again to bring what it holds in memory to the disk.
pub(super) const GRACE: Duration = Duration::from_secs(30);

/// Starts the process. It is in a group of its own, so that Ctrl-C in a terminal reaches the server only, which then
/// ends its engines in order.
///
/// # Errors
/// What went wrong, in words for people.
pub(super) fn spawn(spec: &Spec, log: &Log) -> Result<Child, String> {
    make_folder(&spec.folder)
        .map_err(|cause| format!("The folder {} can't be made: {cause}.", spec.folder.display()))?;
    let open = || log.open().and_then(|file| Ok((file.try_clone()?, file)));
    let (out, err) =
        open().map_err(|cause| format!("{} can't be written: {cause}.", log.path().display()))?;
    let mut command = Command::new(&spec.program);
    command.args(&spec.args).current_dir(&spec.folder).env_clear().envs(ask::passed_on());
    command.env(super::leftover::MARK, &spec.mark);
    command.envs(spec.secret_env.iter().map(|(name, secret)| (name, secret.expose())));
    command.stdin(Stdio::null()).stdout(out).stderr(err).process_group(0).kill_on_drop(true);
    command.spawn().map_err(|cause| format!("{} can't be started: {cause}.", spec.program.display()))
}

/// Makes a folder that only its owner can look into.
pub(in crate::dataplane) fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Tells the process to end and waits until it has; after [`GRACE`], it is killed.
pub(super) async fn end(mut child: Child, engine: &str) {
    let pid = child.id().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
    // The child was not waited for yet, so the number is still its own.
    if let Some(Err(cause)) = pid.map(|pid| kill_process(pid, Signal::TERM)) {
        tracing::warn!(engine, %cause, "can't tell an engine to end");
    }
    let ended = match timeout(GRACE, child.wait()).await {
        Ok(ended) => ended.map(drop),
        Err(_) => {
            tracing::warn!(engine, "an engine did not end in time and is killed");
            child.kill().await
        }
    };
    if let Err(cause) = ended {
        tracing::error!(engine, %cause, "can't see whether an engine ended");
    }
}

/// How a process ended, in words for people.
pub(super) fn how(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("It ended with exit code {code}."),
        (None, Some(9)) => "It was killed (signal 9), as by hand or when memory runs out.".to_owned(),
        (None, Some(signal)) => format!("It was ended by signal {signal}."),
        (None, None) => "It ended.".to_owned(),
    }
}
