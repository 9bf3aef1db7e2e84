//! The filters over the list. All of them are in the URL.

use super::deployments::{DeploymentChip, DeploymentField, Deployments};
use super::describe;
use super::filter::{self, FAILED, SECRETS, SPANS};
use super::log::Log;
use super::saved_dialog::SavedMenu;
use super::tail::{NewEvents, Tail, TailChip};
use crate::components::query::Query;
use crate::format::time::rfc3339;
use crate::ui::bind::Bind;
use crate::ui::button::{Button, ButtonLook, IconButton};
use crate::ui::chip::Chip;
use crate::ui::icon::Icon;
use crate::ui::input::{SearchField, Select, SelectOption, TextField, TextKind};
use crate::web::{clock, events};
use keyhouse_model::time;
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
    /// What shows new events.
    tail: Tail,
) -> impl IntoView {
    let any = Memo::new(move |_| filter::NAMES.iter().any(|name| !query.get(name).is_empty()));
    let folded = ["action", "actor", "target", "deployment", "within", "from", "to"];
    let open =
        events::matches_media(ROOMY) || folded.iter().any(|name| !query.get_untracked(name).is_empty());
    let deployments = Deployments::load();
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
                <DeploymentChip deployments query />
                <SavedMenu query />
                {move || any.get().then(clear)}
                <div class="push cluster">
                    <span class="small muted" role="status">{move || describe::loaded(shown(), log.has_older())}</span>
                    <NewEvents tail />
                    <TailChip tail />
                    <IconButton
                        icon=Icon::Refresh
                        name="Load the newest events"
                        small=true
                        on_press=move |()| log.reload()
                    />
                </div>
            </div>
            <details class="more-filters" open=open>
                <summary>"Action, person, thing, deployment and time"</summary>
                <MoreFilters deployments query />
            </details>
        </div>
    }
}

#[component]
fn MoreFilters(deployments: Deployments, query: Query) -> impl IntoView {
    let actions = filter::actions()
        .into_iter()
        .map(|(value, label)| SelectOption::new(value, label))
        .collect::<Vec<_>>();
    let zone = format!("In your zone, {}", clock::zone_name());
    let backwards = Memo::new(move |_| {
        let backwards = filter::is_backwards(&query.get("from"), &query.get("to"));
        backwards.then(|| "This is not after the start. Choose a later end.".to_owned())
    });
    let spans = SPANS.into_iter().map(|(word, label, _)| SelectOption::new(word, label));
    let spans: Vec<_> = [SelectOption::new("", "Any, or as below")].into_iter().chain(spans).collect();
    let span = Memo::new(move |_| query.get("within"));
    let set_span = move |word: String| query.replace(&[("within", &word), ("from", ""), ("to", "")]);
    view! {
        <div class="filter-fields">
            <Select label="Action" value=in_url(query, "action") options=actions />
            <TextField label="Who" value=in_url(query, "actor") placeholder="E-mail or key" optional=true />
            <TextField label="Done to" value=in_url(query, "target") placeholder="Name or id" optional=true />
            <DeploymentField deployments query />
            <Select label="Time" value=Bind::new(span, set_span) options=spans />
            <TextField label="From" value=time_in_url(query, "from") kind=TextKind::DateTime hint=zone optional=true />
            <TextField label="Until" value=time_in_url(query, "to") kind=TextKind::DateTime error=backwards optional=true />
        </div>
    }
}

/// The filter for one thing, which is set in an event's details: its name is taken from its events. What a person types
/// is a part of a name, and stands in its field.
#[component]
fn TargetChip(log: Log, query: Query) -> impl IntoView {
    let target = Memo::new(move |_| query.get("target"));
    let name = Memo::new(move |_| {
        let id = target.get();
        let is_it = |event: &&super::log::Row| event.target.id == id && !event.target.name.is_empty();
        log.events.with(|events| events.iter().find(is_it).map(|event| event.target.name.clone()))
    });
    let chip = move || {
        let pressed = Bind::new(true, move |_| query.replace(&[("target", "")]));
        let label = Signal::derive(move || format!("Only {}", name.get().unwrap_or_default()));
        view! { <Chip label pressed /> }
    };
    let any = Memo::new(move |_| name.with(Option::is_some));
    move || any.get().then(chip)
}

/// A value that stands in the URL as it is.
pub(super) fn in_url(query: Query, name: &'static str) -> Bind<String> {
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
        query.replace(&[(name, &instant), ("within", "")]);
    })
}
