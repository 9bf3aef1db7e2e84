//! What changes on the server while a page is looked at. The server tells what changed; whoever shows it fetches it
//! anew ([`super::remote::Loader::follow`]).
//!
//! A tab has one stream, and only while it is in sight: over HTTP/1.1 a browser has six connections to a server, and
//! forgotten tabs must not use them up. What a stream that was not there may have missed is fetched anew when it is.

use super::connection::Connection;
use super::session::{Phase, SessionState};
use crate::api::{self, Client};
use crate::web::event_source::{EventSource, Heard};
use crate::web::timer::Timeout;
use crate::web::{clock, keep, random, visibility};
use chrono::{DateTime, TimeDelta, Utc};
use keyhouse_model::live::LiveKind;
use keyhouse_model::path;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashSet;
use std::time::Duration;

/// How long events are gathered before pages follow, so that many at once are one fetch.
const GATHER: Duration = Duration::from_millis(300);
/// How long a tab must be out of sight before its stream is closed.
const OUT_OF_SIGHT: Duration = Duration::from_secs(10);
/// The first wait after the stream was lost; it doubles each time, up to the longest.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How long the stream may be away before the person is told.
const PATIENCE: Duration = Duration::from_secs(60);
/// A stream that was open for longer than this was a good one, and the next try is the first.
const STEADY: TimeDelta = TimeDelta::seconds(10);
/// What was fetched while the first stream took longer than this to open is fetched again.
const PROMPT: TimeDelta = TimeDelta::seconds(2);

/// The changes of each kind, to be followed. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Live {
    changes: [RwSignal<u32>; LiveKind::ALL.len()],
    down: RwSignal<bool>,
    line: StoredValue<Line, LocalStorage>,
}

/// The stream, and what waits.
#[derive(Default)]
struct Line {
    state: State,
    source: Option<EventSource>,
    /// Tries anew.
    retry: Option<Timeout>,
    /// Says that it takes long.
    patience: Option<Timeout>,
    /// How often it was lost in a row.
    tries: u32,
    /// Whether something may have been missed.
    missed: bool,
    /// When it was asked for, and then when it was open.
    since: Option<DateTime<Utc>>,
    is_open: bool,
    gathered: HashSet<LiveKind>,
    gather: Option<Timeout>,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    /// Nobody is signed in, or nobody looks.
    #[default]
    Closed,
    /// Lost, and tried again in a moment.
    Waiting,
    /// Open, or being opened.
    Dialled,
}

impl Live {
    /// Makes it available. Nothing is heard before [`Live::connect`].
    pub fn provide() -> Self {
        let changes = std::array::from_fn(|_| RwSignal::new(0));
        let live =
            Self { changes, down: RwSignal::new(false), line: StoredValue::new_local(Line::default()) };
        provide_context(live);
        live
    }

    /// The one that was provided.
    pub fn get() -> Self {
        expect_context()
    }

    /// Has a stream open whenever somebody is signed in and the tab is in sight, as long as what calls this is there.
    pub fn connect(self, client: Client) {
        on_cleanup(move || self.close(false));
        let (session, connection) = (SessionState::get(), Connection::get());
        let signed_in = Memo::new(move |_| matches!(session.phase(), Phase::SignedIn(_)));
        let in_sight = in_sight();
        let client = StoredValue::new(client);
        Effect::new(move || match (signed_in.get(), in_sight.get()) {
            (true, true) if self.state() == State::Closed => self.dial(client),
            (true, true) => {}
            (signed_in, _) => self.close(signed_in),
        });
        let is_lost = Memo::new(move |_| connection.is_lost());
        Effect::new(move |was_lost: Option<bool>| {
            if was_lost == Some(true) && !is_lost.get() {
                match self.state() {
                    State::Waiting => self.dial(client),
                    // What was fetched meanwhile failed.
                    State::Dialled => self.gather(LiveKind::ALL),
                    State::Closed => {}
                }
            }
            is_lost.get()
        });
    }

    /// Follows the changes of a kind.
    pub fn track(self, kind: LiveKind) {
        self.changes[kind as usize].track();
    }

    /// Whether changes have not been heard of for a while, though the server may well be there.
    pub fn is_down(self) -> bool {
        self.down.get()
    }

    fn state(self) -> State {
        self.line.with_value(|line| line.state)
    }

    /// Closes the stream. What happens until it is open again is missed by what is on the screen.
    fn close(self, signed_in: bool) {
        self.down.set(false);
        self.line.update_value(|line| {
            let missed = signed_in || line.missed || line.state != State::Closed;
            *line = Line { missed, ..Line::default() };
        });
    }

    fn dial(self, client: StoredValue<Client>) {
        self.line.update_value(|line| {
            line.state = State::Dialled;
            line.is_open = false;
            line.since = Some(clock::now());
        });
        let url = client.with_value(|client| client.url(path::EVENTS));
        let names = LiveKind::ALL.iter().map(|kind| kind.as_str());
        match EventSource::open(&url, names, move |heard| self.hear(heard, client)) {
            Ok(source) => self.line.update_value(|line| line.source = Some(source)),
            // No URL is one that a later try could open.
            Err(_) => self.down.set(true),
        }
    }

    fn hear(self, heard: Heard, client: StoredValue<Client>) {
        match heard {
            Heard::Opened => self.opened(),
            Heard::Event { name, .. } => match LiveKind::from_word(name) {
                Some(LiveKind::Resync) => self.gather(LiveKind::ALL),
                Some(kind) => self.gather(&[kind]),
                None => {}
            },
            Heard::Lost => self.lost(client),
        }
    }

    fn opened(self) {
        self.down.set(false);
        let mut missed = false;
        self.line.update_value(|line| {
            missed = std::mem::take(&mut line.missed) || line.has_waited(PROMPT);
            line.is_open = true;
            line.since = Some(clock::now());
            line.patience = None;
        });
        if missed {
            self.gather(LiveKind::ALL);
        }
    }

    /// The stream is gone, or could not be opened: another try after a while, each time a longer one.
    fn lost(self, client: StoredValue<Client>) {
        self.line.update_value(|line| {
            line.state = State::Waiting;
            line.missed = true;
            if line.is_open && line.has_waited(STEADY) {
                line.tries = 0;
            }
            let wait = back_off(line.tries, random::unit());
            line.tries += 1;
            line.retry = Some(Timeout::new(wait, move || self.look(client)));
            line.patience.get_or_insert_with(|| Timeout::new(PATIENCE, move || self.down.set(true)));
        });
    }

    /// A lost stream does not say why. An ordinary call does: it may find the session ended or the server away, which
    /// all pages then show.
    fn look(self, client: StoredValue<Client>) {
        spawn_local(async move {
            let result = client.get_value().send(api::session::current()).await;
            // Closed meanwhile, or dialled since the server was found to be back.
            if self.state() != State::Waiting {
                return;
            }
            match result {
                Ok(_) => self.dial(client),
                Err(error) if error.is_signed_out() => {}
                Err(_) => self.lost(client),
            }
        });
    }

    /// Notes what changed; who follows it is told once no more than [`GATHER`] has passed.
    fn gather(self, kinds: &[LiveKind]) {
        self.line.update_value(|line| {
            if line.gathered.is_empty() {
                line.gather = Some(Timeout::new(GATHER, move || self.tell()));
            }
            line.gathered.extend(kinds);
        });
    }

    fn tell(self) {
        let mut gathered = HashSet::new();
        self.line.update_value(|line| gathered = std::mem::take(&mut line.gathered));
        for kind in gathered {
            self.changes[kind as usize].update(|changes| *changes = changes.wrapping_add(1));
        }
    }
}

impl Line {
    fn has_waited(&self, longer_than: TimeDelta) -> bool {
        self.since.is_some_and(|since| clock::now() - since > longer_than)
    }
}

/// Whether the tab is in sight, or was a moment ago.
fn in_sight() -> RwSignal<bool> {
    let in_sight = RwSignal::new(visibility::is_visible());
    let leaving = StoredValue::new_local(None::<Timeout>);
    keep(visibility::on_change(move |visible| {
        if visible {
            leaving.set_value(None);
            in_sight.set(true);
        } else {
            leaving.set_value(Some(Timeout::new(OUT_OF_SIGHT, move || in_sight.set(false))));
        }
    }));
    // No timer runs in a document that was left, and its stream would stay open as long as the browser keeps it.
    keep(visibility::on_leave(move || in_sight.set(false)));
    in_sight
}

/// How long to wait after a stream was lost for the `tries`th time. `jitter`, 0 to 1, spreads consoles that lost
/// theirs together.
fn back_off(tries: u32, jitter: f64) -> Duration {
    let wait = FIRST_WAIT.saturating_mul(1 << tries.min(6)).min(LONGEST_WAIT);
    wait.mul_f64(1.0 + jitter.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_the_longest() {
        let waits: Vec<_> = (0..9).map(|tries| back_off(tries, 0.0).as_millis()).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
        assert_eq!(back_off(0, 1.0), Duration::from_secs(1));
        assert_eq!(back_off(u32::MAX, 0.0), LONGEST_WAIT);
    }

    #[test]
    fn every_kind_has_a_place_of_its_own() {
        for (place, kind) in LiveKind::ALL.iter().enumerate() {
            assert_eq!(*kind as usize, place);
        }
    }
}
