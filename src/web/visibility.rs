//! Whether anybody can see the page: what ticks or polls rests while nobody can.

use super::events::Listener;

/// Whether the page is in the foreground.
pub fn is_visible() -> bool {
    leptos::prelude::document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Calls `on_change` with the new state when the page goes to the background or comes back.
pub fn on_change(mut on_change: impl FnMut(bool) + 'static) -> Listener {
    Listener::new(leptos::prelude::document().into(), "visibilitychange", move |_| on_change(is_visible()))
}

/// Calls `on_leave` when another document takes the place of this one. The browser may keep this one, with all that is
/// open, so as to show it again when somebody goes back; then it is in the foreground anew.
pub fn on_leave(mut on_leave: impl FnMut() + 'static) -> Listener {
    Listener::new(leptos::prelude::window().into(), "pagehide", move |_| on_leave())
}
