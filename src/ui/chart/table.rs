//! The same numbers as a table.

use leptos::prelude::*;

use super::data::{ChartData, MOST, Series};
use super::scene::Scene;
use super::zone::{Zone, date_and_time};
use crate::ui::table::{Column, Table};

/// The keys of the columns; the last is that of the sum of the rest.
const KEYS: [&str; MOST + 1] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "other"];

/// A point in time.
#[derive(Clone, PartialEq)]
struct Row {
    at: i64,
    time: String,
    is_complete: bool,
    values: Vec<Option<f64>>,
    befores: Vec<Option<f64>>,
}

/// A row for each point, a column for each series that is shown.
pub(super) fn table(scene: Scene) -> AnyView {
    let names = Memo::new(move |_| {
        scene.hidden.with(|hidden| {
            scene.data.with(|data| {
                let shown = data.series.iter().filter(|it| !hidden.contains(&it.key));
                shown.map(|it| (it.name.clone(), !it.before.is_empty())).collect::<Vec<_>>()
            })
        })
    });
    let rows = Memo::new(move |_| {
        let zone = scene.zone.get();
        scene.hidden.with(|hidden| scene.data.with(|data| rows(data, |key| hidden.contains(key), zone)))
    });
    let caption = scene.title.with_value(|title| format!("{title}, {}", scene.unit.name));
    // Other series are other columns, and so another table.
    let view = move || {
        view! {
            <Table
                caption=caption.clone()
                rows
                id=|row: &Row| row.at.to_string()
                name=|row: &Row| row.time.clone()
                columns=columns(scene, &names.get())
                empty=|| "No data in this range."
            />
        }
    };
    view! { <div class="chart-table">{view}</div> }.into_any()
}

fn rows(data: &ChartData, is_hidden: impl Fn(&str) -> bool, zone: Zone) -> Vec<Row> {
    let series: Vec<&Series> = data.series.iter().filter(|it| !is_hidden(&it.key)).collect();
    let row = |(place, at): (usize, &i64)| {
        let known = |of: fn(&Series) -> &[Option<f64>]| {
            series.iter().map(|it| of(it).get(place).copied().flatten()).collect::<Vec<_>>()
        };
        Row {
            at: *at,
            time: date_and_time(*at, zone.offset(*at)),
            is_complete: data.is_complete(place),
            values: known(|it| &it.values),
            befores: known(|it| &it.before),
        }
    };
    data.times.iter().enumerate().map(row).collect()
}

fn columns(scene: Scene, names: &[(String, bool)]) -> Vec<Column<Row>> {
    let time = Column::new("time", "Time", |row: &Row| {
        let open = (!row.is_complete).then(|| view! { <small class="muted">"Not complete yet"</small> });
        view! {
            <span class="nowrap">{row.time.clone()}</span>
            {open}
        }
    });
    let mut columns = vec![time.sorted_by(|a, b| a.at.cmp(&b.at))];
    let unit = scene.unit;
    for (place, ((name, has_before), key)) in names.iter().zip(KEYS).enumerate() {
        let has_before = *has_before;
        let cell = move |row: &Row| {
            let text = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |it| unit.number(it));
            let before = has_before.then(|| {
                let before = text(row.befores.get(place).copied().flatten());
                view! { <small class="muted">{format!("before: {before}")}</small> }
            });
            view! {
                {text(row.values.get(place).copied().flatten())}
                {before}
            }
        };
        let value = move |row: &Row| row.values.get(place).copied().flatten().unwrap_or(f64::NEG_INFINITY);
        let column =
            Column::new(key, name.clone(), cell).sorted_by(move |a, b| value(a).total_cmp(&value(b)));
        columns.push(column.end());
    }
    columns
}
