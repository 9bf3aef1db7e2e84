use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use js_sys::Function;
use keyhouse_console::api::ApiError;
use keyhouse_console::state::remote::Loader;
use keyhouse_console::state::session::{Phase, SessionState};
use keyhouse_console::web::event_source::{EventSource, Heard};
use keyhouse_console::web::timer::sleep;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, problem, user, visit};
use crate::stage::{Stage, settle, until};
use crate::streams::Streams;

const SESSION: &str = "GET /api/v1/session";
/// Longer than events are gathered.
const GATHERED: Duration = Duration::from_millis(400);

#[wasm_bindgen_test]
fn a_stream_says_what_it_hears_until_it_is_dropped() {
    let (streams, heard) = (Streams::new(), Rc::new(RefCell::new(Vec::new())));
    let keep = Rc::clone(&heard);
    let names = ["api_key.changed", "audit.appended"];
    let source = EventSource::open("/events", names, move |it| keep.borrow_mut().push(it)).unwrap();
    assert_eq!(streams.newest(), ("/events".to_owned(), true));
    streams.open();
    streams.tell(LiveKind::ApiKey);
    streams.tell(LiveKind::Deployment);
    let heard_now = heard.take();
    assert!(
        matches!(&heard_now[..], [Heard::Opened, Heard::Event { name: "api_key.changed", data }] if data.contains("\"id\""))
    );
    drop(source);
    assert!(!streams.is_open());
    streams.tell(LiveKind::ApiKey);
    assert!(heard.borrow().is_empty());
}

#[wasm_bindgen_test]
fn a_lost_stream_does_not_come_back_by_itself() {
    let (streams, heard) = (Streams::new(), Rc::new(RefCell::new(Vec::new())));
    let keep = Rc::clone(&heard);
    let _source = EventSource::open("/events", [], move |it| keep.borrow_mut().push(it)).unwrap();
    streams.lose();
    assert_eq!(heard.take(), [Heard::Lost]);
    assert!(!streams.is_open());
}

/// How often it was loaded, and whether loads stay under way.
#[derive(Clone, Default)]
struct Loads(Arc<(AtomicU32, AtomicBool)>);

impl Loads {
    fn count(&self) -> u32 {
        self.0.0.load(Ordering::Relaxed)
    }

    /// From now on, loads stay under way until they are let go.
    fn hold(&self, hold: bool) {
        self.0.1.store(hold, Ordering::Relaxed);
    }

    async fn load(self) -> Result<u32, ApiError> {
        let number = self.0.0.fetch_add(1, Ordering::Relaxed) + 1;
        while self.0.1.load(Ordering::Relaxed) {
            sleep(Duration::from_millis(10)).await;
        }
        Ok(number)
    }
}

/// Shows how often a value that follows API keys and members was loaded.
async fn count(loads: &Loads) -> Stage {
    let loads = loads.clone();
    visit("/", "admin", move || {
        let loader = Loader::new(move || loads.clone().load()).follow(&[LiveKind::ApiKey, LiveKind::User]);
        view! { <p>"loaded " {move || loader.with_value(u32::to_string)}</p> }
    })
    .await
}

#[wasm_bindgen_test]
async fn many_events_at_once_are_one_fetch() {
    let (answers, loads) = (Answers::new(), Loads::default());
    let stage = count(&loads).await;
    answers.streams.open();
    assert!(stage.text().contains("loaded 1"));
    for kind in [LiveKind::ApiKey, LiveKind::User, LiveKind::ApiKey, LiveKind::ApiKey] {
        answers.streams.tell(kind);
    }
    until("the second load", || stage.text().contains("loaded 2")).await;
    answers.streams.tell(LiveKind::Deployment);
    sleep(GATHERED).await;
    assert_eq!(loads.count(), 2, "what is not followed loads nothing");
    answers.streams.tell(LiveKind::Resync);
    until("the third load", || stage.text().contains("loaded 3")).await;
}

#[wasm_bindgen_test]
async fn a_load_under_way_is_ended_and_then_followed_by_one_more() {
    let (answers, loads) = (Answers::new(), Loads::default());
    let stage = count(&loads).await;
    answers.streams.open();
    loads.hold(true);
    answers.streams.tell(LiveKind::ApiKey);
    until("the second load to begin", || loads.count() == 2).await;
    for _ in 0..3 {
        answers.streams.tell(LiveKind::ApiKey);
        sleep(GATHERED).await;
    }
    assert_eq!((loads.count(), stage.text().contains("loaded 1")), (2, true), "the last value stays");
    loads.hold(false);
    until("the third load", || stage.text().contains("loaded 3")).await;
    assert_eq!(loads.count(), 3);
}

#[wasm_bindgen_test]
async fn a_lost_stream_is_opened_again_and_what_it_missed_is_fetched() {
    let (answers, loads) = (Answers::new(), Loads::default());
    answers.answer(
        SESSION,
        200,
        &json!({ "user": user("ada", "admin", "active"), "expires_at": "2126-11-28T09:00:00Z" }),
    );
    let stage = count(&loads).await;
    answers.streams.open();
    answers.streams.lose();
    until("another stream", || answers.streams.count() == 2 && answers.streams.is_open()).await;
    assert_eq!(answers.asked(SESSION).len(), 1, "it looks first why the stream was lost");
    assert_eq!(loads.count(), 1, "before the stream is open, a change could still be missed");
    answers.streams.open();
    until("the second load", || stage.text().contains("loaded 2")).await;
}

#[wasm_bindgen_test]
async fn a_session_that_is_over_ends_the_tries() {
    let (answers, loads) = (Answers::new(), Loads::default());
    answers.answer(SESSION, 401, &problem("unauthenticated", 401, "Your session is over."));
    let _stage = count(&loads).await;
    answers.streams.open();
    answers.streams.lose();
    until("the look at the session", || answers.asked(SESSION).len() == 1).await;
    sleep(Duration::from_millis(1500)).await;
    assert_eq!((answers.streams.count(), answers.asked(SESSION).len()), (1, 1));
}

#[wasm_bindgen_test]
async fn signing_out_closes_the_stream() {
    let answers = Answers::new();
    let found = Arc::new(OnceLock::new());
    let keep = Arc::clone(&found);
    let _stage = visit("/", "admin", move || {
        let _ = keep.set(SessionState::get());
    })
    .await;
    let session = *found.get().unwrap();
    assert!(answers.streams.is_open() && matches!(untrack(|| session.phase()), Phase::SignedIn(_)));
    assert_eq!(answers.streams.newest().0, "/api/v1/events");
    session.signed_out();
    settle().await;
    assert!(!answers.streams.is_open());
}

/// Puts the tab out of sight or back, and lets what takes long pass quickly. Undone when dropped.
struct Sight(Function);

impl Sight {
    fn new() -> Self {
        const REPLACE: &str = "
            const own = window.setTimeout;
            window.setTimeout = (act, ms, ...rest) => own(act, ms >= 5000 ? ms / 50 : ms, ...rest);
            return state => {
                if (state) {
                    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
                    document.dispatchEvent(new Event('visibilitychange'));
                } else {
                    delete document.visibilityState;
                    window.setTimeout = own;
                }
            };
        ";
        Self(Function::new_no_args(REPLACE).call0(&JsValue::NULL).unwrap().into())
    }

    fn is(&self, state: &str) {
        self.0.call1(&JsValue::NULL, &state.into()).unwrap();
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.0.call0(&JsValue::NULL).unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_tab_out_of_sight_listens_no_longer_and_catches_up_when_it_is_back() {
    let (answers, loads, sight) = (Answers::new(), Loads::default(), Sight::new());
    let stage = count(&loads).await;
    answers.streams.open();
    sight.is("hidden");
    sight.is("visible");
    sleep(Duration::from_millis(400)).await;
    assert_eq!((answers.streams.count(), answers.streams.is_open()), (1, true), "a moment changes nothing");
    sight.is("hidden");
    until("the stream to be closed", || !answers.streams.is_open()).await;
    sight.is("visible");
    until("another stream", || answers.streams.is_open()).await;
    answers.streams.open();
    until("the second load", || stage.text().contains("loaded 2")).await;
}
