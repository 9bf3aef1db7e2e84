//! What to ask of the server, as a value: built and tested without a browser.

use keyhouse_model::secret::Secret;
use serde::Serialize;
use serde::de::DeserializeOwned;

const JSON: &str = "application/json";

/// The verbs that the API uses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    /// Reads; may be asked again.
    Get,
    /// Makes something, or acts.
    Post,
    /// Changes part of something.
    Patch,
    /// Puts something in the place of what is there.
    Put,
    /// Deletes.
    Delete,
}

impl Method {
    /// Whether asking twice is the same as asking once for certain, because nothing changes.
    pub fn is_safe(self) -> bool {
        self == Self::Get
    }
}

/// Who asks.
#[derive(Debug)]
pub enum Credential {
    /// The person who is signed in, by the cookie that scripts can't read.
    Session,
    /// A program, by its API key: to try a key before it is handed on.
    ApiKey(Secret),
}

/// What is sent, whatever the answer's type: the client's work is compiled once for all of them.
#[derive(Debug)]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// Path and query, from `keyhouse_model::path`.
    pub path: String,
    /// What to send. It may hold a password, so it is wiped after use and never printed.
    pub body: Option<Secret>,
    /// The body's media type.
    pub content_type: &'static str,
    /// The `ETag` of what is to be replaced: what somebody else put there since is not overwritten.
    pub if_match: Option<String>,
    /// The media type that is asked for.
    pub accept: &'static str,
    /// Makes a repeated POST the same POST.
    pub idempotency_key: Option<String>,
    /// Who asks.
    pub credential: Credential,
}

impl Request {
    fn new(method: Method, path: String, body: Option<Secret>) -> Self {
        Self {
            method,
            path,
            body,
            content_type: JSON,
            if_match: None,
            accept: JSON,
            idempotency_key: None,
            credential: Credential::Session,
        }
    }

    /// Whether it may be sent again on our own account.
    pub fn may_retry(&self) -> bool {
        self.method.is_safe()
    }
}

/// One call, not yet made. `T` is what it answers.
#[derive(Debug)]
pub struct Endpoint<T> {
    /// What is sent.
    pub request: Request,
    /// Reads a successful answer's text; the error says where it does not fit, and quotes nothing of it.
    pub read: fn(&str) -> Result<T, String>,
}

impl<T: DeserializeOwned> Endpoint<T> {
    /// Reads a resource.
    pub fn get(path: impl Into<String>) -> Self {
        Self { request: Request::new(Method::Get, path.into(), None), read: read_json }
    }

    /// Makes something or acts, and reads the answer.
    pub fn post(path: impl Into<String>, body: &impl Serialize) -> Self {
        Self { request: Request::new(Method::Post, path.into(), to_json(body)), read: read_json }
    }

    /// Acts without saying more than the path does, and reads the answer.
    pub fn act(path: impl Into<String>) -> Self {
        Self { request: Request::new(Method::Post, path.into(), None), read: read_json }
    }

    /// Sets something anew as a whole, and reads the answer.
    pub fn put(path: impl Into<String>, body: &impl Serialize) -> Self {
        Self { request: Request::new(Method::Put, path.into(), to_json(body)), read: read_json }
    }

    /// Sends a text of the media type `content_type`, and reads the answer.
    pub fn post_text(path: impl Into<String>, content_type: &'static str, text: String) -> Self {
        let request = Request::new(Method::Post, path.into(), Some(Secret::new(text)));
        Self { request: Request { content_type, ..request }, read: read_json }
    }

    /// Puts a text of the media type `content_type` in the place of what is there, and reads the answer.
    pub fn put_text(path: impl Into<String>, content_type: &'static str, text: Secret) -> Self {
        let request = Request::new(Method::Put, path.into(), Some(text));
        Self { request: Request { content_type, ..request }, read: read_json }
    }

    /// Changes part of something, and reads the answer.
    pub fn patch(path: impl Into<String>, body: &impl Serialize) -> Self {
        Self { request: Request::new(Method::Patch, path.into(), to_json(body)), read: read_json }
    }
}

impl Endpoint<()> {
    /// Deletes something.
    pub fn delete(path: impl Into<String>) -> Self {
        Self { request: Request::new(Method::Delete, path.into(), None), read: |_| Ok(()) }
    }
}

impl Endpoint<String> {
    /// Reads a text of the media type `accept`, such as a CSV export.
    pub fn text(path: impl Into<String>, accept: &'static str) -> Self {
        let request = Request::new(Method::Get, path.into(), None);
        Self { request: Request { accept, ..request }, read: |text| Ok(text.to_owned()) }
    }
}

impl<T> Endpoint<T> {
    /// Sends `key` along, so that a second try of the same form makes nothing twice.
    #[must_use]
    pub fn with_idempotency_key(mut self, key: &str) -> Self {
        self.request.idempotency_key = Some(key.to_owned());
        self
    }

    /// Replaces only what still has this `ETag`; an empty one stands for what is not there yet.
    #[must_use]
    pub fn if_match(mut self, etag: &str) -> Self {
        self.request.if_match = Some(etag.to_owned());
        self
    }

    /// Asks with an API key, and without the session.
    #[must_use]
    pub fn as_program(mut self, key: Secret) -> Self {
        self.request.credential = Credential::ApiKey(key);
        self
    }
}

fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    // serde_json's own message may quote what it read, and answers hold secrets: only the place is said.
    serde_json::from_str(text).map_err(|error| {
        format!("the answer does not fit at line {}, column {}", error.line(), error.column())
    })
}

fn to_json(body: &impl Serialize) -> Option<Secret> {
    // Bodies are structs with text keys: serializing one can't fail. An empty body would be refused by the server.
    serde_json::to_string(body).ok().map(Secret::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{api_keys, session};
    use keyhouse_model::api_key::ApiKeyDraft;

    #[test]
    fn only_reads_may_be_sent_again() {
        assert!(api_keys::list(None).request.may_retry());
        assert!(!api_keys::create(&ApiKeyDraft::default(), "form-1").request.may_retry());
        assert!(!session::sign_out().request.may_retry());
    }

    #[test]
    fn a_body_with_a_password_does_not_print() {
        let endpoint = session::sign_in("ada@example.com", Secret::new("correct horse battery".into()));
        assert!(!format!("{endpoint:?}").contains("horse"));
        assert!(endpoint.request.body.is_some_and(|body| body.expose().contains("correct horse battery")));
    }

    #[test]
    fn an_answer_that_does_not_fit_is_an_error_in_words() {
        let read = session::current().read;
        assert!(read("<html>").is_err());
        let secret = read(r#"{"user": "khk_secret"}"#).unwrap_err();
        assert!(secret.contains("column 21") && !secret.contains("khk_"), "{secret}");
    }
}
