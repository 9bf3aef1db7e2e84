//! The management API as a program or another person uses it, beside the browser.

use keyhouse_model::path;
use keyhouse_model::secret::Secret;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::redact::redacted;

/// Someone who calls the API: nobody in particular, a person with a session, or a program with a key.
pub struct Api {
    client: Client,
    base: String,
    caller: Caller,
}

enum Caller {
    Nobody,
    /// The whole `Cookie` header.
    Person(Secret),
    /// The key's value.
    Program(Secret),
}

/// What the server answered. It may hold secrets, so it can't be printed.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body; null when there is none.
    pub body: Value,
    called: String,
    cookie: Option<Secret>,
}

impl Answer {
    /// The body, which must be that of a success.
    ///
    /// # Panics
    /// When the call failed.
    pub fn ok(self) -> Value {
        let detail = redacted(self.body["detail"].as_str().unwrap_or_default());
        assert!((200..300).contains(&self.status), "{} answered {}: {detail}", self.called, self.status);
        self.body
    }
}

impl Api {
    pub(crate) fn anonymous(base: &str) -> Self {
        // A proxy that the machine is set up for must not see what stays on it.
        let client = Client::builder().no_proxy().build().expect("an HTTP client");
        Self { client, base: base.to_owned(), caller: Caller::Nobody }
    }

    /// The same server, called with an API key.
    pub fn program(&self, value: &str) -> Self {
        self.with(Caller::Program(Secret::new(value.to_owned())))
    }

    /// The same server, with the session of this person.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn sign_in(&self, email: &str, password: &str) -> Self {
        self.person(self.post(path::SESSION, &json!({ "email": email, "password": password })).await)
    }

    /// The same server, with the session of the first administrator, who is made with the token of the set-up link.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn set_up(&self, link: &Secret, email: &str, password: &str) -> Self {
        let token = link.expose().split_once("#token=").map(|(_, token)| token);
        let body = json!({ "token": token.expect("the set-up link has a token"), "email": email, "password": password });
        self.person(self.post(path::SETUP, &body).await)
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    /// Makes or does something.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Changes something.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    /// Deletes something.
    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// Sets something.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    /// Puts a text there, as `curl --data-binary` does.
    pub async fn put_text(&self, path: &str, text: &str) -> Answer {
        self.send(Method::PUT, path, |request| request.body(text.to_owned())).await
    }

    /// Makes an API key that reads all deployments and ends in 90 days, but for what `changes` says. Answers it with
    /// its value.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn create_key(&self, name: &str, changes: &Value) -> Value {
        let end = chrono::Utc::now() + chrono::Duration::days(90);
        let mut draft = json!({
            "name": name, "permission": "r", "deployment_access": "all", "revealable": false, "expires_at": end,
        });
        if let (Some(draft), Some(changes)) = (draft.as_object_mut(), changes.as_object()) {
            draft.extend(changes.clone());
        }
        self.post(path::API_KEYS, &draft).await.ok()
    }

    /// The value of the session's cookie.
    ///
    /// # Panics
    /// When this is not a person.
    pub(crate) fn session_cookie(&self) -> (&str, &str) {
        match &self.caller {
            Caller::Person(cookie) => {
                cookie.expose().split_once('=').expect("a cookie has a name and a value")
            }
            Caller::Nobody | Caller::Program(_) => panic!("only a person has a session"),
        }
    }

    fn person(&self, answer: Answer) -> Self {
        let cookie = answer.cookie.as_ref().map(|cookie| Secret::new(cookie.expose().to_owned()));
        answer.ok();
        self.with(Caller::Person(cookie.expect("a sign-in sets a cookie")))
    }

    fn with(&self, caller: Caller) -> Self {
        Self { client: self.client.clone(), base: self.base.clone(), caller }
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let with_body = |request: RequestBuilder| match body {
            Some(body) => request.json(body),
            None => request,
        };
        self.send(method, path, with_body).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        with_body: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Answer {
        let called = format!("{method} {path}");
        let request = with_body(self.signed(self.client.request(method, format!("{}{path}", self.base))));
        let answer = request.send().await.unwrap_or_else(|error| panic!("{called}: {error}"));
        let status = answer.status().as_u16();
        let set_cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let cookie =
            set_cookie.and_then(|text| text.split(';').next()).map(|pair| Secret::new(pair.to_owned()));
        let bytes = answer.bytes().await.unwrap_or_else(|error| panic!("{called}: {error}"));
        Answer { status, body: serde_json::from_slice(&bytes).unwrap_or_default(), called, cookie }
    }

    /// A person's calls say where they come from, as a browser's do.
    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.caller {
            Caller::Nobody => request.header("Origin", &self.base),
            Caller::Person(cookie) => request.header("Origin", &self.base).header("Cookie", cookie.expose()),
            Caller::Program(value) => request.header("X-VM-Cloud-Access", value.expose()),
        }
    }
}
