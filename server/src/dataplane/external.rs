//! VictoriaMetrics that runs elsewhere: whether it can be reached, asked when somebody enters its URLs and every few
//! seconds from then on.
//!
//! Whoever may edit deployments can have this server call a URL. So nothing of an answer is told but its status and
//! what kind of answer it is.

use super::backend::{Backend, Reach};
use super::condition::Condition;
use super::keeper::{Face, Orders};
use super::metrics::{self, Counted};
use super::wanted::authorization;
use crate::http_client::{Answer, CallError, HttpClient, Limits};
use keyhouse_model::deployment::{DeploymentStatus, External, LimitsUsed, Reachability};
use keyhouse_model::secret::Secret;
use serde::Deserialize;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(15);
const LIMITS: Limits = Limits { time: Duration::from_secs(5), body_bytes: 4 << 20 };

/// Where VictoriaMetrics runs, and the credential for it.
#[derive(Debug)]
pub struct Target {
    /// Where.
    pub backend: Backend,
    /// The whole value of the header `Authorization`.
    pub authorization: Option<Secret>,
}

impl Target {
    /// What somebody has entered and was found valid.
    pub fn entered(external: &External) -> Option<Self> {
        let url = |url: &Option<String>| url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
        let urls = &external.urls;
        let backend = match (url(&urls.url), url(&urls.insert_url), url(&urls.select_url)) {
            (Some(url), ..) => Backend::Single { url },
            (None, Some(insert_url), Some(select_url)) => Backend::Cluster { insert_url, select_url },
            _ => return None,
        };
        let basic_auth = external.basic_auth.as_ref().map(|pair| &pair.0);
        let bearer_token = external.bearer_token.as_ref().map(|token| &token.0);
        Some(Self { backend, authorization: authorization(basic_auth, bearer_token) })
    }

    /// Whether it is the same place with the same credential.
    pub(super) fn is(&self, other: &Self) -> bool {
        let credential =
            |target: &Self| target.authorization.as_ref().map(|secret| secret.expose().to_owned());
        self.backend == other.backend && credential(self) == credential(other)
    }

    fn reach(&self) -> Reach {
        let copy = |secret: &Secret| Secret::new(secret.expose().to_owned());
        Reach { backend: self.backend.clone(), authorization: self.authorization.as_ref().map(copy) }
    }

    /// The URL under which queries are answered, without `/api/v1`.
    fn query_base(&self) -> String {
        match &self.backend {
            Backend::Single { url } => url.clone(),
            Backend::Cluster { select_url, .. } => format!("{select_url}/select/0/prometheus"),
        }
    }
}

/// Asks at each URL.
pub async fn check(http: &HttpClient, target: &Target) -> Vec<Reachability> {
    match &target.backend {
        Backend::Single { .. } => vec![can_query(http, target, "url").await],
        Backend::Cluster { insert_url, .. } => {
            let (insert, select) =
                tokio::join!(can_insert(http, target, insert_url), can_query(http, target, "select_url"));
            vec![insert, select]
        }
    }
}

/// A query that reads nothing.
async fn can_query(http: &HttpClient, target: &Target, field: &str) -> Reachability {
    let url = format!("{}/api/v1/query?query=1", target.query_base());
    let started = Instant::now();
    let answer = http.get(&url, target.authorization.as_ref(), LIMITS).await;
    let is_right = |answer: &Answer| {
        let read = serde_json::from_slice::<QueryAnswer>(&answer.body);
        answer.is_success() && read.is_ok_and(|answer| answer.status == "success")
    };
    told(field, started, answer, target, is_right, "It answers queries.")
}

/// An import of nothing.
async fn can_insert(http: &HttpClient, target: &Target, insert_url: &str) -> Reachability {
    let url = format!("{insert_url}/insert/0/prometheus/api/v1/import");
    let started = Instant::now();
    let answer = http.post(&url, target.authorization.as_ref(), "text/plain", Vec::new(), LIMITS).await;
    told("insert_url", started, answer, target, Answer::is_success, "It takes data.")
}

#[derive(Deserialize)]
struct QueryAnswer {
    status: String,
}

fn told(
    field: &str,
    started: Instant,
    answer: Result<Answer, CallError>,
    target: &Target,
    is_right: impl FnOnce(&Answer) -> bool,
    well: &str,
) -> Reachability {
    let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (reachable, detail) = match answer {
        Err(cause) => (false, unreachable(&cause)),
        Ok(answer) if is_right(&answer) => (true, well.to_owned()),
        Ok(answer) => (false, wrong_answer(answer.status, target.authorization.is_some())),
    };
    Reachability { field: field.to_owned(), reachable, detail, elapsed_ms }
}

fn unreachable(cause: &CallError) -> String {
    let text = cause.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}

fn wrong_answer(status: u16, has_credential: bool) -> String {
    match status {
        401 | 403 if has_credential => {
            format!("It refuses the credential (status {status}). Check the user and password, or the token.")
        }
        401 | 403 => {
            format!("It asks for a credential (status {status}). Enter a user and password, or a token.")
        }
        300..=399 => {
            format!("It sends elsewhere (status {status}). Enter the URL that it sends to.")
        }
        200..=299 => "It answers, but not as VictoriaMetrics does. Check host, port and path.".to_owned(),
        404 | 400 => {
            format!("It answers {status}, which VictoriaMetrics does not do here. Check host, port and path.")
        }
        _ => format!("It answers with the status {status}. Look at its own log."),
    }
}

/// Looks at it again and again until something else is wanted.
pub(super) async fn look(face: &Face, orders: &mut Orders, target: &Target) {
    let reach = Arc::new(target.reach());
    let before = face.shown();
    // What was seen of another place says nothing of this one.
    face.show(Condition {
        status: Some(DeploymentStatus::Provisioning),
        reach: Some(Arc::clone(&reach)),
        received_data: before.received_data,
        ..Condition::default()
    });
    loop {
        tokio::select! {
            condition = condition(face, target, &reach) => face.show(condition),
            () = orders.other() => return,
        }
        tokio::select! {
            () = sleep(LOOK_EVERY) => {}
            () = orders.other() => return,
        }
    }
}

async fn condition(face: &Face, target: &Target, reach: &Arc<Reach>) -> Condition {
    let http = &face.tools.http;
    let found = check(http, target).await;
    let problem = found.iter().find(|one| !one.reachable);
    let received_data = face.shown().received_data || (problem.is_none() && has_data(http, target).await);
    let (version, used) = if problem.is_none() { counted(http, target).await } else { Default::default() };
    Condition {
        status: Some(problem.map_or(DeploymentStatus::Running, |_| DeploymentStatus::Error)),
        reason: problem.map(|one| format!("{}: {}", one.field, one.detail)),
        version,
        used,
        received_data,
        reach: Some(Arc::clone(reach)),
        ..Condition::default()
    }
}

/// Whether it holds a series: one that does knows the name of a label.
async fn has_data(http: &HttpClient, target: &Target) -> bool {
    #[derive(Deserialize)]
    struct Labels {
        #[serde(default)]
        data: Vec<String>,
    }
    let url = format!("{}/api/v1/labels?start=-1d&limit=1", target.query_base());
    let Ok(answer) = http.get(&url, target.authorization.as_ref(), LIMITS).await else {
        return false;
    };
    serde_json::from_slice::<Labels>(&answer.body).is_ok_and(|labels| !labels.data.is_empty())
}

/// What a single node counts about itself, if it shows that to us. A cluster's processes count each for itself.
async fn counted(http: &HttpClient, target: &Target) -> (String, Option<LimitsUsed>) {
    let Backend::Single { url } = &target.backend else {
        return Default::default();
    };
    let answer = http.get(&format!("{url}/metrics"), target.authorization.as_ref(), LIMITS).await;
    let Some(answer) = answer.ok().filter(Answer::is_success) else {
        return Default::default();
    };
    let text = answer.text();
    let used = text.contains("vm_data_size_bytes").then(|| {
        let counted = Counted::read(&text);
        LimitsUsed {
            active_time_series: counted.active_series,
            ingestion_rate: None,
            storage_bytes: counted.bytes,
        }
    });
    (metrics::version(&text).unwrap_or_default(), used)
}
