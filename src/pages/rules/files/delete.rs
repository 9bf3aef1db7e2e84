//! The dialog that deletes a file. What it says depends on what fires now, so that is asked first.

use super::desk::Desk;
use super::dialogs;
use super::effect::firing;
use super::words;
use crate::api::{self, Client};
use crate::components::delete_question::DeleteQuestion;
use crate::components::loaded::Loaded;
use crate::state;
use crate::state::remote::Loader;
use crate::ui::skeleton::{Shape, Skeleton};
use keyhouse_model::rule_file::RuleFileName;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// The dialog.
#[component]
pub(super) fn DeleteDialog(
    /// What the parts of the view share.
    desk: Desk,
    /// The file.
    name: RuleFileName,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let name = StoredValue::new(name);
    // Whether it can be told what fires or not, the file can be deleted.
    let known = Loader::new(move || async move { Ok(desk.running().await) });
    let is_gone = StoredValue::new(false);
    let on_close = move |()| {
        if is_gone.get_value() {
            // Neither the dialog nor the text is to be seen any more.
            desk.query.replace(&[&[("file", "")], &dialogs::NONE[..]].concat());
        } else {
            on_close.run(());
        }
    };
    let question = move || {
        let name = name.get_value();
        let running = untrack(|| known.with_value(Clone::clone)).flatten();
        let firing = running.map(|running| firing(name.as_str(), &running));
        let file = untrack(|| desk.file(name.as_str()));
        let version = file.as_ref().map_or(1, |file| file.version);
        let usage = file.map(|file| words::deleting(&file, firing)).unwrap_or_default();
        let (for_request, for_undo) = (StoredValue::new(name.clone()), name.clone());
        let client = state::client();
        let undo: Arc<dyn Fn() + Send + Sync> =
            Arc::new(move || restore(desk, client.clone(), for_undo.clone(), version));
        let gone = name.to_string();
        let on_deleted = move |()| {
            is_gone.set_value(true);
            desk.drafts.remove(&gone);
            desk.remove_file(&gone);
        };
        view! {
            <DeleteQuestion
                noun="file"
                name=name.to_string()
                in_use=firing.is_some_and(|firing| firing > 0)
                usage
                end="Its versions are kept, and it can be restored."
                instead="To stop one rule only, take it out of the file instead."
                request=move || api::rule_files::delete(desk.deployment, &for_request.get_value())
                undo
                on_deleted
                on_close
            />
        }
    };
    let skeleton = || view! { <Skeleton shape=Shape::Lines(1) label="Looking at what fires" /> };
    view! { <Loaded loader=known skeleton content=question /> }
}

/// Puts back what was deleted. The view may have been left meanwhile.
fn restore(desk: Desk, client: Client, name: RuleFileName, version: u32) {
    let endpoint = api::rule_files::restore(desk.deployment, &name, version);
    spawn_local(async move {
        match client.send(endpoint).await {
            Ok(file) => {
                desk.toasts.done(format!("{name} is back."));
                if desk.is_here() {
                    desk.put_file(file);
                }
            }
            Err(error) => desk.toasts.failed(format!("{name} was not restored"), &error),
        }
    });
}
