//! Everything that can go wrong in a request, and how it is told.
//!
//! A handler returns [`Error`]; the request layer turns it into `application/problem+json` with the request's id and
//! writes the cause of an internal one to the log. So the conversion has no side effect, and a cause can't get out.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use keyhouse_model::problem::{CONTENT_TYPE, FieldProblem, Problem, ProblemCode};
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

/// Why a request was not done. Each variant is one code of the contract's table.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 400: the request can't be read.
    #[error("malformed request: {0}")]
    Malformed(String),
    /// 401: no credential, or one that nobody issued.
    #[error("unauthenticated: {0}")]
    Unauthenticated(&'static str),
    /// 401: the API key's lifetime is over.
    #[error("the API key has expired")]
    KeyExpired,
    /// 401: the API key is switched off.
    #[error("the API key is disabled")]
    KeyDisabled,
    /// 403: the caller is known and may not do this.
    #[error("forbidden: {0}")]
    Forbidden(String),
    /// 403: a change with a session cookie from elsewhere than the console's own origin.
    #[error("the request came from another site")]
    CrossOrigin,
    /// 404: there is no such thing, or none that the caller may see. Says what: "deployment".
    #[error("no such {0}")]
    NotFound(&'static str),
    /// 405: the path exists, the method does not.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// 409: the request disagrees with what is there.
    #[error("conflict: {0}")]
    Conflict(String),
    /// 409: another one has this name or e-mail address.
    #[error("name taken: {0}")]
    NameTaken(String),
    /// 409: it still holds other things.
    #[error("not empty: {0}")]
    NotEmpty(String),
    /// 409: the key's value is not kept.
    #[error("the value is not kept")]
    NotRevealable,
    /// 412: what is to be replaced is no longer what the caller has seen.
    #[error("changed since: {0}")]
    ChangedSince(String),
    /// 413: the body is larger than so many bytes.
    #[error("the body is larger than {0} bytes")]
    TooLarge(usize),
    /// 415: the body is of a type that the endpoint does not read. Says what to send.
    #[error("unsupported media type")]
    UnsupportedMediaType(&'static str),
    /// 422: fields are wrong.
    #[error("invalid: {0:?}")]
    Invalid(Vec<FieldProblem>),
    /// 422: a text is wrong. Says how, and names each place.
    #[error("invalid text: {0}")]
    InvalidText(String, Vec<FieldProblem>),
    /// 429: too many; come back after so long.
    #[error("rate limited for {0:?}")]
    RateLimited(Duration),
    /// 503: something is missing. Says what, and how to get it.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// 503: too much at once; come back after so long. Says of what.
    #[error("busy: {0}")]
    Busy(String, Duration),
    /// 500: our fault. The cause goes to the log only.
    #[error("{0}")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
}

/// What handlers return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Our fault: `cause` is for the log.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// One field is wrong.
    pub fn field(pointer: &str, code: &str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem::new(pointer, code, detail)])
    }

    /// Its code in the contract.
    pub fn code(&self) -> ProblemCode {
        match self {
            Self::Malformed(_) => ProblemCode::Malformed,
            Self::Unauthenticated(_) => ProblemCode::Unauthenticated,
            Self::KeyExpired => ProblemCode::KeyExpired,
            Self::KeyDisabled => ProblemCode::KeyDisabled,
            Self::Forbidden(_) => ProblemCode::Forbidden,
            Self::CrossOrigin => ProblemCode::CrossOrigin,
            Self::NotFound(_) => ProblemCode::NotFound,
            Self::MethodNotAllowed => ProblemCode::MethodNotAllowed,
            Self::Conflict(_) => ProblemCode::Conflict,
            Self::NameTaken(_) => ProblemCode::NameTaken,
            Self::NotEmpty(_) => ProblemCode::NotEmpty,
            Self::NotRevealable => ProblemCode::NotRevealable,
            Self::ChangedSince(_) => ProblemCode::ChangedSince,
            Self::TooLarge(_) => ProblemCode::TooLarge,
            Self::UnsupportedMediaType(_) => ProblemCode::UnsupportedMediaType,
            Self::Invalid(_) | Self::InvalidText(..) => ProblemCode::Invalid,
            Self::RateLimited(_) => ProblemCode::RateLimited,
            Self::Unavailable(_) | Self::Busy(..) => ProblemCode::Unavailable,
            Self::Internal(_) => ProblemCode::Internal,
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Malformed(text)
            | Self::Forbidden(text)
            | Self::Conflict(text)
            | Self::NameTaken(text)
            | Self::NotEmpty(text)
            | Self::ChangedSince(text)
            | Self::InvalidText(text, _)
            | Self::Busy(text, _)
            | Self::Unavailable(text) => text.clone(),
            Self::Unauthenticated(text) => (*text).to_owned(),
            Self::KeyExpired => "This API key has expired. Use another one, or ask an administrator to extend it.".into(),
            Self::KeyDisabled => "This API key is disabled. Ask an administrator to enable it.".into(),
            Self::CrossOrigin => {
                "A change with a session cookie must come from the console's own origin. Programs use an API key.".into()
            }
            Self::NotFound(what) => format!("There is no {what} here that you can see. Check the address."),
            Self::MethodNotAllowed => "This address exists, but not for this method; see the header Allow.".into(),
            Self::NotRevealable => {
                "The value of this key was shown once and is not kept. Rotate the key to get a new one.".into()
            }
            Self::TooLarge(limit) => format!("Send at most {limit} bytes."),
            Self::UnsupportedMediaType(wanted) => format!("Send the body as {wanted}."),
            Self::Invalid(problems) => match problems.as_slice() {
                [one] => one.detail.clone(),
                _ => "Several fields are wrong; each is named under errors.".into(),
            },
            Self::RateLimited(wait) => format!("Try again in {} seconds.", wait.as_secs().max(1)),
            Self::Internal(_) => {
                "Nothing was changed. Try again; if it stays, look for the request id in the server's log.".into()
            }
        }
    }

    /// The body of the answer.
    pub fn problem(&self, request_id: &str) -> Problem {
        let problem = Problem::new(self.code(), self.detail(), request_id);
        match self {
            Self::Invalid(errors) | Self::InvalidText(_, errors) => problem.with_errors(errors.clone()),
            _ => problem,
        }
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<Vec<FieldProblem>> for Error {
    fn from(problems: Vec<FieldProblem>) -> Self {
        Self::Invalid(problems)
    }
}

impl From<FieldProblem> for Error {
    fn from(problem: FieldProblem) -> Self {
        Self::Invalid(vec![problem])
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Self::internal(cause)
    }
}

impl From<sqlx::Error> for Error {
    /// A database that has no room or no time is a state that someone can mend; all else is our fault.
    fn from(cause: sqlx::Error) -> Self {
        let code = cause.as_database_error().and_then(sqlx::error::DatabaseError::code);
        // SQLite's primary result codes: 5 busy, 6 locked, 13 full. The extended ones keep them in the low byte.
        let primary = code.and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff);
        match (&cause, primary) {
            (sqlx::Error::PoolClosed, _) => Self::Unavailable(
                "The server is stopping. Nothing was changed; try again in a moment.".into(),
            ),
            (sqlx::Error::PoolTimedOut, _) | (_, Some(5 | 6)) => {
                tracing::warn!(%cause, "the database is busy");
                Self::Unavailable("The database is busy. Nothing was changed; try again in a moment.".into())
            }
            (_, Some(13)) => {
                tracing::error!(%cause, "the disk is full");
                Self::Unavailable("The server's disk is full. Nothing was changed; make room on it.".into())
            }
            _ => Self::internal(cause),
        }
    }
}

/// The error of an answer, on its way to the request layer.
#[derive(Clone)]
struct Refused(Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Refused(Arc::new(self)));
        response
    }
}

/// Writes the error that `response` carries, if any, as a problem. Answers the response and the cause for the log.
pub(crate) fn render(mut response: Response, request_id: &str) -> (Response, Option<Arc<Error>>) {
    let refused = response.extensions_mut().remove::<Refused>();
    let error = match refused {
        Some(Refused(error)) => error,
        // The router's own answer to a wrong method; it has set `Allow` already.
        None if response.status() == StatusCode::METHOD_NOT_ALLOWED => Arc::new(Error::MethodNotAllowed),
        None => return (response, None),
    };
    let body = serde_json::to_vec(&error.problem(request_id)).unwrap_or_default();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    if let Error::RateLimited(wait) | Error::Busy(_, wait) = &*error {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    if error.status() == StatusCode::UNAUTHORIZED {
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("ApiKey header=\"X-VM-Cloud-Access\""),
        );
    }
    *response.body_mut() = body.into();
    (response, Some(error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::Router;
    use axum::http::Request;
    use axum::routing::get;
    use http_body_util::BodyExt;
    use std::collections::HashSet;
    use std::sync::Mutex;
    use tower::ServiceExt;

    fn every_error() -> Vec<Error> {
        let text = || "words".to_owned();
        vec![
            Error::Malformed(text()),
            Error::Unauthenticated("words"),
            Error::KeyExpired,
            Error::KeyDisabled,
            Error::Forbidden(text()),
            Error::CrossOrigin,
            Error::NotFound("thing"),
            Error::MethodNotAllowed,
            Error::Conflict(text()),
            Error::NameTaken(text()),
            Error::NotEmpty(text()),
            Error::NotRevealable,
            Error::ChangedSince(text()),
            Error::TooLarge(1),
            Error::UnsupportedMediaType("words"),
            Error::field("/name", "required", "Enter a name."),
            Error::InvalidText(text(), vec![FieldProblem::new("3:7", "bad_duration", "words")]),
            Error::RateLimited(Duration::from_millis(10)),
            Error::internal("the cause"),
            Error::Unavailable(text()),
            Error::Busy(text(), Duration::from_secs(7)),
        ]
    }

    async fn answer(error: Error) -> (Response, Problem) {
        let error = Arc::new(Mutex::new(Some(error)));
        let route = get(move || {
            let error = error.lock().unwrap().take();
            async move { error.unwrap() }
        });
        let app = Router::new().route("/", route).layer(axum::middleware::from_fn(crate::request::layer));
        let response = app.oneshot(Request::get("/").body(axum::body::Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let problem = serde_json::from_slice(&body.collect().await.unwrap().to_bytes()).unwrap();
        (Response::from_parts(parts, axum::body::Body::empty()), problem)
    }

    #[tokio::test]
    async fn every_code_of_the_table_is_told_in_the_same_form() {
        let mut codes = HashSet::new();
        for error in every_error() {
            let code = error.code();
            let waits = matches!(error, Error::RateLimited(_) | Error::Busy(..));
            let (response, problem) = answer(error).await;
            assert_eq!(response.status().as_u16(), code.status());
            assert_eq!(response.headers()[header::CONTENT_TYPE], CONTENT_TYPE);
            assert_eq!((problem.code, problem.status), (code, code.status()));
            assert_eq!(response.headers()["x-request-id"], problem.request_id.as_str());
            assert_eq!(response.headers().contains_key(header::RETRY_AFTER), waits);
            assert_eq!(problem.errors.is_empty(), code != ProblemCode::Invalid);
            assert!(!problem.detail.contains("the cause"));
            codes.insert(code);
        }
        assert_eq!(codes, ProblemCode::ALL.into());
    }
}
