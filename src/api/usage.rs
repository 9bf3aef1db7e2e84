//! Usage: what is written, read, kept and asked for.

use super::Endpoint;
use crate::format::time::rfc3339;
use keyhouse_model::path;
use keyhouse_model::usage::{Period, UsageAnswer, UsageQuery, UsageSummary};

/// Numbers over time.
pub fn over_time(query: &UsageQuery) -> Endpoint<UsageAnswer> {
    let UsageQuery { from, to, step_seconds, metrics, group_by, deployment_id } = query;
    let metrics = metrics.iter().map(|metric| metric.as_str()).collect::<Vec<_>>().join(",");
    let deployment = deployment_id.map(|id| id.to_string()).unwrap_or_default();
    let pairs = [
        ("from", rfc3339(*from)),
        ("to", rfc3339(*to)),
        ("step", step_seconds.to_string()),
        ("metrics", metrics),
        ("group_by", group_by.map(|it| it.as_str().to_owned()).unwrap_or_default()),
        ("deployment_id", deployment),
    ];
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Endpoint::get(path::with_query(path::USAGE, &pairs))
}

/// A month in a few numbers.
pub fn summary(period: Period) -> Endpoint<UsageSummary> {
    Endpoint::get(path::with_query(path::USAGE_SUMMARY, &[("period", &period.to_string())]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::api::Method;
    use keyhouse_model::usage::{GroupBy, UsageMetric};

    #[test]
    fn a_query_becomes_the_parameters_that_the_server_knows() {
        let query = UsageQuery {
            from: "2026-11-21T09:00:00.5Z".parse().unwrap(),
            to: "2026-11-21T21:00:00Z".parse().unwrap(),
            step_seconds: 300,
            metrics: vec![UsageMetric::RequestsRate, UsageMetric::ErrorsRate],
            group_by: Some(GroupBy::AccessToken),
            deployment_id: Some("123e4567-e89b-42d3-a456-426614174000".parse().unwrap()),
        };
        let request = over_time(&query).request;
        assert_eq!(request.method, Method::Get);
        assert_eq!(
            request.path,
            "/api/v1/usage?from=2026-11-21T09%3A00%3A00Z&to=2026-11-21T21%3A00%3A00Z&step=300\
             &metrics=requests_rate%2Cerrors_rate&group_by=access_token\
             &deployment_id=123e4567-e89b-42d3-a456-426614174000"
        );
        let total = UsageQuery { group_by: None, deployment_id: None, ..query };
        assert!(over_time(&total).request.path.ends_with("errors_rate"));
    }

    #[test]
    fn a_month_is_asked_for_by_its_name() {
        let request = summary("2026-11".parse().unwrap()).request;
        assert_eq!(request.path, "/api/v1/usage/summary?period=2026-11");
        assert!(request.body.is_none());
    }
}
