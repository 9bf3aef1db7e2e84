//! Who calls. A handler takes the caller as an argument; one that takes none is public, visibly.
//!
//! | argument | lets in |
//! |---|---|
//! | [`Anyone`] | whoever wants to get in |
//! | [`Caller`] | anybody with a session or an API key |
//! | [`AnyPerson`] | anybody with a session |
//! | [`Editor`] | editors, administrators, and keys that may write |
//! | [`Admin`] | administrators |
//!
//! Whoever is known and not let in gets 403, and for a change it is written to the audit log.

use crate::audit::By;
use crate::error::{Error, Result};
use crate::request::Source;
use crate::state::AppState;
use axum::extract::FromRequestParts;
use axum::http::HeaderName;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::audit::{Actor, ActorKind};
use keyhouse_model::id::{ApiKeyId, DeploymentId};
use keyhouse_model::member::User;

mod api_key_check;
mod guard;
pub mod password;
pub mod rate;
pub mod same_origin;
pub mod session;
pub mod setup_token;

pub use guard::{Admin, AnyPerson, Anyone, Editor};

/// The header that carries an API key.
pub const API_KEY_HEADER: HeaderName = HeaderName::from_static("x-vm-cloud-access");

/// Who calls, and from where.
#[derive(Clone, Debug)]
pub struct Caller {
    /// A person or a program.
    pub who: Who,
    /// From where.
    pub source: Source,
}

/// A person or a program.
#[derive(Clone, Debug)]
pub enum Who {
    /// Somebody with a session.
    Person(Person),
    /// Something with an API key.
    Program(Program),
}

/// Somebody with a session.
#[derive(Clone, Debug)]
pub struct Person {
    /// The person, as stored now.
    pub user: User,
    /// The fingerprint of the session's id.
    pub session: String,
    /// When the session ends in any case.
    pub expires_at: DateTime<Utc>,
}

/// Something with an API key.
#[derive(Clone, Debug)]
pub struct Program {
    /// The key's id.
    pub id: ApiKeyId,
    /// The key's name.
    pub name: String,
    /// What it may do.
    pub permission: Permission,
    /// With which deployments.
    pub access: DeploymentAccess,
}

impl Caller {
    /// Whether it may see this deployment. If not, the deployment is absent for it: answer 404.
    pub fn reaches(&self, deployment: DeploymentId) -> bool {
        self.scope().reaches(deployment)
    }

    /// The deployments that it may see, for filters.
    pub fn scope(&self) -> &DeploymentAccess {
        match &self.who {
            Who::Person(_) => &DeploymentAccess::All,
            Who::Program(program) => &program.access,
        }
    }

    /// Whether it may create, change and delete deployments, tokens and rules, and see the secrets of tokens.
    pub fn may_edit(&self) -> bool {
        match &self.who {
            Who::Person(person) => person.user.role.may_edit(),
            Who::Program(program) => program.permission == Permission::ReadWrite,
        }
    }

    /// The same caller as they are now; `None` once they are no longer let in. This is no use of their session or key:
    /// a stream that nobody looks at keeps neither alive.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renewed(&self, app: &AppState) -> Result<Option<Self>> {
        let who = match &self.who {
            Who::Person(person) => session::find_valid(app, &person.session).await?.map(Who::Person),
            Who::Program(program) => api_key_check::find_valid(app, program.id).await?.map(Who::Program),
        };
        Ok(who.map(|who| Self { who, source: self.source.clone() }))
    }

    /// Who it is, for the audit log.
    pub fn by(&self) -> By {
        let (kind, id, name) = match &self.who {
            Who::Person(person) => (ActorKind::User, person.user.id.to_string(), person.user.email.clone()),
            Who::Program(program) => (ActorKind::ApiKey, program.id.to_string(), program.name.clone()),
        };
        By { actor: Actor { kind, id, name }, source: Some(self.source.clone()) }
    }

    /// A name for it that no other caller has.
    pub fn id(&self) -> String {
        match &self.who {
            Who::Person(person) => format!("user:{}", person.user.id),
            Who::Program(program) => format!("api_key:{}", program.id),
        }
    }

    /// The id of its request.
    pub fn request_id(&self) -> &str {
        &self.source.request_id
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self> {
        let source = Source::of_parts(parts)?;
        if let Some(value) = parts.headers.get(API_KEY_HEADER) {
            let who = api_key_check::check(app, value, &source).await?;
            return Ok(Self { who: Who::Program(who), source });
        }
        let person = session::check(app, &parts.headers).await?;
        let caller = Self { who: Who::Person(person), source };
        if !same_origin::is_safe(&parts.method) && !same_origin::holds(&parts.headers, &app.settings) {
            guard::record_denied(app, parts, &caller).await?;
            return Err(Error::CrossOrigin);
        }
        Ok(caller)
    }
}
