//! A VictoriaMetrics for a measurement.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Doing, Failure, Result};
use crate::process::Toolbox;

const START: Duration = Duration::from_secs(30);

/// A VictoriaMetrics that stands alone.
pub(super) struct VictoriaMetrics {
    pub(super) url: String,
    child: Child,
}

impl VictoriaMetrics {
    /// With these flags besides.
    pub(super) fn start(tools: &Toolbox, storage: &Path, flags: &[&str]) -> Result<Self> {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.doing("find a free port")?;
        let mut command = tools.command("victoria-metrics");
        command
            .arg(format!("-httpListenAddr={address}"))
            .arg(format!("-storageDataPath={}", storage.display()));
        // What was written a moment ago is to be found, so that the query has something to do.
        command.arg("-search.latencyOffset=0s").args(flags);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().doing("start victoria-metrics")?;
        let started = Self { url: format!("http://{address}"), child };
        let deadline = Instant::now() + START;
        while ureq::get(format!("{}/health", started.url)).call().is_err() {
            if Instant::now() > deadline {
                return Err(Failure::new("victoria-metrics does not answer"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(started)
    }
}

impl Drop for VictoriaMetrics {
    fn drop(&mut self) {
        // Its data is thrown away, so it need not end in order.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
