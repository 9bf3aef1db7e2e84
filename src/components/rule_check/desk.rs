//! Where requests are handed in and answers come out: the worker, its life, and what happens when it breaks off.

use crate::web::document;
use crate::web::timer::Timeout;
use crate::web::worker::{Heard, Worker};
use futures_channel::oneshot::{self, Sender};
use keyhouse_model::rule_worker::{Reply, Request};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// What index.html calls the worker's script.
const FILE: &str = "keyhouse:rule-worker";
/// After so many times that it broke off, no other is started until somebody asks for it.
const MOST_CRASHES: u32 = 3;
/// Whatever takes longer is held to be stuck. The largest file that a server takes is checked in less.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why there is no answer. As text: what that means for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The worker could not be fetched or started.
    NotLoaded,
    /// It broke off, and another takes its place.
    Broke,
    /// It broke off too often.
    GaveUp,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotLoaded => {
                "The checks could not be loaded, so nothing is checked while you type. What you typed is safe, and the \
                 server still checks it when it is saved."
            }
            Self::Broke => {
                "The check of this text broke off. It is checked again when it changes, and the server still checks it \
                 when it is saved."
            }
            Self::GaveUp => {
                "The checks broke off three times and have stopped. What you typed is safe, and the server still checks \
                 it when it is saved."
            }
        })
    }
}

/// Answers what a worker would: nothing for a crash.
type Answer = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Does the work of the worker in the page, for tests, which have no file of a worker: given a request as JSON, it
/// answers with a reply as JSON, or with nothing, as a worker that breaks off.
#[derive(Clone)]
pub struct InPage(pub Arc<Answer>);

/// A place to hand in requests. It goes with the component that opened it, and its worker with it.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    state: StoredValue<State, LocalStorage>,
    /// Counts how often a person asked to try again.
    attempts: RwSignal<u32>,
}

#[derive(Default)]
struct State {
    in_page: Option<InPage>,
    worker: Option<Worker>,
    is_ready: bool,
    /// Why there is no worker.
    trouble: Option<Trouble>,
    /// Who waits, by the numbers of the requests, and the requests that a worker on its way has not got yet.
    waiting: BTreeMap<u64, Sender<Result<Reply, Trouble>>>,
    unsent: Vec<String>,
    last: u64,
    crashes: u32,
    stuck: Option<Timeout>,
}

impl Desk {
    /// Opens one, and starts its worker.
    pub(super) fn open(in_page: Option<InPage>) -> Self {
        let state = State { in_page, ..State::default() };
        let desk = Self { state: StoredValue::new_local(state), attempts: RwSignal::new(0) };
        desk.start();
        desk
    }

    /// Whether the component that opened it is still there.
    pub(super) fn is_open(self) -> bool {
        self.attempts.try_get_untracked().is_some()
    }

    /// Says how often a person asked to try again; follows it.
    pub(super) fn attempts(self) -> u32 {
        self.attempts.get()
    }

    /// Starts a worker in the place of the one that broke off.
    pub(super) fn retry(self) {
        self.state.update_value(|state| (state.crashes, state.trouble) = (0, None));
        self.start();
        self.attempts.update(|it| *it += 1);
    }

    /// Asks for an answer.
    pub(super) async fn ask(self, request: &Request) -> Result<Reply, Trouble> {
        let (send, receive) = oneshot::channel();
        self.state.try_update_value(|state| self.hand_in(state, request, send));
        // Dropped without an answer: the page went away.
        receive.await.unwrap_or(Err(Trouble::Broke))
    }

    fn hand_in(self, state: &mut State, request: &Request, send: Sender<Result<Reply, Trouble>>) {
        if let Some(trouble) = state.trouble {
            return drop(send.send(Err(trouble)));
        }
        state.last += 1;
        let Ok(asked) = serde_json::to_string(&(state.last, request)) else {
            return drop(send.send(Err(Trouble::Broke)));
        };
        state.waiting.insert(state.last, send);
        if state.is_ready { self.send(state, asked) } else { state.unsent.push(asked) }
    }

    fn send(self, state: &mut State, asked: String) {
        if state.stuck.is_none() {
            self.watch(state);
        }
        if let Some(InPage(answer)) = state.in_page.clone() {
            return spawn_local(async move {
                self.hear(answer(&asked).map_or(Heard::Broke, Heard::Said));
            });
        }
        if state.worker.as_ref().is_none_or(|worker| worker.say(&asked).is_err()) {
            spawn_local(async move { self.hear(Heard::Broke) });
        }
    }

    /// Ends a worker that says nothing for too long.
    fn watch(self, state: &mut State) {
        let give_up = move || self.hear(Heard::Broke);
        state.stuck = (!state.waiting.is_empty()).then(|| Timeout::new(PATIENCE, give_up));
    }

    fn start(self) {
        self.state.try_update_value(|state| {
            state.is_ready = state.in_page.is_some();
            if state.is_ready {
                return;
            }
            let hear = move |heard| self.hear(heard);
            state.worker = document::file(FILE).and_then(|url| Worker::start(&url, hear).ok());
            if state.worker.is_none() {
                state.trouble = Some(Trouble::NotLoaded);
            }
        });
    }

    fn hear(self, heard: Heard) {
        let restarts = self.state.try_update_value(|state| match heard {
            Heard::Ready => {
                state.is_ready = true;
                for asked in std::mem::take(&mut state.unsent) {
                    self.send(state, asked);
                }
                false
            }
            Heard::Said(said) => {
                if let Ok((number, reply)) = serde_json::from_str::<(u64, Reply)>(&said)
                    && let Some(send) = state.waiting.remove(&number)
                {
                    // Nobody may want it any more.
                    let _ = send.send(Ok(reply));
                }
                self.watch(state);
                false
            }
            Heard::Broke => state.broke(),
        });
        if restarts == Some(true) {
            self.start();
        }
    }
}

impl State {
    /// Tells all who wait. Says whether another worker is to be started.
    fn broke(&mut self) -> bool {
        let was_ready = std::mem::take(&mut self.is_ready);
        self.worker = None;
        self.stuck = None;
        self.unsent.clear();
        self.crashes += 1;
        let trouble = match (was_ready, self.crashes) {
            (false, _) => Trouble::NotLoaded,
            (true, MOST_CRASHES..) => Trouble::GaveUp,
            (true, _) => Trouble::Broke,
        };
        self.trouble = Some(trouble).filter(|it| *it != Trouble::Broke);
        for (_, send) in std::mem::take(&mut self.waiting) {
            // Nobody may want it any more.
            let _ = send.send(Err(trouble));
        }
        trouble == Trouble::Broke
    }
}
