//! A layer that tells more about the element which the pointer or the focus is on: one for all elements of a kind, so that
//! a table may have hundreds of them and none listens by itself.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

use super::events::Listener;
use super::popover;
use super::timer::Timeout;

/// How long the pointer may take from the element to its layer, past the gap between them.
const ON_THE_WAY: Duration = Duration::from_millis(150);
const DESCRIBED_BY: &str = "aria-describedby";

/// What is listened to.
#[must_use = "the layer is shown no more when this value is dropped"]
pub struct Tooltip {
    _listeners: [Listener; 4],
}

/// Which elements have a layer, and what it says.
struct Kind {
    selector: &'static str,
    attribute: &'static str,
    layer: Box<dyn Fn() -> Option<HtmlElement>>,
    tell: Box<dyn Fn(Option<String>)>,
}

struct Looking {
    kind: Kind,
    /// The element that is looked at.
    at: RefCell<Option<HtmlElement>>,
    is_leaving: Cell<bool>,
    /// Runs while that is so.
    leaving: RefCell<Option<Timeout>>,
}

impl Tooltip {
    /// Shows `layer` beside the element that fits `selector` while the pointer or the focus is on it or on the layer, until
    /// Escape is pressed. `tell` is to fill the layer: it gets the element's `attribute`, and none when that is over.
    pub fn new(
        selector: &'static str,
        attribute: &'static str,
        layer: impl Fn() -> Option<HtmlElement> + 'static,
        tell: impl Fn(Option<String>) + 'static,
    ) -> Self {
        let kind = Kind { selector, attribute, layer: Box::new(layer), tell: Box::new(tell) };
        let looking = Rc::new(Looking {
            kind,
            at: RefCell::default(),
            is_leaving: Cell::new(false),
            leaving: RefCell::default(),
        });
        let heard = |name, hear: fn(&Rc<Looking>, &Event)| {
            let looking = Rc::clone(&looking);
            Listener::first(super::window().into(), name, move |event| hear(&looking, &event))
        };
        Self {
            _listeners: [
                heard("mouseover", Looking::come),
                heard("focusin", Looking::come),
                heard("focusout", |looking, _| looking.leave()),
                heard("keydown", Looking::press),
            ],
        }
    }
}

impl Looking {
    fn come(self: &Rc<Self>, event: &Event) {
        let Some(target) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) else { return };
        let found = target.closest(self.kind.selector).ok().flatten().and_then(|it| it.dyn_into().ok());
        let layer = (self.kind.layer)();
        if found.is_some() {
            self.look_at(found);
        } else if layer.is_some_and(|layer| layer.contains(Some(&target))) {
            self.stay();
        } else {
            self.leave();
        }
    }

    /// Not at once: the pointer may be on its way to the layer, and the focus may stay while only the pointer goes.
    fn leave(self: &Rc<Self>) {
        if self.at.borrow().is_none() || self.is_leaving.replace(true) {
            return;
        }
        let looking = Rc::clone(self);
        let left = Timeout::new(ON_THE_WAY, move || {
            looking.is_leaving.set(false);
            if !looking.has_focus() {
                looking.change(None);
            }
        });
        self.leaving.replace(Some(left));
    }

    fn has_focus(&self) -> bool {
        self.at.borrow().as_deref() == document().active_element().as_ref()
    }

    fn stay(&self) {
        self.is_leaving.set(false);
        self.leaving.take();
    }

    fn look_at(self: &Rc<Self>, element: Option<HtmlElement>) {
        self.stay();
        self.change(element);
    }

    fn change(self: &Rc<Self>, element: Option<HtmlElement>) {
        let before = self.at.replace(element.clone());
        if before == element {
            return;
        }
        let Some(layer) = (self.kind.layer)() else { return };
        if let Some(before) = before {
            let _ = before.remove_attribute(DESCRIBED_BY);
            popover::hide(&layer);
        }
        (self.kind.tell)(element.as_ref().and_then(|it| it.get_attribute(self.kind.attribute)));
        let looking = Rc::clone(self);
        if element.is_some() {
            // What it says is in the page only after this turn.
            request_animation_frame(move || {
                if let Some(element) = looking.at.borrow().as_ref() {
                    show(&layer, element);
                }
            });
        }
    }

    fn press(self: &Rc<Self>, event: &Event) {
        let is_escape = event.dyn_ref::<ev::KeyboardEvent>().is_some_and(|it| it.key() == "Escape");
        if is_escape && (self.kind.layer)().is_some_and(|it| popover::is_shown(&it)) {
            // It closes only this, and not the dialog below; but of what is about to go by itself nobody thinks any more.
            if !self.is_leaving.get() || self.has_focus() {
                event.prevent_default();
                event.stop_propagation();
            }
            self.look_at(None);
        }
    }
}

/// The layer comes after the element in the page too, so that it can be reached where the rest of the page can't: in a
/// dialog.
fn show(layer: &HtmlElement, element: &HtmlElement) {
    let is_there = element.next_sibling().is_some_and(|next| layer.is_same_node(Some(&next)));
    // Fails if the element is not in the page any more, and then nobody looks at it.
    if is_there || element.after_with_node_1(layer).is_ok() {
        let _ = element.set_attribute(DESCRIBED_BY, &layer.id());
        popover::show_beside(layer, element);
    }
}
