//! A group: how it fares at a glance, and its rules when it is open.

use super::board::Board;
use super::rule::Rule;
use super::select::{GroupKey, RuleKey, Shown};
use super::words;
use crate::format::text::count;
use crate::format::time::relative;
use crate::ui::badge::Badge;
use crate::ui::time::{Time, use_now};
use crate::ui::unique_id;
use leptos::prelude::*;

/// The section. The rules of a closed group are not drawn: there may be a thousand.
#[component]
pub(super) fn Group(
    /// Which group.
    key: GroupKey,
    /// What is shown.
    board: Board,
) -> impl IntoView {
    let shown = board.group(key.clone());
    let kept = StoredValue::new(key);
    let open = Memo::new(move |_| kept.with_value(|key| board.is_open(key)));
    let toggle = move |event: leptos::ev::MouseEvent| {
        // What is open is said by the board alone, so that "Expand all" and the person agree.
        event.prevent_default();
        kept.with_value(|key| board.set_open(key, !open.get_untracked()));
    };
    let id = unique_id("group");
    view! {
        <section class="card running-group" aria-labelledby=id.clone()>
            <details prop:open=move || open.get()>
                <summary on:click=toggle>
                    <Summary id=id.clone() shown key=kept />
                </summary>
                <Show when=move || open.get()>
                    <Facts shown key=kept board />
                    <Rules shown key=kept board />
                </Show>
            </details>
        </section>
    }
}

/// What is said of a group whether it is open or not.
#[component]
fn Summary(id: String, shown: Memo<Option<Shown>>, key: StoredValue<GroupKey>) -> impl IntoView {
    let states = Memo::new(move |_| {
        shown.with(|it| it.as_ref().map(|it| words::group(&it.group))).unwrap_or_default()
    });
    let badges = move || {
        let badge = |(text, tone): words::Said| view! { <Badge tone text /> };
        states.get().into_iter().map(badge).collect_view()
    };
    let rules = move || {
        let (some, all) =
            shown.with(|it| it.as_ref().map_or((0, 0), |it| (it.rules.len(), it.group.rules.len())));
        let all_said = count(all, "rule", "rules");
        if some == all { all_said } else { format!("{some} of {all_said}") }
    };
    let now = use_now();
    let last = Memo::new(move |_| shown.with(|it| it.as_ref()?.group.last_evaluation));
    let ago = move || match last.get() {
        Some(at) => relative(at, now.get()),
        None => "not evaluated yet".to_owned(),
    };
    view! {
        <h2 class="running-name" id=id>{key.with_value(|key| key.name.clone())}</h2>
        <span class="cluster">{badges}</span>
        <span class="small muted running-about">
            {key.with_value(|key| key.file.clone())} " · " {rules} " · " {ago}
        </span>
    }
}

/// Where it comes from, how often it is evaluated, when it was last and how long that took.
#[component]
fn Facts(shown: Memo<Option<Shown>>, key: StoredValue<GroupKey>, board: Board) -> impl IntoView {
    let file = key.with_value(|key| key.file.clone());
    let interval =
        move || shown.with(|it| it.as_ref().map(|it| words::span(it.group.interval_ms)).unwrap_or_default());
    let last = Memo::new(move |_| shown.with(|it| it.as_ref()?.group.last_evaluation));
    let evaluated = Memo::new(move |_| last.with(Option::is_some));
    let took = move || {
        let took = shown.with(|it| it.as_ref()?.group.evaluation_us);
        took.map(|it| format!(" in {}", words::took(it)))
    };
    view! {
        <p class="small muted running-facts">
            "From " <a href=board.page.with(&[("file", &file)])>{file.clone()}</a> " · every " {interval}
            <Show when=move || evaluated.get()>
                " · evaluated " <Time at=Signal::derive(move || last.get().unwrap_or_default()) /> {took}
            </Show>
        </p>
    }
}

#[component]
fn Rules(shown: Memo<Option<Shown>>, key: StoredValue<GroupKey>, board: Board) -> impl IntoView {
    let keys = Memo::new(move |_| {
        shown.with(|it| {
            let rules = it.as_ref().map(|it| it.rules.as_slice()).unwrap_or_default();
            rules.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>()
        })
    });
    let rule = move |rule: RuleKey| {
        let group_key = key.get_value();
        view! { <Rule place=(group_key, rule) group=shown board /> }
    };
    view! {
        <ul class="running-rules">
            <For each=move || keys.get() key=Clone::clone children=rule />
        </ul>
    }
}
