//! The filter over the list.

use super::filter::Chip;
use crate::components::deployment_words as words;
use crate::components::query::Query;
use crate::format::text::count;
use crate::ui::bind::Bind;
use crate::ui::chip::Chip as ChipButton;
use crate::ui::input::SearchField;
use keyhouse_model::deployment::DeploymentType;
use leptos::prelude::*;

/// Text, chips and type; all of them are in the URL.
#[component]
pub(super) fn Toolbar(
    /// The page's URL.
    query: Query,
    /// What is looked for.
    text: Bind<String>,
    /// How many deployments each chip would show.
    counts: Signal<[usize; Chip::ALL.len()]>,
) -> impl IntoView {
    let chip = Memo::new(move |_| Chip::parse(&query.get("status")));
    let of = move |(at, it): (usize, Chip)| {
        let pressed = Bind::new(Signal::derive(move || chip.get() == it), move |_| {
            query.replace(&[("status", &it.word()), ("page", "")]);
        });
        view! { <ChipButton label=it.label() count=Signal::derive(move || counts.get()[at]) pressed /> }
    };
    let of_kind = move |kind: &DeploymentType| {
        let word = kind.as_str();
        let pressed = Bind::new(Signal::derive(move || query.get("type") == word), move |on: bool| {
            query.replace(&[("type", if on { word } else { "" }), ("page", "")]);
        });
        view! { <ChipButton label=words::kind(*kind) pressed /> }
    };
    let shown = move || {
        let at = Chip::ALL.iter().position(|it| *it == chip.get()).unwrap_or_default();
        count(counts.get()[at], "deployment", "deployments")
    };
    view! {
        <div class="toolbar" role="search">
            <SearchField label="Filter deployments" placeholder="Name or id" value=text />
            <div class="cluster" role="group" aria-label="Status">
                {Chip::ALL.into_iter().enumerate().map(of).collect_view()}
            </div>
            <div class="cluster chips-apart" role="group" aria-label="Type">
                {DeploymentType::ALL.iter().map(of_kind).collect_view()}
            </div>
            <span class="push small muted" role="status">{shown}</span>
        </div>
    }
}
