//! Asks `amtool` whether it takes a config of Alertmanager. The config goes through a pipe: it may hold passwords, and
//! would lie on the disk otherwise.

use super::DataPlane;
use super::ask::passed_on;
use super::engines::{AMTOOL, missing_in_words};
use super::rules::DryRun;
use std::io;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// How long it may take to say something.
const TIME: Duration = Duration::from_secs(10);
/// How many are asked at once; others wait.
static TURNS: Semaphore = Semaphore::const_new(4);
/// The pipe, as `amtool` opens it.
const FILE: &str = "/dev/stdin";
/// How many characters of what it says are passed on.
const MAX_CHARS: usize = 1000;

impl DataPlane {
    /// Asks `amtool` whether it takes this text as a config of Alertmanager.
    pub async fn check_alertmanager_config(&self, text: &str) -> DryRun {
        let Some(engine) = self.engines().get(AMTOOL) else {
            return DryRun::NotAsked(missing_in_words(&[AMTOOL]));
        };
        // The semaphore is never closed.
        let _turn = TURNS.acquire().await;
        match timeout(TIME, run(&engine.path, text)).await {
            Ok(Ok(output)) => judge(&output),
            Ok(Err(cause)) => DryRun::NotAsked(format!("amtool can't be asked: {cause}.")),
            Err(_) => DryRun::Refused(format!(
                "it did not say within {} s whether it takes this. Try again.",
                TIME.as_secs()
            )),
        }
    }
}

async fn run(program: &Path, text: &str) -> io::Result<Output> {
    let mut command = Command::new(program);
    command.args(["check-config", FILE]).env_clear().envs(passed_on());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn()?;
    let pipe = child.stdin.take();
    let write = async {
        if let Some(mut pipe) = pipe {
            // One that has seen enough closes the pipe; what it says then is what counts.
            let _ = pipe.write_all(text.as_bytes()).await;
        }
    };
    let ((), output) = tokio::join!(write, child.wait_with_output());
    output
}

fn judge(output: &Output) -> DryRun {
    if output.status.success() {
        return DryRun::Taken;
    }
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    DryRun::Refused(clean(&String::from_utf8_lossy(&text)))
}

/// Its reason in one line, without what it says around it.
fn clean(said: &str) -> String {
    let reason = said.split_once("FAILED: ").map_or(said, |(_, reason)| reason);
    let lines = reason.lines().take_while(|line| !line.starts_with("amtool: error: failed to validate"));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    let line = words.join(" ").replace(FILE, "the config");
    line.chars().filter(|c| !c.is_control()).take(MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_told_in_one_line() {
        let said = "Checking '/dev/stdin'  FAILED: yaml: unmarshal errors:\n  line 3: field x not found in type \
                    config.plain\n\namtool: error: failed to validate 1 file(s)\n\n";
        assert_eq!(clean(said), "yaml: unmarshal errors: line 3: field x not found in type config.plain");
        assert_eq!(clean("amtool: error: /dev/stdin is odd"), "amtool: error: the config is odd");
    }
}
