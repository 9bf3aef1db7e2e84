//! What happens, told to whoever listens. Every change is in the audit log, so the log says what to tell: a follower
//! reads what was appended to it after each request that may have changed something, and once a second for what other
//! processes do (`keyhouse user add`, another server on the same store). What is no change of the log, such as the
//! status of a deployment, is published by whoever finds it out.

use crate::audit::chain;
use crate::audit::tail::{self, Appended};
use crate::auth::same_origin::is_safe;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::Store;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use keyhouse_model::audit::action;
use keyhouse_model::live::{LiveEvent, LiveKind};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, broadcast, watch};
use tokio::time::{MissedTickBehavior, interval};

/// How many events a listener may lag behind before some are left out for it.
const CAPACITY: usize = 256;
/// How many events of the log are read at a time.
const BATCH: i64 = 500;
/// How many streams one caller may have open. A browser has one for each tab that is in sight.
pub const STREAMS_PER_CALLER: usize = 24;
/// When somebody with too many streams may try again.
const TRY_AGAIN: Duration = Duration::from_secs(30);

/// How often things are done that nothing else sets off.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Looks for what other processes appended to the log.
    pub look: Duration,
    /// Shows each listener that the stream is alive, and looks whether its session or key still is.
    pub pulse: Duration,
}

impl Default for Pace {
    /// A look a second, a pulse every 15 seconds: less than what proxies take for a connection that is dead.
    fn default() -> Self {
        Self { look: Duration::from_secs(1), pulse: Duration::from_secs(15) }
    }
}

/// Tells what happens. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Live(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    events: broadcast::Sender<LiveEvent>,
    changed: Notify,
    stopped: watch::Sender<bool>,
    /// How many streams each caller has.
    streams: Mutex<HashMap<String, usize>>,
    pace: Pace,
}

impl Live {
    /// Begins to follow the log, from its end as it is now until [`Live::stop`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start(store: &Store, pace: Pace) -> Result<Self> {
        let live = Self(Arc::new(Inner {
            events: broadcast::Sender::new(CAPACITY),
            changed: Notify::new(),
            stopped: watch::Sender::new(false),
            streams: Mutex::default(),
            pace,
        }));
        let seen = chain::head(&mut *store.read().acquire().await?).await?.seq;
        tokio::spawn(live.clone().follow(store.clone(), seen));
        Ok(live)
    }

    /// Tells all who listen. That nobody does is fine.
    pub fn publish(&self, event: LiveEvent) {
        let _ = self.0.events.send(event);
    }

    /// The log may have something new.
    pub fn wake(&self) {
        self.0.changed.notify_one();
    }

    /// Ends every stream, so that none holds up the end of the server.
    pub fn stop(&self) {
        self.0.stopped.send_replace(true);
    }

    /// How often a listener is shown that the stream is alive.
    pub fn pulse(&self) -> Duration {
        self.0.pace.pulse
    }

    /// Listens to what happens from now on, on behalf of the caller with this id.
    ///
    /// # Errors
    /// `rate_limited` when the caller has [`STREAMS_PER_CALLER`] streams already.
    pub fn listen(&self, caller: &str) -> Result<Listener> {
        let mut streams = self.0.streams();
        let open = streams.entry(caller.to_owned()).or_default();
        if *open >= STREAMS_PER_CALLER {
            return Err(Error::RateLimited(TRY_AGAIN));
        }
        *open += 1;
        drop(streams);
        let seat = Seat { inner: Arc::clone(&self.0), caller: caller.to_owned() };
        Ok(Listener { events: self.0.events.subscribe(), stopped: self.0.stopped.subscribe(), _seat: seat })
    }

    async fn follow(self, store: Store, mut seen: i64) {
        let mut look = interval(self.0.pace.look);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stopped = self.0.stopped.subscribe();
        loop {
            tokio::select! {
                biased;
                () = is_stopped(&mut stopped) => return,
                () = self.0.changed.notified() => {}
                _ = look.tick() => {}
            }
            match self.tell_after(&store, seen).await {
                Ok(last) => seen = last,
                // The next look comes in a moment, and begins where this one did.
                Err(cause) => tracing::warn!(%cause, "can't read what is new in the audit log"),
            }
        }
    }

    /// Tells what was appended after `seen`. Answers the number of the last event.
    async fn tell_after(&self, store: &Store, mut seen: i64) -> Result<i64> {
        loop {
            let appended = tail::after(store, seen, BATCH).await?;
            for event in &appended {
                seen = event.seq;
                meaning(event).into_iter().flatten().for_each(|event| self.publish(event));
            }
            if appended.is_empty() {
                return Ok(seen);
            }
        }
    }
}

/// Somebody who listens.
#[derive(Debug)]
pub struct Listener {
    events: broadcast::Receiver<LiveEvent>,
    stopped: watch::Receiver<bool>,
    _seat: Seat,
}

impl Listener {
    /// Waits for what happens next, and takes along what has happened at the same time. `None` when it is over.
    pub async fn next(&mut self) -> Option<Vec<LiveEvent>> {
        let first = tokio::select! {
            biased;
            () = is_stopped(&mut self.stopped) => return None,
            first = self.events.recv() => match first {
                Ok(event) => event,
                Err(broadcast::error::RecvError::Lagged(_)) => LiveEvent::resync(),
                Err(broadcast::error::RecvError::Closed) => return None,
            },
        };
        let mut events = vec![first];
        loop {
            match self.events.try_recv() {
                Ok(event) => events.push(event),
                Err(broadcast::error::TryRecvError::Lagged(_)) => events.push(LiveEvent::resync()),
                Err(_) => return Some(events),
            }
        }
    }
}

/// One of the streams that a caller may have.
#[derive(Debug)]
struct Seat {
    inner: Arc<Inner>,
    caller: String,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut streams = self.inner.streams();
        if let Some(open) = streams.get_mut(&self.caller) {
            *open -= 1;
            if *open == 0 {
                streams.remove(&self.caller);
            }
        }
    }
}

impl Inner {
    fn streams(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn is_stopped(stopped: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, which is as good as a stop.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// What an event of the log means to those who listen: that the log has it, and what it changed.
fn meaning(event: &Appended) -> [Option<LiveEvent>; 2] {
    let of = |kind, id: &str| LiveEvent { kind, id: id.to_owned(), deployment_id: event.deployment_id() };
    let changed = changed(&event.action).filter(|_| event.was_done());
    [changed.map(|kind| of(kind, &event.target_id)), Some(of(LiveKind::Audit, &event.id))]
}

/// What an action changes. A look at a secret changes nothing.
fn changed(done: &str) -> Option<LiveKind> {
    let (noun, _) = done.split_once('.')?;
    match (noun, done) {
        (
            _,
            action::API_KEY_REVEAL
            | action::ACCESS_TOKEN_REVEAL
            | action::NOTIFICATIONS_REVEAL
            | action::NOTIFICATIONS_TEST,
        ) => None,
        ("deployment", _) => Some(LiveKind::Deployment),
        ("access_token", _) => Some(LiveKind::AccessToken),
        ("api_key", _) => Some(LiveKind::ApiKey),
        ("rule_file" | "notifications", _) => Some(LiveKind::RuleFile),
        ("user" | "setup", _) => Some(LiveKind::User),
        _ => None,
    }
}

/// The layer that wakes the follower after each request that may have changed something.
pub async fn layer(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let may_change = !is_safe(request.method());
    let response = next.run(request).await;
    if may_change {
        app.live.wake();
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_say_what_they_change() {
        assert_eq!(changed(action::DEPLOYMENT_STOP), Some(LiveKind::Deployment));
        assert_eq!(changed(action::ACCESS_TOKEN_CREATE), Some(LiveKind::AccessToken));
        assert_eq!(changed(action::API_KEY_ROTATE), Some(LiveKind::ApiKey));
        assert_eq!(changed(action::USER_JOIN), Some(LiveKind::User));
        for nothing in [
            action::API_KEY_REVEAL,
            action::ACCESS_TOKEN_REVEAL,
            action::SESSION_CREATE,
            action::AUDIT_EXPORT,
        ] {
            assert_eq!(changed(nothing), None, "{nothing}");
        }
    }
}
