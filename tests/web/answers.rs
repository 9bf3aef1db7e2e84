//! Stands in for the server: answers what the pages ask with what a test says, and remembers what was asked.

use js_sys::{Array, Function, Reflect};
use keyhouse_console::state;
use keyhouse_console::state::session::SessionState;
use keyhouse_console::ui::time::provide_now;
use keyhouse_console::web::location;
use leptos::prelude::*;
use leptos_router::components::Router;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;

use crate::stage::Stage;
use crate::streams::Streams;

/// Takes the place of `fetch`; the first answer whose beginning fits "METHOD /path?query" is given.
const REPLACE_FETCH: &str = "
    const own = window.fetch;
    window.fetch = request => {
        const { pathname, search } = new URL(request.url);
        const asked_now = `${request.method} ${pathname}${search}`;
        asked.push(asked_now);
        const seen = request.headers.get('if-match') ?? request.headers.get('if-none-match') ?? '';
        request.clone().text().then(body => bodies.push([asked_now, body, seen]));
        const [, status, body] = answers.find(([start]) => asked_now.startsWith(start)) ?? ['', 404, 'unexpected'];
        return Promise.resolve(new Response(status === 204 ? null : body, { status }));
    };
    return () => { window.fetch = own; };
";

/// The answers of a test, until this value is dropped.
pub(crate) struct Answers {
    answers: Array,
    asked: Array,
    bodies: Array,
    restore: Function,
    /// The streams of events; quiet unless a test says otherwise.
    pub(crate) streams: Streams,
}

impl Answers {
    /// None yet: everything is answered with 404.
    pub(crate) fn new() -> Self {
        let (answers, asked, bodies) = (Array::new(), Array::new(), Array::new());
        let replace = Function::new_with_args("answers, asked, bodies", REPLACE_FETCH);
        let restore = replace.call3(&JsValue::NULL, &answers, &asked, &bodies).unwrap().into();
        Self { answers, asked, bodies, restore, streams: Streams::new() }
    }

    /// Answers what begins so ("GET /api/v1/users") from now on.
    pub(crate) fn answer(&self, start: &str, status: u16, body: &Value) -> &Self {
        self.answers.unshift(&Array::of3(&start.into(), &status.into(), &body.to_string().into()));
        self
    }

    /// The same with a body that is no JSON.
    pub(crate) fn answer_text(&self, start: &str, status: u16, body: &str) -> &Self {
        self.answers.unshift(&Array::of3(&start.into(), &status.into(), &body.into()));
        self
    }

    /// What was asked with this beginning, in its order.
    pub(crate) fn asked(&self, start: &str) -> Vec<String> {
        self.asked.iter().filter_map(|it| it.as_string()).filter(|it| it.starts_with(start)).collect()
    }

    /// What was sent along with what was asked with this beginning, in its order.
    pub(crate) fn sent(&self, start: &str) -> Vec<Value> {
        self.sent_text(start).iter().map(|body| serde_json::from_str(body).unwrap()).collect()
    }

    /// The same where it is no JSON.
    pub(crate) fn sent_text(&self, start: &str) -> Vec<String> {
        let pairs = self.bodies.iter().map(|it| Array::from(&it));
        let fits = pairs.filter(|it| it.get(0).as_string().unwrap().starts_with(start));
        fits.map(|it| it.get(1).as_string().unwrap()).collect()
    }

    /// The `ETag`s that were sent along with what was asked with this beginning, as what is to be replaced.
    pub(crate) fn replaced(&self, start: &str) -> Vec<String> {
        let pairs = self.bodies.iter().map(|it| Array::from(&it));
        let fits = pairs.filter(|it| it.get(0).as_string().unwrap().starts_with(start));
        fits.map(|it| it.get(2).as_string().unwrap()).collect()
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        self.restore.call0(&JsValue::NULL).unwrap();
        location::replace_state("/").unwrap();
    }
}

/// Shows a page at an address, to a person with this role who is called Ada.
pub(crate) async fn visit<V: IntoView + 'static>(
    address: &str,
    role: &str,
    page: impl FnOnce() -> V + Send + 'static,
) -> Stage {
    location::replace_state(address).unwrap();
    let session = json!({ "user": user("ada", role, "active"), "expires_at": "2126-11-28T09:00:00Z" });
    Stage::new(move || {
        state::provide("");
        provide_now();
        SessionState::get().signed_in(serde_json::from_value(session).unwrap());
        state::live::Live::get().connect(state::client());
        view! { <Router>{page()}</Router> }
    })
    .await
}

/// A member as the server describes them; the id follows from the name.
pub(crate) fn user(name: &str, role: &str, status: &str) -> Value {
    let seen = (status == "active").then_some("2026-11-21T09:00:00Z");
    json!({
        "id": id_of(name), "email": format!("{name}@example.com"), "name": name, "role": role, "status": status,
        "created_at": "2026-11-20T09:00:00Z", "last_seen_at": seen,
    })
}

/// A UUID for a name.
pub(crate) fn id_of(name: &str) -> String {
    let number = name.bytes().fold(7_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    format!("123e4567-e89b-42d3-a456-{:012x}", number & 0xffff_ffff_ffff)
}

/// An error as the server describes it.
pub(crate) fn problem(code: &str, status: u16, detail: &str) -> Value {
    json!({
        "type": format!("urn:keyhouse:problem:{code}"), "title": code, "status": status, "detail": detail, "code": code,
        "request_id": "request-1",
    })
}

/// What the address says behind its path.
pub(crate) fn query() -> String {
    Reflect::get(&window().location(), &"search".into()).unwrap().as_string().unwrap()
}
