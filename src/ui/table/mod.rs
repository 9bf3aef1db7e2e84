//! A list of things: a real table that sorts, pages, selects, and becomes cards on a narrow screen.
//!
//! Only fifty rows are in the page at a time, so that ten thousand are as quick as fifty. What depends on the
//! kind of thing is in this file; the rest knows ids and views only, and so is compiled once.

mod column;
mod frame;
mod keys;
mod live;
mod pager;
mod selection;
mod steps;

use std::collections::BTreeSet;

use leptos::prelude::*;

pub use column::{Column, Sort};
use frame::{Frame, RowContent, table_frame};
use live::LiveRows;
pub use pager::PAGE_SIZE;
use selection::Selection;

use super::bind::Bind;

/// A table of `rows`. The first column names the row: put its link or name there.
///
/// Up, Down, Page Up, Page Down, Home and End move from row to row, Right and Left through what a row holds,
/// Space selects, Ctrl+A selects the page, Enter opens.
#[component]
pub fn Table<T>(
    /// What the table lists, for those who can't see the heading above it.
    #[prop(into)]
    caption: String,
    /// The things, in the order of their source; already filtered.
    #[prop(into)]
    rows: Signal<Vec<T>>,
    /// The columns, from left to right.
    columns: Vec<Column<T>>,
    /// What tells a row from all others.
    id: fn(&T) -> String,
    /// What a person calls a row.
    name: fn(&T) -> String,
    /// Whether the first rows are still to come. Default is false.
    #[prop(optional, into)]
    loading: Signal<bool>,
    /// What the rows are sorted by. Default is kept by the table, at first the order of `rows`.
    #[prop(optional, into)]
    sort: Option<Bind<Option<Sort>>>,
    /// Which page is shown, from 1. Default is kept by the table.
    #[prop(optional, into)]
    page: Option<Bind<usize>>,
    /// The ids of the selected rows. Default is that nothing can be selected.
    #[prop(optional, into)]
    selected: Option<Bind<BTreeSet<String>>>,
    /// What can be done with the selected rows. Default is nothing.
    #[prop(optional, into)]
    bulk: ViewFn,
    /// Opens the row of an id, on Enter or a click. Default is nothing.
    #[prop(optional, into)]
    on_open: Option<Callback<String>>,
    /// What stands at the end of each row: buttons, a menu. Default is nothing.
    #[prop(optional, into)]
    actions: Option<Callback<Signal<T>, AnyView>>,
    /// What stands there instead when there are no rows. Default is nothing.
    #[prop(optional, into)]
    empty: ViewFn,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let sort = sort.unwrap_or_else(|| RwSignal::new(None).into());
    let page = page.unwrap_or_else(|| RwSignal::new(1).into());
    let columns = StoredValue::new(columns);
    let heads = columns.with_value(|all| all.iter().map(Column::head).collect::<Vec<_>>());
    let order = Memo::new(move |_| {
        let sort = sort.get();
        columns.with_value(|all| rows.with(|rows| column::order(rows, all, sort.as_ref())))
    });
    let total = Signal::derive(move || rows.with(Vec::len));
    let before = Signal::derive(move || pager::range(page.get(), total.get()).start);
    let shown = Memo::new(move |_| {
        let (range, order) = (pager::range(page.get(), total.get()), order.read());
        rows.with(|rows| {
            let row = |it: &T| (id(it), it.clone());
            match &*order {
                Some(order) => {
                    let places = order.get(range).unwrap_or_default();
                    places.iter().filter_map(|at| rows.get(*at)).map(row).collect::<Vec<_>>()
                }
                None => rows.get(range).unwrap_or_default().iter().map(row).collect(),
            }
        })
    });
    let ids = Memo::new(move |_| shown.with(|all| all.iter().map(|it| it.0.clone()).collect::<Vec<_>>()));
    let live = LiveRows::new(shown);
    let content = Callback::new(move |row_id: String| {
        let row = live.draw(&row_id)?;
        let mut cells = columns.with_value(|all| all.iter().map(|it| it.cell(row)).collect::<Vec<_>>());
        cells.extend(actions.map(|it| it.run(row)));
        Some(RowContent { name: Signal::derive(move || row.with(name)), cells })
    });
    let every_id = Callback::new(move |()| rows.with_untracked(|all| all.iter().map(id).collect::<Vec<_>>()));
    let selection = selected.map(|selected| Selection { selected, every_id, bulk });
    let frame = Frame {
        caption,
        heads,
        has_actions: actions.is_some(),
        ids: ids.into(),
        total,
        loading,
        sort,
        page,
        before,
        selection,
        on_open,
        content,
        empty,
    };
    table_frame(frame)
}
