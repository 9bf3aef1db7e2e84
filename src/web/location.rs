//! Where the page is. Moving from page to page is the router's work.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// Scheme, host and port, such as `https://keys.example.com`.
pub fn origin() -> String {
    super::window().location().origin().unwrap_or_default()
}

/// Path, query and fragment, such as `/api-keys?status=expired`: where to come back to after a sign-in.
pub fn path_and_query() -> String {
    let location = super::window().location();
    let parts = [location.pathname(), location.search(), location.hash()];
    parts.into_iter().filter_map(Result::ok).collect()
}

/// The address that the link leads to which an event came from, as it is written there; none if it came from no link.
pub fn of_link(event: &leptos::ev::Event) -> Option<String> {
    let from: Element = event.target()?.dyn_into().ok()?;
    from.closest("a[href]").ok()??.get_attribute("href")
}

/// What follows the `#`, without it; empty if nothing does. It never reaches a server.
pub fn fragment() -> String {
    super::window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

/// Changes the address shown, of this same site, without a new entry in the history and without the router.
///
/// # Errors
/// What the browser says: another site's address, or too many changes in a short time.
pub fn replace_state(url: &str) -> Result<(), String> {
    let history = super::window().history().map_err(|thrown| super::reason(&thrown))?;
    history.replace_state_with_url(&JsValue::NULL, "", Some(url)).map_err(|thrown| super::reason(&thrown))
}

/// Loads the whole console anew.
pub fn reload() {
    // A browser that refuses leaves the page as it is.
    let _ = super::window().location().reload();
}
