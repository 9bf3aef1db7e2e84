//! How a deployment stands, from how its processes are and what was measured.

use super::measure::Measured;
use crate::dataplane::condition::Condition;
use crate::dataplane::process::{Observer, Snapshot};
use keyhouse_model::deployment::{DeploymentStatus, ProcessState};

/// How many lines of a log say why a process keeps ending.
const SHOWN_LINES: usize = 3;
/// How many lines are looked through for those.
pub(in crate::dataplane) const READ_LINES: usize = 40;
/// How many characters a reason may have.
const MAX_CHARS: usize = 800;

/// What the log of an engine says when it did not get its port.
const PORT_TAKEN: &str = "address already in use";
/// What the operating system says, and what to do about it.
const REMEDIES: [(&str, &str); 5] = [
    ("no space left on device", "The disk is full: make room on it."),
    ("cannot acquire lock", "Another process works on this folder: end it."),
    ("read-only file system", "The data folder can't be written: mount it for writing."),
    (
        "permission denied",
        "The data folder can't be written: give it back to the user that Keyhouse runs as.",
    ),
    (
        "flag provided but not defined",
        "This version does not know one of its flags: take it out in the settings.",
    ),
];

/// Whether a process ended because another program listens on its port.
pub(in crate::dataplane) fn has_lost_its_port(process: &Observer) -> bool {
    let ended = matches!(process.snapshot().state, ProcessState::Restarting | ProcessState::Failed);
    ended && process.last_lines(SHOWN_LINES).iter().any(|line| line.contains(PORT_TAKEN))
}

/// How the deployment stands, with what was measured last.
pub(super) fn condition(base: &Condition, measured: Option<Measured>) -> Condition {
    let processes: Vec<(&Observer, Snapshot)> =
        base.processes.iter().map(|process| (process, process.snapshot())).collect();
    let is_up = base.is_up();
    let last_lines = |process: &Observer| process.last_lines(READ_LINES);
    let worst = processes
        .iter()
        .map(|(process, snapshot)| of_process(process.engine(), snapshot, || last_lines(process)));
    let (status, reason) = worst.max_by_key(|(status, _)| severity(*status)).unwrap_or(RUNNING);
    let (status, reason) = match measured {
        Some(Measured { is_read_only: true, .. }) if status == DeploymentStatus::Running => {
            (DeploymentStatus::Error, Some(READ_ONLY.to_owned()))
        }
        _ => (status, reason),
    };
    Condition {
        status: Some(status),
        reason,
        version: if is_up { base.version.clone() } else { String::new() },
        used: measured.map(|measured| measured.used),
        received_data: base.received_data || measured.is_some_and(|measured| measured.has_data),
        internal_url: base.internal_url.clone().filter(|_| is_up),
        ..base.clone()
    }
}

const RUNNING: (DeploymentStatus, Option<String>) = (DeploymentStatus::Running, None);
const READ_ONLY: &str = "The disk is nearly full: queries are answered, and new data is refused. Make room on the disk \
    that holds the data folder; it then goes on by itself.";

fn severity(status: DeploymentStatus) -> u8 {
    match status {
        DeploymentStatus::Running => 0,
        DeploymentStatus::Provisioning => 1,
        DeploymentStatus::Stopped => 2,
        DeploymentStatus::Error => 3,
    }
}

/// How a process stands, as it stands for its deployment, and why.
pub(in crate::dataplane) fn of_process(
    engine: &str,
    snapshot: &Snapshot,
    last_lines: impl FnOnce() -> Vec<String>,
) -> (DeploymentStatus, Option<String>) {
    let reason = snapshot.reason.as_deref().unwrap_or_default();
    match snapshot.state {
        ProcessState::Healthy => RUNNING,
        ProcessState::Starting if reason.is_empty() => (DeploymentStatus::Provisioning, None),
        ProcessState::Starting if snapshot.has_answered && snapshot.pid.is_some() => {
            (DeploymentStatus::Error, Some(format!("{engine}: {reason}")))
        }
        ProcessState::Starting | ProcessState::Restarting => {
            (DeploymentStatus::Provisioning, Some(format!("{engine}: {reason} It is started again.")))
        }
        ProcessState::Failed => {
            (DeploymentStatus::Error, Some(why_it_keeps_ending(engine, reason, &last_lines())))
        }
        ProcessState::Stopped => (DeploymentStatus::Stopped, None),
    }
}

/// With what to do, where that is known, and the last lines that tell of an error, or the last of all.
fn why_it_keeps_ending(engine: &str, reason: &str, lines: &[String]) -> String {
    let telling: Vec<&String> = lines.iter().filter(|line| tells_of_an_error(line)).collect();
    let telling = if telling.is_empty() { lines.iter().collect() } else { telling };
    let last: Vec<&str> =
        telling.iter().skip(telling.len().saturating_sub(SHOWN_LINES)).map(|line| line.as_str()).collect();
    let all = format!("{reason} {}", last.join(" ")).to_lowercase();
    let remedy = REMEDIES.iter().find(|(sign, _)| all.contains(sign)).map(|(_, remedy)| format!(" {remedy}"));
    let log =
        if last.is_empty() { String::new() } else { format!(" Its log ends with: {}", last.join(" / ")) };
    let text = format!(
        "{engine} keeps ending; it is tried again every half minute. {reason}{}{log}",
        remedy.unwrap_or_default()
    );
    text.chars().take(MAX_CHARS).collect()
}

fn tells_of_an_error(line: &str) -> bool {
    [" fatal ", " panic ", " error ", "panic:", "flag provided but not defined"]
        .iter()
        .any(|sign| line.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(state: ProcessState, reason: Option<&str>) -> Snapshot {
        Snapshot {
            state,
            pid: Some(1),
            started_at: None,
            has_answered: false,
            restarts: 1,
            reason: reason.map(str::to_owned),
        }
    }

    fn of(snapshot: &Snapshot) -> (DeploymentStatus, String) {
        let (status, reason) = of_process("victoria-metrics", snapshot, Vec::new);
        (status, reason.unwrap_or_default())
    }

    #[test]
    fn a_process_that_was_killed_is_being_made_ready_and_one_that_hangs_is_in_error() {
        use DeploymentStatus::{Error, Provisioning, Running};
        assert_eq!(of(&snapshot(ProcessState::Healthy, None)), (Running, String::new()));
        assert_eq!(of(&snapshot(ProcessState::Starting, None)), (Provisioning, String::new()));
        let (status, reason) = of(&snapshot(ProcessState::Restarting, Some("It was killed.")));
        assert_eq!(
            (status, reason.as_str()),
            (Provisioning, "victoria-metrics: It was killed. It is started again.")
        );
        assert_eq!(of(&snapshot(ProcessState::Starting, Some("It was killed."))).0, Provisioning);
        let hangs = Snapshot { has_answered: true, ..snapshot(ProcessState::Starting, Some("It hangs.")) };
        assert_eq!(of(&hangs), (Error, "victoria-metrics: It hangs.".into()));
    }

    #[test]
    fn why_a_process_keeps_ending_is_told_with_what_to_do() {
        let lines = [
            "2026 info main.go:1 starting",
            "2026 panic storage.go:2 cannot create /d: no space left on device",
            "goroutine 1 [running]:",
        ];
        let lines = lines.map(str::to_owned);
        let text = why_it_keeps_ending("victoria-metrics", "It ended with exit code 255.", &lines);
        assert!(text.contains("make room") && text.contains("cannot create /d"), "{text}");
        assert!(!text.contains("goroutine"), "{text}");
        let text = why_it_keeps_ending("vmauth", "It ended with exit code 1.", &["some words".into()]);
        assert!(text.ends_with("Its log ends with: some words"), "{text}");
        let folder = "The folder /d can't be made: Read-only file system (os error 30).";
        assert!(why_it_keeps_ending("vmauth", folder, &[]).contains("mount it for writing"));
        let long = why_it_keeps_ending("vmauth", "", &["x".repeat(5000)]);
        assert_eq!(long.chars().count(), MAX_CHARS);
    }
}
