//! A VictoriaMetrics of the test's own, where the server is told to keep what it measures.

use crate::world::{call, free_port, until};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

pub(crate) struct Monitor {
    pub(crate) url: String,
    child: Child,
    _folder: TempDir,
}

impl Monitor {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("127.0.0.1:{}", free_port());
        let mut command = Command::new("victoria-metrics");
        command.arg(format!("-storageDataPath={}", folder.path().display()));
        command
            .arg(format!("-httpListenAddr={address}"))
            .args(["-memory.allowedBytes=128MB", "-retentionPeriod=13"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("victoria-metrics is not on PATH");
        let monitor = Self { url: format!("http://{address}"), child, _folder: folder };
        until("the monitor answers", || call("GET", &format!("{}/health", monitor.url), &[], "").0 == 200);
        monitor
    }

    /// What was measured of a deployment at these times.
    pub(crate) fn import(&self, name: &str, deployment: &str, samples: &[(DateTime<Utc>, f64)]) {
        let (times, values): (Vec<i64>, Vec<f64>) =
            samples.iter().map(|(at, value)| (at.timestamp_millis(), *value)).unzip();
        let metric = match deployment {
            "" => json!({ "__name__": name }),
            id => json!({ "__name__": name, "deployment_id": id }),
        };
        let line = json!({ "metric": metric, "values": values, "timestamps": times }).to_string();
        assert_eq!(call("POST", &format!("{}/api/v1/import", self.url), &[], &line).0, 204);
        // What was taken in can be found a moment later.
        until("it is found", || {
            let at = times.last().unwrap() / 1000;
            self.query(&format!("count(last_over_time({name}[1s]))"), at) > 0.0
        });
    }

    /// The number that is answered at this time, in seconds since 1970; 0 for none.
    pub(crate) fn query(&self, query: &str, at: i64) -> f64 {
        let body = format!("query={query}&time={at}&nocache=1").replace('+', "%2B");
        let form = [("content-type", "application/x-www-form-urlencoded".to_owned())];
        let (status, text) = call("POST", &format!("{}/api/v1/query", self.url), &form, &body);
        assert_eq!(status, 200, "{text}");
        let answer: Value = serde_json::from_str(&text).unwrap();
        answer["data"]["result"][0]["value"][1].as_str().map_or(0.0, |text| text.parse().unwrap())
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
