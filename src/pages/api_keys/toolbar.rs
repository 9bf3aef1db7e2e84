//! The filter over the list.

use super::filter::Chip;
use crate::components::query::Query;
use crate::format::text::count;
use crate::ui::badge::Tone;
use crate::ui::bind::Bind;
use crate::ui::chip::Chip as ChipButton;
use crate::ui::input::SearchField;
use crate::ui::note::Note;
use keyhouse_model::key_value::last_four_within;
use leptos::prelude::*;

/// Text and chips; both are in the URL.
#[component]
pub(super) fn Toolbar(
    /// The page's URL.
    query: Query,
    /// What is looked for.
    text: RwSignal<String>,
    /// How many keys each chip would show.
    counts: RwSignal<[usize; Chip::ALL.len()]>,
) -> impl IntoView {
    let recognized = RwSignal::new(None::<String>);
    let search = Bind::new(text, move |typed: String| {
        // A pasted value must not get into the URL; its last four characters find the key as well.
        let last_four = last_four_within(&typed);
        if last_four.is_some() {
            query.replace(&[("status", Chip::All.as_str()), ("page", "")]);
        }
        text.set(last_four.clone().unwrap_or(typed));
        recognized.set(last_four);
    });
    let chip = Memo::new(move |_| Chip::parse(&query.get("status")));
    let of = move |(at, it): (usize, Chip)| {
        let pressed = Bind::new(Signal::derive(move || chip.get() == it), move |_| {
            query.replace(&[("status", it.as_str()), ("page", "")]);
        });
        view! { <ChipButton label=it.label() count=Signal::derive(move || counts.get()[at]) pressed /> }
    };
    let shown = move || {
        let at = Chip::ALL.iter().position(|it| *it == chip.get()).unwrap_or_default();
        count(counts.get()[at], "key", "keys")
    };
    view! {
        <div class="toolbar" role="search">
            <SearchField label="Filter API keys" placeholder="Name, creator or last four" value=search />
            {Chip::ALL.into_iter().enumerate().map(of).collect_view()}
            <span class="push small muted" role="status">{shown}</span>
        </div>
        <Show when=move || recognized.with(|it| it.as_ref().is_some_and(|it| *it == text.get()))>
            <div class="card-body">
                <Note tone=Tone::Info>
                    <p>
                        "That is a key's value. Only its last four characters are used to look for it; the value was neither sent nor kept."
                    </p>
                </Note>
            </div>
        </Show>
    }
}
