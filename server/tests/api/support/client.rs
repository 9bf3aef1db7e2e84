//! Asks the router, and reads its answers.

use super::BASE_URL;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use keyhouse_model::problem::{CONTENT_TYPE, Problem, ProblemCode};
use keyhouse_model::secret::Secret;
use serde_json::Value;
use std::net::{IpAddr, SocketAddr};
use tower::ServiceExt;

/// Somebody or something that asks.
#[derive(Clone)]
pub(crate) struct Client {
    router: axum::Router,
    headers: HeaderMap,
    peer: SocketAddr,
}

impl Client {
    pub(crate) fn new(router: axum::Router) -> Self {
        let peer = SocketAddr::from(([127, 0, 0, 1], 50_000));
        Self { router, headers: HeaderMap::new(), peer }
    }

    /// Signed in, on a page of the console.
    pub(crate) fn with_cookie(self, cookie: &str) -> Self {
        self.with_header(header::COOKIE, cookie).with_header(header::ORIGIN, BASE_URL)
    }

    pub(crate) fn with_key(self, value: Secret) -> Self {
        self.with_header(HeaderName::from_static("x-vm-cloud-access"), value.expose())
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.insert(name, HeaderValue::from_str(value).unwrap());
        self
    }

    pub(crate) fn without_header(mut self, name: HeaderName) -> Self {
        self.headers.remove(name);
        self
    }

    /// Asks from another address.
    pub(crate) fn calling_from(mut self, ip: impl Into<IpAddr>) -> Self {
        self.peer = SocketAddr::new(ip.into(), 50_000);
        self
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Posts nothing.
    pub(crate) async fn act(&self, path: &str) -> Answer {
        self.call(Method::POST, path, None).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = match body {
            None => request.body(Body::empty()),
            Some(body) => {
                request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()))
            }
        };
        self.send(request.unwrap()).await
    }

    /// Asks with exactly these headers and bytes, and so without a `Content-Type` that is not among them.
    pub(crate) async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// Sends a request as it is, with what says who asks.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.respond(request).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// As [`Client::get`], with the body to be read as it comes.
    pub(crate) async fn open(&self, path: &str) -> Response<Body> {
        self.respond(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn respond(&self, mut request: Request<Body>) -> Response<Body> {
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        request.extensions_mut().insert(ConnectInfo(self.peer));
        self.router.clone().oneshot(request).await.unwrap()
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The JSON of an answer that has this status; `null` if it has no body.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        if self.body.is_empty() { Value::Null } else { serde_json::from_slice(&self.body).unwrap() }
    }

    /// The problem of an answer that is one, in the right form.
    #[track_caller]
    pub(crate) fn problem(&self, code: ProblemCode) -> Problem {
        assert_eq!(self.header("content-type"), CONTENT_TYPE, "{} {}", self.status, self.text());
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.code, code, "{problem:?}");
        assert_eq!(self.status.as_u16(), code.status());
        assert_eq!(problem.status, code.status());
        assert_eq!(problem.kind, format!("urn:keyhouse:problem:{}", code.as_str()));
        assert_eq!(problem.request_id, self.header("x-request-id"));
        assert!(!problem.request_id.is_empty() && !problem.detail.is_empty());
        problem
    }

    /// `name=value` of the session cookie that it sets.
    #[track_caller]
    pub(crate) fn session_cookie(&self) -> String {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        self.header("set-cookie").split(';').next().unwrap().to_owned()
    }
}
