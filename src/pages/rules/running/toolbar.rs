//! The filter over the groups: text and state, both in the URL, with how many rules each would show.

use super::Seen;
use super::board::Board;
use super::select::Only;
use crate::format::text::count;
use crate::state::remote::Loader;
use crate::ui::bind::Bind;
use crate::ui::button::Button;
use crate::ui::chip::Chip;
use crate::ui::input::SearchField;
use crate::ui::time::Time;
use leptos::prelude::*;

/// The filter, the counts, and how old all of it is.
#[component]
pub(super) fn Toolbar(
    /// What is shown.
    board: Board,
    /// What is looked for.
    text: Bind<String>,
    /// What the server says.
    seen: Loader<Seen>,
) -> impl IntoView {
    let only = Memo::new(move |_| Only::parse(&board.query.get("state")));
    let chip = move |(place, of): (usize, Only)| {
        let pressed = Bind::new(Signal::derive(move || only.get() == of), move |on: bool| {
            board.query.replace(&[("state", if on { of.word() } else { "" })]);
        });
        let number = Memo::new(move |_| board.selection.with(|it| it.counts[place]));
        view! { <Chip label=of.label() count=Signal::derive(move || number.get()) pressed /> }
    };
    let shown = Memo::new(move |_| board.selection.with(|it| (it.order.len(), it.rules())));
    let counted = move || {
        let (groups, rules) = shown.get();
        format!("{}, {}", count(groups, "group", "groups"), count(rules, "rule", "rules"))
    };
    let all_open = Memo::new(move |_| board.all_open());
    let updated = Signal::derive(move || seen.with_value(|it| it.at).unwrap_or_default());
    view! {
        <div class="toolbar running-toolbar" role="search">
            <SearchField
                label="Filter running rules"
                placeholder="Group, rule, label, expression, file"
                value=text
            />
            <div class="cluster" role="group" aria-label="State">
                {Only::EACH.into_iter().enumerate().map(chip).collect_view()}
            </div>
            <span class="push small muted" role="status">{counted}</span>
            <span class="small muted nowrap">"Updated " <Time at=updated /></span>
            <Button small=true on_press=move |()| board.set_all_open(!all_open.get_untracked())>
                {move || if all_open.get() { "Collapse all" } else { "Expand all" }}
            </Button>
        </div>
    }
}
