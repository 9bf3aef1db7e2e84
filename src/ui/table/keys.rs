//! The keyboard in a table: one row has the focus, arrow keys move it.

use leptos::ev;

use crate::web::events::is_typing;
use crate::web::focus::{self, Step};

/// What a key asks of the row that has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    Open,
    Select,
    SelectPage,
}

const ROW: &str = "tbody > tr[tabindex]";
/// How far Page Up and Page Down go.
const LEAP: isize = 10;

/// Moves the focus as the key asks, or says what else is asked for. Keys pressed in a field or on a button
/// inside the row are left to it, but for those that lead out of it.
pub(super) fn on_row_key(event: &ev::KeyboardEvent) -> Option<Ask> {
    let key = event.key();
    if is_typing(event) || event.alt_key() {
        return None;
    }
    if matches!(key.as_str(), "ArrowRight" | "ArrowLeft") {
        across(event, if key == "ArrowRight" { 1 } else { -1 });
        return None;
    }
    if !focus::came_from_itself(event) {
        return None;
    }
    let command = event.ctrl_key() || event.meta_key();
    let ask = match key.as_str() {
        "Enter" => Some(Ask::Open),
        " " => Some(Ask::Select),
        "a" if command => Some(Ask::SelectPage),
        _ => None,
    };
    if ask.is_none()
        && let Some(step) = step(&key).filter(|_| !command)
    {
        event.prevent_default();
        focus::step_around(event, "table", ROW, step);
    }
    ask
}

fn step(key: &str) -> Option<Step> {
    Some(match key {
        "ArrowDown" => Step::By(1),
        "ArrowUp" => Step::By(-1),
        "PageDown" => Step::By(LEAP),
        "PageUp" => Step::By(-LEAP),
        "Home" => Step::First,
        "End" => Step::Last,
        _ => return None,
    })
}

/// Through the controls of the row, and from the first one back to the row itself.
fn across(event: &ev::KeyboardEvent, by: isize) {
    event.prevent_default();
    focus::step_inside(event, by);
}
