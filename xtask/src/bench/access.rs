//! What the access endpoint costs: the same writes and queries to one VictoriaMetrics, directly and with an access token.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::report::{table, thousands};
use super::throughput::{Load, load};
use super::victoria::VictoriaMetrics;
use crate::failure::{Doing, Failure, Result};
use crate::process::Toolbox;
use crate::server::Server;

/// How many samples one write carries, as a collector would send them in one go.
const SAMPLES: usize = 100;
const WRITE: &str = "/api/v1/import/prometheus";
const QUERY: &str = "/api/v1/query?query=sum(bench_requests_total)";
const START: Duration = Duration::from_secs(30);

pub(super) fn measure(tools: &Toolbox, server: &Server) -> Result<String> {
    let folder = tempfile::tempdir().doing("make a folder for the data")?;
    let direct = VictoriaMetrics::start(tools, folder.path(), &[])?;
    let token = token(server, &direct.url)?;
    let through = access_endpoint(server)?;
    let bearer = format!("Bearer {token}");
    let body = samples();
    let with_token = ("Authorization", bearer.as_str());
    let mut rows = Vec::new();
    for (what, path, body) in
        [(format!("write {SAMPLES} samples"), WRITE, body.as_str()), ("query".to_owned(), QUERY, "")]
    {
        for (how, base, header) in [
            ("direct", &direct.url, ("Accept", "*/*")),
            ("through the access endpoint", &through, with_token),
        ] {
            let measured = load(tools, &Load { url: &format!("{base}{path}"), header, body })?;
            let per_second = thousands(measured.per_second.round() as u64);
            rows.push(vec![format!("{what}, {how}"), per_second, measured.median, measured.p99]);
        }
    }
    Ok(table(&["request", "requests/s", "median", "p99"], &rows))
}

fn samples() -> String {
    (0..SAMPLES).map(|at| format!("bench_requests_total{{job=\"bench\",instance=\"{at}\"}} {at}\n")).collect()
}

/// The value of a token for a deployment that runs there.
fn token(server: &Server, url: &str) -> Result<String> {
    let made = server.post("/api/v1/deployments", &super::throughput::external(url))?;
    let id = made["id"].as_str().ok_or_else(|| Failure::new("a created deployment came without its id"))?;
    let new = json!({ "type": "rw", "description": "bench" });
    let made = server.post(&format!("/api/v1/deployments/{id}/access_tokens"), &new)?;
    let value = made["value"].as_str().map(str::to_owned);
    value.ok_or_else(|| Failure::new("a created token came without its value"))
}

/// Its URL, once nothing is wrong with it.
fn access_endpoint(server: &Server) -> Result<String> {
    let deadline = Instant::now() + START;
    loop {
        let plane = server.get("/api/v1/data_plane")?;
        match (&plane["access_problem"], plane["access_endpoint"].as_str()) {
            (Value::Null, Some(url)) => return Ok(url.to_owned()),
            (problem, _) if Instant::now() > deadline => {
                return Err(Failure::new(format!("the access endpoint is not ready: {problem}")));
            }
            _ => thread::sleep(Duration::from_millis(100)),
        }
    }
}
