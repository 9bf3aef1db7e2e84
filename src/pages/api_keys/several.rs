//! The dialog that disables or deletes several keys, and reports which could not be.

use super::row::Row;
use crate::api::{self, ApiError, Client};
use crate::components::type_name::TypeName;
use crate::format::text::count;
use crate::state;
use crate::state::remote::Loader;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::dialog::Dialog;
use crate::ui::note::Note;
use keyhouse_model::api_key::{ApiKeyPatch, ApiKeyState};
use keyhouse_model::problem::ProblemCode;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use std::collections::BTreeSet;

/// How many of a group are named before the rest is counted.
const NAMED: usize = 12;

/// What is done with the keys.
#[derive(Clone, Copy, PartialEq)]
enum Act {
    Disable,
    Delete,
}

/// A key that could not be changed, and why.
type Left = (Row, ApiError);

/// The dialog.
#[component]
pub(super) fn SeveralDialog(
    /// `disable` or `delete`.
    act: String,
    /// The keys.
    keys: Loader<Vec<Row>>,
    /// The ids of the selected ones; those that could not be changed stay selected.
    selected: RwSignal<BTreeSet<String>>,
    /// Called when keys were changed.
    #[prop(into)]
    on_done: Callback<()>,
    /// Called when the dialog is closed without a change.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let act = if act == "delete" { Act::Delete } else { Act::Disable };
    let chosen = untrack(|| {
        let is_selected = |key: &&Row| selected.with(|ids| ids.contains(&key.id.to_string()));
        keys.with_value(|keys| keys.iter().filter(is_selected).cloned().collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let total = chosen.len();
    let rows = RwSignal::new(chosen);
    let (busy, done) = (RwSignal::new(0_usize), RwSignal::new(0_usize));
    let left = RwSignal::new(Vec::<Left>::new());
    let typed = RwSignal::new(String::new());
    let in_use = untrack(|| rows.with(|rows| rows.iter().filter(|key| key.last_used_at.is_some()).count()));
    let phrase = StoredValue::new(count(total, "key", "keys"));
    let asks_for_phrase = act == Act::Delete && in_use > 0;
    let client = state::client();
    let run = move |()| {
        let client = client.clone();
        busy.set(rows.with_untracked(Vec::len));
        spawn_local_scoped_with_cancellation(async move {
            let mut failed = Vec::new();
            for row in rows.get_untracked() {
                match change(&client, act, &row).await {
                    Ok(()) => {
                        done.update(|done| *done += 1);
                        selected.update(|ids| {
                            ids.remove(&row.id.to_string());
                        });
                    }
                    Err(error) => failed.push((row, error)),
                }
                busy.update(|busy| *busy -= 1);
            }
            rows.set(failed.iter().map(|(row, _)| row.clone()).collect());
            left.set(failed);
            if left.with_untracked(Vec::is_empty) {
                on_done.run(());
            }
        });
    };
    let close =
        Callback::new(move |()| if done.get_untracked() > 0 { on_done.run(()) } else { on_close.run(()) });
    let barred = Signal::derive(move || {
        let unconfirmed = asks_for_phrase && typed.with(|typed| typed.trim() != phrase.get_value());
        unconfirmed.then(|| format!("Type “{}” first.", phrase.get_value()))
    });
    let footer = move || {
        let run = run.clone();
        let label = move || match (act, left.with(Vec::is_empty)) {
            (_, false) => "Try the rest again".to_owned(),
            (Act::Disable, true) => format!("Disable {}", phrase.get_value()),
            (Act::Delete, true) => format!("Delete {}", phrase.get_value()),
        };
        let look = if act == Act::Delete { ButtonLook::Danger } else { ButtonLook::Primary };
        view! {
            <Button initial_focus=!asks_for_phrase on_press=close>{move || if done.get() > 0 { "Close" } else { "Cancel" }}</Button>
            <Button look loading=Signal::derive(move || busy.get() > 0) disabled_because=barred on_press=run>
                {label}
            </Button>
        }
    };
    let title = match act {
        Act::Disable => format!("Disable {}", phrase.get_value()),
        Act::Delete => format!("Delete {}", phrase.get_value()),
    };
    view! {
        <Dialog open=true on_close=close title alert=true footer>
            <p>{consequence(act, total, in_use)}</p>
            <Names rows />
            {asks_for_phrase.then(|| view! { <TypeName name=phrase.get_value() typed /> })}
            <Report done left act />
        </Dialog>
    }
}

async fn change(client: &Client, act: Act, row: &Row) -> Result<(), ApiError> {
    let result = match act {
        Act::Delete => client.send(api::api_keys::delete(row.id)).await,
        Act::Disable => {
            let patch = ApiKeyPatch { state: Some(ApiKeyState::Disabled), ..ApiKeyPatch::default() };
            client.send(api::api_keys::update(row.id, &patch)).await.map(drop)
        }
    };
    match result {
        // Somebody else was quicker: it is as it should be.
        Err(error) if act == Act::Delete && error.code() == Some(ProblemCode::NotFound) => Ok(()),
        result => result,
    }
}

fn consequence(act: Act, total: usize, in_use: usize) -> String {
    let used = match in_use {
        0 => "None of them was ever used.".to_owned(),
        _ => format!("{in_use} of {total} were used before."),
    };
    match act {
        Act::Disable => format!("{used} They are refused until someone enables them again."),
        Act::Delete => format!("{used} They stop working at once and for good."),
    }
}

#[component]
fn Names(rows: RwSignal<Vec<Row>>) -> impl IntoView {
    move || {
        rows.with(|rows| {
            let more = rows.len().saturating_sub(NAMED);
            let named =
                rows.iter().take(NAMED).map(|key| view! { <li>{key.name.clone()}</li> }).collect_view();
            view! {
                <ul class="names">
                    {named}
                    {(more > 0).then(|| view! { <li class="muted">"and " {more} " more"</li> })}
                </ul>
            }
        })
    }
}

#[component]
fn Report(done: RwSignal<usize>, left: RwSignal<Vec<Left>>, act: Act) -> impl IntoView {
    move || {
        let left = left.get();
        (!left.is_empty()).then(|| {
            let word = if act == Act::Delete { "deleted" } else { "disabled" };
            let reasons = left.into_iter().map(|(row, error)| {
                view! { <li><strong>{row.name.clone()}</strong> ": " {error.message()}</li> }
            });
            view! {
                <Note tone=Tone::Bad alert=true>
                    <p>{done.get()} " " {word} ". These were not, and stay selected:"</p>
                    <ul>{reasons.collect_view()}</ul>
                </Note>
            }
        })
    }
}
