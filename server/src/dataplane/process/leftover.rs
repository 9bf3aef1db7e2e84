//! Engines that outlived a server that was killed. They are found by the mark in their environment, which says whose
//! data folder they work for, and ended before new ones start: two writers on one folder would ruin it.
//!
//! Only Linux shows a process's environment. Elsewhere the engine's own lock on its folder keeps a second one out.

use std::path::Path;

/// The environment variable that says for which server's data folder an engine works.
pub const MARK: &str = "KEYHOUSE_ENGINE_OF";

/// Ends every engine that works for this data folder. Call it only while holding the folder's lock, so that no other
/// server is there whose engines these could be.
pub async fn end_all(data_folder: &Path) {
    #[cfg(target_os = "linux")]
    linux::end_all(data_folder).await;
    #[cfg(not(target_os = "linux"))]
    let _ = data_folder;
}

#[cfg(target_os = "linux")]
mod linux {
    use super::MARK;
    use crate::dataplane::process::spawn::GRACE;
    use rustix::fd::OwnedFd;
    use rustix::io::Errno;
    use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;
    use std::time::Duration;
    use tokio::time::{Instant, sleep};

    const LOOK_EVERY: Duration = Duration::from_millis(50);

    /// A process, held so that its number can't come to mean another one.
    struct Leftover {
        pid: Pid,
        handle: OwnedFd,
    }

    pub(super) async fn end_all(data_folder: &Path) {
        let mut mark = format!("{MARK}=").into_bytes();
        mark.extend_from_slice(data_folder.as_os_str().as_bytes());
        let mut left = find(&mark);
        for one in &left {
            tracing::warn!(
                pid = one.pid.as_raw_nonzero(),
                "ending an engine that a killed server left behind"
            );
            one.send(Signal::TERM);
        }
        let deadline = Instant::now() + GRACE;
        loop {
            left.retain(Leftover::is_there);
            if left.is_empty() {
                return;
            }
            if Instant::now() >= deadline {
                break;
            }
            sleep(LOOK_EVERY).await;
        }
        left.iter().for_each(|one| one.send(Signal::KILL));
        // What is killed is gone in a moment, but for one that hangs in the disk: that one's lock then speaks.
        for _ in 0..20 {
            left.retain(Leftover::is_there);
            if left.is_empty() {
                return;
            }
            sleep(LOOK_EVERY).await;
        }
        tracing::error!("an engine of a killed server does not end");
    }

    fn find(mark: &[u8]) -> Vec<Leftover> {
        let entries = match fs::read_dir("/proc") {
            Ok(entries) => entries,
            Err(cause) => {
                tracing::error!(%cause, "can't look for engines that a killed server left behind");
                return Vec::new();
            }
        };
        let number = |name: &str| name.parse().ok().and_then(Pid::from_raw);
        let pids = entries.filter_map(|entry| number(entry.ok()?.file_name().to_str()?));
        pids.filter_map(|pid| hold(pid, mark)).collect()
    }

    /// Held first and looked at then: what is seen belongs to what is held.
    fn hold(pid: Pid, mark: &[u8]) -> Option<Leftover> {
        let handle = pidfd_open(pid, PidfdFlags::empty()).ok()?;
        let environment = fs::read(format!("/proc/{}/environ", pid.as_raw_nonzero())).ok()?;
        environment.split(|byte| *byte == 0).any(|entry| entry == mark).then_some(Leftover { pid, handle })
    }

    impl Leftover {
        fn send(&self, signal: Signal) {
            match pidfd_send_signal(&self.handle, signal) {
                Ok(()) | Err(Errno::SRCH) => {}
                Err(cause) => {
                    tracing::error!(pid = self.pid.as_raw_nonzero(), %cause, "can't end an engine that was left behind");
                }
            }
        }

        /// One that has ended and that nobody waited for has no environment any more. One that was suspended is woken,
        /// so that it can end.
        fn is_there(&self) -> bool {
            let environ = fs::read(format!("/proc/{}/environ", self.pid.as_raw_nonzero()));
            environ.is_ok_and(|environment| !environment.is_empty())
                && pidfd_send_signal(&self.handle, Signal::CONT).is_ok()
        }
    }
}
