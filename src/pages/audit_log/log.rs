//! The part of the log that is loaded: the newest events that match, and older ones page by page.

use super::appended::Appended;
use super::filter;
use crate::api::audit_log::{self, Filter};
use crate::components::sent_form::SentForm;
use crate::state;
use crate::state::remote::Loader;
use crate::ui::table::PAGE_SIZE;
use crate::web::timer::Timeout;
use keyhouse_model::audit::AuditEvent;
use keyhouse_model::live::LiveKind;
use keyhouse_model::page::Page;
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// How long the filter must rest before the server is asked: the pause after the last letter typed.
const PAUSE: Duration = Duration::from_millis(250);

/// An event; shared, so that showing 10,000 of them copies none.
pub(super) type Row = Arc<AuditEvent>;

/// The loaded events.
#[derive(Clone, Copy)]
pub(super) struct Log {
    /// The load of the newest events; they end up in `events`.
    pub(super) newest: Loader<()>,
    /// The load of older ones.
    pub(super) older: SentForm,
    /// What is loaded, newest first.
    pub(super) events: RwSignal<Vec<Row>>,
    /// The page of the table, from 1.
    pub(super) page: RwSignal<usize>,
    /// What was appended since.
    pub(super) appended: RwSignal<Option<Appended>>,
    /// Where older events begin; `None` when there are none.
    cursor: RwSignal<Option<String>>,
    /// What the loaded events match.
    matched: RwSignal<Filter>,
    wanted: Memo<Filter>,
    /// Whether somebody asked for the answer that is on its way.
    is_asked_for: StoredValue<bool>,
}

impl Log {
    /// Loads the newest events that match, now and whenever the filter comes to rest. Those that are appended later are
    /// held ready.
    pub(super) fn new(wanted: Memo<Filter>) -> Self {
        let (matched, rested) = (RwSignal::new(wanted.get_untracked()), rested(wanted));
        let (client, is_asked_for) = (state::client(), StoredValue::new(false));
        let (events, page) = (RwSignal::new(Vec::<Row>::new()), RwSignal::new(1));
        let (cursor, appended) = (RwSignal::new(None), RwSignal::new(None));
        let show = move |answer: Page<AuditEvent>| replace(events, page, cursor, appended, answer);
        let newest = Loader::new(move || {
            let (client, filter) = (client.clone(), rested.get());
            async move {
                let answer = client.send(audit_log::list(&filter, None)).await?;
                let is_other = matched.with_untracked(|matched| *matched != filter);
                let first = events.with_untracked(|events| events.first().map(|event| event.id));
                match first.filter(|_| !is_other && !is_asked_for.get_value()) {
                    Some(first) => appended.set(Appended::find(answer, first)),
                    None => {
                        is_asked_for.set_value(false);
                        matched.set(filter);
                        show(answer);
                    }
                }
                Ok(())
            }
        });
        let newest = newest.follow(&[LiveKind::Audit]);
        Self { newest, older: SentForm::new(), events, page, appended, cursor, matched, wanted, is_asked_for }
    }

    /// Loads and shows the newest events.
    pub(super) fn reload(self) {
        self.is_asked_for.set_value(true);
        self.newest.reload();
    }

    /// Shows what was appended, and turns the table to it; says how many events that were.
    pub(super) fn show_appended(self) -> usize {
        let Some(appended) = self.appended.try_update(Option::take).flatten() else {
            return 0;
        };
        match appended.into_events() {
            Ok(newer) => {
                let shown = newer.len();
                self.events.update(|events| drop(events.splice(0..0, newer.into_iter().map(Arc::new))));
                self.page.set(1);
                shown
            }
            Err(answer) => {
                let shown = answer.data.len();
                replace(self.events, self.page, self.cursor, self.appended, answer);
                shown
            }
        }
    }

    /// Whether the server has older events that match. Follows the list.
    pub(super) fn has_older(self) -> bool {
        self.cursor.with(Option::is_some)
    }

    /// Whether what is shown matches another filter than the one that is set, since the answer is on its way.
    pub(super) fn is_stale(self) -> bool {
        self.wanted.with(|wanted| self.matched.with(|matched| wanted != matched))
    }

    /// Whether the loaded events are a selection. Follows the list.
    pub(super) fn is_filtered(self) -> bool {
        self.matched.with(|matched| *matched != Filter::default())
    }

    /// What the loaded events match.
    pub(super) fn filter(self) -> Filter {
        self.matched.get_untracked()
    }

    /// Loads the next page of older events, and turns the table to them.
    pub(super) fn load_older(self) {
        let (filter, cursor) = (self.filter(), self.cursor.get_untracked());
        let endpoint = audit_log::list(&filter, cursor.as_deref());
        self.older.send(endpoint, move |answer: Page<AuditEvent>| {
            // Meanwhile another filter may have brought another list, to which these do not belong.
            if self.filter() != filter || self.cursor.get_untracked() != cursor {
                return;
            }
            let before = self.events.with_untracked(Vec::len);
            self.cursor.set(answer.next_cursor);
            self.events.update(|events| events.extend(answer.data.into_iter().map(Arc::new)));
            self.page.set(before / PAGE_SIZE + 1);
        });
    }
}

/// Shows a page of the newest events in the place of what was shown.
fn replace(
    events: RwSignal<Vec<Row>>,
    page: RwSignal<usize>,
    cursor: RwSignal<Option<String>>,
    appended: RwSignal<Option<Appended>>,
    answer: Page<AuditEvent>,
) {
    appended.set(None);
    page.set(1);
    cursor.set(answer.next_cursor);
    events.set(answer.data.into_iter().map(Arc::new).collect());
}

/// The filter, once it has not changed for a moment. One that nothing can match is not asked for.
fn rested(wanted: Memo<Filter>) -> RwSignal<Filter> {
    let rested = RwSignal::new(wanted.get_untracked());
    let timer = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |first: Option<()>| {
        let wanted = wanted.get();
        if first.is_some() {
            let sensible = !filter::is_backwards(&wanted.from, &wanted.to);
            timer.set_value(sensible.then(|| Timeout::new(PAUSE, move || rested.set(wanted))));
        }
    });
    rested
}
