//! The table itself, drawn from ids and views.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::{ev, html, prelude::*};

use super::column::{Head, Sort};
use super::keys::{Ask, on_row_key};
use super::live::LiveRows;
use super::pager::pager;
use super::selection::{Selection, bulk_bar, select_page, select_row, toggle, toggle_page};
use super::steps::{Drawn, in_steps};
use crate::ui::bind::Bind;
use crate::ui::icon::{Icon, small_icon};
use crate::ui::time::InRow;
use crate::web::{focus, scroll};

/// All that the frame has to know.
pub(super) struct Frame {
    pub(super) caption: String,
    pub(super) heads: Vec<Head>,
    pub(super) has_actions: bool,
    pub(super) ids: Signal<Vec<String>>,
    pub(super) total: Signal<usize>,
    pub(super) loading: Signal<bool>,
    pub(super) sort: Bind<Option<Sort>>,
    pub(super) page: Bind<usize>,
    /// How many rows are on the pages before this one.
    pub(super) before: Signal<usize>,
    pub(super) selection: Option<Selection>,
    pub(super) on_open: Option<Callback<String>>,
    /// Nothing for a row that is not on the page.
    pub(super) content: Callback<String, Option<RowContent>>,
    pub(super) empty: ViewFn,
}

/// What is in a row.
pub(super) struct RowContent {
    /// What a person calls it.
    pub(super) name: Signal<String>,
    /// A view for each column, and then the actions.
    pub(super) cells: Vec<AnyView>,
}

/// What each row needs; small enough to be copied into it.
#[derive(Clone, Copy)]
struct RowKit {
    /// The rows of the page, and those of them that are drawn.
    ids: Signal<Vec<String>>,
    drawn: Memo<Drawn>,
    heads: StoredValue<Vec<Head>>,
    selected: Option<Bind<BTreeSet<String>>>,
    on_open: Option<Callback<String>>,
    content: Callback<String, Option<RowContent>>,
    /// The row that had the focus last.
    current: RwSignal<Option<String>>,
    /// How many rows are on the pages before this one.
    before: Signal<usize>,
    /// Where each row stands.
    places: LiveRows<Place>,
}

/// Where a row stands among those of the page that are drawn.
#[derive(Clone, PartialEq)]
struct Place {
    /// From 0.
    at: usize,
    /// Whether Tab leads to it.
    is_stop: bool,
    /// Whether it is about to be taken away.
    is_hidden: bool,
}

/// Draws the table.
pub(super) fn table_frame(frame: Frame) -> AnyView {
    let Frame { caption, heads, has_actions, ids, total, loading, sort, page, selection, .. } = frame;
    let columns = heads.len() + usize::from(has_actions) + usize::from(selection.is_some());
    let (body, current) = (NodeRef::<html::Tbody>::new(), RwSignal::new(None));
    let drawn = in_steps(ids, move || scroll::rows_in_view(&body.try_get_untracked()??.into()));
    let kit = RowKit {
        ids,
        drawn,
        heads: StoredValue::new(heads.clone()),
        selected: selection.as_ref().map(|it| it.selected),
        on_open: frame.on_open,
        content: frame.content,
        current,
        before: frame.before,
        places: places(drawn, current),
    };
    let waiting = Memo::new(move |_| {
        let none_yet = loading.get() && total.get() == 0;
        none_yet || total.get() != 0 && drawn.with(|drawn| drawn.seen().is_empty())
    });
    let vacant = Memo::new(move |_| !loading.get() && total.get() == 0);
    let (empty, pages) = (frame.empty, pager(&caption, page, total));
    keep_focus(kit, body);
    let bulk = selection.clone().map(|it| bulk_bar(it, ids, total));
    let selected = kit.selected;
    view! {
        <div class="table-frame" hidden=move || vacant.get()>
            {bulk}
            <div class="table-scroll">
                <table
                    class="table"
                    aria-busy=move || waiting.get().then_some("true")
                    aria-rowcount=move || (total.get() + 1).to_string()
                >
                    <caption>{caption}</caption>
                    <thead>
                        <tr>
                            {selected.map(|it| select_page(it, ids))}
                            {heads.into_iter().map(|it| head(it, sort)).collect_view()}
                            {has_actions
                                .then(|| view! { <th scope="col"><span class="visually-hidden">"Actions"</span></th> })}
                        </tr>
                    </thead>
                    <tbody node_ref=body>
                        {move || waiting.get().then(|| waiting_rows(columns))}
                        <For each=move || drawn.with(|it| it.made().to_vec()) key=Clone::clone children=move |id| row(kit, id) />
                    </tbody>
                </table>
            </div>
            {pages}
        </div>
        {move || vacant.get().then(|| empty.run())}
    }
    .into_any()
}

fn head(head: Head, sort: Bind<Option<Sort>>) -> AnyView {
    let class = head.end.then_some("end");
    if !head.sortable {
        return view! { <th scope="col" class=class>{head.title}</th> }.into_any();
    }
    let state = move || {
        sort.with(|it| match it {
            Some(it) if it.column == head.key && it.descending => "descending",
            Some(it) if it.column == head.key => "ascending",
            _ => "none",
        })
    };
    let press = move |_| {
        let next = sort.with_untracked(|it| Sort::pressed(it.as_ref(), head.key));
        sort.set(Some(next));
    };
    view! {
        <th scope="col" class=class aria-sort=state>
            <button type="button" class="sort" on:click=press>
                {head.title}
                {small_icon(Icon::ChevronDown)}
            </button>
        </th>
    }
    .into_any()
}

fn row(kit: RowKit, id: String) -> AnyView {
    provide_context(InRow);
    let id = StoredValue::new(id);
    let is_selected = Memo::new(move |_| {
        kit.selected.is_some_and(|it| id.with_value(|id| it.with(|set| set.contains(id))))
    });
    let place = id.with_value(|id| kit.places.draw(id));
    let is_stop = move || place.is_some_and(|place| place.with(|it| it.is_stop));
    let is_hidden = move || place.is_some_and(|place| place.with(|it| it.is_hidden));
    // From 1, and the first is the head.
    let index = move || place.map(|place| (place.with(|it| it.at) + kit.before.get() + 2).to_string());
    let on_click = move |event: ev::MouseEvent| {
        if let Some(open) =
            kit.on_open.filter(|_| !focus::came_from(&event, "a, button, input, label, [popover]"))
        {
            open.run(id.get_value());
        }
    };
    // A menu or dialog that goes together with the table gives the focus back to a row whose state is gone.
    let on_focus = move |_| {
        if let Some(id) = id.try_get_value() {
            kit.current.try_set(Some(id));
        }
    };
    let Some(RowContent { name, cells }) = kit.content.run(id.get_value()) else { return ().into_any() };
    view! {
        <tr
            tabindex=move || if is_stop() { "0" } else { "-1" }
            aria-rowindex=index
            hidden=is_hidden
            data-selected=move || is_selected.get()
            data-open=kit.on_open.is_some()
            on:focusin=on_focus
            on:keydown=move |event| kit.on_key(&event, &id.get_value())
            on:click=on_click
        >
            {kit.selected.map(|it| select_row(it, is_selected, id, name))}
            {kit.heads.with_value(|heads| lay_out(heads, cells))}
        </tr>
    }
    .into_any()
}

/// Puts each view into its cell; what comes after the last column are the actions.
fn lay_out(heads: &[Head], cells: Vec<AnyView>) -> Vec<AnyView> {
    let cell = |(at, view): (usize, AnyView)| match heads.get(at) {
        Some(head) if at == 0 => {
            let title = Arc::clone(&head.title);
            view! { <th scope="row" data-label=title><div>{view}</div></th> }.into_any()
        }
        Some(head) => {
            let (title, class) = (Arc::clone(&head.title), head.end.then_some("end"));
            view! { <td data-label=title class=class><div>{view}</div></td> }.into_any()
        }
        None => view! { <td class="actions">{view}</td> }.into_any(),
    };
    cells.into_iter().enumerate().map(cell).collect()
}

fn waiting_rows(columns: usize) -> AnyView {
    let cells =
        move || (0..columns).map(|_| view! { <td><span class="skeleton"></span></td> }).collect_view();
    (0..5).map(|_| view! { <tr aria-hidden="true">{cells()}</tr> }).collect_view().into_any()
}

impl RowKit {
    fn on_key(self, event: &ev::KeyboardEvent, id: &str) {
        let Some(ask) = on_row_key(event) else { return };
        match (ask, self.on_open, self.selected) {
            (Ask::Open, Some(open), _) => open.run(id.to_owned()),
            (Ask::Select, _, Some(selected)) => toggle(selected, id),
            (Ask::SelectPage, _, Some(selected)) => toggle_page(selected, self.ids),
            _ => return,
        }
        event.prevent_default();
    }
}

/// Where the rows stand. Tab leads to the one that had the focus last, or else to the first.
fn places(drawn: Memo<Drawn>, current: RwSignal<Option<String>>) -> LiveRows<Place> {
    LiveRows::new(Memo::new(move |_| {
        drawn.with(|drawn| {
            let (made, seen) = (drawn.made(), drawn.seen());
            let stop = current
                .with(|current| seen.iter().position(|it| Some(it) == current.as_ref()).unwrap_or_default());
            let place = |(at, id): (usize, &String)| {
                (id.clone(), Place { at, is_stop: at == stop, is_hidden: at >= seen.len() })
            };
            made.iter().enumerate().map(place).collect()
        })
    }))
}

/// When the row that had the focus goes away (it was deleted), the row now in its place gets it.
fn keep_focus(kit: RowKit, body: NodeRef<html::Tbody>) {
    Effect::new(move |before: Option<Vec<String>>| {
        let ids = kit.drawn.with(|drawn| drawn.seen().to_vec());
        let gone = kit.current.get_untracked().filter(|it| !ids.contains(it));
        let place = gone.and_then(|gone| before.as_ref()?.iter().position(|it| *it == gone));
        if let (Some(place), Some(body)) = (place, body.get_untracked()) {
            focus::rescue_to(&body, "tr[tabindex]", place);
        }
        ids
    });
}
