//! Native dialogs: the browser keeps the focus inside, the rest inert, and gives the focus back.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};

use super::events::Listener;

/// Opens a dialog over everything else; nothing happens if it is open or no longer in the page.
pub fn show(dialog: &HtmlDialogElement) {
    if !dialog.open() && dialog.is_connected() {
        // Throws only in the two cases just excluded.
        let _ = dialog.show_modal();
    }
}

/// Whether any dialog is open.
pub fn is_any_open() -> bool {
    leptos::prelude::document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// An open dialog, which closes when this value is dropped. Then the focus goes back to what had it before, or
/// to the page's main part if that is gone.
#[must_use = "the dialog closes when this value is dropped"]
pub struct OpenDialog {
    dialog: HtmlDialogElement,
    opener: Option<HtmlElement>,
}

impl OpenDialog {
    /// Opens a dialog over everything else.
    pub fn new(dialog: HtmlDialogElement) -> Self {
        let opener = leptos::prelude::document().active_element().and_then(|it| it.dyn_into().ok());
        show(&dialog);
        Self { dialog, opener }
    }
}

impl Drop for OpenDialog {
    fn drop(&mut self) {
        if self.dialog.open() {
            self.dialog.close();
        }
        // The browser gives the focus back only while the dialog is still in the page.
        if let Some(opener) = self.opener.as_ref().filter(|it| super::focus::is_lost() && it.is_connected()) {
            super::focus::set(opener);
        }
        super::focus::rescue();
    }
}

/// Calls `on_request` when the browser itself wants the dialog closed ("back" on a phone). The browser may do
/// so without asking if it asked before; then the dialog is closed already, and [`show`] opens it again.
pub fn on_close_request(
    dialog: &HtmlDialogElement,
    on_request: impl Fn() + Clone + 'static,
) -> [Listener; 2] {
    let asked = on_request.clone();
    [
        Listener::new(dialog.clone().into(), "cancel", move |event| {
            // A file chooser inside sends this event too, when it is left without a choice.
            if super::focus::came_from_itself(&event) {
                event.prevent_default();
                asked();
            }
        }),
        Listener::new(dialog.clone().into(), "close", move |_| on_request()),
    ]
}

/// Whether a mouse event came down on the backdrop of `dialog`, not on its box.
pub fn is_backdrop(dialog: &HtmlDialogElement, event: &leptos::ev::MouseEvent) -> bool {
    let on_itself = event.target().as_ref() == Some(dialog.as_ref());
    let edges = dialog.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let inside = (edges.left()..=edges.right()).contains(&x) && (edges.top()..=edges.bottom()).contains(&y);
    on_itself && !inside
}
