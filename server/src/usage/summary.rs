//! A month in a few numbers.

use super::expression::since;
use super::requests;
use crate::auth::{Caller, Who};
use crate::dataplane::monitor::family::{ACTIVE, BYTES, Family, READ, TOKEN_REQUESTS, WRITTEN};
use crate::error::{Error, Result};
use crate::state::AppState;
use futures_util::future::try_join_all;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::usage::{ApiKeyUsage, DeploymentUsage, Period, UsageSummary, label};
use std::collections::HashMap;

/// A number by the id of its deployment.
type Numbers = HashMap<String, f64>;

/// Sums a month up.
///
/// # Errors
/// When the database fails. Without a monitor, numbers of deployments are left out, and the answer says why.
pub async fn summary(app: &AppState, caller: &Caller, period: Period) -> Result<UsageSummary> {
    let keys = requests::in_period(&app.store, &app.activity, period).await?;
    let requests = keys.iter().map(|key| key.requests).sum();
    let allowance = app.settings.api_request_allowance;
    let (start, end) = (period.start(), period.end());
    let counted_until = app.clock.now().clamp(start, end);
    let names = deployments(app, caller).await?;
    let measured = measured(app, start.timestamp(), counted_until.timestamp()).await;
    let (numbers, deployments_problem) = match measured {
        Ok(numbers) => (numbers, None),
        Err(Error::Unavailable(problem)) => (Default::default(), Some(problem)),
        Err(cause) => return Err(cause),
    };
    Ok(UsageSummary {
        period_start: start,
        period_end: end,
        counted_until,
        requests,
        allowance,
        overage: UsageSummary::over(requests, allowance),
        api_keys: keys.into_iter().filter(|key| may_see(caller, key)).collect(),
        deployments: names.into_iter().map(|(id, name)| deployment(id, name, &numbers)).collect(),
        deployments_problem,
    })
}

/// Programs never see others' keys.
fn may_see(caller: &Caller, key: &ApiKeyUsage) -> bool {
    match &caller.who {
        Who::Person(_) => true,
        Who::Program(program) => program.id == key.id,
    }
}

/// Ids and names of the deployments that the caller reaches, the oldest first.
async fn deployments(app: &AppState, caller: &Caller) -> Result<Vec<(DeploymentId, String)>> {
    let query = sqlx::query_as("select id, name from deployments order by created_at, id");
    let rows: Vec<(String, String)> = query.fetch_all(app.store.read()).await?;
    let mut all = Vec::new();
    for (id, name) in rows {
        let id = id.parse().map_err(Error::internal)?;
        if caller.reaches(id) {
            all.push((id, name));
        }
    }
    Ok(all)
}

const FAMILIES: [Family; 5] = [WRITTEN, READ, ACTIVE, BYTES, TOKEN_REQUESTS];

/// The numbers of each family from `start` to `end`, in seconds since 1970.
async fn measured(app: &AppState, start: i64, end: i64) -> Result<[Numbers; FAMILIES.len()]> {
    let range = end - start;
    if range == 0 {
        // The month has not begun.
        return Ok(Default::default());
    }
    let all = FAMILIES.map(|family| async move { app.monitor.instant(&since(family, range), end).await });
    let mut numbers: [Numbers; FAMILIES.len()] = Default::default();
    for (numbers, samples) in numbers.iter_mut().zip(try_join_all(all).await?) {
        for sample in samples {
            let id = sample.labels.get(label::DEPLOYMENT_ID).cloned();
            numbers.extend(id.zip(sample.values.first().map(|(_, value)| *value)));
        }
    }
    Ok(numbers)
}

fn deployment(id: DeploymentId, name: String, numbers: &[Numbers; FAMILIES.len()]) -> DeploymentUsage {
    let key = id.to_string();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of things")]
    let [samples_written, samples_read, active_time_series, storage_bytes, requests] =
        numbers.each_ref().map(|numbers| numbers.get(&key).map(|value| value.max(0.0).round() as u64));
    DeploymentUsage { id, name, samples_written, samples_read, active_time_series, storage_bytes, requests }
}
