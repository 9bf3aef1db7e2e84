//! A place in the page for one test: mounts a view, finds its parts by role and name, acts on them.

use std::any::Any;
use std::cell::RefCell;
use std::time::Duration;

use keyhouse_console::ui::table::PAGE_SIZE;
use keyhouse_console::web::timer::sleep;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

/// A view in the page; it goes when this value is dropped.
pub(crate) struct Stage {
    root: HtmlElement,
    mounted: Option<Box<dyn Any>>,
}

thread_local! {
    /// What the views are owned by. A test that fails leaves its own behind, as nothing is dropped then.
    static OWNERS: RefCell<Vec<Owner>> = const { RefCell::new(Vec::new()) };
}

impl Stage {
    /// Shows a view.
    pub(crate) async fn new<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self {
        // What a failed test left behind, such as an open dialog, must not fail this one.
        OWNERS.take().iter().for_each(Owner::cleanup);
        while let Some(left) = document().query_selector("section.stage").unwrap() {
            left.remove();
        }
        let root: HtmlElement = document().create_element("section").unwrap().unchecked_into();
        root.set_class_name("stage");
        document().body().unwrap().append_child(&root).unwrap();
        let mounted = mount_to(root.clone(), move || {
            OWNERS.with_borrow_mut(|owners| owners.extend(Owner::current()));
            view().into_any()
        });
        settle().await;
        Self { root, mounted: Some(Box::new(mounted)) }
    }

    /// The one element of this role and name; fails if there are none or several.
    pub(crate) fn get(&self, role: &str, name: &str) -> HtmlElement {
        let mut found = self.all(role);
        found.retain(|it| name_of(it) == name);
        assert_eq!(found.len(), 1, "{role} {name:?}; there are {:?}", self.names(role));
        found.remove(0)
    }

    /// Whether there is an element of this role and name.
    pub(crate) fn has(&self, role: &str, name: &str) -> bool {
        self.all(role).iter().any(|it| name_of(it) == name)
    }

    /// The names of all elements of this role, in their order.
    pub(crate) fn names(&self, role: &str) -> Vec<String> {
        self.all(role).iter().map(name_of).collect()
    }

    /// All elements of this role that can be seen, in their order.
    pub(crate) fn all(&self, role: &str) -> Vec<HtmlElement> {
        let mut found = self.query("*");
        found.retain(|it| role_of(it) == role && is_seen(it));
        found
    }

    /// The elements that fit a selector, seen or not.
    pub(crate) fn query(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length()).map(|i| found.item(i).unwrap().unchecked_into()).collect()
    }

    /// What can be read on the stage.
    pub(crate) fn text(&self) -> String {
        self.root.inner_text()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Whoever still waits for an answer holds the owner: its router would take the next test's clicks.
        OWNERS.take().iter().for_each(Owner::cleanup);
        drop(self.mounted.take());
        self.root.remove();
    }
}

/// Lets effects, animation frames and what they start run; a busy machine gets the time that it needs.
pub(crate) async fn settle() {
    for _ in 0..2 {
        frame().await;
    }
    for _ in 0..20 {
        if !is_drawing() {
            break;
        }
        frame().await;
    }
    sleep(Duration::from_millis(10)).await;
}

async fn frame() {
    sleep(Duration::from_millis(10)).await;
    let frame = js_sys::Promise::new(&mut |resolve, _| {
        window().request_animation_frame(&resolve).unwrap();
    });
    JsFuture::from(frame).await.unwrap();
}

/// Whether a table has not drawn all rows of its page yet: it does so in several turns. A last page that is not full looks
/// like that too.
fn is_drawing() -> bool {
    let tables = document().query_selector_all("table[aria-rowcount]").unwrap();
    (0..tables.length()).filter_map(|at| tables.get(at)).any(|table| {
        let table: HtmlElement = table.unchecked_into();
        let rows = table.query_selector_all("tbody > tr[tabindex]:not([hidden])").unwrap().length();
        let with_head: u32 = table.get_attribute("aria-rowcount").unwrap().parse().unwrap();
        (rows as usize) < (with_head as usize - 1).min(PAGE_SIZE)
    })
}

/// Waits until something is so; fails when it is not within five seconds.
pub(crate) async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..250 {
        if is_so() {
            return settle().await;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("waited in vain for {what}");
}

/// Presses an element with the mouse.
pub(crate) async fn click(element: &HtmlElement) {
    element.focus().unwrap();
    element.click();
    settle().await;
}

/// Presses a key where the focus is.
pub(crate) async fn key(name: &str) {
    press(name, false).await;
}

/// Presses a key where the focus is, and Shift with it.
pub(crate) async fn key_with_shift(name: &str) {
    press(name, true).await;
}

async fn press(name: &str, shift: bool) {
    let options = KeyboardEventInit::new();
    options.set_key(name);
    options.set_shift_key(shift);
    options.set_bubbles(true);
    options.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).unwrap();
    focused().dispatch_event(&event).unwrap();
    settle().await;
}

/// Types a text into a field, in place of what is there.
pub(crate) async fn fill(field: &HtmlElement, text: &str) {
    let field: HtmlInputElement = field.clone().unchecked_into();
    field.set_value(text);
    let options = web_sys::EventInit::new();
    options.set_bubbles(true);
    field.dispatch_event(&web_sys::Event::new_with_event_init_dict("input", &options).unwrap()).unwrap();
    settle().await;
}

/// The element that has the focus.
pub(crate) fn focused() -> HtmlElement {
    document().active_element().unwrap().unchecked_into()
}

/// The name of the element that has the focus.
pub(crate) fn focused_name() -> String {
    name_of(&focused())
}

/// An attribute's value, empty if there is none.
pub(crate) fn attribute(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

/// The texts of the elements that an attribute such as `aria-describedby` refers to.
pub(crate) fn referred(element: &Element, name: &str) -> String {
    let ids = attribute(element, name);
    let texts = ids.split_whitespace().map(|id| {
        let target = document().get_element_by_id(id).unwrap_or_else(|| panic!("no element has the id {id}"));
        words(&target.text_content().unwrap_or_default())
    });
    texts.collect::<Vec<_>>().join(" ")
}

fn is_seen(element: &HtmlElement) -> bool {
    element.get_client_rects().length() > 0
}

fn role_of(element: &HtmlElement) -> String {
    let said = attribute(element, "role");
    if !said.is_empty() {
        return said;
    }
    let role = match element.tag_name().to_lowercase().as_str() {
        "button" => "button",
        "a" if element.has_attribute("href") => "link",
        "dialog" => "dialog",
        "h1" | "h2" | "h3" => "heading",
        "select" => "combobox",
        "textarea" => "textbox",
        "table" => "table",
        "tr" => "row",
        "th" if attribute(element, "scope") == "col" => "columnheader",
        "th" => "rowheader",
        "td" => "cell",
        "time" => "time",
        "fieldset" => "group",
        "input" => match attribute(element, "type").as_str() {
            "checkbox" => "checkbox",
            "radio" => "radio",
            "search" => "searchbox",
            _ => "textbox",
        },
        _ => "",
    };
    role.to_owned()
}

/// The accessible name, as far as these tests need it.
pub(crate) fn name_of(element: &HtmlElement) -> String {
    if element.has_attribute("aria-labelledby") {
        return referred(element, "aria-labelledby");
    }
    let said = attribute(element, "aria-label");
    if !said.is_empty() {
        return said;
    }
    let id = attribute(element, "id");
    let tied =
        (!id.is_empty()).then(|| document().query_selector(&format!("label[for='{id}']")).unwrap()).flatten();
    let around = || element.closest("label").unwrap();
    match element.tag_name().as_str() {
        "INPUT" | "SELECT" | "TEXTAREA" => {
            let label = tied.or_else(around).map(|it| it.text_content().unwrap_or_default());
            words(&label.unwrap_or_default())
        }
        "FIELDSET" => words(&element.query_selector("legend").unwrap().unwrap().text_content().unwrap()),
        _ => words(&element.inner_text()),
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
