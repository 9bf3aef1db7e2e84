//! Whether the server can be reached.

use crate::web::{clock, events, keep};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Whether the server can be reached, and when it last answered.
#[derive(Clone, Copy)]
pub struct Connection {
    lost: RwSignal<bool>,
    last_answer: RwSignal<Option<DateTime<Utc>>>,
}

impl Connection {
    /// Starts to watch, with the browser's own word that it went offline as a first sign.
    pub fn provide() -> Self {
        let connection = Self { lost: RwSignal::new(false), last_answer: RwSignal::new(None) };
        provide_context(connection);
        keep(events::on_online_change(move |online| connection.lost.set(!online)));
        connection
    }

    /// The one that was provided.
    pub fn get() -> Self {
        expect_context()
    }

    /// The server answered.
    pub fn reached(self) {
        self.lost.set(false);
        self.last_answer.set(Some(clock::now()));
    }

    /// The server did not answer.
    pub fn unreachable(self) {
        self.lost.set(true);
    }

    /// Whether the last word was that the server can't be reached.
    pub fn is_lost(self) -> bool {
        self.lost.get()
    }

    /// When the server last answered: what is on the screen is not newer than that.
    pub fn last_answer(self) -> Option<DateTime<Utc>> {
        self.last_answer.get()
    }
}
