//! Where the keyboard is.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::timer::after_paint;

const FOCUSABLE: &str = "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), \
                         textarea:not(:disabled), [tabindex]";

/// Gives an element the focus.
pub fn set(element: &HtmlElement) {
    let _ = element.focus();
}

/// Gives the focus to the first element inside `within` that fits `selector`; says whether there was one.
pub fn first(within: &Element, selector: &str) -> bool {
    let found = within.query_selector(selector).ok().flatten();
    found.and_then(|it| it.dyn_into::<HtmlElement>().ok()).is_some_and(|it| it.focus().is_ok())
}

/// Gives the focus to the first control inside `within`; says whether there was one.
pub fn first_control(within: &Element) -> bool {
    first(within, FOCUSABLE)
}

/// Gives the focus to the element of this id, once the page has it; says whether it was there.
pub fn by_id(id: &str) -> bool {
    let found = document().get_element_by_id(id).and_then(|it| it.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|it| it.focus().is_ok())
}

/// When what had the focus is gone (a deleted row), the focus falls to the page's main part, from where the
/// keyboard goes on. Otherwise nothing happens.
pub fn rescue() {
    if is_lost() {
        by_id("main");
    }
}

/// Moves the focus among the elements inside `within` that fit `selector`, as a list of arrow-key stops.
/// The focus stays where it is at either end, or goes around if `wraps`.
pub fn step(within: &Element, selector: &str, to: Step, wraps: bool) -> bool {
    let stops = all(within, selector);
    let Some(last) = stops.len().checked_sub(1) else {
        return false;
    };
    let active = document().active_element();
    let current = stops.iter().position(|it| Some(it.as_ref()) == active.as_ref());
    let next = match (to, current) {
        (Step::First, _) | (Step::By(1..), None) => 0,
        (Step::Last, _) | (Step::By(..=0), None) => last,
        (Step::By(by), Some(current)) => {
            let next = isize::try_from(current).unwrap_or(0).saturating_add(by);
            match usize::try_from(next) {
                Ok(next) if next <= last => next,
                Ok(_) => {
                    if wraps {
                        0
                    } else {
                        last
                    }
                }
                Err(_) => {
                    if wraps {
                        last
                    } else {
                        0
                    }
                }
            }
        }
    };
    stops[next].focus().is_ok()
}

/// A move of the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many stops on, or back if negative.
    By(isize),
    First,
    Last,
}

/// As [`step`], within the nearest `around` that holds the element which listens to `event`.
pub fn step_around(event: &leptos::ev::Event, around: &str, selector: &str, to: Step) {
    if let Some(within) = listener(event).and_then(|it| it.closest(around).ok().flatten()) {
        step(&within, selector, to, false);
    }
}

/// Moves the focus among the controls of the element that listens to `event` (also those that Tab passes by),
/// and from the first one back to the element itself.
pub fn step_inside(event: &leptos::ev::Event, by: isize) {
    let Some(within) = listener(event) else { return };
    let before = document().active_element();
    let on_itself = before.as_ref() == Some(&within);
    if on_itself && by < 0 {
        return;
    }
    step(&within, FOCUSABLE, Step::By(by), false);
    if by < 0
        && document().active_element() == before
        && let Ok(within) = within.dyn_into::<HtmlElement>()
    {
        set(&within);
    }
}

/// When what had the focus is gone, the focus goes to the element at `place` (or the last) among those inside
/// `within` that fit `selector`, once the page is drawn.
pub fn rescue_to(within: &Element, selector: &'static str, place: usize) {
    let within = within.clone();
    // What is hidden loses the focus only when the page is laid out.
    after_paint(move || {
        let stops = all(&within, selector);
        if is_lost()
            && let Some(stop) = stops.get(place).or(stops.last())
        {
            set(stop);
        }
    });
}

/// Moves the focus to the next element inside `within` that fits `selector` and whose text begins with `letter`.
pub fn by_letter(within: &Element, selector: &str, letter: &str) {
    let stops = all(within, selector);
    let active = document().active_element();
    let after = stops.iter().position(|it| Some(it.as_ref()) == active.as_ref()).map_or(0, |it| it + 1);
    let begins = |it: &&HtmlElement| {
        let text = it.text_content().unwrap_or_default();
        text.trim_start().to_lowercase().starts_with(&letter.to_lowercase())
    };
    if let Some(found) = stops[after..].iter().chain(&stops[..after]).find(begins) {
        set(found);
    }
}

/// Whether the event came from inside an element of `selector` that lies within what listens.
pub fn came_from(event: &leptos::ev::Event, selector: &str) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    target.is_some_and(|it| it.closest(selector).ok().flatten().is_some())
}

/// Whether the event came from the very element that listens, not from something inside it.
pub fn came_from_itself(event: &leptos::ev::Event) -> bool {
    event.target().is_some() && event.target() == event.current_target()
}

/// Whether the focus moves, in this `focusout`, to somewhere outside the element that listens.
pub fn leaves(event: &leptos::ev::FocusEvent) -> bool {
    let here = event.current_target().and_then(|it| it.dyn_into::<web_sys::Node>().ok());
    let to = event.related_target().and_then(|it| it.dyn_into::<web_sys::Node>().ok());
    !here.is_some_and(|here| here.contains(to.as_ref()) && to.is_some())
}

/// Marks the whole text of a field, ready to be copied by hand.
pub fn select_all(field: &HtmlInputElement) {
    let _ = field.focus();
    field.select();
}

/// Whether what has the focus is inside an element.
pub fn is_within(element: &Element) -> bool {
    element.contains(document().active_element().as_deref())
}

/// Scrolls no further than is needed to see the element.
pub fn scroll_to(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Scrolls no further than is needed to see the first element within that matches, if there is one.
pub fn scroll_to_first(within: &Element, selector: &str) {
    if let Ok(Some(element)) = within.query_selector(selector) {
        scroll_to(&element);
    }
}

/// Scrolls no further than is needed to see the element of this id, if the page has it.
pub fn scroll_to_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        scroll_to(&element);
    }
}

/// Whether nothing has the focus.
pub(super) fn is_lost() -> bool {
    document().active_element().is_none_or(|it| it.tag_name() == "BODY")
}

/// The element that listens to an event.
fn listener(event: &leptos::ev::Event) -> Option<Element> {
    event.current_target().and_then(|it| it.dyn_into().ok())
}

fn all(within: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = within.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|i| found.item(i)?.dyn_into().ok()).collect()
}
