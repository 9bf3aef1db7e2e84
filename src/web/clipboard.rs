//! Text to the clipboard, with an honest answer.

use std::fmt;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Blob, BlobPropertyBag, Clipboard, ClipboardItem};

/// Why nothing was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClipboardError {
    /// The page was not loaded over HTTPS (or from this machine), so the browser has no clipboard for it.
    InsecureOrigin,
    /// The browser, or its user, said no.
    Refused(String),
}

impl fmt::Display for ClipboardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InsecureOrigin => f.write_str(
                "This page was opened without HTTPS, and browsers then keep the clipboard closed.",
            ),
            Self::Refused(reason) => write!(f, "The browser did not allow copying ({reason})."),
        }
    }
}

/// Puts a text that is at hand on the clipboard. Call it from a click.
///
/// # Errors
/// The browser has no clipboard for this page, or refused.
pub async fn write_text(text: &str) -> Result<(), ClipboardError> {
    let promise = clipboard()?.write_text(text);
    JsFuture::from(promise).await.map(drop).map_err(refused)
}

/// Puts a text on the clipboard that is still to come, such as one that a server is asked for.
///
/// Safari lets a page write only during the click itself. So this hands the browser a promise of
/// the text at once, before anything is awaited: call it in the click, and await what it returns.
/// A browser without `ClipboardItem` gets the text once it is there.
///
/// If `text` ends in `None`, nothing is copied and the answer is an error. The answer never comes before `text`
/// ended, even where the browser refuses at once.
///
/// # Errors
/// The browser has no clipboard for this page, or refused, or there was no text.
pub fn write_promise(
    text: impl Future<Output = Option<String>> + 'static,
) -> impl Future<Output = Result<(), ClipboardError>> {
    let text = future_to_promise(async move {
        text.await.map(JsValue::from).ok_or_else(|| JsValue::from_str("there was nothing to copy"))
    });
    let written = clipboard().map(|it| item(&text).map(|item| it.write(&js_sys::Array::of1(&item))).ok());
    async move {
        let text = JsFuture::from(text).await;
        match written? {
            Some(promise) => JsFuture::from(promise).await.map(drop).map_err(refused),
            // This browser takes finished texts only.
            None => write_text(&text.map_err(refused)?.as_string().unwrap_or_default()).await,
        }
    }
}

/// A clipboard entry that is the promise of a plain text, or an error where there is no such thing.
fn item(text: &js_sys::Promise) -> Result<ClipboardItem, JsValue> {
    if !js_sys::Reflect::has(&super::window(), &JsValue::from_str("ClipboardItem"))? {
        return Err(JsValue::NULL);
    }
    let text = JsFuture::from(text.clone());
    // A blob, because not every browser takes a promise of a string.
    let blob = future_to_promise(async move {
        let kind = BlobPropertyBag::new();
        kind.set_type("text/plain");
        Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.await?), &kind).map(JsValue::from)
    });
    let entry = js_sys::Object::new();
    js_sys::Reflect::set(&entry, &JsValue::from_str("text/plain"), &blob)?;
    ClipboardItem::new_with_record_from_str_to_blob_promise(&entry)
}

fn clipboard() -> Result<Clipboard, ClipboardError> {
    let clipboard = super::window().navigator().clipboard();
    if clipboard.is_undefined() {
        Err(ClipboardError::InsecureOrigin)
    } else {
        Ok(clipboard.unchecked_into())
    }
}

fn refused(thrown: JsValue) -> ClipboardError {
    ClipboardError::Refused(super::reason(&thrown))
}
