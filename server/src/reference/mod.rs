//! `/api-docs`: the API reference, written from the OpenAPI document when the server starts. It is plain HTML with a
//! style sheet of its own: no script, so the strictest content security policy fits.

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};

mod document;
mod example;
mod operation;
mod page;
mod schema;

use document::Document;

/// Where the reference is.
pub const PATH: &str = "/api-docs";
/// Where its style sheet is.
const STYLE_PATH: &str = "/api-docs/style.css";
/// Where the icon of the reference is, which is the console's.
const ICON_PATH: &str = "/api-docs/icon.svg";
/// Only the style sheet and the icon.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";
/// The console's own tokens and elements, so that the reference looks like it, and what only the reference has.
const STYLE: &str = concat!(
    include_str!("../../../style/tokens.css"),
    include_str!("../../../style/base.css"),
    include_str!("style.css"),
);

/// The reference's routes: they serve what is written here, once.
pub fn router<S: Clone + Send + Sync + 'static>(document: &Value) -> Router<S> {
    let page = page::write(Document::new(document)).into_string();
    let page = Fixed::new("text/html; charset=utf-8", page);
    let style = Fixed::new("text/css; charset=utf-8", STYLE.to_owned());
    let icon = Fixed::new("image/svg+xml", include_str!("../../../assets/favicon.svg").to_owned());
    Router::new()
        .route(PATH, get(async move |headers: HeaderMap| page.answer(&headers)))
        .route(STYLE_PATH, get(async move |headers: HeaderMap| style.answer(&headers)))
        .route(ICON_PATH, get(async move |headers: HeaderMap| icon.answer(&headers)))
}

/// A text that stays the same for as long as the server runs.
#[derive(Clone)]
struct Fixed {
    media_type: &'static str,
    text: axum::body::Bytes,
    etag: HeaderValue,
}

impl Fixed {
    fn new(media_type: &'static str, text: String) -> Self {
        let etag = format!("\"{}\"", HEXLOWER.encode(&Sha256::digest(text.as_bytes())[..16]));
        let etag = HeaderValue::try_from(etag).unwrap_or(HeaderValue::from_static("\"\""));
        Self { media_type, text: text.into(), etag }
    }

    fn answer(&self, asked: &HeaderMap) -> Response {
        let about = [
            (header::ETAG, self.etag.clone()),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        ];
        if asked.get(header::IF_NONE_MATCH) == Some(&self.etag) {
            return (StatusCode::NOT_MODIFIED, about).into_response();
        }
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type))];
        (about, kind, self.text.clone()).into_response()
    }
}

#[cfg(test)]
mod tests;
