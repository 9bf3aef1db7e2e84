//! Listeners on the window, which stop when they are dropped.

use leptos::ev;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventTarget};

/// A listener that is on for as long as this value lives.
#[must_use = "the listener stops when this value is dropped"]
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    callback: Closure<dyn FnMut(Event)>,
    /// Whether it hears of an event before the element does that the event is for.
    is_first: bool,
}

impl Listener {
    pub(super) fn new(
        target: EventTarget,
        name: &'static str,
        on_event: impl FnMut(Event) + 'static,
    ) -> Self {
        Self::on(target, name, on_event, false)
    }

    /// One that hears of an event before the element does that the event is for.
    pub(super) fn first(
        target: EventTarget,
        name: &'static str,
        on_event: impl FnMut(Event) + 'static,
    ) -> Self {
        Self::on(target, name, on_event, true)
    }

    fn on(
        target: EventTarget,
        name: &'static str,
        on_event: impl FnMut(Event) + 'static,
        is_first: bool,
    ) -> Self {
        let callback = Closure::<dyn FnMut(Event)>::new(on_event);
        let function = callback.as_ref().unchecked_ref();
        // Fails only for an invalid name; ours are constants.
        let _ = target.add_event_listener_with_callback_and_bool(name, function, is_first);
        Self { target, name, callback, is_first }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(self.name, callback, self.is_first);
    }
}

/// Whether the browser thinks that it has a network. "Yes" does not mean that the server answers.
pub fn is_online() -> bool {
    super::window().navigator().on_line()
}

/// Calls `on_change` with the new state each time the browser loses or regains the network.
pub fn on_online_change(on_change: impl Fn(bool) + Clone + 'static) -> [Listener; 2] {
    let gained = on_change.clone();
    [
        Listener::new(super::window().into(), "online", move |_| gained(true)),
        Listener::new(super::window().into(), "offline", move |_| on_change(false)),
    ]
}

/// Calls `on_key` for each key pressed anywhere in the window, after the focused element saw it.
pub fn on_keydown(mut on_key: impl FnMut(ev::KeyboardEvent) + 'static) -> Listener {
    Listener::new(super::window().into(), "keydown", move |event| {
        // A password manager can send a "keydown" that is no KeyboardEvent.
        if let Ok(key) = event.dyn_into::<ev::KeyboardEvent>() {
            on_key(key);
        }
    })
}

/// Calls `on_change` when back or forward changes the address.
pub fn on_popstate(mut on_change: impl FnMut() + 'static) -> Listener {
    Listener::new(super::window().into(), "popstate", move |_| on_change())
}

/// While this value lives, leaving the site asks the person first if `must_ask` says so.
/// The browser chooses the words.
pub fn guard_unload(must_ask: impl Fn() -> bool + 'static) -> Listener {
    Listener::new(super::window().into(), "beforeunload", move |event| {
        if must_ask() {
            event.prevent_default();
            // Older browsers ask only if this is set too.
            let _ = js_sys::Reflect::set(&event, &JsValue::from_str("returnValue"), &JsValue::TRUE);
        }
    })
}

/// Whether the window fits a media query such as `(max-width: 820px)` now; a query that the
/// browser cannot read fits never.
pub fn matches_media(query: &str) -> bool {
    super::window().match_media(query).ok().flatten().is_some_and(|it| it.matches())
}

/// Whether a key event is meant for a text being written, so that shortcuts keep out of it.
pub fn is_typing(event: &ev::KeyboardEvent) -> bool {
    event.is_composing() || is_for_a_text(event)
}

/// Whether an event is meant for a text being written.
pub(super) fn is_for_a_text(event: &Event) -> bool {
    // Inside the shadow root of an editor, the target is only said to be the editor's own element.
    let Ok(element) = event.composed_path().get(0).dyn_into::<web_sys::HtmlElement>() else {
        return false;
    };
    element.is_content_editable()
        || element
            .matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])")
            .unwrap_or(false)
}
