//! What is looked at: the range, the zone, whether beside the period before. All of it is in the URL.

use super::span::{self, CUSTOM, Range, Span};
use crate::components::query::Query;
use crate::format::time::rfc3339;
use crate::ui::bind::Bind;
use crate::ui::chart::Zone;
use crate::ui::choice::{Checkbox, Choice, Segmented};
use crate::ui::input::{TextField, TextKind};
use crate::ui::time::use_now;
use crate::web::clock;
use chrono::{DateTime, Utc};
use keyhouse_model::time;
use leptos::prelude::*;

/// What is looked at.
#[derive(Clone, Copy)]
pub(super) struct View {
    query: Query,
    pub(super) span: Memo<Span>,
    pub(super) zone: Memo<Zone>,
    pub(super) compares: Memo<bool>,
    /// When numbers came last.
    pub(super) updated: RwSignal<Option<DateTime<Utc>>>,
}

impl View {
    /// The one that the page's URL says.
    pub(super) fn of(query: Query) -> Self {
        let span = Memo::new(move |last: Option<&Span>| {
            let span = Span::of_url(|name| query.get(name));
            span.or(last.copied()).unwrap_or(Span::Last(1))
        });
        let zone = Memo::new(move |_| if query.get("zone") == "utc" { Zone::Utc } else { Zone::Local });
        let compares = Memo::new(move |_| query.get("compare") == "before");
        Self { query, span, zone, compares, updated: RwSignal::new(None) }
    }

    /// The instants as of now. Follows the URL.
    pub(super) fn range(self) -> Range {
        let (now, zone) = (clock::now(), self.zone.get());
        let offset = zone.offset(now.timestamp_millis()) / 1000;
        self.span.get().range(now, i32::try_from(offset).unwrap_or(0))
    }

    /// Looks closer at a part; back leads to where one was.
    pub(super) fn zoom(self, (from, to): (i64, i64)) {
        let instant = |ms: i64| DateTime::from_timestamp(ms.div_euclid(1000), 0);
        if let (Some(from), Some(to)) = (instant(from), instant(to))
            && from < to
        {
            let pairs = span::between(from, to);
            self.query.push(&pairs.each_ref().map(|(name, value)| (*name, value.as_str())));
        }
    }

    /// Chooses a span by its word.
    fn choose(self, word: &str) {
        if word == CUSTOM {
            let Range { from, to, .. } = untrack(|| self.range());
            let pairs = span::between(from, to);
            self.query.replace(&pairs.each_ref().map(|(name, value)| (*name, value.as_str())));
        } else {
            self.query.replace(&[("range", word), ("from", ""), ("to", "")]);
        }
    }
}

/// The choices over the charts.
#[component]
pub(super) fn Controls(view: View) -> impl IntoView {
    let options =
        span::choices().into_iter().map(|(value, label)| Choice::new(value, label)).collect::<Vec<_>>();
    let chosen = Memo::new(move |_| view.span.get().chosen().to_owned());
    let value = Bind::new(chosen, move |word: String| view.choose(&word));
    let now = use_now();
    let updated = move || {
        view.updated.get().map(|at| format!("Updated {}", crate::format::time::relative(at, now.get())))
    };
    let compares = Bind::new(view.compares, move |on: bool| {
        view.query.replace(&[("compare", if on { "before" } else { "" })]);
    });
    view! {
        <div class="usage-controls">
            <Segmented label="Range" hide_label=true options value />
            <ZoneChoice view />
            <Checkbox label="Compare with the period before" checked=compares />
            <span class="push small muted">{updated}</span>
        </div>
        {move || (chosen.get() == CUSTOM).then(|| view! { <Between view /> })}
    }
}

/// The browser's zone or UTC; nothing to choose where they are the same.
#[component]
fn ZoneChoice(view: View) -> impl IntoView {
    let own = clock::zone_name();
    let options = vec![Choice::new("local", own.clone()), Choice::new("utc", "UTC")];
    let word = Memo::new(move |_| if view.zone.get() == Zone::Utc { "utc" } else { "local" }.to_owned());
    let value = Bind::new(word, move |word: String| {
        view.query.replace(&[("zone", if word == "utc" { "utc" } else { "" })]);
    });
    (own != "UTC").then(|| view! { <Segmented label="Zone" hide_label=true options value /> })
}

/// Two instants, in the zone of the charts.
#[component]
fn Between(view: View) -> impl IntoView {
    let backwards = Memo::new(move |_| {
        let wrong = Span::of_url(|name| view.query.get(name)).is_none();
        wrong.then(|| "This is not after the start. Choose a later end.".to_owned())
    });
    let hint = Signal::derive(move || format!("In {}", view.zone.get().name()));
    view! {
        <div class="filter-fields">
            <TextField label="From" value=instant(view, "from") kind=TextKind::DateTime hint />
            <TextField label="Until" value=instant(view, "to") kind=TextKind::DateTime hint error=backwards />
        </div>
    }
}

/// An instant: in the URL for every zone, in the field for the one that is chosen.
fn instant(view: View, name: &'static str) -> Bind<String> {
    let shown = Memo::new(move |_| {
        let at = time::parse(&view.query.get(name));
        at.map(|at| written(at, view.zone.get())).unwrap_or_default()
    });
    Bind::new(shown, move |text: String| {
        // A field that is being filled in names no instant yet; what is shown stays meanwhile.
        if let Some(at) = read(&text, view.zone.get_untracked()) {
            view.query.replace(&[(name, &rfc3339(at))]);
        }
    })
}

fn written(at: DateTime<Utc>, zone: Zone) -> String {
    match zone {
        Zone::Local => clock::to_input(at),
        Zone::Utc => rfc3339(at).chars().take("2026-11-21T09:41".len()).collect(),
    }
}

fn read(text: &str, zone: Zone) -> Option<DateTime<Utc>> {
    match zone {
        Zone::Local => clock::from_input(text),
        Zone::Utc if text.len() == "2026-11-21T09:41".len() => time::parse(&format!("{text}:00Z")),
        Zone::Utc => time::parse(&format!("{text}Z")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_instant_in_utc_is_read_as_it_was_written() {
        let at: DateTime<Utc> = "2026-11-21T09:41:00Z".parse().unwrap();
        assert_eq!(written(at, Zone::Utc), "2026-11-21T09:41");
        assert_eq!(read("2026-11-21T09:41", Zone::Utc), Some(at));
        assert_eq!(read("2026-11-21T09:41:00", Zone::Utc), Some(at), "some browsers add the seconds");
        assert_eq!(read("2026-11", Zone::Utc), None);
    }
}
