//! How far a person has scrolled.

use web_sys::Element;

use super::events::Listener;

/// Whether the top of an element is above what is seen of the page.
pub fn is_passed(element: &Element) -> bool {
    element.get_bounding_client_rect().top() < 0.0
}

/// How many rows of a table's body are seen, or would be if it had so many; `None` while it has none to measure.
pub fn rows_in_view(body: &Element) -> Option<usize> {
    let height = body.first_element_child()?.get_bounding_client_rect().height();
    let window = super::window().inner_height().ok()?.as_f64()?;
    let rows = ((window - body.get_bounding_client_rect().top()) / height).ceil();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number")]
    (rows.is_finite() && rows > 0.0).then_some(rows as usize)
}

/// Calls `on_scroll` when the page was scrolled.
pub fn on_scroll(mut on_scroll: impl FnMut() + 'static) -> Listener {
    Listener::new(super::window().into(), "scroll", move |_| on_scroll())
}
