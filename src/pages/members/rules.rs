//! What the list can tell without asking the server. Pure.

use keyhouse_model::id::UserId;
use keyhouse_model::member::{Role, User, UserStatus};

/// Why a member's rights can't be taken away, in the words of a barred button.
pub(super) const LAST_ADMINISTRATOR: &str = "This is the last administrator. Make another member one first.";

/// Whether this is the only one who can administer: an invitation that is still open does not count, since nobody may
/// ever take it. The server has the last word.
pub(super) fn is_last_administrator(members: &[User], id: UserId) -> bool {
    let administers = |user: &&User| user.role == Role::Admin && user.status == UserStatus::Active;
    let mut administrators = members.iter().filter(administers);
    administrators.next().is_some_and(|user| user.id == id) && administrators.next().is_none()
}

/// The members whose name, e-mail or role has this text in it.
pub(super) fn matching(members: &[User], text: &str, role_name: impl Fn(Role) -> &'static str) -> Vec<User> {
    let text = text.trim().to_lowercase();
    let fits = |user: &&User| {
        [user.name.as_str(), &user.email, role_name(user.role)]
            .iter()
            .any(|it| it.to_lowercase().contains(&text))
    };
    members.iter().filter(fits).cloned().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::DateTime;

    fn member(n: u8, role: Role, status: UserStatus) -> User {
        User {
            id: format!("123e4567-e89b-12d3-a456-4266141740{n:02}").parse().unwrap(),
            email: format!("person{n}@example.com"),
            name: format!("Person {n}"),
            role,
            status,
            created_at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
            last_seen_at: None,
        }
    }

    #[test]
    fn an_open_invitation_does_not_replace_the_last_administrator() {
        let ada = member(1, Role::Admin, UserStatus::Active);
        let invited = member(2, Role::Admin, UserStatus::Invited);
        let viewer = member(3, Role::Viewer, UserStatus::Active);
        let all = [viewer.clone(), invited.clone(), ada.clone()];
        assert!(is_last_administrator(&all, ada.id));
        assert!(!is_last_administrator(&all, invited.id));
        assert!(!is_last_administrator(&all, viewer.id));
        let second = member(4, Role::Admin, UserStatus::Active);
        assert!(!is_last_administrator(&[ada.clone(), second], ada.id));
    }

    #[test]
    fn members_are_found_by_name_address_and_role() {
        let all = [member(1, Role::Admin, UserStatus::Active), member(2, Role::Viewer, UserStatus::Active)];
        let name = |role| if role == Role::Admin { "Administrator" } else { "Viewer" };
        let found =
            |text| matching(&all, text, name).iter().map(|user| user.name.clone()).collect::<Vec<_>>();
        assert_eq!(found(""), ["Person 1", "Person 2"]);
        assert_eq!(found(" PERSON2@ "), ["Person 2"]);
        assert_eq!(found("admin"), ["Person 1"]);
        assert!(found("nobody").is_empty());
    }
}
