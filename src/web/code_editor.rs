//! The code editor, an element that the page learns from a script of its own (`editor/`).

use super::document;
use super::events::Listener;
use js_sys::{Function, Reflect};
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

/// What index.html calls the editor's script.
const FILE: &str = "keyhouse:code-editor";
/// What the script calls its element.
const TAG: &str = "keyhouse-code-editor";

/// The script could not be fetched, or this build has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLoaded;

/// Fetches the editor's script, unless the page has it already.
///
/// # Errors
/// There is none, or the network is gone.
pub async fn load() -> Result<(), NotLoaded> {
    thread_local! {
        /// A browser does not fetch a script again under the same URL when it failed once.
        static FAILURES: Cell<u32> = const { Cell::new(0) };
    }
    let registry = super::window().custom_elements();
    if !registry.get(TAG).is_undefined() {
        return Ok(());
    }
    let url = document::file(FILE).ok_or(NotLoaded)?;
    let again = FAILURES.get();
    let url = if again == 0 { url } else { format!("{url}#{again}") };
    let fetched = fetch(&url).await;
    if fetched.is_err() || registry.get(TAG).is_undefined() {
        FAILURES.set(again + 1);
        return Err(NotLoaded);
    }
    Ok(())
}

async fn fetch(url: &str) -> Result<(), JsValue> {
    let document = leptos::prelude::document();
    let script = document.create_element("script")?;
    script.set_attribute("type", "module")?;
    script.set_attribute("src", url)?;
    let mut listeners = Vec::new();
    let told = js_sys::Promise::new(&mut |done, failed| {
        let act = |function: Function| move |_| drop(function.call0(&JsValue::NULL));
        listeners.push(Listener::new(script.clone().into(), "load", act(done)));
        listeners.push(Listener::new(script.clone().into(), "error", act(failed)));
    });
    document.head().ok_or(JsValue::NULL)?.append_child(&script)?;
    let result = JsFuture::from(told).await.map(drop);
    script.remove();
    result
}

/// An editor in the page. It goes when this value is dropped.
pub struct CodeEditor {
    element: HtmlElement,
    _listeners: [Listener; 2],
}

impl CodeEditor {
    /// Puts an editor into an element. `on_edit` hears of what a person changes, with the whole text; `on_save` of the
    /// keys that save, and says whether it does.
    ///
    /// # Errors
    /// The script was not loaded before.
    pub fn mount(
        into: &Element,
        label: &str,
        on_edit: impl Fn(String) + 'static,
        on_save: impl Fn() -> bool + 'static,
    ) -> Result<Self, NotLoaded> {
        if super::window().custom_elements().get(TAG).is_undefined() {
            return Err(NotLoaded);
        }
        let element: HtmlElement = leptos::prelude::document()
            .create_element(TAG)
            .and_then(|element| element.set_attribute("label", label).map(|()| element))
            .map_err(|_| NotLoaded)?
            .unchecked_into();
        let source = element.clone();
        let listeners = [
            Listener::new(element.clone().into(), "edit", move |_| {
                let text = Reflect::get(&source, &"text".into()).ok().and_then(|it| it.as_string());
                on_edit(text.unwrap_or_default());
            }),
            Listener::new(element.clone().into(), "save", move |event| {
                if on_save() {
                    event.prevent_default();
                }
            }),
        ];
        into.append_child(&element).map_err(|_| NotLoaded)?;
        Ok(Self { element, _listeners: listeners })
    }

    /// Shows another text. What is the same stays as it is, the cursor too.
    pub fn set_text(&self, text: &str) {
        self.set("text", text.into());
    }

    /// Shows what is wrong: a list in JSON, each with `tone`, `message`, `line`, `column`, `endLine` and `endColumn`.
    pub fn set_marks(&self, json: &str) {
        self.set("marks", json.into());
    }

    /// Sets what can be completed, as JSON: `keys`, a list of `text` and `detail`, and `values`, such a list a key.
    pub fn set_words(&self, json: &str) {
        self.set("words", json.into());
    }

    /// Sets whether the text can be read only.
    pub fn set_read_only(&self, is: bool) {
        self.set("readOnly", is.into());
    }

    /// Puts the cursor at a line and column, both counted from 1, columns in characters, and gives it the focus.
    pub fn go_to(&self, line: u32, column: u32) {
        let go_to = Reflect::get(&self.element, &"goTo".into()).ok().and_then(|it| it.dyn_into().ok());
        if let Some(go_to) = go_to {
            let go_to: Function = go_to;
            // It throws nothing for numbers.
            let _ = go_to.call2(&self.element, &line.into(), &column.into());
        }
    }

    fn set(&self, name: &str, value: JsValue) {
        // The element has setters for all of these, which throw nothing for what is given here.
        let _ = Reflect::set(&self.element, &name.into(), &value);
    }
}

impl Drop for CodeEditor {
    fn drop(&mut self) {
        self.element.remove();
    }
}
