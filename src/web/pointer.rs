//! Where the pointer is on an element.

use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// How far across the element that listens the pointer is: 0 at its left edge, 1 at its right; beyond them while it is
/// captured. Nothing if the element has no width.
pub fn share_across(event: &PointerEvent) -> Option<f64> {
    let area = listener(event)?.get_bounding_client_rect();
    (area.width() > 0.0).then(|| (f64::from(event.client_x()) - area.left()) / area.width())
}

/// Lets the element that listens hear of the pointer until it is released, also when it goes elsewhere.
pub fn capture(event: &PointerEvent) {
    if let Some(element) = listener(event) {
        // Fails if the pointer is gone already; then there is nothing to hear of.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

fn listener(event: &PointerEvent) -> Option<Element> {
    event.current_target().and_then(|it| it.dyn_into().ok())
}
