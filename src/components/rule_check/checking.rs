//! A text that is checked each time it changes.

use super::desk::{Desk, Trouble};
use crate::web::timer::Timeout;
use keyhouse_model::rule_worker::{Reply, Request};
use keyhouse_model::rules::Report;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// Who types on within this time is not interrupted by what is wrong with half a word.
const PAUSE: Duration = Duration::from_millis(120);

/// What is known of a text.
#[derive(Clone, Copy)]
pub struct Checked {
    /// What was found the last time; nothing before the first, and while it is not checked.
    pub report: Signal<Option<Report>>,
    /// Whether the text has changed since, so that a check is due or under way.
    pub pending: Signal<bool>,
    /// Why it is not checked, and what that means; nothing if it is.
    pub failed: Signal<Option<String>>,
    /// Tries to get the checks again.
    pub retry: Callback<()>,
}

/// A text under check.
#[derive(Clone, Copy)]
struct Following {
    desk: Desk,
    report: RwSignal<Option<Report>>,
    pending: RwSignal<bool>,
    failed: RwSignal<Option<String>>,
    turn: StoredValue<Turn, LocalStorage>,
}

/// How far the check is behind the text.
#[derive(Default)]
struct Turn {
    /// Counts the changes.
    version: u64,
    /// Whether one is asked for now. Then the next waits, so that no more than one is ever ahead of the newest.
    is_busy: bool,
    /// Whether the text changed meanwhile.
    is_wanted: bool,
    timer: Option<Timeout>,
}

/// Asks for a check at once, and whenever what `follow` looks at changes. `ask` yields nothing when the page is gone.
pub(super) fn follow(
    desk: Desk,
    follow: impl Fn() + 'static,
    ask: impl Fn() -> Option<Request> + Copy + 'static,
    read: fn(Reply) -> Option<Report>,
) -> Checked {
    let following = Following {
        desk,
        report: RwSignal::new(None),
        pending: RwSignal::new(true),
        failed: RwSignal::new(None),
        turn: StoredValue::new_local(Turn::default()),
    };
    Effect::new(move |before: Option<u32>| {
        follow();
        let attempts = desk.attempts();
        following.pending.set(true);
        let at_once = before != Some(attempts);
        following.turn.update_value(|turn| {
            turn.version += 1;
            let act = move || following.check(ask, read);
            turn.timer = Some(Timeout::new(if at_once { Duration::ZERO } else { PAUSE }, act));
        });
        attempts
    });
    Checked {
        report: following.report.into(),
        pending: following.pending.into(),
        failed: following.failed.into(),
        retry: Callback::new(move |()| desk.retry()),
    }
}

impl Following {
    fn check(self, ask: impl Fn() -> Option<Request> + Copy + 'static, read: fn(Reply) -> Option<Report>) {
        let is_turn = self.turn.try_update_value(|turn| {
            turn.is_wanted = turn.is_busy;
            !std::mem::replace(&mut turn.is_busy, true)
        });
        if is_turn != Some(true) {
            return;
        }
        spawn_local(async move {
            while let Some((version, request)) = self.version().zip(ask()) {
                let result = self.desk.ask(&request).await;
                let again = self.turn.try_update_value(|turn| std::mem::take(&mut turn.is_wanted));
                if again != Some(true) {
                    self.turn.try_update_value(|turn| turn.is_busy = false);
                    return self.tell(version, result.and_then(|it| read(it).ok_or(Trouble::Broke)));
                }
            }
        });
    }

    fn version(self) -> Option<u64> {
        self.turn.try_with_value(|turn| turn.version)
    }

    /// Shows the result, unless the text has changed since.
    fn tell(self, version: u64, result: Result<Report, Trouble>) {
        if self.version() != Some(version) {
            return;
        }
        match result {
            Ok(report) => {
                self.report.try_set(Some(report));
                self.failed.try_set(None);
            }
            Err(trouble) => {
                // What was found before is of another text.
                self.report.try_set(None);
                self.failed.try_set(Some(trouble.to_string()));
            }
        }
        self.pending.try_set(false);
    }
}
