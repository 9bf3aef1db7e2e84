//! The audit log: who did what to which thing, from where, and how it went.

use crate::id::{AuditEventId, DeploymentId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What an event says was done: `noun.verb`, as programs filter by it.
pub mod action {
    /// A key was made.
    pub const API_KEY_CREATE: &str = "api_key.create";
    /// A key's value was shown again.
    pub const API_KEY_REVEAL: &str = "api_key.reveal";
    /// A key's name, end, rights or state changed.
    pub const API_KEY_UPDATE: &str = "api_key.update";
    /// A key was replaced; the old one goes on for the grace period.
    pub const API_KEY_ROTATE: &str = "api_key.rotate";
    /// The old key of a rotation was ended before its time.
    pub const API_KEY_FINISH_ROTATION: &str = "api_key.finish_rotation";
    /// A key was deleted.
    pub const API_KEY_DELETE: &str = "api_key.delete";
    /// A deployment was made.
    pub const DEPLOYMENT_CREATE: &str = "deployment.create";
    /// A deployment's settings changed.
    pub const DEPLOYMENT_UPDATE: &str = "deployment.update";
    /// A deployment was deleted.
    pub const DEPLOYMENT_DELETE: &str = "deployment.delete";
    /// A deployment that was stopped was started.
    pub const DEPLOYMENT_START: &str = "deployment.start";
    /// A deployment was stopped.
    pub const DEPLOYMENT_STOP: &str = "deployment.stop";
    /// An access token was made.
    pub const ACCESS_TOKEN_CREATE: &str = "access_token.create";
    /// An access token's value was shown again.
    pub const ACCESS_TOKEN_REVEAL: &str = "access_token.reveal";
    /// An access token was tried out: a sample or a query was sent with it.
    pub const ACCESS_TOKEN_TEST: &str = "access_token.test";
    /// An access token was deleted.
    pub const ACCESS_TOKEN_DELETE: &str = "access_token.delete";
    /// A rule file was made.
    pub const RULE_FILE_CREATE: &str = "rule_file.create";
    /// A rule file got another text.
    pub const RULE_FILE_UPDATE: &str = "rule_file.update";
    /// An earlier version of a rule file was put back.
    pub const RULE_FILE_RESTORE: &str = "rule_file.restore";
    /// A rule file was deleted.
    pub const RULE_FILE_DELETE: &str = "rule_file.delete";
    /// It changed where the alerts of a deployment go, or its Alertmanager's config.
    pub const NOTIFICATIONS_UPDATE: &str = "notifications.update";
    /// Alertmanager's config, which may hold passwords, was shown.
    pub const NOTIFICATIONS_REVEAL: &str = "notifications.reveal";
    /// A test alert was sent.
    pub const NOTIFICATIONS_TEST: &str = "notifications.test";
    /// That a key ends could not be told to somebody, and is not tried again.
    pub const NOTICE_FAILED: &str = "notice.failed";
    /// A test notice was sent.
    pub const NOTICE_TEST: &str = "notice.test";
    /// Someone signed in.
    pub const SESSION_CREATE: &str = "session.create";
    /// Someone did not get in.
    pub const SESSION_FAILED: &str = "session.failed";
    /// Someone signed out.
    pub const SESSION_DELETE: &str = "session.delete";
    /// The first administrator was set up.
    pub const SETUP_COMPLETE: &str = "setup.complete";
    /// A person was invited or added.
    pub const USER_CREATE: &str = "user.create";
    /// A person's name or role changed.
    pub const USER_UPDATE: &str = "user.update";
    /// A person got a new sign-up link.
    pub const USER_INVITE: &str = "user.invite";
    /// A person took the invitation and chose a password.
    pub const USER_JOIN: &str = "user.join";
    /// A person was removed.
    pub const USER_DELETE: &str = "user.delete";
    /// Events were exported.
    pub const AUDIT_EXPORT: &str = "audit_log.export";
    /// It was checked that no event is missing or changed.
    pub const AUDIT_VERIFY: &str = "audit_log.verify";

    /// All of them, in the order of the filter's menu.
    pub const ALL: [&str; 35] = [
        API_KEY_CREATE,
        API_KEY_REVEAL,
        API_KEY_UPDATE,
        API_KEY_ROTATE,
        API_KEY_FINISH_ROTATION,
        API_KEY_DELETE,
        DEPLOYMENT_CREATE,
        DEPLOYMENT_UPDATE,
        DEPLOYMENT_DELETE,
        DEPLOYMENT_START,
        DEPLOYMENT_STOP,
        ACCESS_TOKEN_CREATE,
        ACCESS_TOKEN_REVEAL,
        ACCESS_TOKEN_TEST,
        ACCESS_TOKEN_DELETE,
        RULE_FILE_CREATE,
        RULE_FILE_UPDATE,
        RULE_FILE_RESTORE,
        RULE_FILE_DELETE,
        NOTIFICATIONS_UPDATE,
        NOTIFICATIONS_REVEAL,
        NOTIFICATIONS_TEST,
        NOTICE_FAILED,
        NOTICE_TEST,
        SESSION_CREATE,
        SESSION_FAILED,
        SESSION_DELETE,
        SETUP_COMPLETE,
        USER_CREATE,
        USER_UPDATE,
        USER_INVITE,
        USER_JOIN,
        USER_DELETE,
        AUDIT_EXPORT,
        AUDIT_VERIFY,
    ];
}

/// What kind of caller did it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A person who was signed in, or tried to.
    User,
    /// A program with an API key.
    ApiKey,
    /// The server itself or its command line.
    System,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Actor {
    /// What kind of caller it is.
    pub kind: ActorKind,
    /// The id of the user or key; empty for the server and for a person who is not known.
    pub id: String,
    /// The e-mail address or the key's name, as it was then.
    pub name: String,
}

/// What it was done to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Target {
    /// The noun: `api_key`, `deployment`, `access_token`, `rule_file`, `notifications`, `notice`, `user`, `session`, `audit_log`.
    pub kind: String,
    /// Its id; empty where it has none.
    pub id: String,
    /// Its name, as it was then.
    pub name: String,
}

/// How it went.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Success,
    /// The caller was not allowed to.
    Denied,
    /// It was tried and failed.
    Failed,
}

impl Outcome {
    /// The word as it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Denied => "denied",
            Self::Failed => "failed",
        }
    }
}

/// One field before and after. Never a secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// The field's name on the wire.
    pub field: String,
    /// What it was; `null` for nothing.
    pub before: Value,
    /// What it is now; `null` for nothing.
    pub after: Value,
}

/// One event. It is never changed or deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    /// Its id.
    pub id: AuditEventId,
    /// When it happened.
    #[serde(deserialize_with = "crate::time::read")]
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Actor,
    /// What was done, one of [`action`].
    pub action: String,
    /// What it was done to.
    pub target: Target,
    /// The deployment that it belongs to, if any.
    pub deployment_id: Option<DeploymentId>,
    /// The address that the call came from; `null` for the server itself.
    pub ip: Option<String>,
    /// The caller's `User-Agent`.
    pub user_agent: Option<String>,
    /// The request's id, as in the answer and in the server's log.
    pub request_id: Option<String>,
    /// How it went.
    pub outcome: Outcome,
    /// What changed.
    pub changes: Vec<Change>,
    /// SHA-256, in hex, over the event and the hash of the one before it.
    pub hash: String,
}

/// What `GET /audit_logs/verify` found. The check is itself an event ([`action::AUDIT_VERIFY`]), with the same fields
/// among its changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verification {
    /// Whether every event is there and unchanged.
    pub intact: bool,
    /// How many events fit together, from the first one on: all of them if it is intact.
    pub events: u64,
    /// The first event that does not fit, if one is there that doesn't; without one, events are missing at the end.
    pub first_broken: Option<AuditEventId>,
    /// When the last event that fits happened; `null` if not even the first one does.
    #[serde(deserialize_with = "crate::time::read_optional")]
    pub last_fitting_at: Option<DateTime<Utc>>,
    /// When the check was made.
    #[serde(deserialize_with = "crate::time::read")]
    pub checked_at: DateTime<Utc>,
    /// Who made it, by the e-mail address.
    pub checked_by: String,
}
