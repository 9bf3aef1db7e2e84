//! One round of measuring: everything that runs is asked what it counts, and what it tells becomes samples.
//!
//! Keyhouse asks, and not the monitor: the passwords of processes are drawn anew at each start and those of others are
//! sealed, so nothing of them has to lie in a file; and a monitor that runs elsewhere needs not to be configured.

use super::counted::Counted;
use super::family::{API_REQUESTS, Family, Lines, TOKEN_CONCURRENT, TOKEN_ERRORS, TOKEN_REQUESTS};
use super::{Parts, words};
use crate::dataplane::backend::{Backend, Reach};
use crate::dataplane::condition::Condition;
use crate::dataplane::metrics::sample;
use crate::error::Result;
use crate::http_client::Limits;
use crate::usage::requests;
use futures_util::future::join_all;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::usage::label;
use std::collections::HashMap;
use std::time::Duration;

/// One that takes longer is left out of the round.
const LIMITS: Limits = Limits { time: Duration::from_secs(3), body_bytes: 4 << 20 };

/// What came of a round.
#[derive(Debug, Default)]
pub(super) struct Round {
    pub(super) lines: Lines,
    /// The deployments of which nothing or not all was told, and why, in words for people.
    pub(super) problems: HashMap<DeploymentId, String>,
}

/// Asks everything at once. The samples get the time `at_ms`, in milliseconds since 1970.
///
/// # Errors
/// When the database fails.
pub(super) async fn round(parts: &Parts, at_ms: i64) -> Result<Round> {
    let conditions = parts.data_plane.conditions();
    let deployments =
        join_all(conditions.into_iter().map(|(id, condition)| deployment(parts, id, condition)));
    let (deployments, vmauth) = tokio::join!(deployments, parts.access.metrics());
    let mut round = Round::default();
    for (id, counted, problem) in deployments {
        round.problems.extend(problem.map(|problem| (id, problem)));
        let id = id.to_string();
        for (family, value) in counted.families() {
            round.lines.push(family.name, &[(label::DEPLOYMENT_ID, &id)], value, at_ms);
        }
    }
    if let Some(text) = vmauth {
        let owners = owners(parts).await?;
        tokens(&mut round.lines, &text, &owners, at_ms);
    }
    for (id, total) in requests::totals(&parts.store, &parts.activity).await? {
        round.lines.push(API_REQUESTS.name, &[(label::API_KEY, &id)], total as f64, at_ms);
    }
    Ok(round)
}

async fn deployment(
    parts: &Parts,
    id: DeploymentId,
    condition: Condition,
) -> (DeploymentId, Counted, Option<String>) {
    let mut counted = Counted::default();
    let mut problem = None;
    for text in join_all(condition.probes.iter().map(|probe| probe.read(&parts.http))).await.iter().flatten()
    {
        counted.add(text);
    }
    if let Some(reach) = condition.reach.filter(|_| condition.probes.is_empty()) {
        problem = elsewhere(parts, &reach, &mut counted).await;
    }
    if let Some(text) = parts.data_plane.rule_metrics(id, &parts.http).await {
        counted.add_vmalert(&text);
    }
    (id, counted, problem)
}

/// Asks what runs elsewhere. Answers what it does not tell, and why.
async fn elsewhere(parts: &Parts, reach: &Reach, counted: &mut Counted) -> Option<String> {
    let (urls, missing) = match &reach.backend {
        Backend::Single { url } => (vec![url], None),
        Backend::Cluster { insert_url, select_url } => {
            (vec![insert_url, select_url], Some(words::NO_VMSTORAGE))
        }
    };
    let mut problem = missing.map(str::to_owned);
    for url in urls {
        let answer = parts.http.get(&format!("{url}/metrics"), reach.authorization.as_ref(), LIMITS).await;
        match answer {
            Ok(answer) if answer.is_success() => counted.add(&answer.text()),
            Ok(answer) => {
                problem = Some(words::no_metrics(&format!("it answers with the status {}", answer.status)));
            }
            Err(cause) => problem = Some(words::no_metrics(&cause.to_string())),
        }
    }
    problem
}

/// The deployment of each access token, both as texts.
async fn owners(parts: &Parts) -> Result<HashMap<String, String>> {
    let query = sqlx::query_as("select id, deployment_id from access_tokens");
    let rows: Vec<(String, String)> = query.fetch_all(parts.store.read()).await?;
    Ok(rows.into_iter().collect())
}

/// What vmauth tells of each token that there is.
fn tokens(lines: &mut Lines, text: &str, owners: &HashMap<String, String>, at_ms: i64) {
    const COUNTED: [(&str, Family); 3] = [
        ("vmauth_user_requests_total", TOKEN_REQUESTS),
        ("vmauth_user_request_errors_total", TOKEN_ERRORS),
        ("vmauth_user_concurrent_requests_current", TOKEN_CONCURRENT),
    ];
    for (name, labels, value) in text.lines().filter_map(sample) {
        let Some((_, family)) = COUNTED.iter().find(|(told, _)| *told == name) else { continue };
        let user = labels.split_once("username=\"").and_then(|(_, rest)| rest.split('"').next());
        let Some((token, deployment)) = user.and_then(|user| owners.get_key_value(user)) else { continue };
        let labels = [(label::DEPLOYMENT_ID, deployment.as_str()), (label::ACCESS_TOKEN, token.as_str())];
        lines.push(family.name, &labels, value, at_ms);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_token_is_known_by_its_deployment() {
        let owners = HashMap::from([("t1".to_owned(), "d1".to_owned())]);
        let text = "vmauth_user_requests_total{username=\"t1\"} 5\nvmauth_user_requests_total{username=\"gone\"} 7\n\
            vmauth_user_requests_total{username=\"keyhouse-1\"} 1\nvmauth_user_concurrent_requests_current{username=\"t1\"} 2\n";
        let mut lines = Lines::default();
        tokens(&mut lines, text, &owners, 9);
        let text = String::from_utf8(lines.into_bytes()).unwrap();
        let labels = "{deployment_id=\"d1\",access_token=\"t1\"}";
        assert_eq!(
            text,
            format!(
                "keyhouse_token_requests_total{labels} 5 9\nkeyhouse_token_concurrent_requests{labels} 2 9\n"
            )
        );
    }
}
