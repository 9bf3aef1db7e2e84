//! What `vmalert` evaluates, as it tells it. The names of its fields are those of 1.79 and of newer versions; what an old
//! one does not tell is left out.

use super::files::LIVE;
use crate::dataplane::DataPlane;
use crate::http_client::{Answer, HttpClient};
use chrono::{DateTime, Datelike, Utc};
use keyhouse_model::deployment::ProcessState;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::rule_file::{AlertState, Health, RunningAlert, RunningGroup, RunningRule};
use keyhouse_model::rules::RuleKind;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::time::Duration;

#[derive(Debug, Deserialize)]
struct Told {
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    #[serde(default, deserialize_with = "none_is_empty")]
    groups: Vec<Group>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    name: String,
    #[serde(default)]
    file: String,
    /// In seconds.
    #[serde(default)]
    interval: f64,
    last_evaluation: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "none_is_empty")]
    rules: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    state: String,
    name: String,
    query: String,
    /// In seconds.
    #[serde(default)]
    duration: f64,
    #[serde(default, deserialize_with = "none_is_empty")]
    labels: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "none_is_empty")]
    annotations: BTreeMap<String, String>,
    #[serde(default)]
    health: String,
    #[serde(default)]
    last_error: String,
    last_evaluation: Option<DateTime<Utc>>,
    /// In seconds.
    evaluation_time: Option<f64>,
    last_samples: Option<u64>,
    #[serde(default, deserialize_with = "none_is_empty")]
    alerts: Vec<Alert>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alert {
    state: String,
    #[serde(default, deserialize_with = "none_is_empty")]
    labels: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "none_is_empty")]
    annotations: BTreeMap<String, String>,
    #[serde(default)]
    value: String,
    active_at: Option<DateTime<Utc>>,
}

impl DataPlane {
    /// The groups of a deployment that are evaluated, by their files and names; none while nothing is evaluated.
    pub async fn rule_groups(&self, id: DeploymentId, http: &HttpClient) -> Vec<RunningGroup> {
        let Some(vmalert) = self.0.rules.shown(id).and_then(|shown| shown.vmalert) else {
            return Vec::new();
        };
        if vmalert.process.snapshot().state != ProcessState::Healthy {
            return Vec::new();
        }
        let problem = match vmalert.door.get(http, "/api/v1/rules").await {
            Ok(Answer { is_cut: true, .. }) => "the answer is too long".to_owned(),
            Ok(answer) if answer.is_success() => match read(&answer.body) {
                Ok(groups) => return groups,
                Err(cause) => cause.to_string(),
            },
            Ok(answer) => format!("the status is {}", answer.status),
            Err(cause) => cause.to_string(),
        };
        tracing::warn!(deployment = %id, problem, "vmalert does not say what it evaluates");
        Vec::new()
    }
}

fn read(body: &[u8]) -> serde_json::Result<Vec<RunningGroup>> {
    let told: Told = serde_json::from_slice(body)?;
    let mut groups: Vec<_> = told.data.groups.into_iter().filter_map(Group::running).collect();
    groups.sort_by(|a, b| (&a.file, &a.name).cmp(&(&b.file, &b.name)));
    Ok(groups)
}

impl Group {
    /// Our own group comes from no rule file.
    fn running(self) -> Option<RunningGroup> {
        let (folder, file) = self.file.rsplit_once('/')?;
        let file = (folder == LIVE).then(|| file.to_owned())?;
        let rules: Vec<RunningRule> = self.rules.into_iter().filter_map(Rule::running).collect();
        let times: Vec<u64> = rules.iter().filter_map(|rule| rule.evaluation_us).collect();
        Some(RunningGroup {
            name: self.name,
            file,
            interval_ms: milliseconds(self.interval),
            last_evaluation: self.last_evaluation.filter(is_a_time),
            evaluation_us: (!times.is_empty()).then(|| times.iter().sum()),
            health: worst(&rules),
            rules,
        })
    }
}

fn worst(rules: &[RunningRule]) -> Health {
    let any = |health| rules.iter().any(|rule| rule.health == health);
    if any(Health::Error) {
        Health::Error
    } else if any(Health::Ok) {
        Health::Ok
    } else {
        Health::Unknown
    }
}

impl Rule {
    /// None of a kind that is not known.
    fn running(self) -> Option<RunningRule> {
        let kind = match self.kind.as_str() {
            "alerting" => RuleKind::Alert,
            "recording" => RuleKind::Record,
            _ => return None,
        };
        let last_evaluation = self.last_evaluation.filter(is_a_time);
        let health = self.health(last_evaluation);
        let is_alert = kind == RuleKind::Alert;
        let mut alerts: Vec<RunningAlert> = self.alerts.into_iter().filter_map(Alert::running).collect();
        alerts.sort_by_key(|alert| (alert.state != AlertState::Firing, alert.active_at));
        let count = |state| {
            let count = alerts.iter().filter(|alert| alert.state == state).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        let (firing, pending) = (count(AlertState::Firing), count(AlertState::Pending));
        alerts.truncate(RunningRule::MAX_ALERTS);
        Some(RunningRule {
            kind,
            name: self.name,
            expr: self.query,
            labels: self.labels,
            annotations: self.annotations,
            for_ms: (is_alert && self.duration > 0.0).then(|| milliseconds(self.duration)),
            state: is_alert.then(|| AlertState::from_word(&self.state).unwrap_or(AlertState::Inactive)),
            health,
            error: Some(self.last_error).filter(|error| !error.is_empty()),
            last_evaluation,
            evaluation_us: last_evaluation.and(self.evaluation_time).map(microseconds),
            samples: last_evaluation.and(self.last_samples),
            firing,
            pending,
            alerts,
        })
    }

    fn health(&self, last_evaluation: Option<DateTime<Utc>>) -> Health {
        if !self.last_error.is_empty() || self.health.starts_with("err") {
            Health::Error
        } else if last_evaluation.is_none() || self.health == "unknown" {
            Health::Unknown
        } else {
            Health::Ok
        }
    }
}

impl Alert {
    fn running(self) -> Option<RunningAlert> {
        let state = AlertState::from_word(&self.state).filter(|state| *state != AlertState::Inactive)?;
        let active_at = self.active_at.filter(is_a_time);
        Some(RunningAlert {
            state,
            labels: self.labels,
            annotations: self.annotations,
            value: self.value,
            active_at,
        })
    }
}

/// Go writes the year 1 for a time that there is none of.
fn is_a_time(time: &DateTime<Utc>) -> bool {
    time.year() > 1
}

fn milliseconds(seconds: f64) -> u64 {
    microseconds(seconds) / 1000
}

fn microseconds(seconds: f64) -> u64 {
    let duration = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// Go writes `null` for an empty list.
fn none_is_empty<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    fn running(rules: &Value) -> RunningGroup {
        let group = json!({
            "name": "g", "file": "live/a.yml", "interval": 1.5, "lastEvaluation": "2026-11-21T15:05:28.36Z",
            "rules": rules, "id": "1", "concurrency": 1, "params": ["nocache=1"],
        });
        let own = json!({ "name": "keyhouse-1", "file": "marker.yml", "rules": null, "interval": 3600 });
        let told = json!({ "status": "success", "data": { "groups": [own, group] } });
        let mut groups = read(told.to_string().as_bytes()).unwrap();
        assert_eq!(groups.len(), 1, "our own is left out");
        groups.remove(0)
    }

    #[test]
    fn an_old_version_that_has_not_evaluated_anything_yet_says_that_all_is_well() {
        let group = running(&json!([{
            "state": "", "name": "a:b", "query": "up", "duration": 0, "lastError": "", "evaluationTime": 0,
            "lastEvaluation": "0001-01-01T00:00:00Z", "health": "ok", "type": "recording", "lastSamples": 0,
        }]));
        assert_eq!((group.file.as_str(), group.interval_ms, group.health), ("a.yml", 1500, Health::Unknown));
        let rule = &group.rules[0];
        assert_eq!((rule.kind, rule.state, rule.for_ms), (RuleKind::Record, None, None));
        assert_eq!((rule.last_evaluation, rule.evaluation_us, rule.samples), (None, None, None));
    }

    #[test]
    fn those_that_fire_come_first_and_the_rest_is_counted() {
        let alert = |state: &str, second: u32| {
            json!({ "state": state, "labels": { "n": second.to_string() }, "value": "1",
                "activeAt": format!("2026-11-21T15:05:{second:02}Z"), "source": "x", "restored": false })
        };
        let mut alerts = vec![alert("pending", 1), alert("firing", 3), alert("inactive", 4)];
        alerts.extend((0..150).map(|_| alert("firing", 2)));
        let group = running(&json!([{
            "state": "firing", "name": "A", "query": "up == 0", "duration": 2, "keep_firing_for": 0, "labels": null,
            "lastError": "", "evaluationTime": 0.006_217, "lastEvaluation": "2026-11-21T15:05:28.36Z",
            "alerts": alerts, "health": "ok", "type": "alerting", "lastSamples": 151, "lastSeriesFetched": 3,
            "max_updates_entries": 20, "updates": [],
        }]));
        let rule = &group.rules[0];
        assert_eq!((rule.firing, rule.pending, rule.alerts.len()), (151, 1, RunningRule::MAX_ALERTS));
        assert_eq!(rule.alerts[0].labels["n"], "2", "the one that fires longest");
        assert_eq!(
            (rule.state, rule.for_ms, rule.evaluation_us),
            (Some(AlertState::Firing), Some(2000), Some(6217))
        );
        assert_eq!(group.evaluation_us, Some(6217));
    }

    #[test]
    fn an_error_of_one_rule_is_one_of_the_group() {
        let rule = |health: &str, error: &str| {
            json!({ "name": "a:b", "query": "up", "lastError": error, "health": health, "type": "recording",
                "lastEvaluation": "2026-11-21T15:05:28.36Z", "evaluationTime": 0.001 })
        };
        let group = running(&json!([rule("ok", ""), rule("err", "no such function"), rule("no match", "")]));
        assert_eq!(group.health, Health::Error);
        assert_eq!(group.rules[1].error.as_deref(), Some("no such function"));
        assert_eq!(group.rules[2].health, Health::Ok);
    }
}
