//! Following the log as it grows: new events go on top of the list while the reader is there, and wait where they would
//! move away what is being read.

use super::appended::Appended;
use super::log::Log;
use crate::components::query::Query;
use crate::format::text::count;
use crate::ui::bind::Bind;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::chip::Chip;
use crate::web::{focus, keep, scroll};
use leptos::html::Div;
use leptos::prelude::*;

/// Whether new events are shown as they come, and what is said of it.
#[derive(Clone, Copy)]
pub(super) struct Tail {
    log: Log,
    query: Query,
    list: NodeRef<Div>,
    /// Whether it is wanted.
    on: Memo<bool>,
    /// How many events came since it was switched on.
    came: RwSignal<usize>,
}

impl Tail {
    /// Follows `log` while the URL says so; `list` is what the events are shown in.
    pub(super) fn new(log: Log, query: Query, list: NodeRef<Div>) -> Self {
        let on = Memo::new(move |_| query.get("live") == "on");
        let tail = Self { log, query, list, on, came: RwSignal::new(0) };
        Effect::new(move || {
            let waiting = log.appended.with(Option::is_some);
            let is_first_page = log.page.get() == 1;
            let is_free = query.get("event").is_empty();
            if on.get() && waiting && is_first_page && is_free {
                tail.show();
            }
        });
        Effect::new(move || {
            on.track();
            tail.came.set(0);
        });
        // Back at the top, what waited comes.
        keep(scroll::on_scroll(move || {
            let waits = log.appended.try_with_untracked(Option::is_some) == Some(true);
            if waits && on.get_untracked() && log.page.get_untracked() == 1 {
                tail.show();
            }
        }));
        tail
    }

    /// Shows what waits, unless the reader is in the midst of the list.
    fn show(self) {
        let Some(list) = self.list.get_untracked() else { return };
        let is_read = scroll::is_passed(&list) || focus::is_within(&list);
        if !is_read && self.query.get_untracked("event").is_empty() {
            let shown = self.log.show_appended();
            self.came.update(|came| *came += shown);
        }
    }

    /// What is said of it.
    fn words(self) -> String {
        let waits = self.log.appended.with(Option::is_some);
        match (self.on.get(), waits, self.came.get()) {
            (false, _, _) => String::new(),
            (true, true, _) => "Paused while you read.".to_owned(),
            (true, false, 0) => "Following.".to_owned(),
            (true, false, came) => format!("Following: {} came.", count(came, "event", "events")),
        }
    }
}

/// Switches it on and off.
#[component]
pub(super) fn TailChip(
    /// What is followed.
    tail: Tail,
) -> impl IntoView {
    let set = move |on: bool| {
        tail.query.replace(&[("live", if on { "on" } else { "" })]);
    };
    view! { <Chip label="Live" pressed=Bind::new(tail.on, set) /> }
}

/// Says that there are newer events, in a place that was free, so that nothing moves under the pointer.
#[component]
pub(super) fn NewEvents(
    /// What is followed.
    tail: Tail,
) -> impl IntoView {
    let (log, list) = (tail.log, tail.list);
    let label = Memo::new(move |_| log.appended.with(|it| it.as_ref().map(Appended::label)));
    let show = move |()| {
        log.show_appended();
        // The button is gone with what it said; the keyboard goes on at the first of the events.
        if let Some(list) = list.get_untracked() {
            focus::rescue_to(&list, "tbody tr[tabindex]", 0);
        }
    };
    let button = move || {
        let label = move || label.get().unwrap_or_default();
        view! {
            <Button small=true look=ButtonLook::Primary on_press=show>
                {label}
            </Button>
        }
    };
    let any = Memo::new(move |_| label.with(Option::is_some));
    view! {
        <span class="cluster" role="status">
            <span class="small muted">{move || tail.words()}</span>
            {move || any.get().then(button)}
        </span>
    }
}
