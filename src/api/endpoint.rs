//! What to ask of the server, as a value: built and tested without a browser.

use keyhouse_model::secret::Secret;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The verbs that the API uses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    /// Reads; may be asked again.
    Get,
    /// Makes something, or acts.
    Post,
    /// Changes part of something.
    Patch,
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

/// One call, not yet made. `T` is what it answers.
#[derive(Debug)]
pub struct Endpoint<T> {
    /// The verb.
    pub method: Method,
    /// Path and query, from `keyhouse_model::path`.
    pub path: String,
    /// The JSON to send. It may hold a password, so it is wiped after use and never printed.
    pub body: Option<Secret>,
    /// The media type that is asked for.
    pub accept: &'static str,
    /// Makes a repeated POST the same POST.
    pub idempotency_key: Option<String>,
    /// Who asks.
    pub credential: Credential,
    /// Reads a successful answer's text; the error says what does not fit, never the text itself.
    pub read: fn(&str) -> Result<T, String>,
}

impl<T: DeserializeOwned> Endpoint<T> {
    /// Reads a resource.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::Get, path.into(), None, read_json)
    }

    /// Makes something or acts, and reads the answer.
    pub fn post(path: impl Into<String>, body: &impl Serialize) -> Self {
        Self::new(Method::Post, path.into(), to_json(body), read_json)
    }

    /// Acts without saying more than the path does, and reads the answer.
    pub fn act(path: impl Into<String>) -> Self {
        Self::new(Method::Post, path.into(), None, read_json)
    }

    /// Changes part of something, and reads the answer.
    pub fn patch(path: impl Into<String>, body: &impl Serialize) -> Self {
        Self::new(Method::Patch, path.into(), to_json(body), read_json)
    }
}

impl Endpoint<()> {
    /// Deletes something.
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::Delete, path.into(), None, |_| Ok(()))
    }
}

impl Endpoint<String> {
    /// Reads a text of the media type `accept`, such as a CSV export.
    pub fn text(path: impl Into<String>, accept: &'static str) -> Self {
        let endpoint = Self::new(Method::Get, path.into(), None, |text| Ok(text.to_owned()));
        Self { accept, ..endpoint }
    }
}

impl<T> Endpoint<T> {
    fn new(method: Method, path: String, body: Option<Secret>, read: fn(&str) -> Result<T, String>) -> Self {
        let (accept, idempotency_key, credential) = ("application/json", None, Credential::Session);
        Self { method, path, body, accept, idempotency_key, credential, read }
    }

    /// Sends `key` along, so that a second try of the same form makes nothing twice.
    #[must_use]
    pub fn with_idempotency_key(self, key: &str) -> Self {
        Self { idempotency_key: Some(key.to_owned()), ..self }
    }

    /// Asks with an API key, and without the session.
    #[must_use]
    pub fn as_program(self, key: Secret) -> Self {
        Self { credential: Credential::ApiKey(key), ..self }
    }

    /// Whether it may be sent again on our own account.
    pub fn may_retry(&self) -> bool {
        self.method.is_safe()
    }
}

fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    // serde_json's message names the place and the kind of the misfit, and quotes short values at most; answers with
    // secrets are read into types that have no variants to quote.
    serde_json::from_str(text).map_err(|error| error.to_string())
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
        assert!(api_keys::list(None).may_retry());
        assert!(!api_keys::create(&ApiKeyDraft::default(), "form-1").may_retry());
        assert!(!session::sign_out().may_retry());
    }

    #[test]
    fn a_body_with_a_password_does_not_print() {
        let endpoint = session::sign_in("ada@example.com", Secret::new("correct horse battery".into()));
        assert!(!format!("{endpoint:?}").contains("horse"));
        assert!(endpoint.body.is_some_and(|body| body.expose().contains("correct horse battery")));
    }

    #[test]
    fn an_answer_that_does_not_fit_is_an_error_in_words() {
        let read = session::current().read;
        assert!(read("<html>").is_err());
        assert!(read("{}").is_err_and(|error| error.contains("user")));
    }
}
