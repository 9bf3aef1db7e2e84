//! What `GET /usage` answers: the monitor's numbers, as far as the caller may see them, with names and limits.

use super::expression::{Source, expression, is_of_pieces, looks_back};
use crate::auth::{Caller, Who};
use crate::dataplane::monitor::{Folded, Sample};
use crate::error::{Error, Result};
use crate::state::AppState;
use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
use keyhouse_model::api_key::DeploymentAccess;
use keyhouse_model::catalog;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::usage::{
    GroupBy, MissingMetric, UsageAnswer, UsageMetric, UsageQuery, UsageSeries, label,
};
use std::collections::{BTreeMap, HashMap};

type Labels = BTreeMap<String, String>;
/// A number for each step.
type Values = Vec<Option<f64>>;

/// Asks the monitor.
///
/// # Errors
/// `not_found` for a deployment that the caller does not see; `unavailable`, with the reason, without a monitor.
pub async fn answer(app: &AppState, caller: &Caller, query: UsageQuery) -> Result<UsageAnswer> {
    let known = Known::read(app).await?;
    if query.deployment_id.is_some_and(|id| !caller.reaches(id) || !known.deployments.contains_key(&id)) {
        return Err(Error::NotFound("deployment"));
    }
    let now = app.clock.now();
    let complete_until = app.monitor.measured_until().map_or(query.from, |at| at.clamp(query.from, query.to));
    let asked = Asked { app, query: &query, steps: steps(&query, now), folded: app.monitor.folded() };
    let all = try_join_all(query.metrics.iter().map(|metric| asked.metric(*metric))).await?;
    let mut series = Vec::new();
    let mut missing = Vec::new();
    for (metric, found) in query.metrics.iter().copied().zip(all) {
        let seen = found.into_iter().filter(|(labels, _)| may_see(caller, &query, labels)).collect();
        let shown = asked.grouped(metric, seen);
        if shown.is_empty() {
            let reason = why_missing(app, &query, metric);
            missing.extend(reason.map(|reason| MissingMetric { metric, reason }));
        }
        series.extend(shown.into_iter().map(|(labels, values)| asked.series(metric, labels, values, &known)));
    }
    let UsageQuery { from, to, step_seconds, .. } = query;
    Ok(UsageAnswer { from, to, step_seconds, complete_until, series, missing })
}

/// How many steps begin before now.
fn steps(query: &UsageQuery, now: DateTime<Utc>) -> usize {
    let past = UsageQuery { to: query.to.min(now), ..query.clone() };
    usize::try_from(past.points()).unwrap_or_default()
}

/// Numbers of a deployment are seen by those who reach it; of one that was deleted, by those who reach everything. Of
/// API keys, a program sees its own and what all have used together.
fn may_see(caller: &Caller, query: &UsageQuery, labels: &Labels) -> bool {
    let Some(id) = labels.get(label::DEPLOYMENT_ID) else {
        return match &caller.who {
            Who::Program(program) if query.group_by == Some(GroupBy::ApiKey) => {
                labels.get(label::API_KEY) == Some(&program.id.to_string())
            }
            _ => true,
        };
    };
    match caller.scope() {
        DeploymentAccess::All => true,
        DeploymentAccess::Selected(_) => id.parse().is_ok_and(|id| caller.reaches(id)),
    }
}

/// Why nothing is known of a metric, where that is no accident.
fn why_missing(app: &AppState, query: &UsageQuery, metric: UsageMetric) -> Option<String> {
    let by_token = query.group_by == Some(GroupBy::AccessToken);
    let of_vmauth = match metric {
        UsageMetric::ConcurrentRequests => app.access.no_concurrent_requests(),
        UsageMetric::ErrorsRate if by_token => app.access.no_token_errors(),
        _ => None,
    };
    of_vmauth.or_else(|| app.monitor.unmeasured(query.deployment_id?))
}

/// One question.
struct Asked<'a> {
    app: &'a AppState,
    query: &'a UsageQuery,
    /// How many steps are asked for.
    steps: usize,
    folded: Option<Folded>,
}

impl Asked<'_> {
    /// Every series of a metric.
    async fn metric(&self, metric: UsageMetric) -> Result<Vec<(Labels, Values)>> {
        let mut all: BTreeMap<Labels, Values> = BTreeMap::new();
        let pieces = self.pieces(metric);
        for (source, begin, end) in [(Source::Pieces, 0, pieces), (Source::Samples, pieces, self.steps)] {
            if begin == end {
                continue;
            }
            let text = expression(metric, self.query, source);
            // What a step is asked for is known where it ends.
            let range = (self.end_of(begin), self.end_of(end - 1));
            for Sample { labels, values } in
                self.app.monitor.range(&text, range, self.query.step_seconds).await?
            {
                let known = all.entry(labels).or_insert_with(|| vec![None; self.steps]);
                for (at, value) in values {
                    if let Some(place) = self.step_that_ends(at).and_then(|step| known.get_mut(step)) {
                        *place = Some(value);
                    }
                }
            }
        }
        Ok(all.into_iter().collect())
    }

    /// How many steps from the first one on are made of what was summed up; none unless all before the newest are.
    fn pieces(&self, metric: UsageMetric) -> usize {
        let from = self.query.from.timestamp();
        let Some(folded) = self.folded else { return 0 };
        if !is_of_pieces(from, self.query.step_seconds) || from - looks_back(metric) < folded.from {
            return 0;
        }
        let whole = (folded.until - from).div_euclid(i64::from(self.query.step_seconds));
        usize::try_from(whole).unwrap_or_default().min(self.steps)
    }

    /// In seconds since 1970.
    fn end_of(&self, step: usize) -> i64 {
        let steps = i64::try_from(step).unwrap_or(i64::MAX).saturating_add(1);
        self.query.from.timestamp() + steps.saturating_mul(i64::from(self.query.step_seconds))
    }

    fn step_that_ends(&self, at: i64) -> Option<usize> {
        let since = at - self.query.from.timestamp();
        usize::try_from(since.div_euclid(i64::from(self.query.step_seconds)) - 1).ok()
    }

    /// A series for each thing that it is taken apart by, or one for all of it. With nothing seen, there is none.
    fn grouped(&self, metric: UsageMetric, seen: Vec<(Labels, Values)>) -> Vec<(Labels, Values)> {
        if self.query.group_by.is_some() || seen.is_empty() {
            return seen;
        }
        let id = self.query.deployment_id.map(|id| (label::DEPLOYMENT_ID.to_owned(), id.to_string()));
        let mut total: Values = vec![None; self.steps];
        for (_, values) in &seen {
            for (sum, value) in total.iter_mut().zip(values) {
                *sum = together(metric, *sum, *value);
            }
        }
        vec![(id.into_iter().collect(), total)]
    }

    fn series(&self, metric: UsageMetric, mut labels: Labels, values: Values, known: &Known) -> UsageSeries {
        let deployment =
            labels.get(label::DEPLOYMENT_ID).and_then(|id| known.deployments.get(&id.parse().ok()?));
        let per_token = self.query.group_by == Some(GroupBy::AccessToken);
        let limit = deployment.filter(|_| !per_token || metric == UsageMetric::ConcurrentRequests);
        let limit = limit.and_then(|one| metric.limit(one.tier.as_ref()?, one.storage_gb));
        let name = match (labels.get(label::ACCESS_TOKEN), labels.get(label::API_KEY)) {
            (Some(id), _) => known.tokens.get(id).cloned(),
            (None, Some(id)) => known.keys.get(id).cloned(),
            (None, None) => deployment.map(|one| one.name.clone()),
        };
        labels.extend(name.map(|name| (label::NAME.to_owned(), name)));
        let begin = |step| (self.end_of(step) - i64::from(self.query.step_seconds)) * 1000;
        let points = values.into_iter().enumerate().map(|(step, value)| (begin(step), value)).collect();
        UsageSeries { metric, unit: metric.unit(), labels, limit, points }
    }
}

/// Of two things, what they are together. What was not measured of one is told by the other alone.
fn together(metric: UsageMetric, a: Option<f64>, b: Option<f64>) -> Option<f64> {
    let (Some(first), Some(second)) = (a, b) else { return a.or(b) };
    Some(match metric {
        // Of a query or a token, the most: a sum would be of nothing.
        UsageMetric::SeriesPerQuery | UsageMetric::ConcurrentRequests => first.max(second),
        _ => first + second,
    })
}

/// What is known of the things that numbers are about.
struct Known {
    deployments: HashMap<DeploymentId, Deployment>,
    /// Names by ids.
    tokens: HashMap<String, String>,
    keys: HashMap<String, String>,
}

struct Deployment {
    name: String,
    tier: Option<catalog::Tier>,
    storage_gb: u64,
}

impl Known {
    async fn read(app: &AppState) -> Result<Self> {
        let pool = app.store.read();
        let rows =
            sqlx::query_as("select id, name, tier, storage_size_gb from deployments").fetch_all(pool).await?;
        let tokens = sqlx::query_as("select id, description from access_tokens").fetch_all(pool).await?;
        let keys = sqlx::query_as("select id, name from api_keys").fetch_all(pool).await?;
        let deployment = |(id, name, tier, storage_gb): (String, String, i64, i64)| {
            let tier = u32::try_from(tier).ok().and_then(catalog::tier);
            let id = id.parse().map_err(Error::internal)?;
            Ok((id, Deployment { name, tier, storage_gb: storage_gb.unsigned_abs() }))
        };
        Ok(Self {
            deployments: rows.into_iter().map(deployment).collect::<Result<_>>()?,
            tokens: tokens.into_iter().collect(),
            keys: keys.into_iter().collect(),
        })
    }
}
