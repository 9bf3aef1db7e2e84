//! Notices: whoever looks after an API key is told that it ends soon, by webhook and by e-mail.
//!
//! Once a minute, `due` writes to the store what is to be told, each stage of each end once, and `delivery` sends what
//! waits there: a `letter`, by `webhook` or `email`. What was not taken is tried again, further and further apart; how
//! often it was, the store knows. `setup` reads the command line.
//!
//! A message is sent before that is written down: who ends the server in between gets it twice, with the same id, and
//! not never.

use crate::error::Result;
use crate::state::AppState;
use email::Email;
use keyhouse_model::notice::{Channel, NoticeResult, NoticeSettings};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};
use webhook::Webhook;

mod delivery;
mod due;
mod email;
mod letter;
mod mail_server;
mod record;
mod setup;
mod trial;
mod webhook;

pub use setup::{Hidden, NoticeFlags, SetupError};

/// How often somebody looks whether there is something to tell.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// The ways of telling people. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Notices(Arc<Channels>);

/// The ways that are set up.
#[derive(Debug, Default)]
struct Channels {
    webhook: Option<Webhook>,
    email: Option<Email>,
}

/// Why a message was not taken.
#[derive(Debug)]
struct NotSent {
    /// What is wrong and what to do, in words for people, without a secret.
    detail: String,
    /// Whether the next one would fare no better, since nobody answers there.
    is_down: bool,
}

impl Notices {
    /// Notes what is to be told now, and sends what waits.
    ///
    /// # Errors
    /// When the database fails. That nobody takes a message is none: it is tried again.
    pub async fn round(&self, app: &AppState) -> Result<()> {
        self.round_while(app, || true).await
    }

    /// The same, with what waits only as long as `goes_on` says so.
    async fn round_while(&self, app: &AppState, goes_on: impl Fn() -> bool) -> Result<()> {
        if self.is_set_up() {
            due::note(app, &self.0).await?;
            delivery::send_waiting(app, &self.0, goes_on).await?;
        }
        Ok(())
    }

    /// Looks every minute until `stop` changes. The message that is being sent then is sent; the others wait for the next
    /// start.
    pub async fn run(self, app: AppState, mut stop: watch::Receiver<bool>) {
        let mut look = interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while self.is_set_up() {
            tokio::select! {
                _ = look.tick() => {}
                () = stopped(&mut stop) => return,
            }
            let goes_on = || !*stop.borrow();
            if let Err(cause) = self.round_while(&app, goes_on).await {
                tracing::error!(%cause, "can't tell of keys that end; it is tried again");
            }
        }
    }

    /// Whether anybody can be told of anything.
    pub fn is_set_up(&self) -> bool {
        self.0.webhook.is_some() || self.0.email.is_some()
    }

    /// Sends a test to everybody, and to `address`. Answers what became of each message.
    ///
    /// # Errors
    /// When the machine gives no random bytes, or the database fails.
    pub async fn send_test(&self, app: &AppState, address: &str) -> Result<Vec<NoticeResult>> {
        trial::send(app, &self.0, address).await
    }

    /// What is set up, and how it went.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settings(&self, app: &AppState) -> Result<NoticeSettings> {
        record::settings(app, &self.0).await
    }
}

impl Channels {
    /// Sends a letter; `recipient` is an address, and nothing for the webhook.
    async fn send(
        &self,
        app: &AppState,
        channel: Channel,
        recipient: &str,
        letter: &letter::Letter,
    ) -> Result<(), NotSent> {
        let gone =
            || NotSent { detail: format!("No {} is set up any more.", channel.as_str()), is_down: true };
        match channel {
            Channel::Webhook => {
                let webhook = self.webhook.as_ref().ok_or_else(gone)?;
                webhook.send(&app.http_client, letter).await
            }
            Channel::Email => self.email.as_ref().ok_or_else(gone)?.send(recipient, letter).await,
        }
    }
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, which is as good as a stop.
    let _ = stop.wait_for(|stop| *stop).await;
}
