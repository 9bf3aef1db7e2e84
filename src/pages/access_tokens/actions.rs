//! What can be done with one token, and why not where it can't.

use crate::components::deployment::edit_denied;
use crate::components::query::Query;
use crate::state::remote::Loader;
use crate::ui::icon::Icon;
use crate::ui::menu::MenuItem;
use keyhouse_model::access_token::AccessToken;
use keyhouse_model::id::{AccessTokenId, DeploymentId};
use leptos::prelude::*;

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    /// Whose tokens they are.
    pub(super) deployment: DeploymentId,
    /// The tokens.
    pub(super) tokens: Loader<Vec<AccessToken>>,
    /// The page's URL, which opens dialogs.
    pub(super) query: Query,
    /// Why the person may not make, reveal, try and delete tokens; `None` if they may.
    pub(super) denied: Signal<Option<String>>,
}

impl Actions {
    /// The actions on `tokens`.
    pub(super) fn new(deployment: DeploymentId, tokens: Loader<Vec<AccessToken>>, query: Query) -> Self {
        Self { deployment, tokens, query, denied: edit_denied() }
    }

    /// The entries of a token's menu. What can't be done stays, and says why.
    pub(super) fn menu(self, token: &AccessToken) -> Vec<MenuItem> {
        let denied = self.denied.get_untracked();
        let item = |label: &str, dialog: &'static str, icon: Icon| {
            let id = token.id.to_string();
            MenuItem::button(label, move || self.query.push(&[(dialog, &id)])).icon(icon)
        };
        vec![
            item("Examples", "examples", Icon::Code),
            item("Test", "test", Icon::Play).disabled_because(denied.clone()),
            item("Replace", "replace", Icon::Rotate).disabled_because(denied.clone()),
            MenuItem::line(),
            item("Delete", "delete", Icon::Trash).danger().disabled_because(denied),
        ]
    }

    /// The token as the list has it now. Follows the list.
    pub(super) fn token(self, id: AccessTokenId) -> Option<AccessToken> {
        self.tokens.with_value(|tokens| tokens.iter().find(|token| token.id == id).cloned()).flatten()
    }

    /// Takes a token out of the list.
    pub(super) fn remove(self, id: AccessTokenId) {
        self.tokens.patch(|tokens| tokens.retain(|token| token.id != id));
    }
}
