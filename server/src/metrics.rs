//! What the server counts about itself, for `GET /metrics`: requests by method, route and status. The route is a
//! template, never a path: no id, no name and no secret gets in.

use crate::state::AppState;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};
use std::time::Instant;

/// The media type of [`Metrics::text`].
pub const CONTENT_TYPE: &str = prometheus::TEXT_FORMAT;
/// What requests that no route took are counted as: the console's files, and what is not there.
const NO_ROUTE: &str = "other";
/// Bounds of the histogram in seconds: from a read of the store to a password that is hashed while others wait.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// The counters of one server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
}

impl Metrics {
    /// Everything at zero.
    ///
    /// # Errors
    /// When two metrics have one name, which only a mistake in this file can cause.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let about =
            Opts::new("keyhouse_http_requests_total", "Requests answered, by method, route and status.");
        let requests = IntCounterVec::new(about, &["method", "route", "status"])?;
        let about = HistogramOpts::new("keyhouse_http_request_duration_seconds", "How long answers took.");
        let seconds = HistogramVec::new(about.buckets(SECONDS.to_vec()), &["method", "route"])?;
        let about = Opts::new("keyhouse_build_info", "The version that runs, as a label; always 1.");
        let build = IntGauge::with_opts(about.const_label("version", env!("CARGO_PKG_VERSION")))?;
        build.set(1);
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(build))?;
        #[cfg(target_os = "linux")]
        registry.register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))?;
        Ok(Self { registry, requests, seconds })
    }

    /// All of them in Prometheus' text format.
    ///
    /// # Errors
    /// When a value can't be written as text.
    pub fn text(&self) -> prometheus::Result<Vec<u8>> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}

/// The layer that counts. It lies around the routes, so that it knows which one took the request.
pub async fn layer(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = method_label(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    app.metrics.requests.with_label_values(&[method, route, response.status().as_str()]).inc();
    app.metrics.seconds.with_label_values(&[method, route]).observe(started.elapsed().as_secs_f64());
    response
}

/// A client can make up methods; each would be a series of its own.
fn method_label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}
