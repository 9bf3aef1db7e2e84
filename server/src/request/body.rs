//! Reading JSON bodies, so that even what can't be read is told in our error format.

use crate::error::{Error, Result};
use crate::idempotency::Once;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use keyhouse_model::problem::FieldProblem;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};
use std::time::Duration;

/// How many bytes a body may have. The largest of ours, a key for 1000 deployments, has 40,000.
pub const MAX_BYTES: usize = 256 * 1024;
/// How long a body may take to arrive.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// A JSON body: 400 if it is no JSON, 415 if it says that it is something else, 422 if its parts are of a wrong type.
///
/// A body without a `Content-Type` is read as JSON: VictoriaMetrics Cloud's Go SDK sends none.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// The JSON body of a POST that changes something, and what makes sure that it does so once.
#[derive(Debug)]
pub struct Post<T> {
    /// What was sent.
    pub body: T,
    /// The caller's `Idempotency-Key`, bound to this very request.
    pub once: Once,
}

/// The body of a POST that needs none. Whatever is sent is ignored.
#[derive(Clone, Copy, Debug)]
pub struct NoBody;

/// What can be read from the bytes of a body.
pub trait FromBody: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// `malformed` or `invalid`.
    fn from_body(bytes: &[u8]) -> Result<Self>;
}

impl<T: DeserializeOwned> FromBody for T {
    fn from_body(bytes: &[u8]) -> Result<Self> {
        from_json(bytes)
    }
}

impl FromBody for NoBody {
    fn from_body(_: &[u8]) -> Result<Self> {
        Ok(Self)
    }
}

impl<S: Send + Sync, T: FromBody> FromRequest<S> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        check_media_type(request.headers())?;
        T::from_body(&read(request).await?).map(Self)
    }
}

impl<S: Send + Sync, T: FromBody> FromRequest<S> for Post<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        check_media_type(request.headers())?;
        let key = request.headers().get(crate::idempotency::HEADER).cloned();
        let what = format!("{} {}", request.method(), request.uri().path());
        let bytes = read(request).await?;
        let once = Once::new(key.as_ref(), &what, &bytes)?;
        Ok(Self { body: T::from_body(&bytes)?, once })
    }
}

/// A form can be posted here by any web site; JSON can't, unless this server allows it. So the type is looked at.
fn check_media_type(headers: &HeaderMap) -> Result<()> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let essence = essence(value.to_str().unwrap_or_default());
    let is_json =
        essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"));
    if is_json { Ok(()) } else { Err(Error::UnsupportedMediaType("application/json")) }
}

/// The media type in a `Content-Type`, in lower case and without its parameters.
pub(super) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

async fn read(request: Request) -> Result<Bytes> {
    collect(request.into_body(), MAX_BYTES, MAX_WAIT).await
}

/// Reads a body of at most `most` bytes that arrives within `wait`.
pub(super) async fn collect(body: axum::body::Body, most: usize, wait: Duration) -> Result<Bytes> {
    let body = Limited::new(body, most);
    let late = || Error::Malformed(format!("The body did not arrive within {} seconds.", wait.as_secs()));
    let read = tokio::time::timeout(wait, body.collect()).await.map_err(|_| late())?;
    match read {
        Ok(body) => Ok(body.to_bytes()),
        Err(cause) if cause.is::<LengthLimitError>() => Err(Error::TooLarge(most)),
        Err(_) => Err(Error::Malformed("The body broke off. Send it again.".into())),
    }
}

fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    if bytes.is_empty() {
        return Err(Error::Malformed("Send a JSON body.".into()));
    }
    // First the whole of it: a wrong part of what is no JSON at all is not worth naming.
    serde_json::from_slice::<IgnoredAny>(bytes).map_err(|cause| not_json(&cause))?;
    // Serde also takes an array for a struct, by the order of its fields. The API's bodies are objects.
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(Error::field("", "wrong_type", "Expected an object."));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().clone();
        let cause = error.into_inner();
        match cause.classify() {
            Category::Data => Error::Invalid(vec![wrong_part(&path, &cause)]),
            Category::Io | Category::Syntax | Category::Eof => not_json(&cause),
        }
    })?;
    json.end().map_err(|cause| not_json(&cause))?;
    Ok(value)
}

fn not_json(cause: &serde_json::Error) -> Error {
    let (line, column) = (cause.line(), cause.column());
    Error::Malformed(format!("The body is not valid JSON (line {line}, column {column})."))
}

/// Says what is wrong with a part. Serde's own words may repeat what was sent, which may be a secret; only what they
/// say of our side is kept: the missing field's name and what was expected.
fn wrong_part(path: &Path, cause: &serde_json::Error) -> FieldProblem {
    let text = cause.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    let mut pointer = pointer(path);
    if let Some(name) = text.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        push(&mut pointer, name);
        return FieldProblem::new(&pointer, "required", "This field is required.");
    }
    if text.starts_with("duplicate field") {
        return FieldProblem::new(&pointer, "duplicate", "A field is there twice.");
    }
    match text.rsplit_once("expected ") {
        Some((_, expected)) => FieldProblem::new(&pointer, "wrong_type", format!("Expected {expected}.")),
        None => FieldProblem::new(
            &pointer,
            "wrong_type",
            "This can't be read; see the API reference for its form.",
        ),
    }
}

fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => push(&mut pointer, &index.to_string()),
            Segment::Map { key } => push(&mut pointer, key),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

fn push(pointer: &mut String, name: &str) {
    pointer.push('/');
    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use keyhouse_model::api_key::{ApiKeyDraft, Rotation};
    use keyhouse_model::session::Credentials;

    fn problem<T: DeserializeOwned>(body: &str) -> (String, String, String) {
        match from_json::<T>(body.as_bytes()).map(drop) {
            Err(Error::Invalid(problems)) => {
                let problem = problems.into_iter().next().unwrap();
                (problem.pointer, problem.code, problem.detail)
            }
            other => (String::new(), String::new(), format!("{other:?}")),
        }
    }

    #[test]
    fn a_wrong_part_is_named_and_never_repeated() {
        let (pointer, code, _) = problem::<Credentials>(r#"{"email":"a@b"}"#);
        assert_eq!((pointer.as_str(), code.as_str()), ("/password", "required"));
        let (pointer, code, detail) = problem::<Credentials>(r#"{"email":"a@b","password":8675309}"#);
        assert_eq!((pointer.as_str(), code.as_str()), ("/password", "wrong_type"));
        assert_eq!(detail, "Expected a string.");
        let (pointer, ..) = problem::<ApiKeyDraft>(r#"{"permission":"hunter2"}"#);
        assert_eq!(pointer, "/permission");
        let (pointer, _, detail) = problem::<ApiKeyDraft>(r#"{"expires_at":"hunter2"}"#);
        assert_eq!(pointer, "/expires_at");
        assert!(!detail.contains("hunter2"), "{detail}");
        let (pointer, ..) = problem::<Rotation>(r#"{"grace_seconds":-1}"#);
        assert_eq!(pointer, "/grace_seconds");
    }

    #[test]
    fn an_array_is_no_object() {
        let (pointer, code, _) = problem::<ApiKeyDraft>("[null, null]");
        assert_eq!((pointer.as_str(), code.as_str()), ("", "wrong_type"));
        assert!(matches!(from_json::<ApiKeyDraft>(b"[null"), Err(Error::Malformed(_))));
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        for text in ["", "{", "{} {}", "\u{0}", "nul", "{\"a\":}"] {
            let result = from_json::<serde_json::Value>(text.as_bytes());
            assert!(matches!(result, Err(Error::Malformed(_))), "{text:?}: {result:?}");
        }
        assert!(matches!(from_json::<serde_json::Value>(&[b'"', 0xff, b'"']), Err(Error::Malformed(_))));
    }
}
