//! Stands in for the browser's streams of server-sent events: a test says what comes over them.

use js_sys::{Array, Function, Reflect};
use keyhouse_model::live::LiveKind;
use serde_json::json;
use wasm_bindgen::JsValue;

/// Takes the place of `EventSource`.
const REPLACE: &str = "
    const own = window.EventSource;
    window.EventSource = class extends EventTarget {
        constructor(url, { withCredentials }) {
            super();
            Object.assign(this, { url, withCredentials, isOpen: true });
            streams.push(this);
        }
        close() { this.isOpen = false; }
    };
    return () => { window.EventSource = own; };
";
const SEND: &str = "stream.dispatchEvent(data === null ? new Event(name) : new MessageEvent(name, { data }))";

/// The streams of a test, until this value is dropped.
pub(crate) struct Streams {
    streams: Array,
    send: Function,
    restore: Function,
}

impl Streams {
    /// None is open yet.
    pub(crate) fn new() -> Self {
        let streams = Array::new();
        let replace = Function::new_with_args("streams", REPLACE);
        let restore = replace.call1(&JsValue::NULL, &streams).unwrap().into();
        Self { streams, send: Function::new_with_args("stream, name, data", SEND), restore }
    }

    /// How many were opened so far.
    pub(crate) fn count(&self) -> u32 {
        self.streams.length()
    }

    /// The URL of the newest, and whether it carries cookies.
    pub(crate) fn newest(&self) -> (String, bool) {
        let of = |name: &str| Reflect::get(&self.last(), &name.into()).unwrap();
        (of("url").as_string().unwrap(), of("withCredentials").is_truthy())
    }

    /// Whether the newest is neither lost nor closed.
    pub(crate) fn is_open(&self) -> bool {
        self.count() > 0 && Reflect::get(&self.last(), &"isOpen".into()).unwrap().is_truthy()
    }

    /// The newest is through to the server.
    pub(crate) fn open(&self) {
        self.send("open", &JsValue::NULL);
    }

    /// The newest is lost.
    pub(crate) fn lose(&self) {
        self.send("error", &JsValue::NULL);
    }

    /// An event of this kind comes over the newest.
    pub(crate) fn tell(&self, kind: LiveKind) {
        let data = json!({ "kind": kind, "id": "123e4567-e89b-42d3-a456-000000000000" }).to_string();
        self.send(kind.as_str(), &data.into());
    }

    fn send(&self, name: &str, data: &JsValue) {
        self.send.call3(&JsValue::NULL, &self.last(), &name.into(), data).unwrap();
    }

    fn last(&self) -> JsValue {
        assert!(self.count() > 0, "no stream was opened");
        self.streams.get(self.count() - 1)
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        self.restore.call0(&JsValue::NULL).unwrap();
    }
}
