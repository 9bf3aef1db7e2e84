//! How wide an element is, for as long as it is looked after.

use super::events::Listener;
use web_sys::HtmlElement;

/// Calls `on_width` with the width in CSS pixels when the window changes its size.
#[must_use = "nothing is told any more when this value is dropped"]
pub fn on_resize(element: &HtmlElement, mut on_width: impl FnMut(f64) + 'static) -> Listener {
    let observed = element.clone();
    Listener::new(super::window().into(), "resize", move |_| on_width(width(&observed)))
}

/// How wide an element is, in CSS pixels.
pub fn width(element: &HtmlElement) -> f64 {
    f64::from(element.client_width())
}
