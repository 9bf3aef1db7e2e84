//! What the domain's values are called on the screen, and the sentences that sum a key up. Pure.

use crate::format::text;
use crate::format::time::absolute;
use crate::web::clock;
use chrono::{DateTime, Utc};
use keyhouse_model::access_token::AccessMode;
use keyhouse_model::api_key::{ApiKeyStatus, DeploymentAccess, Permission};
use keyhouse_model::audit::{Outcome, action};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::member::Role;

/// What a permission is called.
pub fn permission(permission: Permission) -> &'static str {
    match permission {
        Permission::Read => "Read-only",
        Permission::ReadWrite => "Read/Write",
    }
}

/// What a permission lets a program do.
pub fn permission_hint(permission: Permission) -> &'static str {
    match permission {
        Permission::Read => "List and view deployments, tokens and rule files. No secrets.",
        Permission::ReadWrite => "Also create, change and delete them, and read the values of tokens.",
    }
}

/// What an access token may do.
pub fn access_mode(mode: AccessMode) -> &'static str {
    match mode {
        AccessMode::Read => "Read",
        AccessMode::Write => "Write",
        AccessMode::ReadWrite => "Read and write",
    }
}

/// What a key's status is called.
pub fn status(status: ApiKeyStatus) -> &'static str {
    match status {
        ApiKeyStatus::Active => "Active",
        ApiKeyStatus::Expiring => "Ends soon",
        ApiKeyStatus::Expired => "Expired",
        ApiKeyStatus::Disabled => "Disabled",
        ApiKeyStatus::Rotating => "Rotating",
    }
}

/// What a role is called.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Viewer",
        Role::Editor => "Editor",
        Role::Admin => "Administrator",
    }
}

/// What a role lets a person do.
pub fn role_hint(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Sees everything except secrets, and changes nothing.",
        Role::Editor => "Also creates, changes and deletes deployments, access tokens and rules.",
        Role::Admin => "Also manages API keys and members, and exports the audit log.",
    }
}

/// The names of the deployments that a key reaches; ids that are gone are said to be gone.
pub fn access(access: &DeploymentAccess, name_of: impl Fn(DeploymentId) -> Option<String>) -> String {
    match access {
        DeploymentAccess::All => "All".into(),
        DeploymentAccess::Selected(ids) => {
            let names: Vec<_> = ids.iter().filter_map(|id| name_of(*id)).collect();
            let gone = ids.len() - names.len();
            let gone = (gone > 0).then(|| format!("{gone} deleted"));
            text::list(&names.into_iter().chain(gone).collect::<Vec<_>>(), 2)
        }
    }
}

/// What a key will be able to do, in one sentence; `end` is how its end is written, `None` for never.
pub fn summary(permission: Permission, access: &DeploymentAccess, end: Option<&str>) -> String {
    let what = match permission {
        Permission::Read => "read",
        Permission::ReadWrite => "read, create, change and delete",
    };
    let which = match access {
        DeploymentAccess::All => "all deployments, and those created later".to_owned(),
        DeploymentAccess::Selected(ids) => {
            text::count(ids.len(), "selected deployment", "selected deployments")
        }
    };
    let until = end.map_or_else(|| "until someone deletes it".to_owned(), |end| format!("until {end}"));
    format!("This key can {what} the settings, tokens and rules of {which}, {until}.")
}

/// An instant in the person's zone and in UTC: what one plans by, and what one's colleagues read.
pub fn instant(at: DateTime<Utc>) -> String {
    let (local, utc) = (clock::local(at), absolute(at));
    if local == utc || local.is_empty() { utc } else { format!("{local} ({utc})") }
}

/// What an audit event says was done, for people; an action that this version does not know stays as it is.
pub fn audit_action(name: &str) -> String {
    let words = match name {
        action::API_KEY_CREATE => "Created an API key",
        action::API_KEY_REVEAL => "Revealed an API key",
        action::API_KEY_UPDATE => "Changed an API key",
        action::API_KEY_ROTATE => "Rotated an API key",
        action::API_KEY_FINISH_ROTATION => "Ended a rotated API key",
        action::API_KEY_DELETE => "Deleted an API key",
        action::DEPLOYMENT_CREATE => "Created a deployment",
        action::DEPLOYMENT_UPDATE => "Changed a deployment",
        action::DEPLOYMENT_DELETE => "Deleted a deployment",
        action::DEPLOYMENT_START => "Started a deployment",
        action::DEPLOYMENT_STOP => "Stopped a deployment",
        action::ACCESS_TOKEN_CREATE => "Created an access token",
        action::ACCESS_TOKEN_REVEAL => "Revealed an access token",
        action::ACCESS_TOKEN_TEST => "Tried an access token",
        action::ACCESS_TOKEN_DELETE => "Deleted an access token",
        action::RULE_FILE_CREATE => "Created a rule file",
        action::RULE_FILE_UPDATE => "Changed a rule file",
        action::RULE_FILE_RESTORE => "Restored a rule file",
        action::RULE_FILE_DELETE => "Deleted a rule file",
        action::NOTIFICATIONS_UPDATE => "Changed where alerts go",
        action::NOTIFICATIONS_REVEAL => "Read Alertmanager's config",
        action::NOTIFICATIONS_TEST => "Sent a test alert",
        action::NOTICE_FAILED => "Could not send a notice",
        action::NOTICE_TEST => "Sent a test notice",
        action::SESSION_CREATE => "Signed in",
        action::SESSION_FAILED => "Failed to sign in",
        action::SESSION_DELETE => "Signed out",
        action::SETUP_COMPLETE => "Set up Keyhouse",
        action::USER_CREATE => "Invited a member",
        action::USER_UPDATE => "Changed a member",
        action::USER_INVITE => "Made a new sign-up link",
        action::USER_JOIN => "Joined",
        action::USER_DELETE => "Removed a member",
        action::AUDIT_EXPORT => "Exported the audit log",
        action::AUDIT_VERIFY => "Checked the audit log",
        other => other,
    };
    words.to_owned()
}

/// How an audit event went, for people.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "Done",
        Outcome::Denied => "Denied",
        Outcome::Failed => "Failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> DeploymentId {
        format!("123e4567-e89b-12d3-a456-4266141740{n:02}").parse().unwrap()
    }

    #[test]
    fn every_action_has_words() {
        assert!(action::ALL.iter().all(|name| audit_action(name) != *name));
        assert_eq!(audit_action("rule.restore"), "rule.restore");
    }

    #[test]
    fn deployments_that_are_gone_are_named_as_such() {
        let selected = DeploymentAccess::Selected([id(1), id(2), id(3)].into());
        let name_of = |of| (of == id(2)).then(|| "staging".to_owned());
        assert_eq!(access(&selected, name_of), "staging and 2 deleted");
        assert_eq!(access(&DeploymentAccess::All, name_of), "All");
    }

    #[test]
    fn all_is_said_to_include_later_ones_and_selected_is_not() {
        let all = summary(Permission::Read, &DeploymentAccess::All, Some("19 Feb 2027, 09:41 UTC"));
        assert!(all.contains("can read the") && all.contains("created later, until 19 Feb 2027"), "{all}");
        let one = summary(Permission::ReadWrite, &DeploymentAccess::Selected([id(1)].into()), None);
        assert!(one.contains("1 selected deployment, until someone deletes it"), "{one}");
    }
}
