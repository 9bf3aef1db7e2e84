//! The rule files of a deployment: the list, the text, and what comes before a save.

mod changes;
mod delete;
mod desk;
mod dialogs;
mod drafts;
mod effect;
mod head;
mod history;
mod incoming;
mod key;
mod list;
mod new_file;
mod opened;
mod refused;
mod review;
mod saving;
mod several;
mod sheet;
mod starter;
mod taken;
mod upload;
mod words;

use crate::components::deployment::use_deployment;
use crate::components::loaded::Loaded;
use crate::components::query::Query;
use crate::state::remote::Loader;
use crate::ui::button::ButtonLook;
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::web::{files as handed, keep};
use desk::Desk;
use dialogs::Dialogs;
use incoming::take;
use keyhouse_model::rule_file::RuleFile;
use leptos::prelude::*;
use list::{Add, List, NewFile};
use opened::OpenFile;

/// The view.
#[component]
pub(super) fn Files(
    /// What stands in the URL.
    query: Query,
    /// The files.
    files: Loader<Vec<RuleFile>>,
) -> impl IntoView {
    let desk = Desk::new(use_deployment().id(), query, files);
    // What was handed over is not in the URL: after a reload there is nothing to look at.
    Effect::new(move |_| {
        if !query.get_untracked("add").is_empty() {
            query.close_dialog(&["add"]);
        }
    });
    let is_over = RwSignal::new(false);
    let tell = move |over| {
        is_over.try_set(over);
    };
    keep(handed::on_drop(tell, move |handed| take(desk, handed)));
    keep(handed::on_paste(move |handed| take(desk, handed)));
    let content = move || {
        let is_empty = Memo::new(move |_| {
            let saved = desk.files.with_value(Vec::len).unwrap_or_default();
            // A link to a file, or to one that was begun, leads there.
            saved == 0 && desk.drafts.names().is_empty() && desk.query.get("file").is_empty()
        });
        view! {
            <Show when=move || !is_empty.get() fallback=move || first_file(desk)>
                <Panes desk />
            </Show>
        }
    };
    let skeleton = || {
        view! {
            <div class="card card-body"><Skeleton shape=Shape::Lines(8) label="Loading the rule files" /></div>
        }
    };
    view! {
        <div class="rule-files" class:is-over=move || is_over.get() && desk.denied.with(Option::is_none)>
            <Loaded loader=desk.files skeleton content />
            <div class="rule-veil" aria-hidden="true">
                "Drop the files to add them"
            </div>
        </div>
        <Dialogs desk />
    }
}

/// What rules are for, and the ways to begin.
fn first_file(desk: Desk) -> AnyView {
    view! {
        <div class="card">
            <Empty
                icon=Icon::File
                title="Add the first rule file"
                text="Alerting rules watch the data and tell you when something is wrong; recording rules keep results that are asked for often. Files have the format of Prometheus and vmalert, and are checked before they are live."
            >
                <NewFile desk look=ButtonLook::Primary />
            </Empty>
            <Add desk />
        </div>
    }
    .into_any()
}

/// The list beside the text.
#[component]
fn Panes(desk: Desk) -> impl IntoView {
    // Another file, or another text that was put in, is another editor.
    let open = Memo::new(move |_| (desk.query.get("file"), desk.put_in.get()));
    let is_open = Memo::new(move |_| open.with(|(name, _)| !name.is_empty()));
    let text = move || match open.get() {
        (name, _) if name.is_empty() => nothing_open(),
        (name, _) => view! { <OpenFile desk name /> }.into_any(),
    };
    view! {
        <div class="card rule-panes" class:has-open=move || is_open.get()>
            <List desk />
            <section class="rule-pane" aria-label="The open file">
                {text}
            </section>
        </div>
    }
}

fn nothing_open() -> AnyView {
    view! {
        <Empty
            icon=Icon::File
            title="Choose a file to see its text"
            text="Or drop files anywhere on this page, or paste a text, to add them."
        />
    }
    .into_any()
}
