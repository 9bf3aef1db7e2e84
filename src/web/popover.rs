//! Layers over the page beside what opened them: never cut off by a table or a dialog, closed by
//! Escape or a click elsewhere (`popover="auto"`).

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Pixels between a layer and its opener, and between a layer and the edge of the window.
const GAP: f64 = 4.0;

/// Shows a layer below `opener`, or above where there is more room, with the ends aligned on that side
/// which keeps it in the window.
pub fn show_beside(layer: &HtmlElement, opener: &Element) {
    show(layer);
    let at = opener.get_bounding_client_rect();
    let size = layer.get_bounding_client_rect();
    let width = inner(window().inner_width());
    let height = inner(window().inner_height());
    let below = at.bottom() + GAP;
    let above = at.top() - GAP - size.height();
    let top = if below + size.height() <= height - GAP || above < GAP { below } else { above };
    let left = if at.left() + size.width() <= width - GAP { at.left() } else { at.right() - size.width() };
    place(layer, "top", top.min(height - GAP - size.height()).max(GAP));
    place(layer, "left", left.min(width - GAP - size.width()).max(GAP));
}

/// Shows a layer where its style sheet puts it; one that is shown already comes to the top.
pub fn show_on_top(layer: &HtmlElement) {
    hide(layer);
    show(layer);
}

/// Hides a layer, if it is shown.
pub fn hide(layer: &HtmlElement) {
    // Throws if it is not in the page any more, and then it is not shown.
    let _ = layer.hide_popover();
}

/// Hides the layer of this id, if there is one and it is shown.
pub fn hide_by_id(id: &str) {
    let found = leptos::prelude::document().get_element_by_id(id);
    if let Some(layer) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        hide(&layer);
    }
}

/// Whether a layer is shown.
pub fn is_shown(layer: &HtmlElement) -> bool {
    layer.matches(":popover-open").unwrap_or(false)
}

fn show(layer: &HtmlElement) {
    if !is_shown(layer) {
        // Throws if it is not in the page any more, and then nobody wants to see it.
        let _ = layer.show_popover();
    }
}

fn place(layer: &HtmlElement, edge: &str, pixels: f64) {
    // As a whole number: to write a fraction takes code that nothing else in the console needs.
    let _ = layer.style().set_property(edge, &format!("{}px", pixels.round() as i32));
}

fn inner(length: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>) -> f64 {
    length.ok().and_then(|it| it.as_f64()).unwrap_or(0.0)
}
