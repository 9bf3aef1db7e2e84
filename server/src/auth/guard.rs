//! Guards: arguments of a handler that let in only some callers.

use super::{Caller, Person, Who, same_origin};
use crate::audit::{self, Event};
use crate::error::{Error, Result};
use crate::request::Source;
use crate::state::AppState;
use axum::extract::{FromRequestParts, MatchedPath, RawPathParams};
use axum::http::Method;
use axum::http::request::Parts;
use keyhouse_model::audit::{Outcome, action};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::path::API_ROOT;
use std::ops::Deref;

/// Nobody in particular: for getting in. Only a request that says that it comes from another site is refused.
#[derive(Clone, Debug)]
pub struct Anyone(pub Source);

/// Anybody with a session.
#[derive(Clone, Debug)]
pub struct AnyPerson {
    caller: Caller,
    /// Who they are.
    pub person: Person,
}

/// A caller who may change deployments, tokens and rules.
#[derive(Clone, Debug)]
pub struct Editor(Caller);

/// An administrator.
#[derive(Clone, Debug)]
pub struct Admin {
    caller: Caller,
    /// Who they are.
    pub person: Person,
}

impl Deref for AnyPerson {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl Deref for Editor {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl Deref for Admin {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl FromRequestParts<AppState> for Anyone {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self> {
        if same_origin::is_foreign(&parts.headers, &app.settings) {
            return Err(Error::CrossOrigin);
        }
        Source::of_parts(parts).map(Self)
    }
}

const PEOPLE_ONLY: &str = "An API key can't do this. Sign in as a person.";

impl FromRequestParts<AppState> for AnyPerson {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self> {
        let caller = Caller::from_request_parts(parts, app).await?;
        match caller.who.clone() {
            Who::Person(person) => Ok(Self { caller, person }),
            Who::Program(_) => Err(deny(app, parts, &caller, PEOPLE_ONLY).await),
        }
    }
}

impl FromRequestParts<AppState> for Editor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self> {
        let caller = Caller::from_request_parts(parts, app).await?;
        if caller.may_edit() {
            return Ok(Self(caller));
        }
        let detail = match caller.who {
            Who::Person(_) => {
                "A viewer can't change anything. Ask an administrator for the role of an editor."
            }
            Who::Program(_) => "This API key only reads. Use one that also writes.",
        };
        Err(deny(app, parts, &caller, detail).await)
    }
}

impl FromRequestParts<AppState> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self> {
        let AnyPerson { caller, person } = AnyPerson::from_request_parts(parts, app).await?;
        if person.user.role.may_administer() {
            return Ok(Self { caller, person });
        }
        Err(deny(app, parts, &caller, "Only administrators can do this. Ask one of them.").await)
    }
}

/// Refuses a known caller, on record if it is about a change.
async fn deny(app: &AppState, parts: &mut Parts, caller: &Caller, detail: &str) -> Error {
    match record_denied(app, parts, caller).await {
        Ok(()) => Error::Forbidden(detail.to_owned()),
        Err(error) => error,
    }
}

/// Writes to the audit log that a change was refused. What only reads is not recorded.
pub(super) async fn record_denied(app: &AppState, parts: &mut Parts, caller: &Caller) -> Result<()> {
    let path = parts.extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let Some((action, kind)) = path.and_then(|path| change(&parts.method, &path)) else {
        return Ok(());
    };
    let params = RawPathParams::from_request_parts(parts, app).await.ok();
    let ids: Vec<&str> = params.iter().flatten().map(|(_, value)| value).collect();
    // Of a deployment's part, the path names the deployment first. When one is to be made, it has no id yet.
    let is_part = matches!(kind, "access_token" | "rule_file");
    let id = if is_part { ids.get(1) } else { ids.first() }.copied().unwrap_or_default();
    let mut event = Event::new(action, kind, id, "").with_outcome(Outcome::Denied);
    let deployment = ids.first().filter(|_| is_part || matches!(kind, "deployment" | "notifications"));
    if let Some(Ok(deployment)) = deployment.map(|id| id.parse::<DeploymentId>()) {
        event = event.on_deployment(deployment);
    }
    let mut tx = app.store.begin().await?;
    audit::record(&mut tx, app.clock.now(), &caller.by(), event).await?;
    tx.commit().await?;
    Ok(())
}

/// What a request that changes something is called in the audit log, and the noun that it is about.
pub fn change(method: &Method, path: &str) -> Option<(&'static str, &'static str)> {
    let path = path.strip_prefix(API_ROOT)?;
    Some(match (method.as_str(), path) {
        ("POST", "/api_keys") => (action::API_KEY_CREATE, "api_key"),
        ("PATCH", "/api_keys/{id}") => (action::API_KEY_UPDATE, "api_key"),
        ("DELETE", "/api_keys/{id}") => (action::API_KEY_DELETE, "api_key"),
        ("POST", "/api_keys/{id}/reveal") => (action::API_KEY_REVEAL, "api_key"),
        ("POST", "/api_keys/{id}/rotate") => (action::API_KEY_ROTATE, "api_key"),
        ("POST", "/api_keys/{id}/finish_rotation") => (action::API_KEY_FINISH_ROTATION, "api_key"),
        ("POST", "/users") => (action::USER_CREATE, "user"),
        ("PATCH", "/users/{id}") => (action::USER_UPDATE, "user"),
        ("DELETE", "/users/{id}") => (action::USER_DELETE, "user"),
        ("POST", "/users/{id}/invitation") => (action::USER_INVITE, "user"),
        ("POST", "/deployments") => (action::DEPLOYMENT_CREATE, "deployment"),
        ("PUT", "/deployments/{id}") => (action::DEPLOYMENT_UPDATE, "deployment"),
        ("POST", "/deployments/{id}/start") => (action::DEPLOYMENT_START, "deployment"),
        ("POST", "/deployments/{id}/stop") => (action::DEPLOYMENT_STOP, "deployment"),
        // It changes nothing, but it is what somebody does who is about to make one.
        ("POST", "/deployments/external/check") => (action::DEPLOYMENT_CREATE, "deployment"),
        ("DELETE", "/deployments/{id}") => (action::DEPLOYMENT_DELETE, "deployment"),
        ("POST", "/deployments/{id}/access_tokens") => (action::ACCESS_TOKEN_CREATE, "access_token"),
        ("GET", "/deployments/{id}/access_tokens/{token_id}") => {
            (action::ACCESS_TOKEN_REVEAL, "access_token")
        }
        ("DELETE", "/deployments/{id}/access_tokens/{token_id}") => {
            (action::ACCESS_TOKEN_DELETE, "access_token")
        }
        ("POST", "/deployments/{id}/access_tokens/{token_id}/test") => {
            (action::ACCESS_TOKEN_TEST, "access_token")
        }
        ("POST" | "PUT", "/deployments/{id}/rule-sets/files/{name}") => {
            (action::RULE_FILE_UPDATE, "rule_file")
        }
        ("DELETE", "/deployments/{id}/rule-sets/files/{name}") => (action::RULE_FILE_DELETE, "rule_file"),
        ("POST", "/deployments/{id}/rule-sets/files/{name}/versions/{number}/restore") => {
            (action::RULE_FILE_RESTORE, "rule_file")
        }
        ("PUT", "/deployments/{id}/alertmanager" | "/deployments/{id}/alertmanager/config") => {
            (action::NOTIFICATIONS_UPDATE, "notifications")
        }
        ("POST", "/deployments/{id}/alertmanager/test") => (action::NOTIFICATIONS_TEST, "notifications"),
        ("POST", "/notices/test") => (action::NOTICE_TEST, "notice"),
        ("DELETE", "/session") => (action::SESSION_DELETE, "session"),
        _ => return None,
    })
}
