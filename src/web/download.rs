//! Files for the person to keep.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Saves `text` as a file named `name` (the browser may ask where, or rename it). `kind` is its media
/// type, such as `text/csv`.
///
/// # Errors
/// What the browser says, when it cannot make a file.
pub fn save_text(name: &str, kind: &str, text: &str) -> Result<(), String> {
    save(name, kind, text).map_err(|thrown| super::reason(&thrown))
}

fn save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    save_blob(name, &Blob::new_with_str_sequence_and_options(&parts, &options)?)
}

/// Saves what is in memory as a file.
pub(super) fn save_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let clicked = click_link(name, &url);
    Url::revoke_object_url(&url)?;
    clicked
}

fn click_link(name: &str, url: &str) -> Result<(), JsValue> {
    let link: HtmlAnchorElement = leptos::prelude::document().create_element("a")?.unchecked_into();
    link.set_href(url);
    link.set_download(name);
    link.click();
    Ok(())
}
