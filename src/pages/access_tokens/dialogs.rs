//! Which dialog is open: the URL says so, so that back closes it and a link opens it.

use super::actions::Actions;
use super::delete::DeleteDialog;
use super::examples::ExamplesDialog;
use super::generate::GenerateDialog;
use super::replace::ReplaceDialog;
use super::trial::TestDialog;
use keyhouse_model::access_token::AccessToken;
use leptos::prelude::*;

/// The names in the URL that open a dialog, or belong to one.
const NAMES: [&str; 7] = ["new", "examples", "test", "replace", "delete", "way", "tool"];
/// The first so many of them open one.
const DIALOGS: &[&str] = NAMES.split_at(5).0;

/// The one dialog that is open, if one is.
#[component]
pub(super) fn Dialogs(
    /// What the page shares.
    actions: Actions,
) -> impl IntoView {
    let Actions { query, tokens, denied, .. } = actions;
    let open = query.free_dialog(DIALOGS);
    let close = Callback::new(move |()| query.close_dialog(&NAMES));
    let close_and_reload = Callback::new(move |()| {
        close.run(());
        tokens.reload();
    });
    move || {
        let (name, value) = open.get()?;
        // Examples are for everybody; viewers get them without the token.
        if denied.with_untracked(Option::is_some) && name != "examples" {
            return None;
        }
        if name == "new" {
            return Some(view! { <GenerateDialog actions on_done=close_and_reload /> }.into_any());
        }
        // A link may name a token that is gone by now: then there is nothing to open.
        let find = |tokens: &Vec<AccessToken>| tokens.iter().find(|it| it.id.to_string() == value).cloned();
        let here = Memo::new(move |_| tokens.with_value(|_| ()).is_some());
        here.get().then_some(())?;
        let token = untrack(|| tokens.with_value(find)).flatten()?;
        Some(match name {
            "examples" => view! { <ExamplesDialog token actions on_close=close /> }.into_any(),
            "test" => view! { <TestDialog token actions on_close=close_and_reload /> }.into_any(),
            "replace" => view! { <ReplaceDialog token actions on_done=close_and_reload /> }.into_any(),
            _ => view! { <DeleteDialog token actions on_close=close /> }.into_any(),
        })
    }
}
