//! Which dialog is open: the URL says so, so that back closes it and a link opens it.

use super::change_role::ChangeRoleDialog;
use super::invite::InviteDialog;
use super::link::LinkDialog;
use super::remove::RemoveDialog;
use super::rules;
use crate::components::once::Once;
use crate::components::query::Query;
use crate::state::remote::Loader;
use keyhouse_model::member::User;
use leptos::prelude::*;

/// The names in the URL that open a dialog.
const NAMES: [&str; 4] = ["invite", "role", "link", "remove"];

/// The one dialog that is open, if one is.
#[component]
pub(super) fn Dialogs(
    /// Everybody.
    members: Loader<Vec<User>>,
    /// The page's URL.
    query: Query,
) -> impl IntoView {
    let once = Once::new();
    let open = query.dialog(&NAMES, once);
    let here = Memo::new(move |_| members.with_value(|_| ()).is_some());
    let on_close = Callback::new(move |()| query.close_dialog(&NAMES));
    let on_done = Callback::new(move |()| {
        on_close.run(());
        members.reload();
    });
    move || {
        let (name, value) = open.get()?;
        if name == "invite" {
            return Some(view! { <InviteDialog once on_done /> }.into_any());
        }
        // A link may name someone who is gone by now: then there is nothing to open.
        here.get().then_some(())?;
        let find = |all: &Vec<User>| {
            let user = all.iter().find(|user| user.id.to_string() == value)?;
            Some((user.clone(), rules::is_last_administrator(all, user.id)))
        };
        let (user, is_last) = untrack(|| members.with_value(find)).flatten()?;
        Some(match name {
            "role" => view! { <ChangeRoleDialog user is_last members on_close /> }.into_any(),
            "link" => view! { <LinkDialog user once on_done /> }.into_any(),
            _ => view! { <RemoveDialog user is_last members on_close /> }.into_any(),
        })
    }
}
