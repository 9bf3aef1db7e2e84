//! What is asked for.

use super::{GroupBy, UsageMetric, step};
use crate::id::DeploymentId;
use crate::problem::FieldProblem;
use crate::time;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Deserialize;

/// How many points a series may have.
pub const MAX_POINTS: i64 = 11_000;
/// How many points a series has at the most when the caller does not say how long a step is.
const USUAL_POINTS: u32 = 300;
/// What is shown when the caller does not say from when.
const USUAL_RANGE: TimeDelta = TimeDelta::days(1);
/// The longest step: ten years.
const MAX_STEP: u32 = 3660 * 86_400;

/// What is asked for, as the query of a URL says it.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(default)]
pub struct UsageParams {
    /// Where the first step begins (RFC 3339). Default is a day before `to`.
    pub from: Option<String>,
    /// Where the last step ends at the latest (RFC 3339). Default is now.
    pub to: Option<String>,
    /// How long a step is: seconds, or a number with `s`, `m`, `h` or `d`. Default is a natural length for some 300 points.
    pub step: Option<String>,
    /// Which metrics, with commas between. Default is all that can be grouped so.
    pub metrics: Option<String>,
    /// By what to take them apart.
    pub group_by: Option<String>,
    /// Of which deployment; of all without it.
    pub deployment_id: Option<String>,
}

/// What is asked for, found valid.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UsageQuery {
    /// Where the first step begins, at a whole second.
    pub from: DateTime<Utc>,
    /// Where the last step ends at the latest.
    pub to: DateTime<Utc>,
    /// How long a step is, in seconds.
    pub step_seconds: u32,
    /// Which metrics; never none.
    pub metrics: Vec<UsageMetric>,
    /// By what to take them apart; a total without it.
    pub group_by: Option<GroupBy>,
    /// Of which deployment; of all without it.
    pub deployment_id: Option<DeploymentId>,
}

impl UsageQuery {
    /// Checks every part at once. What is not said is taken as [`UsageParams`] tells; what is said and blank is wrong, so
    /// that a program's empty variable does not turn into a default.
    ///
    /// # Errors
    /// A problem for each part that is wrong: `invalid` for what is no instant, step or id, `before_from`, `unknown`
    /// for a metric or group that there is none of, `not_possible` for a metric that can't be shown so, `too_many_points`.
    pub fn parse(params: &UsageParams, now: DateTime<Utc>) -> Result<Self, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut keep = |problem| problems.push(problem);
        let to = instant(params.to.as_deref(), "/to").map_err(&mut keep).ok().flatten().unwrap_or(now);
        let from = instant(params.from.as_deref(), "/from").map_err(&mut keep).ok().flatten();
        let step = length(params.step.as_deref()).map_err(&mut keep).ok().flatten();
        let group_by = group_by(params.group_by.as_deref()).map_err(&mut keep).ok().flatten();
        let deployment_id = deployment(params.deployment_id.as_deref()).map_err(&mut keep).ok().flatten();
        let metrics = metrics(params.metrics.as_deref(), group_by, deployment_id).map_err(&mut keep);
        let range = from.map_or(USUAL_RANGE, |from| to - from);
        let step_seconds = step.unwrap_or_else(|| step::natural(range, USUAL_POINTS));
        let usual = || step::begin(to.checked_sub_signed(USUAL_RANGE).unwrap_or(to), step_seconds, 0);
        let from = from.unwrap_or_else(usual);
        let query =
            Self { from, to, step_seconds, metrics: metrics.unwrap_or_default(), group_by, deployment_id };
        if query.to <= query.from {
            keep(FieldProblem::new("/to", "before_from", "Choose an end that is after the beginning."));
        } else if query.points() > MAX_POINTS {
            let detail =
                format!("Choose a longer step or a shorter range: at most {MAX_POINTS} points a series.");
            keep(FieldProblem::new("/step", "too_many_points", detail));
        }
        if problems.is_empty() { Ok(query) } else { Err(problems) }
    }

    /// How many steps there are.
    pub fn points(&self) -> i64 {
        let step = i64::from(self.step_seconds.max(1)) * 1000;
        let range = (self.to - self.from).num_milliseconds();
        range.div_euclid(step) + i64::from(range.rem_euclid(step) > 0)
    }

    /// The pairs of the URL's query that ask for it.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let metrics: Vec<&str> = self.metrics.iter().map(|metric| metric.as_str()).collect();
        let mut pairs = vec![
            ("from", instant(self.from)),
            ("to", instant(self.to)),
            ("step", self.step_seconds.to_string()),
            ("metrics", metrics.join(",")),
        ];
        pairs.extend(self.group_by.map(|group_by| ("group_by", group_by.as_str().to_owned())));
        pairs.extend(self.deployment_id.map(|id| ("deployment_id", id.to_string())));
        pairs
    }
}

/// An instant at a whole second: fractions of one are cut off.
fn instant(text: Option<&str>, pointer: &str) -> Result<Option<DateTime<Utc>>, FieldProblem> {
    let Some(text) = text else { return Ok(None) };
    // What lies outside could not be answered as a text that everybody reads.
    let is_known = |at: &DateTime<Utc>| (0..=253_370_764_800).contains(&at.timestamp());
    let at = time::parse(text).filter(is_known).and_then(|at| DateTime::from_timestamp(at.timestamp(), 0));
    let wrong = || FieldProblem::new(pointer, "invalid", "Write an instant as 2026-11-21T10:41:00Z.");
    at.map(Some).ok_or_else(wrong)
}

fn length(text: Option<&str>) -> Result<Option<u32>, FieldProblem> {
    let Some(text) = text else { return Ok(None) };
    let (number, unit) = match text.char_indices().last() {
        Some((at, 's')) => (&text[..at], 1),
        Some((at, 'm')) => (&text[..at], 60),
        Some((at, 'h')) => (&text[..at], 3600),
        Some((at, 'd')) => (&text[..at], 86_400),
        _ => (text, 1),
    };
    let all_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let number: Option<u32> = if all_digits { number.parse().ok() } else { None };
    let seconds = number.and_then(|number| number.checked_mul(unit));
    let wrong = || {
        let detail = "Write a step as seconds, or as a number with s, m, h or d, from 1s to 3660d: 5m.";
        FieldProblem::new("/step", "invalid", detail)
    };
    seconds.filter(|seconds| (1..=MAX_STEP).contains(seconds)).map(Some).ok_or_else(wrong)
}

fn group_by(text: Option<&str>) -> Result<Option<GroupBy>, FieldProblem> {
    let Some(text) = text else { return Ok(None) };
    let wrong = || {
        FieldProblem::new("/group_by", "unknown", "Use deployment, access_token or api_key, or leave it out.")
    };
    GroupBy::from_word(text).map(Some).ok_or_else(wrong)
}

fn deployment(text: Option<&str>) -> Result<Option<DeploymentId>, FieldProblem> {
    let Some(text) = text else { return Ok(None) };
    let wrong = |_| FieldProblem::new("/deployment_id", "invalid", "Use the id of a deployment.");
    text.parse().map(Some).map_err(wrong)
}

fn metrics(
    text: Option<&str>,
    group_by: Option<GroupBy>,
    deployment: Option<DeploymentId>,
) -> Result<Vec<UsageMetric>, FieldProblem> {
    let fits = |metric: UsageMetric| {
        group_by.is_none_or(|group_by| metric.can_be_grouped_by(group_by))
            && (deployment.is_none() || metric.is_of_deployments())
    };
    let problem = |code: &str, detail: String| FieldProblem::new("/metrics", code, detail);
    let all = || UsageMetric::ALL.iter().copied().filter(|metric| fits(*metric)).collect();
    let chosen = match text {
        None => all(),
        Some(text) => named(text).map_err(|name| {
            problem(
                "unknown",
                format!("There is no metric \"{name}\". The description of the API has all names."),
            )
        })?,
    };
    let unfit = chosen.iter().copied().find(|metric| !fits(*metric)).map(UsageMetric::as_str);
    match unfit {
        Some(name) => {
            let detail =
                format!("The metric {name} can't be shown so. Change group_by, or leave deployment_id out.");
            Err(problem("not_possible", detail))
        }
        None if chosen.is_empty() => {
            let detail = "No metric can be shown so. Change group_by, or leave deployment_id out.";
            Err(problem("not_possible", detail.to_owned()))
        }
        None => Ok(chosen),
    }
}

/// Each once, in the order of the list; the error is the first name that there is none of, cut short.
fn named(text: &str) -> Result<Vec<UsageMetric>, String> {
    let mut chosen = Vec::new();
    for name in text.split(',').map(str::trim) {
        let metric = UsageMetric::from_word(name).ok_or_else(|| name.chars().take(40).collect::<String>())?;
        if !chosen.contains(&metric) {
            chosen.push(metric);
        }
    }
    Ok(chosen)
}
