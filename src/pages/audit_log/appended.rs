//! Events that were appended to the log since the list was loaded. They are held back until somebody asks for them: a
//! list that grows by itself moves away what is being read.

use crate::format::text::count;
use keyhouse_model::audit::AuditEvent;
use keyhouse_model::id::AuditEventId;
use keyhouse_model::page::Page;

/// The newest page that the server has, with events that are not shown yet.
#[derive(Clone)]
pub(super) struct Appended {
    page: Page<AuditEvent>,
    fresh: usize,
}

impl Appended {
    /// What of a page comes before the first event that is shown; `None` if nothing does.
    pub(super) fn find(page: Page<AuditEvent>, first_shown: AuditEventId) -> Option<Self> {
        let shown = page.data.iter().position(|event| event.id == first_shown);
        let fresh = shown.unwrap_or(page.data.len());
        (fresh > 0).then_some(Self { page, fresh })
    }

    /// Whether the page has every event up to those that are shown. If not, there may be a gap.
    fn is_whole(&self) -> bool {
        self.fresh < self.page.data.len()
    }

    /// What to press to see them.
    pub(super) fn label(&self) -> String {
        if self.is_whole() {
            format!("Show {}", count(self.fresh, "new event", "new events"))
        } else {
            format!("Show more than {} new events", self.fresh.saturating_sub(1))
        }
    }

    /// The events to put before those that are shown; `Err` with the page that takes the place of all of them.
    pub(super) fn into_events(mut self) -> Result<Vec<AuditEvent>, Page<AuditEvent>> {
        if !self.is_whole() {
            return Err(self.page);
        }
        self.page.data.truncate(self.fresh);
        Ok(self.page.data)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn id(number: usize) -> AuditEventId {
        format!("01a1fd80-0000-7000-8000-{number:012}").parse().unwrap()
    }

    fn page(numbers: std::ops::Range<usize>) -> Page<AuditEvent> {
        let event = |number| {
            let event = json!({
                "id": id(number), "at": "2026-11-21T09:36:00Z", "action": "api_key.create", "deployment_id": null,
                "actor": { "kind": "user", "id": "u", "name": "ada" }, "ip": null, "user_agent": null,
                "target": { "kind": "api_key", "id": "k", "name": "ci" }, "request_id": null, "outcome": "success",
                "changes": [], "hash": "",
            });
            serde_json::from_value(event).unwrap()
        };
        Page { data: numbers.rev().map(event).collect(), next_cursor: None }
    }

    #[test]
    fn nothing_new_is_nothing() {
        assert!(Appended::find(page(1..4), id(3)).is_none());
        assert!(Appended::find(page(0..0), id(3)).is_none());
    }

    #[test]
    fn new_events_join_those_that_are_shown() {
        let appended = Appended::find(page(1..6), id(4)).unwrap();
        assert_eq!(appended.label(), "Show 1 new event");
        let ids: Vec<_> = appended.into_events().unwrap().into_iter().map(|event| event.id).collect();
        assert_eq!(ids, [id(5)]);
    }

    #[test]
    fn a_page_that_does_not_reach_what_is_shown_takes_its_place() {
        let appended = Appended::find(page(11..21), id(3)).unwrap();
        assert_eq!(appended.label(), "Show more than 9 new events");
        assert_eq!(appended.into_events().unwrap_err().data.len(), 10);
    }
}
