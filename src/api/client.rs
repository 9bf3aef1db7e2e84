//! Sends an [`Endpoint`] with the browser's fetch: time limit, cancel, retry, problems to errors.

use super::endpoint::{Credential, Endpoint, Method, Request};
use super::error::{ApiError, Refusal};
use super::retry;
use crate::web::{abort::Abort, fetch, location, random, timer};
use gloo_net::http::{RequestBuilder, Response};
use keyhouse_model::problem::Problem;
use keyhouse_model::secret::Secret;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// How long one try may take.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Is told how calls went, so that what all pages share can follow.
pub trait Observer: Send + Sync {
    /// The server answered, whatever it said.
    fn reached(&self);
    /// The server could not be reached.
    fn unreachable(&self);
    /// The server does not know the session (any more).
    fn session_ended(&self);
}

/// Knows where the API is, and sends calls to it.
#[derive(Clone)]
pub struct Client {
    base_url: Arc<str>,
    observer: Arc<dyn Observer>,
}

impl Client {
    /// A client for the API at `base_url`: empty for the console's own origin, else without a slash at its end.
    pub fn new(base_url: &str, observer: Arc<dyn Observer>) -> Self {
        Self { base_url: base_url.trim_end_matches('/').into(), observer }
    }

    /// The base URL that programs outside the browser use.
    pub fn public_url(&self) -> String {
        if self.base_url.is_empty() { location::origin() } else { self.base_url.to_string() }
    }

    /// The whole URL of a path of the API, for what is no call: a stream.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// Sends a call and reads the answer. Reads are tried again when that can help; changes never are.
    ///
    /// When the future is dropped, as happens when its page goes, the request is cancelled.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn send<T>(&self, endpoint: Endpoint<T>) -> Result<T, ApiError> {
        let Answer { status, request_id, text } = self.exchange(endpoint.request).await?;
        (endpoint.read)(text.expose()).map_err(|detail| ApiError::Unreadable { status, detail, request_id })
    }

    /// Boxed, so that it is compiled once and not into every caller.
    fn exchange(&self, request: Request) -> Pin<Box<dyn Future<Output = Result<Answer, ApiError>>>> {
        let client = self.clone();
        Box::pin(async move {
            let mut tries = 0;
            loop {
                tries += 1;
                let error = match client.try_once(&request).await {
                    Ok(answer) => return Ok(answer),
                    Err(error) => error,
                };
                let wait =
                    if request.may_retry() { retry::wait(&error, tries, random::unit()) } else { None };
                let Some(wait) = wait else { return Err(error) };
                timer::sleep(wait).await;
            }
        })
    }

    async fn try_once(&self, request: &Request) -> Result<Answer, ApiError> {
        let abort = Abort::after(TIME_LIMIT);
        let answer = match self.fetch(request, &abort).await {
            Err(ApiError::Offline) if abort.timed_out() => Err(ApiError::TimedOut),
            answer => answer,
        };
        match &answer {
            Err(ApiError::Offline | ApiError::TimedOut) => self.observer.unreachable(),
            Err(error) if error.is_signed_out() && matches!(request.credential, Credential::Session) => {
                self.observer.reached();
                self.observer.session_ended();
            }
            _ => self.observer.reached(),
        }
        answer
    }

    async fn fetch(&self, request: &Request, abort: &Abort) -> Result<Answer, ApiError> {
        let url = self.url(&request.path);
        let mut builder = RequestBuilder::new(&url)
            .method(match request.method {
                Method::Get => gloo_net::http::Method::GET,
                Method::Post => gloo_net::http::Method::POST,
                Method::Patch => gloo_net::http::Method::PATCH,
                Method::Put => gloo_net::http::Method::PUT,
                Method::Delete => gloo_net::http::Method::DELETE,
            })
            .header("Accept", request.accept)
            .abort_signal(abort.signal().as_ref());
        builder = match &request.credential {
            Credential::Session => builder.credentials(fetch::WITH_COOKIES),
            Credential::ApiKey(key) => {
                builder.credentials(fetch::WITHOUT_COOKIES).header("X-VM-Cloud-Access", key.expose())
            }
        };
        if let Some(key) = &request.idempotency_key {
            builder = builder.header("Idempotency-Key", key);
        }
        builder = match request.if_match.as_deref() {
            Some("") => builder.header("If-None-Match", "*"),
            Some(etag) => builder.header("If-Match", &format!("\"{etag}\"")),
            None => builder,
        };
        let request = match &request.body {
            Some(body) => builder.header("Content-Type", request.content_type).body(body.expose()),
            None => builder.build(),
        };
        // A request that can't be put together never left: as good as offline, and as harmless.
        let response = request.map_err(|_| ApiError::Offline)?.send().await.map_err(|_| ApiError::Offline)?;
        read(response).await
    }
}

/// A successful answer, still as text.
struct Answer {
    status: u16,
    request_id: Option<String>,
    text: Secret,
}

async fn read(response: Response) -> Result<Answer, ApiError> {
    let status = response.status();
    let request_id = response.headers().get("x-request-id");
    let retry_after = response.headers().get("retry-after").and_then(|seconds| seconds.trim().parse().ok());
    let text = Secret::new(response.text().await.map_err(|_| ApiError::Offline)?);
    if response.ok() {
        return Ok(Answer { status, request_id, text });
    }
    match serde_json::from_str::<Problem>(text.expose()) {
        Ok(problem) => Err(ApiError::Refused(Refusal { problem, retry_after })),
        Err(_) => {
            let detail = "the answer is no error of a Keyhouse server".to_owned();
            Err(ApiError::Unreadable { status, detail, request_id })
        }
    }
}
