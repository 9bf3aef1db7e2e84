//! What runs for a deployment: its own processes and the access endpoint's, with the latest lines of their logs.

use crate::components::deployment::use_deployment;
use crate::components::deployment_words as words;
use crate::components::process_log::ProcessLog;
use crate::format::text::count;
use crate::state::remote::Loader;
use crate::ui::badge::Badge;
use crate::ui::time::Time;
use chrono::{DateTime, Utc};
use keyhouse_model::deployment::{DataPlane, Process};
use leptos::prelude::*;

/// The card.
#[component]
pub(super) fn Processes(
    /// The programs that carry the data.
    plane: Loader<DataPlane>,
) -> impl IntoView {
    let runtime = use_deployment().runtime();
    let own = Memo::new(move |_| runtime.with_value(|it| it.processes.clone()).unwrap_or_default());
    let access = Memo::new(move |_| plane.with_value(|it| it.access_process.clone()).flatten());
    // By place, so that an open log stays open while its lines change.
    let all = Memo::new(move |_| own.get().into_iter().chain(access.get()).collect::<Vec<_>>());
    let places = Memo::new(move |_| (0..all.with(Vec::len)).collect::<Vec<_>>());
    let one = move |at: usize| {
        let process = Memo::new(move |last: Option<&Option<Process>>| {
            all.with(|all| all.get(at).cloned()).or_else(|| last.cloned().flatten())
        });
        view! { <One process plane /> }
    };
    let none = move || {
        all.with(Vec::is_empty).then(|| {
            view! { <p class="card-body muted">"Nothing runs on this machine for it."</p> }
        })
    };
    view! {
        <section class="card" aria-labelledby="processes">
            <div class="card-head">
                <h2 id="processes">"Processes"</h2>
            </div>
            <div class="processes">
                <For each=move || places.get() key=|at| *at children=one />
            </div>
            {none}
        </section>
    }
}

#[component]
fn One(process: Memo<Option<Process>>, plane: Loader<DataPlane>) -> impl IntoView {
    let state = Memo::new(move |_| process.with(|it| it.as_ref().map(|it| words::process(it.state))));
    let badge = move || {
        let (text, tone) = state.get()?;
        Some(view! { <Badge tone text /> })
    };
    let name = move || {
        process.with(|it| it.as_ref().map(|it| format!("{} {}", it.engine, it.version)).unwrap_or_default())
    };
    let life = Memo::new(move |_| process.with(|it| it.as_ref().map(Life::of)));
    view! {
        <div class="process">
            <div class="cluster">
                <h3>{name}</h3>
                {badge}
                <span class="muted small">{move || life.get().map(facts)}</span>
            </div>
            {move || lacks(process, plane)}
            <ProcessLog process />
        </div>
    }
}

/// What changes more seldom than its log: drawn anew only then.
#[derive(Clone, Copy, PartialEq)]
struct Life {
    pid: Option<u32>,
    started_at: Option<DateTime<Utc>>,
    restarts: u32,
}

impl Life {
    fn of(process: &Process) -> Self {
        Self { pid: process.pid, started_at: process.started_at, restarts: process.restarts }
    }
}

/// Its number, since when it runs, and how often it ended by itself.
fn facts(life: Life) -> AnyView {
    let pid = life.pid.map(|pid| format!("pid {pid}, "));
    let since =
        life.started_at.filter(|_| life.pid.is_some()).map(|at| view! { "started " <Time at /> ", " });
    let restarts = match life.restarts {
        0 => "never ended by itself".to_owned(),
        n => {
            let times = count(usize::try_from(n).unwrap_or(usize::MAX), "time", "times");
            format!("ended by itself {times}")
        }
    };
    view! { {pid} {since} {restarts} }.into_any()
}

/// What its version lacks that newer ones have.
fn lacks(process: Memo<Option<Process>>, plane: Loader<DataPlane>) -> Option<AnyView> {
    let engine = process.with(|it| it.as_ref().map(|it| it.engine.clone()))?;
    let lacks = plane
        .with_value(|plane| plane.engines.iter().find(|it| it.name == engine).map(|it| it.lacks.clone()));
    let lacks = lacks.flatten().filter(|lacks| !lacks.is_empty())?;
    let items = lacks.into_iter().map(|lack| view! { <li>{lack}</li> }).collect_view();
    Some(
        view! {
            <div class="lacks small">
                <p class="muted">"This version lacks what newer ones have:"</p>
                <ul>{items}</ul>
            </div>
        }
        .into_any(),
    )
}
