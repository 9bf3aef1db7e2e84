//! Who is signed in.

use crate::api::{self, ApiError, Client};
use crate::web::storage;
use keyhouse_model::member::User;
use keyhouse_model::session::Session;
use leptos::prelude::*;

/// Kept by the browser while somebody is signed in: the console then fetches a page before it has asked who it is for.
const SIGNED_IN: &str = "keyhouse.signed-in";

/// What is known of who is signed in.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    /// The server was not asked yet.
    #[default]
    Unknown,
    /// Nobody.
    SignedOut,
    /// This person.
    SignedIn(Session),
    /// This person was, and the server no longer knows the session. What they typed is still on the screen.
    Ended(Session),
}

/// Who is signed in, for all to see.
#[derive(Clone, Copy)]
pub struct SessionState(RwSignal<Phase>);

impl SessionState {
    /// Makes it available, as yet unknown.
    pub fn provide() -> Self {
        let state = Self(RwSignal::new(Phase::Unknown));
        provide_context(state);
        state
    }

    /// The one that was provided.
    pub fn get() -> Self {
        expect_context()
    }

    /// What is known now.
    pub fn phase(self) -> Phase {
        self.0.get()
    }

    /// Whether somebody was signed in when this browser last showed the console.
    pub fn is_likely(self) -> bool {
        matches!(storage::get(SIGNED_IN), Ok(Some(_)))
    }

    /// Someone signed in, or was found to be.
    pub fn signed_in(self, session: Session) {
        remember(true);
        self.0.set(Phase::SignedIn(session));
    }

    /// Nobody is signed in, on purpose.
    pub fn signed_out(self) {
        remember(false);
        self.0.set(Phase::SignedOut);
    }

    /// The server no longer knows the session.
    pub fn ended(self) {
        remember(false);
        self.0.update(|phase| {
            *phase = match std::mem::take(phase) {
                Phase::SignedIn(session) | Phase::Ended(session) => Phase::Ended(session),
                Phase::Unknown | Phase::SignedOut => Phase::SignedOut,
            }
        });
    }

    /// The person on whose behalf the page is shown.
    pub fn user(self) -> Option<User> {
        self.0.with(|phase| match phase {
            Phase::SignedIn(session) | Phase::Ended(session) => Some(session.user.clone()),
            Phase::Unknown | Phase::SignedOut => None,
        })
    }

    /// Whether that person may create and change deployments, access tokens and rules.
    pub fn may_edit(self) -> bool {
        self.user().is_some_and(|user| user.role.may_edit())
    }

    /// Whether that person may manage API keys and members.
    pub fn may_administer(self) -> bool {
        self.user().is_some_and(|user| user.role.may_administer())
    }
}

/// Where storage is switched off, nothing is fetched early.
fn remember(signed_in: bool) {
    let _ = if signed_in { storage::set(SIGNED_IN, "yes") } else { storage::remove(SIGNED_IN) };
}

/// Asks the server who is signed in. What it says ends up in the [`SessionState`]; that it can't be reached does not,
/// and is returned.
///
/// # Errors
/// The server could not be asked.
pub async fn find(state: SessionState, client: Client) -> Result<(), ApiError> {
    match client.send(api::session::current()).await {
        Ok(session) => state.signed_in(session),
        // The client told us already, as it does for every call.
        Err(error) if error.is_signed_out() => {}
        Err(error) => return Err(error),
    }
    Ok(())
}
