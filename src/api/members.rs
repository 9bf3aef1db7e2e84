//! Members: the people who may sign in.

use super::Endpoint;
use keyhouse_model::id::UserId;
use keyhouse_model::member::{InvitedUser, Role, User, UserDraft, UserPatch};
use keyhouse_model::page::Page;
use keyhouse_model::path;

/// Every member.
pub fn list() -> Endpoint<Page<User>> {
    Endpoint::get(path::USERS)
}

/// Invites a person. `form` is the idempotency key of the form that it comes from.
pub fn invite(draft: &UserDraft, form: &str) -> Endpoint<InvitedUser> {
    Endpoint::post(path::USERS, draft).with_idempotency_key(form)
}

/// Gives a person another role; their sessions end.
pub fn set_role(id: UserId, role: Role) -> Endpoint<User> {
    Endpoint::patch(path::user(id), &UserPatch { role: Some(role), ..UserPatch::default() })
}

/// Makes a new sign-up link; the one before it stops working.
pub fn new_link(id: UserId, form: &str) -> Endpoint<InvitedUser> {
    Endpoint::act(path::user_invitation(id)).with_idempotency_key(form)
}

/// Removes a person; their sessions end.
pub fn remove(id: UserId) -> Endpoint<()> {
    Endpoint::delete(path::user(id))
}
