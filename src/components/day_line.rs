//! The requests of the last 24 hours as a small line, for every row of a table by one question.

use super::refresh::refresh_while;
use crate::format::number::thousands;
use crate::state::remote::Loader;
use crate::ui::chart::Sparkline;
use crate::web::clock;
use crate::{api, state};
use chrono::TimeDelta;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::usage::{GroupBy, UsageAnswer, UsageMetric, UsageQuery, label, step};
use leptos::prelude::*;
use std::collections::HashMap;
use std::time::Duration;

/// How often the lines are drawn anew while somebody looks.
const NOW_AND_THEN: Duration = Duration::from_secs(300);
const HOUR: u32 = 3600;

type Lines = HashMap<String, Vec<Option<f64>>>;

/// The lines of a table.
#[derive(Clone, Copy)]
pub struct DayLines(Loader<Lines>);

impl DayLines {
    /// Those of all API keys.
    pub fn of_keys() -> Self {
        Self::new(UsageMetric::ApiRequests, GroupBy::ApiKey, None)
    }

    /// Those of the access tokens of a deployment.
    pub fn of_tokens(deployment: DeploymentId) -> Self {
        Self::new(UsageMetric::RequestsRate, GroupBy::AccessToken, Some(deployment))
    }

    fn new(metric: UsageMetric, group_by: GroupBy, deployment_id: Option<DeploymentId>) -> Self {
        let client = state::client();
        let loader = Loader::new(move || {
            let (client, to) = (client.clone(), clock::now());
            let from = step::begin(to - TimeDelta::hours(24), HOUR, 0);
            let query = UsageQuery {
                from,
                to,
                step_seconds: HOUR,
                metrics: vec![metric],
                group_by: Some(group_by),
                deployment_id,
            };
            async move { Ok(lines(&client.send(api::usage::over_time(&query)).await?)) }
        });
        refresh_while(loader, NOW_AND_THEN, |_| true);
        Self(loader)
    }

    /// The line of the row with this id, which made so many requests. Nothing is drawn where the course is not known:
    /// no line is better than a wrong one.
    pub fn line(self, id: String, requests: u64) -> impl IntoView {
        let values = Memo::new(move |_| self.0.with_value(|lines| lines.get(&id).cloned()).flatten());
        move || {
            let label = format!("{} requests in 24 h", thousands(requests));
            values.get().map(|values| view! { <Sparkline values label /> })
        }
    }
}

/// By the id of what each is about. One without a single number is none; neither is an hour that is not over.
fn lines(answer: &UsageAnswer) -> Lines {
    let line = |series: &keyhouse_model::usage::UsageSeries| {
        let id = [label::API_KEY, label::ACCESS_TOKEN].into_iter().find_map(|label| series.label(label))?;
        let whole = series.points.iter().filter(|(begin, _)| answer.is_complete(*begin));
        let values: Vec<_> = whole.map(|(_, value)| *value).collect();
        values.iter().any(Option::is_some).then(|| (id.to_owned(), values))
    };
    answer.series.iter().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn each_has_its_own_line_and_who_has_no_numbers_has_none() {
        const START: i64 = 1_795_219_200_000;
        let series = |id: &str, points: serde_json::Value| {
            let labels = json!({ "api_key": id });
            json!({"metric": "api_requests", "unit": "requests", "labels": labels, "limit": null, "points": points})
        };
        let answer: UsageAnswer = serde_json::from_value(json!({
            "from": "2026-11-21T00:00:00Z", "to": "2026-11-21T02:30:00Z", "step_seconds": 3600,
            "complete_until": "2026-11-21T02:20:00Z", "missing": [],
            "series": [
                series("a", json!([[START, 3.0], [START + 3_600_000, null], [START + 7_200_000, 9.0]])),
                series("b", json!([[START, null]])),
            ],
        }))
        .unwrap();
        let lines = lines(&answer);
        assert_eq!(lines["a"], [Some(3.0), None], "the hour that is not over would look like a fall");
        assert!(!lines.contains_key("b"));
    }
}
