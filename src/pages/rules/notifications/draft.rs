//! What was typed into the config and not saved. It holds secrets, so it is only in memory: going elsewhere in the
//! console keeps it, and before the tab is closed the browser asks.

use crate::state::session::SessionState;
use crate::web::events::{self, Listener};
use keyhouse_model::id::{DeploymentId, UserId};
use keyhouse_model::secret::Secret;
use leptos::prelude::untrack;
use std::cell::RefCell;
use std::collections::BTreeMap;

thread_local! {
    static KEPT: RefCell<BTreeMap<DeploymentId, Kept>> = const { RefCell::new(BTreeMap::new()) };
}

/// A text, and who typed it.
struct Kept {
    user: UserId,
    text: Secret,
    /// Asks as long as the text is kept.
    _guard: Listener,
}

/// Keeps a text for the person who is signed in.
pub(super) fn put(session: SessionState, deployment: DeploymentId, text: String) {
    let Some(user) = who(session) else { return };
    // After a sign-out nobody is left who could want it.
    let guard = events::guard_unload(move || who(session).is_some());
    let kept = Kept { user, text: Secret::new(text), _guard: guard };
    KEPT.with_borrow_mut(|all| all.insert(deployment, kept));
}

/// The text that this person typed. What another typed in this tab before is wiped.
pub(super) fn get(session: SessionState, deployment: DeploymentId) -> Option<String> {
    let user = who(session);
    KEPT.with_borrow_mut(|all| {
        all.retain(|_, kept| Some(kept.user) == user);
        all.get(&deployment).map(|kept| kept.text.expose().to_owned())
    })
}

/// Wipes it: it was saved, or is not wanted.
pub(super) fn forget(deployment: DeploymentId) {
    KEPT.with_borrow_mut(|all| all.remove(&deployment));
}

fn who(session: SessionState) -> Option<UserId> {
    untrack(|| session.user()).map(|user| user.id)
}
