//! How many requests a second the server answers, and how long the slowest one in a hundred takes, under wrk.

use serde_json::{Value, json};

use super::report::{table, thousands};
use crate::failure::{Failure, Result};
use crate::process::{self, Toolbox};
use crate::server::Server;

const SECONDS: &str = "10";
const CONNECTIONS: &str = "16";
const KEYS: usize = 200;
/// Sets the one header that carries a secret: as an argument, every user of the machine could read it.
const SCRIPT: &str = "xtask/src/bench/header.lua";

pub(super) fn measure(tools: &Toolbox, server: &Server) -> Result<String> {
    let key = server.create_key("bench", "r")?;
    for number in 1..KEYS {
        server.create_key(&format!("bench {number}"), "r")?;
    }
    server.post("/api/v1/deployments", &external("http://127.0.0.1:8428"))?;
    let cases = [
        (
            "list 50 of 200 API keys (session)",
            "/api/v1/api_keys?limit=50",
            ("Cookie", server.cookie.as_str()),
        ),
        ("list deployments (API key check)", "/api/v1/deployments", ("X-VM-Cloud-Access", key.as_str())),
        ("health (no sign-in)", "/healthz", ("Accept", "*/*")),
    ];
    let mut rows = Vec::new();
    for (what, path, header) in cases {
        let measured = load(tools, &Load { url: &format!("{}{path}", server.base), header, body: "" })?;
        let per_second = thousands(measured.per_second.round() as u64);
        rows.push(vec![what.to_owned(), per_second, measured.median, measured.p99]);
    }
    Ok(table(&["request", "requests/s", "median", "p99"], &rows))
}

/// A deployment that runs at `url`.
pub(super) fn external(url: &str) -> Value {
    json!({
        "name": "bench", "type": "single_node", "provider": "external", "region": "external", "tier": 221,
        "storage_size": 10, "storage_size_unit": "GB", "retention": 1, "retention_unit": "m",
        "deduplication": 0, "deduplication_unit": "ms", "maintenance_window": "Sat-Sun 3-4am",
        "external": { "url": url },
    })
}

/// What is asked again and again.
pub(super) struct Load<'a> {
    pub(super) url: &'a str,
    /// One header and its value.
    pub(super) header: (&'a str, &'a str),
    /// What is posted; empty to get instead.
    pub(super) body: &'a str,
}

#[derive(Debug, PartialEq)]
pub(super) struct Measured {
    pub(super) per_second: f64,
    pub(super) median: String,
    pub(super) p99: String,
}

pub(super) fn load(tools: &Toolbox, of: &Load<'_>) -> Result<Measured> {
    let mut wrk = tools.command("wrk");
    wrk.args([
        "--threads",
        "2",
        "--connections",
        CONNECTIONS,
        "--duration",
        SECONDS,
        "--latency",
        "--script",
        SCRIPT,
    ]);
    let (name, value) = of.header;
    wrk.env("BENCH_HEADER", name).env("BENCH_VALUE", value).env("BENCH_BODY", of.body);
    read(&process::capture(wrk.arg(of.url))?)
}

/// Reads wrk's report. A run in which the server refused anything is no measurement.
fn read(said: &str) -> Result<Measured> {
    let value = |label: &str| said.lines().find_map(|line| line.trim().strip_prefix(label)).map(str::trim);
    if let Some(refused) = value("Non-2xx or 3xx responses:") {
        return Err(Failure::new(format!("the server refused {refused} of the requests")));
    }
    if let Some(errors) = value("Socket errors:") {
        return Err(Failure::new(format!("requests failed: {errors}")));
    }
    let lacking = || Failure::new(format!("wrk reported no numbers:\n{said}"));
    Ok(Measured {
        per_second: value("Requests/sec:").and_then(|it| it.parse().ok()).ok_or_else(lacking)?,
        median: value("50%").map(spaced).ok_or_else(lacking)?,
        p99: value("99%").map(spaced).ok_or_else(lacking)?,
    })
}

/// `1.95ms` → `1.95 ms`.
fn spaced(time: &str) -> String {
    let unit = time.find(char::is_alphabetic).unwrap_or(time.len());
    let (number, unit) = time.split_at(unit);
    format!("{number} {}", unit.replace("us", "µs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "\
Running 10s test @ http://127.0.0.1:1/
  Latency Distribution
     50%  745.00us
     99%    3.02ms
  203001 requests in 10.10s, 33.11MB read
Requests/sec:  20099.75
";

    #[test]
    fn a_report_is_read() {
        let expected =
            Measured { per_second: 20_099.75, median: "745.00 µs".to_owned(), p99: "3.02 ms".to_owned() };
        assert_eq!(read(REPORT).expect("numbers"), expected);
    }

    #[test]
    fn refusals_and_silence_are_failures() {
        assert!(read(&format!("{REPORT}  Non-2xx or 3xx responses: 12\n")).is_err());
        assert!(read(&format!("{REPORT}  Socket errors: connect 0, read 1, write 0, timeout 0\n")).is_err());
        assert!(read("unable to connect").is_err());
    }
}
