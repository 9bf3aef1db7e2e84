//! API keys: the list, and the dialogs that create, change, rotate and delete them.

mod actions;
mod code;
mod create;
mod delete;
mod dialogs;
mod edit;
mod filter;
mod form;
mod notices;
mod once;
mod rotate;
mod row;
mod several;
mod table;
mod toolbar;

use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::query::Query;
use crate::route::Route;
use crate::state::remote::Loader;
use crate::state::session::SessionState;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::later::Later;
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::ui::time::use_now;
use crate::{api, state};
use actions::Actions;
use dialogs::Dialogs;
use filter::{Chip, Selection};
use keyhouse_model::api_key::ApiKeyStatus;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;
use notices::Notices;
use row::Row;
use std::collections::BTreeSet;
use table::KeyTable;
use toolbar::Toolbar;

/// The page.
#[component]
pub fn ApiKeys() -> impl IntoView {
    let query = Query::of(Route::ApiKeys);
    let (client, for_names) = (state::client(), state::client());
    let keys = Loader::new(move || {
        let keys = api::api_keys::list_all(client.clone());
        async move { Ok(keys.await?.into_iter().map(Row::from).collect::<Vec<_>>()) }
    });
    let keys = keys.follow(&[LiveKind::ApiKey]);
    let deployments = Loader::new(move || {
        let client = for_names.clone();
        async move { client.send(api::deployments::list()).await }
    });
    let deployments = deployments.follow(&[LiveKind::Deployment]);
    let selected = RwSignal::new(BTreeSet::new());
    forget_gone(keys, selected);
    let actions = Actions::new(keys, query);
    let session = SessionState::get();
    let may = Memo::new(move |_| session.may_administer());
    let new_key = move || view! { <NewKey query actions /> };
    let content = move || {
        let empty = Memo::new(move |_| keys.with_value(Vec::is_empty).unwrap_or(true));
        view! {
            <Show when=move || !empty.get() fallback=move || first_key(query, actions)>
                <EndsSoon keys query actions />
                <List keys deployments query selected actions />
            </Show>
        }
    };
    view! {
        <Page
            route=Route::ApiKeys
            about=|| "Keys for programs that manage this server through the API, such as Terraform. To read or write metrics, use a deployment’s access tokens."
            actions=new_key
        >
            <Loaded loader=keys skeleton=|| view! { <div class="card card-body"><Skeleton shape=Shape::Lines(8) label="Loading the keys" /></div> } content />
            <Show when=move || may.get()>
                <Notices />
            </Show>
            <Dialogs keys deployments query selected actions />
        </Page>
    }
}

/// A key that somebody else deleted is no longer selected either.
fn forget_gone(keys: Loader<Vec<Row>>, selected: RwSignal<BTreeSet<String>>) {
    Effect::new(move || {
        keys.with_value(|keys| {
            if selected.with_untracked(BTreeSet::is_empty) {
                return;
            }
            let here: BTreeSet<String> = keys.iter().map(|key| key.id.to_string()).collect();
            selected.update(|ids| ids.retain(|id| here.contains(id)));
        });
    });
}

#[component]
fn NewKey(query: Query, actions: Actions) -> impl IntoView {
    view! {
        <Button
            look=ButtonLook::Primary
            icon=Icon::Plus
            disabled_because=Signal::derive(move || actions.denied())
            on_press=move |()| query.push(&[("new", "1")])
        >
            "New API key"
        </Button>
    }
}

fn first_key(query: Query, actions: Actions) -> AnyView {
    view! {
        <div class="card">
            <Empty
                icon=Icon::Key
                title="Create your first API key"
                text="A key lets Terraform, a CI job or a script manage deployments, tokens and rules. You choose what it may do, where, and for how long."
            >
                <NewKey query actions />
            </Empty>
        </div>
    }
    .into_any()
}

/// The keys that match, under the filter.
#[component]
fn List(
    keys: Loader<Vec<Row>>,
    deployments: Loader<Vec<keyhouse_model::deployment::DeploymentSummary>>,
    query: Query,
    selected: RwSignal<BTreeSet<String>>,
    actions: Actions,
) -> impl IntoView {
    let (now, text) = (use_now(), query.typed("q"));
    let (rows, counts) = (RwSignal::new(Vec::new()), RwSignal::new([0; Chip::ALL.len()]));
    let select = move || {
        let (chip, now) = (Chip::parse(&query.get("status")), now.get());
        let select = |keys: &Vec<Row>| text.with(|text| filter::select(keys, chip, text, now));
        keys.with_value(select).unwrap_or_default()
    };
    // Signals and no memos, which would hand out copies of ten thousand.
    let show = move |selection: Selection| {
        counts.set(selection.counts);
        if rows.with_untracked(|before| *before != selection.rows) {
            rows.set(selection.rows);
        }
    };
    show(untrack(select));
    Effect::new(move |_| show(select()));
    view! {
        <div class="card">
            <Toolbar query text counts />
            <Later>
                <KeyTable rows deployments query text selected actions />
            </Later>
        </div>
    }
}

/// Says which key ends next, if one does within two weeks.
#[component]
fn EndsSoon(keys: Loader<Vec<Row>>, query: Query, actions: Actions) -> impl IntoView {
    let now = use_now();
    let soon = Memo::new(move |_| {
        let ending = |key: &&Row| key.status_at(now.get()) == ApiKeyStatus::Expiring;
        let of = |keys: &Vec<Row>| {
            let next = keys.iter().filter(ending).min_by_key(|key| key.expires_at).cloned();
            next.map(|next| (next, keys.iter().filter(ending).count() - 1))
        };
        keys.with_value(of).flatten()
    });
    move || {
        let (key, others) = soon.get()?;
        let id = key.id.to_string();
        let when =
            key.expires_at.map(|end| crate::format::time::relative(end, now.get())).unwrap_or_default();
        let others = (others > 0).then(|| {
            let which = crate::format::text::count(others, "other key ends", "other keys end");
            view! { " " {which} " within two weeks." }
        });
        let action = move || {
            let id = id.clone();
            actions.denied().is_none().then(|| {
                view! {
                    <Button small=true on_press=move |()| query.push(&[("rotate", &id)])>
                        "Rotate"
                    </Button>
                }
            })
        };
        Some(view! {
            <Note tone=Tone::Warn action>
                <p>
                    <strong>{key.name.clone()} " ends " {when} "."</strong>
                    " Rotate it to get a new value while the old one keeps working for a grace period."
                    {others}
                </p>
            </Note>
        })
    }
}
