//! Members: the people who may sign in, and what their role lets them do.

use crate::id::UserId;
use crate::name::Name;
use crate::problem::FieldProblem;
use crate::secret::{OnWire, Secret};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How many characters a password must have.
pub const MIN_PASSWORD_CHARS: usize = 12;
/// How many bytes a password may have: more would only cost time.
pub const MAX_PASSWORD_BYTES: usize = 1024;
/// How many bytes an e-mail address may have (RFC 5321).
pub const MAX_EMAIL_BYTES: usize = 254;

/// What a person may do. Each role may do what the ones before it may.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads everything but secrets.
    Viewer,
    /// Also changes deployments, tokens and rules.
    Editor,
    /// Also manages API keys and members, reveals keys and exports the audit log.
    Admin,
}

impl Role {
    /// All of them, the least mighty first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Editor, Self::Admin];

    /// The word as it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    /// Whether it may create and change deployments, tokens and rules.
    pub fn may_edit(self) -> bool {
        self >= Self::Editor
    }

    /// Whether it may manage API keys and members, reveal keys and export the audit log.
    pub fn may_administer(self) -> bool {
        self >= Self::Admin
    }
}

/// Whether a person has taken the invitation.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// Has a password and can sign in.
    Active,
    /// Has a sign-up link and has not used it yet.
    Invited,
}

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The e-mail address, in lower case.
    pub email: String,
    /// How the person is called; the part of the address before the `@` unless another name was given.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// Whether the person has taken the invitation.
    pub status: UserStatus,
    /// When the person was added.
    #[serde(deserialize_with = "crate::time::read")]
    pub created_at: DateTime<Utc>,
    /// When the person last did something; `null` for never.
    #[serde(default, deserialize_with = "crate::time::read_optional")]
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// A person who was just invited, or invited anew, with the link to hand over.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitedUser {
    /// The person.
    #[serde(flatten)]
    pub user: User,
    /// Works once. The token in it stands behind `#`, which browsers send to no server.
    pub sign_up_link: OnWire,
    /// When the link stops working.
    #[serde(deserialize_with = "crate::time::read")]
    pub sign_up_link_expires_at: DateTime<Utc>,
}

/// A person to invite, as a form or a request body describes them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "email": "ada@example.com", "name": "Ada", "role": "editor",
})))]
pub struct UserDraft {
    /// The e-mail address. Required.
    #[cfg_attr(
        feature = "openapi",
        schema(required, nullable = false, max_length = 254, pattern = r"^[^@\s]+@[^@\s]+$")
    )]
    pub email: Option<String>,
    /// How the person is called. Default is the part of the address before the `@`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 64))]
    pub name: Option<String>,
    /// What the person may do. Required.
    #[cfg_attr(feature = "openapi", schema(required, nullable = false))]
    pub role: Option<Role>,
}

/// A person to invite, found valid.
#[derive(Clone, Debug, PartialEq)]
pub struct NewUser {
    /// The e-mail address, in lower case.
    pub email: Email,
    /// How the person is called.
    pub name: Name,
    /// What the person may do.
    pub role: Role,
}

impl UserDraft {
    /// Checks every part at once.
    ///
    /// # Errors
    /// One problem for each part that is missing or wrong.
    pub fn parse(&self) -> Result<NewUser, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let email = Email::parse(self.email.as_deref().unwrap_or_default(), "/email");
        let email = email.map_err(|problem| problems.push(problem)).ok();
        let given = self.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let name = match (given, &email) {
            (Some(name), _) => Name::parse(name, "/name").map_err(|problem| problems.push(problem)).ok(),
            (None, Some(email)) => email.default_name(),
            (None, None) => None,
        };
        if self.role.is_none() {
            problems.push(FieldProblem::new("/role", "required", "Choose what the person may do."));
        }
        match (email, name, self.role) {
            (Some(email), Some(name), Some(role)) => Ok(NewUser { email, name, role }),
            _ => Err(problems),
        }
    }
}

/// A change of a person: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserPatch {
    /// How the person is called from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64))]
    pub name: Option<String>,
    /// What the person may do from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

/// An e-mail address that looks like one, in lower case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Email(String);

impl Email {
    /// Trims `text`, lowers it and checks its form. Whether mail arrives there, nobody asks.
    ///
    /// # Errors
    /// A problem with the code `required`, `too_long` or `not_an_email`.
    pub fn parse(text: &str, pointer: &str) -> Result<Self, FieldProblem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldProblem::new(pointer, "required", "Enter an e-mail address."));
        }
        if text.len() > MAX_EMAIL_BYTES {
            return Err(FieldProblem::new(
                pointer,
                "too_long",
                "An e-mail address has at most 254 characters.",
            ));
        }
        let plain = |part: &str| {
            !part.is_empty() && part.chars().all(|c| !c.is_whitespace() && !c.is_control() && c != '@')
        };
        match text.split_once('@') {
            Some((local, domain)) if plain(local) && plain(domain) => Ok(Self(text.to_lowercase())),
            _ => {
                let detail = "Enter an address such as name@example.com.";
                Err(FieldProblem::new(pointer, "not_an_email", detail))
            }
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the `@`, cut to the length of a name.
    pub fn default_name(&self) -> Option<Name> {
        let local: String = self.0.split('@').next()?.chars().take(crate::name::MAX_CHARS).collect();
        Name::parse(&local, "/name").ok()
    }
}

/// Checks a password that a person chooses. Length is what counts; no rules about signs and digits.
///
/// # Errors
/// A problem with the code `too_short`, `too_long` or `too_plain`, which never repeats the password.
pub fn check_password(password: &Secret, pointer: &str) -> Result<(), FieldProblem> {
    let text = password.expose();
    if text.chars().count() < MIN_PASSWORD_CHARS {
        let detail = format!("Use at least {MIN_PASSWORD_CHARS} characters.");
        return Err(FieldProblem::new(pointer, "too_short", detail));
    }
    if text.len() > MAX_PASSWORD_BYTES {
        return Err(FieldProblem::new(pointer, "too_long", "Use a shorter password."));
    }
    let mut chars = text.chars();
    let first = chars.next();
    if chars.all(|c| Some(c) == first) {
        return Err(FieldProblem::new(pointer, "too_plain", "Use more than one character."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Result<String, String> {
        Email::parse(text, "/email").map(|email| email.0).map_err(|problem| problem.code)
    }

    #[test]
    fn tells_addresses_from_other_text() {
        assert_eq!(email(" Ada@Example.com "), Ok("ada@example.com".into()));
        assert_eq!(email("root@localhost"), Ok("root@localhost".into()));
        assert_eq!(email(""), Err("required".into()));
        for wrong in ["ada", "@example.com", "ada@", "a@b@c", "a b@c", "a@b\nc"] {
            assert_eq!(email(wrong), Err("not_an_email".into()), "{wrong:?}");
        }
        assert_eq!(email(&format!("{}@b", "a".repeat(253))), Err("too_long".into()));
    }

    #[test]
    fn a_person_without_a_name_is_called_by_the_address() {
        let draft = UserDraft {
            email: Some("ada@example.com".into()),
            name: Some(" ".into()),
            role: Some(Role::Viewer),
        };
        assert_eq!(draft.parse().map(|user| user.name.to_string()), Ok("ada".into()));
    }

    #[test]
    fn an_empty_draft_names_what_is_missing() {
        let problems = UserDraft::default()
            .parse()
            .map(drop)
            .map_err(|problems| problems.into_iter().map(|problem| problem.pointer).collect::<Vec<_>>());
        assert_eq!(problems, Err(vec!["/email".into(), "/role".into()]));
    }

    #[test]
    fn passwords_are_long_and_no_single_sign() {
        let code = |text: &str| {
            check_password(&Secret::new(text.into()), "/password").map_err(|problem| problem.code)
        };
        assert_eq!(code("correct horse"), Ok(()));
        assert_eq!(code("elevenchars"), Err("too_short".into()));
        assert_eq!(code("aaaaaaaaaaaaaa"), Err("too_plain".into()));
        assert_eq!(code(&"ab".repeat(600)), Err("too_long".into()));
    }

    #[test]
    fn each_role_may_what_the_ones_before_it_may() {
        let rights = Role::ALL.map(|role| (role.may_edit(), role.may_administer()));
        assert_eq!(rights, [(false, false), (true, false), (true, true)]);
    }
}
