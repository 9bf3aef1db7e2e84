//! Against forged requests: a change with a session cookie must come from the console's own origin, or from one that the
//! command line names.

use crate::state::Settings;
use axum::http::{HeaderMap, Method, header};

/// Whether the method only reads.
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether the request says that it comes from this origin. One that says nothing does not.
pub fn holds(headers: &HeaderMap, settings: &Settings) -> bool {
    stated(headers, settings) == Some(true)
}

/// Whether the request says that it comes from elsewhere. For what carries no cookie, such as signing in.
pub fn is_foreign(headers: &HeaderMap, settings: &Settings) -> bool {
    stated(headers, settings) == Some(false)
}

/// What `Sec-Fetch-Site`, which a page can't set, or else `Origin` says; none when neither is there.
fn stated(headers: &HeaderMap, settings: &Settings) -> Option<bool> {
    let text =
        |name| headers.get(name).map(|value: &axum::http::HeaderValue| value.to_str().unwrap_or_default());
    let origin = text(header::ORIGIN);
    if origin.is_some_and(|origin| settings.console_origins.iter().any(|known| known == origin)) {
        return Some(true);
    }
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return Some(matches!(site, "same-origin" | "none"));
    }
    let origin = origin?;
    let host = text(header::HOST).unwrap_or_default();
    let own = |scheme: &str| origin.strip_prefix(scheme).is_some_and(|rest| !host.is_empty() && rest == host);
    Some(origin == settings.base_url || own("http://") || own("https://"))
}
