//! Lets the console call from another origin that serves it, and no other page (CORS).

use crate::state::Settings;
use axum::http::{HeaderName, HeaderValue, Method, header};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// For how long a browser may remember what it was allowed.
const REMEMBER: Duration = Duration::from_secs(3600);

/// Allows the origins that the command line names; without any, the answers say nothing of other origins.
pub fn layer(settings: &Settings) -> CorsLayer {
    let origins: Vec<HeaderValue> =
        settings.console_origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect();
    if origins.is_empty() {
        return CorsLayer::new();
    }
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::ACCEPT,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("x-vm-cloud-access"),
        ])
        .expose_headers([header::ETAG, header::RETRY_AFTER, HeaderName::from_static("x-request-id")])
        .max_age(REMEMBER)
}
