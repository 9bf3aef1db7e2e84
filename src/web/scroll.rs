//! How far a person has scrolled.

use web_sys::Element;

use super::events::Listener;

/// Whether the top of an element is above what is seen of the page.
pub fn is_passed(element: &Element) -> bool {
    element.get_bounding_client_rect().top() < 0.0
}

/// Calls `on_scroll` when the page was scrolled.
pub fn on_scroll(mut on_scroll: impl FnMut() + 'static) -> Listener {
    Listener::new(super::window().into(), "scroll", move |_| on_scroll())
}
