//! Errors on the wire: `application/problem+json` (RFC 9457), with a stable code and the request's id.

use serde::{Deserialize, Serialize};

/// The media type of every error body.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// What kind of error an answer is. A code keeps its meaning for ever; the words around it may change.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// 400: the request can't be read.
    Malformed,
    /// 401: no credential, or one that nobody issued.
    Unauthenticated,
    /// 401: the API key's lifetime is over.
    KeyExpired,
    /// 401: the API key was switched off.
    KeyDisabled,
    /// 403: the caller is known and may not do this.
    Forbidden,
    /// 403: a change with a session cookie that did not come from the console's own origin.
    CrossOrigin,
    /// 404: there is no such thing, or none that the caller may see.
    NotFound,
    /// 405: the path exists, the method does not.
    MethodNotAllowed,
    /// 409: the request disagrees with what is there.
    Conflict,
    /// 409: another one has this name or e-mail address.
    NameTaken,
    /// 409: it still holds other things.
    NotEmpty,
    /// 409: the key's value was shown once and is not kept.
    NotRevealable,
    /// 412: what is to be replaced is no longer what the caller has seen (`If-Match`, `If-None-Match`).
    ChangedSince,
    /// 413: the body is larger than the endpoint takes.
    TooLarge,
    /// 415: the body is of a type that the endpoint does not read.
    UnsupportedMediaType,
    /// 422: the request was read, and fields of it are wrong; `errors` names them.
    Invalid,
    /// 429: too many; `Retry-After` says when to come back.
    RateLimited,
    /// 500: our fault. The cause is in the server's log under the request id.
    Internal,
    /// 503: something that this needs is missing; `detail` says what, and how to get it.
    Unavailable,
    /// A code that this version does not know.
    #[serde(other)]
    Unknown,
}

impl ProblemCode {
    /// Every code that a server of this version answers with.
    pub const ALL: [Self; 19] = [
        Self::Malformed,
        Self::Unauthenticated,
        Self::KeyExpired,
        Self::KeyDisabled,
        Self::Forbidden,
        Self::CrossOrigin,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::NameTaken,
        Self::NotEmpty,
        Self::NotRevealable,
        Self::ChangedSince,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::Invalid,
        Self::RateLimited,
        Self::Internal,
        Self::Unavailable,
    ];

    /// The code as it stands in the body.
    pub fn as_str(self) -> &'static str {
        self.facts().0
    }

    /// The HTTP status that goes with it.
    pub fn status(self) -> u16 {
        self.facts().1
    }

    /// A short sentence that is the same for every error of the kind.
    pub fn title(self) -> &'static str {
        self.facts().2
    }

    fn facts(self) -> (&'static str, u16, &'static str) {
        match self {
            Self::Malformed => ("malformed", 400, "The request can't be read"),
            Self::Unauthenticated => ("unauthenticated", 401, "Not signed in"),
            Self::KeyExpired => ("key_expired", 401, "The API key has expired"),
            Self::KeyDisabled => ("key_disabled", 401, "The API key is disabled"),
            Self::Forbidden => ("forbidden", 403, "Not allowed"),
            Self::CrossOrigin => ("cross_origin", 403, "The request came from another site"),
            Self::NotFound => ("not_found", 404, "Not found"),
            Self::MethodNotAllowed => ("method_not_allowed", 405, "The method is not allowed here"),
            Self::Conflict => ("conflict", 409, "The request conflicts with what is there"),
            Self::NameTaken => ("name_taken", 409, "The name is taken"),
            Self::NotEmpty => ("not_empty", 409, "It is not empty"),
            Self::NotRevealable => ("not_revealable", 409, "The value can't be shown again"),
            Self::ChangedSince => ("changed_since", 412, "It was changed in the meantime"),
            Self::TooLarge => ("too_large", 413, "The body is too large"),
            Self::UnsupportedMediaType => ("unsupported_media_type", 415, "The media type is not supported"),
            Self::Invalid => ("invalid", 422, "Some fields need another look"),
            Self::RateLimited => ("rate_limited", 429, "Too many requests"),
            Self::Internal => ("internal", 500, "Something went wrong on the server"),
            Self::Unavailable => ("unavailable", 503, "Not available right now"),
            Self::Unknown => ("unknown", 500, "An error of an unknown kind"),
        }
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// Where in the body it stands, as a JSON pointer (RFC 6901): `/name`. Of a parameter in the query, its name: `/limit`.
    pub pointer: String,
    /// What is wrong, for programs: `too_long`.
    pub code: String,
    /// What is wrong and how to mend it, for people.
    pub detail: String,
}

impl FieldProblem {
    /// Puts one together.
    pub fn new(pointer: &str, code: &str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.to_owned(), code: code.to_owned(), detail: detail.into() }
    }
}

/// The body of every error.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:keyhouse:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short sentence that is the same for every error of the kind.
    pub title: String,
    /// The HTTP status once more.
    pub status: u16,
    /// What happened and what to do, in plain words.
    pub detail: String,
    /// What kind of error it is, for programs.
    pub code: ProblemCode,
    /// The request's id, as in the header `X-Request-Id` and in the server's log.
    pub request_id: String,
    /// For `invalid`: each field that is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

impl Problem {
    /// A problem of the kind `code`.
    pub fn new(code: ProblemCode, detail: impl Into<String>, request_id: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:keyhouse:problem:{}", code.as_str()),
            title: code.title().to_owned(),
            status: code.status(),
            detail: detail.into(),
            code,
            request_id: request_id.into(),
            errors: Vec::new(),
        }
    }

    /// The same, with the fields that are wrong.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldProblem>) -> Self {
        self.errors = errors;
        self
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_code_is_spelled_on_the_wire_as_in_its_table() {
        for code in ProblemCode::ALL {
            assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{}\"", code.as_str()));
        }
    }

    #[test]
    fn a_code_of_a_later_server_is_no_error() {
        assert_eq!(serde_json::from_str::<ProblemCode>("\"from_the_future\"").unwrap(), ProblemCode::Unknown);
    }
}
