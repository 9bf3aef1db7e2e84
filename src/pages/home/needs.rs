//! What needs a person, in words and in the order of how grave it is. Pure.

use super::limits::near_limits;
use crate::api::brief::{EndingKey, Group};
use crate::format::text::{count, list};
use crate::format::time::relative;
use crate::route::{DeploymentTab, Route};
use crate::ui::badge::Tone;
use chrono::{DateTime, Utc};
use keyhouse_model::deployment::{DeploymentStatus, DeploymentSummary};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::key_value::last_four_within;
use keyhouse_model::rule_file::Health;
use keyhouse_model::usage::UsageAnswer;

/// How many keys are listed one by one.
const KEYS: usize = 5;

/// Something that needs a person.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Need {
    pub(super) tone: Tone,
    /// What is the matter.
    pub(super) what: String,
    /// Why, or what to do.
    pub(super) detail: String,
    /// Where to go.
    pub(super) href: String,
}

/// The rules of a deployment that fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failing {
    deployment: DeploymentId,
    name: String,
    rules: Vec<String>,
}

impl Failing {
    /// Those of the rules of a deployment; `None` if all go well.
    pub(super) fn of(deployment: DeploymentId, name: &str, groups: &[Group]) -> Option<Self> {
        let rules = groups.iter().flat_map(|group| &group.rules).filter(|rule| rule.health == Health::Error);
        let rules: Vec<_> = rules.map(|rule| rule.name.clone()).collect();
        let name = name.to_owned();
        (!rules.is_empty()).then_some(Self { deployment, name, rules })
    }
}

/// Deployments in error, rules that fail, limits that are nearly reached; the last also by what was measured lately, if
/// that is known.
pub(super) fn of_deployments(
    all: &[DeploymentSummary],
    failing: &[Failing],
    lately: Option<&UsageAnswer>,
) -> Vec<Need> {
    let errors = all.iter().filter(|it| it.status == DeploymentStatus::Error).map(in_error);
    let rules = failing.iter().map(rules_fail);
    errors.chain(rules).chain(all.iter().flat_map(|it| near_limits(it, lately))).collect()
}

fn in_error(it: &DeploymentSummary) -> Need {
    Need {
        tone: Tone::Bad,
        what: format!("{} does not run", it.name),
        detail: it.status_reason.clone().unwrap_or_else(|| "Its page says more.".to_owned()),
        href: Route::Deployment(it.id, DeploymentTab::Overview).path(),
    }
}

fn rules_fail(failing: &Failing) -> Need {
    let number = count(failing.rules.len(), "rule fails", "rules fail");
    Need {
        tone: Tone::Bad,
        what: format!("{number} in {}", failing.name),
        detail: list(&failing.rules, 3),
        href: Route::Deployment(failing.deployment, DeploymentTab::Rules)
            .with(&[("view", "running"), ("state", "failing")]),
    }
}

/// Keys that end soon, the next first.
pub(super) fn of_keys(keys: &[EndingKey], now: DateTime<Utc>) -> Vec<Need> {
    let mut keys: Vec<_> = keys.iter().filter_map(|key| Some((key.expires_at?, key))).collect();
    keys.sort_by_key(|(at, key)| (*at, key.id));
    let rest = keys.len().saturating_sub(KEYS);
    let one = |(at, key): &(DateTime<Utc>, &EndingKey)| {
        let used = key.last_used_at.map_or_else(
            || "It was never used.".to_owned(),
            |at| format!("It was last used {}.", relative(at, now)),
        );
        // A name may have anything in it, and a secret belongs into no URL.
        let sought = last_four_within(&key.name).unwrap_or_else(|| key.name.clone());
        Need {
            tone: Tone::Warn,
            what: format!("The API key {} ends {}", key.name, relative(*at, now)),
            detail: format!("{used} Rotate it, or give it another end."),
            href: Route::ApiKeys.with(&[("status", "expiring"), ("q", &sought)]),
        }
    };
    let mut needs: Vec<_> = keys.iter().take(KEYS).map(one).collect();
    if rest > 0 {
        needs.push(Need {
            tone: Tone::Warn,
            what: format!("{} end soon", count(rest, "more API key", "more API keys")),
            detail: "All of them are in the list of API keys.".to_owned(),
            href: Route::ApiKeys.with(&[("status", "expiring")]),
        });
    }
    needs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::api::brief::Rule;
    use chrono::TimeDelta;
    use keyhouse_model::catalog;
    use serde_json::json;

    const ID: &str = "123e4567-e89b-42d3-a456-426614174000";

    fn deployment(status: &str, series: u64, rate: f64) -> DeploymentSummary {
        let tier = catalog::tiers().remove(0);
        let used = (tier.active_time_series as f64 * series as f64 / 100.0) as u64;
        serde_json::from_value(json!({
            "id": ID, "name": "prod", "type": "single_node", "tier": tier.id, "version": "v1.79.5",
            "cloud_provider": "local", "region": "local", "created_at": "2026-11-21T09:00:00Z", "status": status,
            "status_reason": "The disk is full.",
            "used": { "active_time_series": used, "ingestion_rate": tier.ingestion_rate as f64 * rate, "storage_bytes": 0 },
        }))
        .unwrap()
    }

    fn key(name: &str, days: i64, now: DateTime<Utc>) -> EndingKey {
        let (expires_at, last_used_at) = (Some(now + TimeDelta::days(days)), None);
        EndingKey { id: ID.parse().unwrap(), name: name.into(), expires_at, last_used_at }
    }

    #[test]
    fn where_nothing_is_wrong_nothing_is_said() {
        assert!(of_deployments(&[deployment("RUNNING", 80, 0.5)], &[], None).is_empty());
        assert!(of_keys(&[], Utc::now()).is_empty());
    }

    #[test]
    fn errors_come_before_rules_and_limits() {
        let broken = deployment("ERROR", 0, 0.0);
        let rule = |name: &str, health| Rule { name: name.into(), health };
        let groups =
            [Group { name: "g".into(), rules: vec![rule("Down", Health::Error), rule("Up", Health::Ok)] }];
        let failing = Failing::of(broken.id, "prod", &groups).unwrap();
        let needs = of_deployments(&[deployment("RUNNING", 93, 1.5), broken], &[failing], None);
        let what: Vec<_> = needs.iter().map(|need| need.what.as_str()).collect();
        assert_eq!(
            what,
            [
                "prod does not run",
                "1 rule fails in prod",
                "prod is at 93% of a limit",
                "prod is at 150% of a limit"
            ]
        );
        assert_eq!(needs[0].detail, "The disk is full.");
        assert!(needs[1].href.ends_with("/rules?view=running&state=failing") && needs[1].detail == "Down");
        assert_eq!([needs[2].tone, needs[3].tone], [Tone::Warn, Tone::Bad]);
        assert_eq!(Failing::of(ID.parse().unwrap(), "prod", &[]), None);
    }

    #[test]
    fn keys_are_listed_by_their_end_and_not_without_end() {
        let now = DateTime::from_timestamp(1_795_254_060, 0).unwrap();
        let needs = of_keys(&[key("later", 9, now), key("next", 2, now)], now);
        let what: Vec<_> = needs.iter().map(|need| need.what.as_str()).collect();
        assert_eq!(what, ["The API key next ends in 2 days", "The API key later ends in 9 days"]);
        let many: Vec<_> = (0..8).map(|n| key(&n.to_string(), n + 1, now)).collect();
        let needs = of_keys(&many, now);
        assert_eq!((needs.len(), needs[5].what.as_str()), (6, "3 more API keys end soon"));
    }
}
