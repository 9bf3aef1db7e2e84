//! The filters over the list. All of them are in the URL.

use super::appended::Appended;
use super::describe;
use super::filter::{self, FAILED, SECRETS};
use super::log::Log;
use crate::components::query::Query;
use crate::format::time::rfc3339;
use crate::ui::bind::Bind;
use crate::ui::button::{Button, ButtonLook, IconButton};
use crate::ui::chip::Chip;
use crate::ui::icon::Icon;
use crate::ui::input::{SearchField, Select, SelectOption, TextField, TextKind};
use crate::web::{clock, events, focus};
use keyhouse_model::time;
use leptos::html::Div;
use leptos::prelude::*;

/// From this width on there is room for all filters.
const ROOMY: &str = "(min-width: 821px)";

/// Text and chips in a row; who, what and when below, folded away where there is little room.
#[component]
pub(super) fn Filters(
    /// What is loaded.
    log: Log,
    /// The page's URL.
    query: Query,
    /// What the events are shown in.
    list: NodeRef<Div>,
) -> impl IntoView {
    let any = Memo::new(move |_| filter::NAMES.iter().any(|name| !query.get(name).is_empty()));
    let folded = ["action", "actor", "from", "to"];
    let open =
        events::matches_media(ROOMY) || folded.iter().any(|name| !query.get_untracked(name).is_empty());
    let shown = move || log.events.with(Vec::len);
    let search = query.search("q");
    let forget = move |()| {
        // What was just typed may not be in the URL yet.
        search.set(String::new());
        query.replace(&filter::cleared());
    };
    let clear = move || {
        view! {
            <Button small=true look=ButtonLook::Ghost icon=Icon::Close on_press=forget>
                "Clear filters"
            </Button>
        }
    };
    view! {
        <div role="search">
            <div class="toolbar">
                <SearchField label="Search events" placeholder="Name, id, IP or request" value=search />
                <Chip label="Secret access" pressed=switch(query, "action", SECRETS) />
                <Chip label="Failed" pressed=switch(query, "outcome", FAILED) />
                <TargetChip log query />
                {move || any.get().then(clear)}
                <div class="push cluster">
                    <span class="small muted" role="status">{move || describe::loaded(shown(), log.has_older())}</span>
                    <NewEvents log list />
                    <IconButton
                        icon=Icon::Refresh
                        name="Load the newest events"
                        small=true
                        on_press=move |()| log.reload()
                    />
                </div>
            </div>
            <details class="more-filters" open=open>
                <summary>"Action, person and time"</summary>
                <MoreFilters query />
            </details>
        </div>
    }
}

/// Says that there are newer events, in a place that was free, so that nothing moves under the pointer.
#[component]
fn NewEvents(log: Log, list: NodeRef<Div>) -> impl IntoView {
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
    view! { <span role="status">{move || any.get().then(button)}</span> }
}

#[component]
fn MoreFilters(query: Query) -> impl IntoView {
    let actions = filter::actions()
        .into_iter()
        .map(|(value, label)| SelectOption::new(value, label))
        .collect::<Vec<_>>();
    let zone = format!("In your zone, {}", clock::zone_name());
    let backwards = Memo::new(move |_| {
        let backwards = filter::is_backwards(&query.get("from"), &query.get("to"));
        backwards.then(|| "This is not after the start. Choose a later end.".to_owned())
    });
    view! {
        <div class="filter-fields">
            <Select label="Action" value=in_url(query, "action") options=actions />
            <TextField label="Who" value=in_url(query, "actor") placeholder="E-mail or key" optional=true />
            <TextField label="From" value=time_in_url(query, "from") kind=TextKind::DateTime hint=zone optional=true />
            <TextField label="Until" value=time_in_url(query, "to") kind=TextKind::DateTime error=backwards optional=true />
        </div>
    }
}

/// The filter for one thing, which is set in an event's details. Its name is taken from its events.
#[component]
fn TargetChip(log: Log, query: Query) -> impl IntoView {
    let target = Memo::new(move |_| query.get("target"));
    let name = Signal::derive(move || {
        let id = target.get();
        let named = |events: &Vec<super::log::Row>| {
            let of_it = events.iter().find(|event| event.target.id == id && !event.target.name.is_empty());
            of_it.map(|event| event.target.name.clone())
        };
        format!("Only {}", log.events.with(named).unwrap_or(id.clone()))
    });
    let chip = move || {
        let pressed = Bind::new(true, move |_| query.replace(&[("target", "")]));
        view! { <Chip label=name pressed /> }
    };
    move || (!target.with(String::is_empty)).then(chip)
}

fn in_url(query: Query, name: &'static str) -> Bind<String> {
    let value = Memo::new(move |_| query.get(name));
    Bind::new(value, move |text: String| query.replace(&[(name, &text)]))
}

/// A chip that is on while a value in the URL is this word.
fn switch(query: Query, name: &'static str, word: &'static str) -> Bind<bool> {
    let on = Memo::new(move |_| query.get(name) == word);
    Bind::new(on, move |on: bool| query.replace(&[(name, if on { word } else { "" })]))
}

/// An instant: in the URL for every zone, in the field for the person's own.
fn time_in_url(query: Query, name: &'static str) -> Bind<String> {
    let shown = Memo::new(move |_| time::parse(&query.get(name)).map(clock::to_input).unwrap_or_default());
    Bind::new(shown, move |text: String| {
        let instant = clock::from_input(&text).map(rfc3339).unwrap_or_default();
        query.replace(&[(name, &instant)]);
    })
}
