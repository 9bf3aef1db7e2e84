//! Signing in and out, the first administrator, invitations.

use super::Endpoint;
use keyhouse_model::path;
use keyhouse_model::secret::{OnWire, Secret};
use keyhouse_model::session::{Credentials, JoinRequest, Session, Setup, SetupState};

/// Who is signed in.
pub fn current() -> Endpoint<Session> {
    Endpoint::get(path::SESSION)
}

/// Signs in.
pub fn sign_in(email: &str, password: Secret) -> Endpoint<Session> {
    Endpoint::post(path::SESSION, &Credentials { email: email.to_owned(), password: OnWire(password) })
}

/// Signs out.
pub fn sign_out() -> Endpoint<()> {
    Endpoint::delete(path::SESSION)
}

/// Whether the first administrator is still to be set up.
pub fn setup_state() -> Endpoint<SetupState> {
    Endpoint::get(path::SETUP)
}

/// Sets up the first administrator and signs them in.
pub fn set_up(token: Secret, email: &str, password: Secret) -> Endpoint<Session> {
    let setup = Setup { token: OnWire(token), email: email.to_owned(), password: OnWire(password) };
    Endpoint::post(path::SETUP, &setup)
}

/// Takes an invitation and signs in.
pub fn join(token: Secret, password: Secret) -> Endpoint<Session> {
    Endpoint::post(path::INVITATION, &JoinRequest { token: OnWire(token), password: OnWire(password) })
}
