//! What every request goes through: it gets an id, a line in the log, and an error format.

use crate::error::{self, Error};
use axum::extract::{ConnectInfo, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::net::SocketAddr;
use std::time::Instant;
use uuid::Uuid;

pub mod body;
pub mod headers;
pub mod params;
pub mod seen;
pub mod text;

/// Names the request in the answer, in the log and in the audit log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How much of a `User-Agent` is kept.
const MAX_USER_AGENT_CHARS: usize = 256;

/// Where a request came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Made by the server; a client can't choose it.
    pub request_id: String,
    /// The address at the other end of the socket.
    pub ip: Option<String>,
    /// What the client says of itself.
    pub user_agent: Option<String>,
}

impl Source {
    fn of(request: &Request) -> Self {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        Self {
            request_id: Uuid::now_v7().to_string(),
            ip: peer.map(|ConnectInfo(address)| address.ip().to_canonical().to_string()),
            user_agent: user_agent(request.headers()),
        }
    }

    /// What [`layer`] found out.
    ///
    /// # Errors
    /// An internal one, when the layer is missing.
    pub fn of_parts(parts: &Parts) -> Result<Self, Error> {
        let source = parts.extensions.get::<Self>().cloned();
        source.ok_or_else(|| Error::internal("the request layer is missing"))
    }
}

/// The outermost layer: gives the request its id, writes errors as problems, and logs one line.
///
/// The line has the path without its query: a search may hold what somebody pasted by mistake.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let source = Source::of(&request);
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    request.extensions_mut().insert(source.clone());
    let (mut response, error) = error::render(next.run(request).await, &source.request_id);
    if let Ok(id) = HeaderValue::from_str(&source.request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    log(&method, &path, &response, error.as_deref(), &source.request_id, started);
    response
}

fn log(method: &Method, path: &str, response: &Response, error: Option<&Error>, id: &str, started: Instant) {
    let status = response.status().as_u16();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match error {
        Some(Error::Internal(cause)) => {
            tracing::error!(request_id = id, %method, path, status, ms, cause = %chain(cause.as_ref()), "request failed");
        }
        Some(error) => {
            tracing::info!(request_id = id, %method, path, status, ms, code = error.code().as_str(), "request");
        }
        None => tracing::info!(request_id = id, %method, path, status, ms, "request"),
    }
}

/// An error and what caused it, in one line.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// Answers a panic like any other error of ours; the panic itself is in the log.
pub fn on_panic(panic: Box<dyn Any + Send>) -> Response {
    let said = panic.downcast_ref::<&str>().copied().map(str::to_owned);
    let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
    Error::internal(format!("panic: {}", said.unwrap_or_default())).into_response()
}

/// The answer where there is no route.
pub async fn not_found() -> Error {
    Error::NotFound("page")
}

fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = String::from_utf8_lossy(headers.get(header::USER_AGENT)?.as_bytes()).into_owned();
    let text: String = text.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT_CHARS).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use http_body_util::BodyExt;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    async fn explode() {
        panic!("with a password in it");
    }

    #[tokio::test]
    async fn a_panic_is_an_error_of_ours_that_tells_nothing() {
        let app = Router::new().route("/", get(explode)).layer(CatchPanicLayer::custom(on_panic));
        let app = app.layer(axum::middleware::from_fn(layer));
        let answer = app.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 500);
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&body);
        assert!(text.contains("\"internal\"") && !text.contains("password"), "{text}");
    }

    #[test]
    fn a_user_agent_is_cut_and_has_no_control_characters() {
        let mut headers = HeaderMap::new();
        assert_eq!(user_agent(&headers), None);
        headers.insert(header::USER_AGENT, HeaderValue::from_bytes(b"a\tb\xff").unwrap());
        assert_eq!(user_agent(&headers).unwrap(), "ab\u{fffd}");
        headers.insert(header::USER_AGENT, HeaderValue::from_str(&"x".repeat(1000)).unwrap());
        assert_eq!(user_agent(&headers).unwrap().len(), MAX_USER_AGENT_CHARS);
    }
}
