//! The audit log: who did what, from where, and how it went.

mod appended;
mod describe;
mod detail;
mod export;
mod filter;
mod filters;
mod integrity;
mod log;
mod rows;

use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::query::Query;
use crate::route::Route;
use crate::ui::button::Button;
use crate::ui::skeleton::{Shape, Skeleton};
use detail::EventDialog;
use export::ExportMenu;
use filters::Filters;
use integrity::{CheckButton, CheckResult, Integrity};
use leptos::html::Div;
use leptos::prelude::*;
use log::Log;
use rows::EventTable;

/// The page.
#[component]
pub fn AuditLog() -> impl IntoView {
    let query = Query::of(Route::AuditLog);
    let log = Log::new(Memo::new(move |_| filter::of_url(|name| query.get(name))));
    let (integrity, list) = (Integrity::new(), NodeRef::<Div>::new());
    let content = move || view! { <EventTable log query /> <Older log /> };
    let skeleton = || {
        view! {
            <div class="card-body">
                <Skeleton shape=Shape::Lines(8) label="Loading the events" />
            </div>
        }
    };
    view! {
        <Page
            route=Route::AuditLog
            about=|| "Every sign-in, every change and every look at a secret. Events are added, and never changed or deleted."
            actions=move || view! { <CheckButton integrity /> <ExportMenu log /> }
        >
            <CheckResult integrity query />
            // The filters stay whatever the server says of them: only they can mend what it refuses.
            <div class="card">
                <Filters log query list />
                <div class="events" node_ref=list class:is-stale=move || log.is_stale()>
                    <Loaded loader=log.newest skeleton content />
                </div>
            </div>
            <EventDialog log query />
        </Page>
    }
}

/// The way to events that are not loaded yet.
#[component]
fn Older(log: Log) -> impl IntoView {
    let more = move || {
        view! {
            <div class="card-foot">
                <span>"There are older events."</span>
                <Button small=true loading=log.older.busy() on_press=move |()| log.load_older()>
                    "Load older events"
                </Button>
            </div>
        }
    };
    view! {
        {move || log.has_older().then(more)}
        {log.older.failure()}
    }
}
