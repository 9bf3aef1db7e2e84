//! What outlives a page: who is signed in, whether the server can be reached, what changes there, what is loaded, what
//! was just done.

pub mod connection;
pub mod live;
pub mod remote;
pub mod session;
pub mod theme;
pub mod toasts;

use crate::api::Client;
use leptos::prelude::*;
use std::sync::Arc;

/// Makes everything here available to the components below.
///
/// `api_base_url` is empty when the API is at the console's own origin.
pub fn provide(api_base_url: &str) {
    let connection = connection::Connection::provide();
    let session = session::SessionState::provide();
    provide_context(Client::new(api_base_url, Arc::new(Shared { connection, session })));
    live::Live::provide();
    toasts::Toasts::provide();
    theme::provide();
}

/// The client of this console.
pub fn client() -> Client {
    expect_context()
}

/// Passes on to the shared state how the client's calls went.
struct Shared {
    connection: connection::Connection,
    session: session::SessionState,
}

impl crate::api::Observer for Shared {
    fn reached(&self) {
        self.connection.reached();
    }

    fn unreachable(&self) {
        self.connection.unreachable();
    }

    fn session_ended(&self) {
        self.session.ended();
    }
}
