//! The audit log: who did what, from where, and how it went.

mod appended;
mod deployments;
mod describe;
mod detail;
mod export;
mod filter;
mod filters;
mod integrity;
mod log;
mod rows;
mod saved;
mod saved_dialog;
mod tail;

use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::query::Query;
use crate::format::time::rfc3339;
use crate::route::Route;
use crate::ui::button::Button;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::web::clock;
use detail::EventDialog;
use export::ExportMenu;
use filters::Filters;
use integrity::{CheckButton, CheckResult, Integrity};
use leptos::html::Div;
use leptos::prelude::*;
use log::Log;
use rows::EventTable;
use saved_dialog::SavedDialog;
use tail::Tail;

/// The page.
#[component]
pub fn AuditLog() -> impl IntoView {
    let query = Query::of(Route::AuditLog);
    // Counted back from when it was chosen: a dialog that is opened later is no other filter.
    let since = Memo::new(move |_| {
        filter::since(&query.get("within"), clock::now()).map(rfc3339).unwrap_or_default()
    });
    let wanted = Memo::new(move |_| since.with(|since| filter::of_url(|name| query.get(name), since)));
    let (log, integrity) = (Log::new(wanted), Integrity::new());
    let list = NodeRef::<Div>::new();
    let tail = Tail::new(log, query, list);
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
                <Filters log query tail />
                <div class="events" node_ref=list class:is-stale=move || log.is_stale()>
                    <Loaded loader=log.newest skeleton content />
                </div>
            </div>
            <EventDialog log query />
            <SavedDialog query />
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
