//! How long the audit log takes to answer by each of its filters, with 100,000 events in it.

use std::time::Instant;

use serde_json::json;

use super::report::{table, thousands};
use super::writers::at_once;
use crate::failure::{Failure, Result};
use crate::server::Server;

const EVENTS: usize = 100_000;
/// How many keys there are; each event changes the name of one.
const KEYS: usize = 100;
/// How often each is asked.
const ROUNDS: usize = 15;

/// What is asked; all but the first two have to look through the whole log.
const CASES: [(&str, &str); 8] = [
    ("the newest", ""),
    ("secret access", "&action=api_key.create,api_key.reveal,access_token.create"),
    ("an action that nobody did", "&action=deployment.delete"),
    ("by a person who did nothing", "&actor=nobody"),
    ("a thing by part of its name", "&target=changed-99999"),
    ("a text that is in one event", "&q=changed-50000"),
    ("a text that is in none", "&q=nothing"),
    (
        "all filters at once",
        "&from=2020-01-01T00:00:00Z&action=api_key.*&outcome=success&actor=admin&target=changed&q=nothing",
    ),
];

pub(super) fn measure(server: &Server) -> Result<String> {
    fill(server)?;
    let mut rows = Vec::new();
    for (what, filter) in CASES {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let asked = Instant::now();
            server.get(&format!("/api/v1/audit_logs?limit=100{filter}"))?;
            times.push(asked.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        let of = |at: usize| times.get(at).map(|ms| format!("{ms:.1}")).unwrap_or_default();
        rows.push(vec![what.to_owned(), of(ROUNDS / 2), of(ROUNDS - 1)]);
    }
    let checked = Instant::now();
    let found = server.get("/api/v1/audit_logs/verify")?;
    if found["intact"] != true {
        return Err(Failure::new(format!("the log is not intact: {found}")));
    }
    let ms = format!("{:.1}", checked.elapsed().as_secs_f64() * 1000.0);
    rows.push(vec!["check of the whole chain".to_owned(), ms.clone(), ms]);
    Ok(table(&["filter", "median, ms", "worst, ms"], &rows))
}

fn fill(server: &Server) -> Result<()> {
    println!("Writing {} events", thousands(EVENTS as u64));
    let ids = (0..KEYS).map(|at| {
        let key = json!({
            "name": format!("key-{at}"), "expires_at": null, "permission": "r", "deployment_access": "all",
        });
        let made = server.post("/api/v1/api_keys", &key)?;
        let id = made["id"].as_str().map(str::to_owned);
        id.ok_or_else(|| Failure::new("a created key came without its id"))
    });
    let ids = ids.collect::<Result<Vec<_>>>()?;
    at_once(EVENTS, |at| {
        let path = format!("/api/v1/api_keys/{}", ids[at % KEYS]);
        server.patch(&path, &json!({ "name": format!("changed-{at:05}") })).map(drop)
    })
}
