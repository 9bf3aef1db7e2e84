//! Which dialog is open: the URL says so, so that back closes it and a link opens it.

use super::actions::Actions;
use super::code::CodeDialog;
use super::create::CreateDialog;
use super::delete::DeleteDialog;
use super::edit::EditDialog;
use super::rotate::{FinishDialog, RotateDialog};
use super::row::Row;
use super::several::SeveralDialog;
use crate::components::once::Once;
use crate::components::query::Query;
use crate::state::remote::Loader;
use keyhouse_model::deployment::DeploymentSummary;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The names in the URL that open a dialog.
const NAMES: [&str; 7] = ["new", "rotate", "finish", "edit", "code", "delete", "bulk"];

/// The one dialog that is open, if one is.
#[component]
pub(super) fn Dialogs(
    /// The keys.
    keys: Loader<Vec<Row>>,
    /// The deployments.
    deployments: Loader<Vec<DeploymentSummary>>,
    /// The page's URL.
    query: Query,
    /// The ids of the selected keys.
    selected: RwSignal<BTreeSet<String>>,
    /// What can be done with a key.
    actions: Actions,
) -> impl IntoView {
    let once = Once::new();
    let open = query.dialog(&NAMES, once);
    let close = Callback::new(move |()| query.close_dialog(&NAMES));
    let close_and_reload = Callback::new(move |()| {
        close.run(());
        keys.reload();
    });
    move || {
        let (name, value) = open.get()?;
        if untrack(|| actions.denied()).is_some() && name != "code" {
            return None;
        }
        match name {
            "new" => {
                return Some(view! { <CreateDialog once deployments on_done=close_and_reload /> }.into_any());
            }
            "bulk" => {
                let shown = view! { <SeveralDialog act=value keys selected on_done=close_and_reload on_close=close /> };
                return Some(shown.into_any());
            }
            _ => {}
        }
        // A link may name a key that is gone by now: then there is nothing to open.
        let find = |keys: &Vec<Row>| keys.iter().find(|key| key.id.to_string() == value).cloned();
        let here = Memo::new(move |_| keys.with_value(|_| ()).is_some());
        here.get().then_some(())?;
        let key = untrack(|| keys.with_value(find)).flatten()?;
        Some(match name {
            "rotate" => view! { <RotateDialog key once on_done=close_and_reload /> }.into_any(),
            "finish" => view! { <FinishDialog key actions on_close=close /> }.into_any(),
            "edit" => view! { <EditDialog key deployments actions on_close=close /> }.into_any(),
            "code" => view! { <CodeDialog key on_close=close /> }.into_any(),
            _ => view! { <DeleteDialog key actions on_close=close /> }.into_any(),
        })
    }
}
