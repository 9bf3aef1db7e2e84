//! Signing out, from wherever it is offered.

use crate::state::session::SessionState;
use crate::state::toasts::Toasts;
use crate::{api, state};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What signs out: the server first, so that nobody believes to be signed out who is not.
pub fn sign_out() -> Callback<()> {
    let (session, client, toasts) = (SessionState::get(), state::client(), Toasts::get());
    Callback::new(move |()| {
        let client = client.clone();
        spawn_local(async move {
            match client.send(api::session::sign_out()).await {
                Ok(()) => session.signed_out(),
                Err(error) if error.is_signed_out() => session.signed_out(),
                Err(error) => toasts.failed("You are still signed in", &error),
            }
        });
    })
}
