//! Speaks with the monitor: samples in, answers to queries out.

use crate::http_client::{Answer, CallError, HttpClient, Limits};
use keyhouse_model::path;
use keyhouse_model::secret::Secret;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// A year of many series.
const LIMITS: Limits = Limits { time: Duration::from_secs(10), body_bytes: 64 << 20 };
const FORM: &str = "application/x-www-form-urlencoded";
/// How many characters of what the monitor says are told.
const MAX_CHARS: usize = 300;

/// Where the monitor is. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Client {
    http: HttpClient,
    /// Its URL, without a slash at the end.
    url: String,
    /// The whole value of the header `Authorization`.
    authorization: Option<Arc<Secret>>,
}

/// One series of an answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sample {
    /// Its labels, without its name.
    pub(crate) labels: BTreeMap<String, String>,
    /// Times in seconds since 1970, and numbers.
    pub(crate) values: Vec<(i64, f64)>,
}

#[derive(Debug, Deserialize)]
struct Told {
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    result: Vec<Series>,
}

#[derive(Debug, Deserialize)]
struct Series {
    metric: BTreeMap<String, String>,
    #[serde(default)]
    values: Vec<(f64, String)>,
    value: Option<(f64, String)>,
}

impl Client {
    pub(super) fn new(http: HttpClient, url: String, authorization: Option<Arc<Secret>>) -> Self {
        Self { http, url, authorization }
    }

    /// Takes samples in.
    ///
    /// # Errors
    /// When the monitor does not take them, in words for people.
    pub(super) async fn import(&self, lines: Vec<u8>) -> Result<(), String> {
        let url = format!("{}/api/v1/import/prometheus", self.url);
        let sent = self.http.post(&url, self.authorization.as_deref(), "text/plain", lines, LIMITS).await;
        checked(sent).map(drop)
    }

    /// Numbers at `start`, and then every `step` seconds until `end`; in seconds since 1970.
    ///
    /// # Errors
    /// When the monitor does not answer, in words for people.
    pub(super) async fn range(
        &self,
        query: &str,
        (start, end): (i64, i64),
        step: u32,
    ) -> Result<Vec<Sample>, String> {
        let (start, end, step) = (start.to_string(), end.to_string(), format!("{step}s"));
        self.ask("query_range", &[("query", query), ("start", &start), ("end", &end), ("step", &step)]).await
    }

    /// Numbers at `at`, in seconds since 1970.
    ///
    /// # Errors
    /// When the monitor does not answer, in words for people.
    pub(super) async fn instant(&self, query: &str, at: i64) -> Result<Vec<Sample>, String> {
        self.ask("query", &[("query", query), ("time", &at.to_string()), ("step", "60s")]).await
    }

    async fn ask(&self, what: &str, arguments: &[(&str, &str)]) -> Result<Vec<Sample>, String> {
        // Steps stay where they are asked for, and the newest samples count at once.
        let own = [("nocache", "1"), ("latency_offset", "1ms")];
        let body = path::with_query("", &[arguments, &own].concat());
        let body = body.trim_start_matches('?').as_bytes().to_vec();
        let url = format!("{}/api/v1/{what}", self.url);
        let sent = self.http.post(&url, self.authorization.as_deref(), FORM, body, LIMITS).await;
        let answer = checked(sent)?;
        let told: Told = serde_json::from_slice(&answer.body)
            .map_err(|cause| format!("The monitor's answer can't be read: {cause}."))?;
        Ok(told.data.result.into_iter().map(Series::sample).collect())
    }
}

/// The answer, if it is a good one.
fn checked(sent: Result<Answer, CallError>) -> Result<Answer, String> {
    match sent {
        Err(cause) => Err(format!("The monitor, which keeps the numbers, can't be asked: {cause}.")),
        Ok(Answer { is_cut: true, .. }) => {
            Err("The monitor's answer is too long. Ask for fewer metrics or longer steps.".to_owned())
        }
        Ok(answer) if answer.is_success() => Ok(answer),
        Ok(answer) => {
            let text: String = answer.text().chars().filter(|c| !c.is_control()).take(MAX_CHARS).collect();
            tracing::warn!(status = answer.status, text, "the monitor refused");
            let status = answer.status;
            Err(format!(
                "The monitor, which keeps the numbers, answers with the status {status}. The server's log has its words."
            ))
        }
    }
}

impl Series {
    fn sample(self) -> Sample {
        let Self { metric: mut labels, values, value } = self;
        labels.remove("__name__");
        #[allow(clippy::cast_possible_truncation, reason = "whole seconds since 1970")]
        let read = |(at, text): (f64, String)| {
            let value = text.parse().ok().filter(|value: &f64| value.is_finite())?;
            Some((at as i64, value))
        };
        Sample { labels, values: values.into_iter().chain(value).filter_map(read).collect() }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_answer_becomes_numbers() {
        let range = r#"{"status":"success","data":{"resultType":"matrix","result":[
            {"metric":{"__name__":"x","deployment_id":"d"},"values":[[1795285531,"1.5"],[1795285546,"NaN"]]}]}}"#;
        let told: Told = serde_json::from_str(range).unwrap();
        let labels: BTreeMap<_, _> = [("deployment_id".to_owned(), "d".to_owned())].into();
        let sample = told.data.result.into_iter().next().unwrap().sample();
        assert_eq!(sample, Sample { labels, values: vec![(1_795_285_531, 1.5)] });
        let instant = r#"{"data":{"result":[{"metric":{},"value":[1.25,"3"]}]}}"#;
        let told: Told = serde_json::from_str(instant).unwrap();
        assert_eq!(told.data.result.into_iter().next().unwrap().sample().values, [(1, 3.0)]);
    }
}
