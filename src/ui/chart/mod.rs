//! Charts over time: drawn as SVG by what is here, since a library would double the console.
//!
//! What is worked out (`data`, `unit`, `ticks`, `shape`, `plan`, `words`, `csv`) is pure and knows no browser. What is
//! drawn lies over it: one path a series, drawn anew only when the data or what is hidden changes. The cursor is a line
//! over the drawing, so that to move it draws nothing.

mod csv;
mod cursor;
mod data;
mod keys;
mod legend;
mod picture;
mod plan;
mod plot;
mod save;
mod scene;
mod shape;
mod spark;
mod table;
mod ticks;
mod tooltip;
mod unit;
mod words;
mod zone;

use std::sync::Arc;

use leptos::prelude::*;

pub use cursor::provide_cursor;
pub use data::{ChartData, Limit, MOST, Series};
pub use save::Saved;
pub use spark::Sparkline;
pub use unit::Unit;
pub use zone::Zone;

use super::unique_id;
use scene::Scene;

/// How values are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line for each series.
    Line,
    /// A line for each series and what is below it: for one series alone.
    Area,
    /// Series on each other, for parts of a whole.
    StackedArea,
    /// A bar for each span of time; several series on each other. For what is counted.
    Bar,
}

impl Kind {
    fn is_stacked(self) -> bool {
        matches!(self, Self::StackedArea | Self::Bar)
    }
}

/// A chart over time, with a head, a sentence that sums it up, and a legend if there are several series.
///
/// Left, Right, Page Up, Page Down, Home and End walk through the points, with Shift they choose a part, Enter looks
/// closer at what is chosen or pins the values, Escape lets go of them. A press pins, a drag looks closer. Charts below
/// [`provide_cursor`] share their cursor.
#[component]
pub fn Chart(
    /// What it shows.
    #[prop(into)]
    title: String,
    /// How values are drawn.
    kind: Kind,
    /// What they are counted in.
    unit: Unit,
    /// The values.
    #[prop(into)]
    data: Signal<Arc<ChartData>>,
    /// The zone that times are written in.
    #[prop(into)]
    zone: Signal<Zone>,
    /// Looks closer at a part: from when to when, in milliseconds since 1970. Default is that nobody can.
    #[prop(optional, into)]
    on_zoom: Option<Callback<(i64, i64)>>,
    /// Is told of a file that was saved or not. Default is nobody.
    #[prop(optional, into)]
    on_saved: Option<Callback<Saved>>,
) -> impl IntoView {
    let scene = Scene::new(title.clone(), (kind, unit), data, zone, on_zoom);
    let as_table = RwSignal::new(false);
    let (title_id, summary_id) = (unique_id("chart"), unique_id("summary"));
    let (named, described) = (title_id.clone(), summary_id.clone());
    let has_data = Memo::new(move |_| data.with(|data| !data.is_empty()));
    let body = move || match (has_data.get(), as_table.get()) {
        (false, _) => view! { <p class="chart-empty muted">"No data in this range."</p> }.into_any(),
        (true, true) => table::table(scene),
        (true, false) => view! {
            <div class="chart-body">
                {plot::plot(scene, described.clone())}
                {tooltip::tooltip(scene)}
            </div>
        }
        .into_any(),
    };
    let summary = move || {
        let zone = zone.get();
        scene.hidden.with(|hidden| {
            let is_hidden = |key: &str| hidden.contains(key);
            data.with(|data| words::summary(data, kind, unit, &zone.name(), is_hidden, &|at| zone.offset(at)))
        })
    };
    view! {
        <figure class="chart" aria-labelledby=named>
            <ChartHead title=title id=title_id unit>
                {save::menu(scene, as_table, on_saved)}
            </ChartHead>
            {body}
            {legend::legend(scene)}
            <p class="chart-summary muted small" id=summary_id>{summary}</p>
        </figure>
    }
}

/// The head of a chart, also where there is no chart but a word why.
#[component]
pub fn ChartHead(
    /// What the chart shows.
    #[prop(into)]
    title: String,
    /// The id of the heading.
    #[prop(into)]
    id: String,
    /// What values are counted in.
    unit: Unit,
    /// What stands at the end. Default is nothing.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="chart-head">
            <h2 id=id>{title}</h2>
            <span class="muted small">{unit.name}</span>
            {children.map(|it| it())}
        </div>
    }
}
