//! What can be done with one key, and why not where it can't.

use super::row::Row;
use crate::api;
use crate::components::query::Query;
use crate::state;
use crate::state::remote::Loader;
use crate::state::session::SessionState;
use crate::state::toasts::Toasts;
use crate::ui::icon::Icon;
use crate::ui::menu::MenuItem;
use crate::web::clock;
use keyhouse_model::api_key::{ApiKey, ApiKeyPatch, ApiKeyState, ApiKeyStatus};
use keyhouse_model::id::ApiKeyId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the actions need: the server, the list, the URL that opens dialogs, and who asks.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    client: StoredValue<api::Client>,
    keys: Loader<Vec<Row>>,
    query: Query,
    session: SessionState,
    toasts: Toasts,
}

impl Actions {
    /// The actions on the keys of `keys`.
    pub(super) fn new(keys: Loader<Vec<Row>>, query: Query) -> Self {
        let client = StoredValue::new(state::client());
        Self { client, keys, query, session: SessionState::get(), toasts: Toasts::get() }
    }

    /// Why the person may not manage keys; `None` if they may. Follows the session.
    pub(super) fn denied(self) -> Option<String> {
        (!self.session.may_administer()).then(|| "Only administrators manage API keys.".to_owned())
    }

    /// The entries of a key's menu. What can't be done stays, and says why.
    pub(super) fn menu(self, key: &ApiKey) -> Vec<MenuItem> {
        let denied = untrack(|| self.denied());
        let status = key.status_at(clock::now());
        let item = |label: &str, dialog: &'static str, icon: Icon, why: Option<String>| {
            let id = key.id.to_string();
            let open = move || self.query.push(&[(dialog, &id)]);
            MenuItem::button(label, open).icon(icon).disabled_because(denied.clone().or(why))
        };
        vec![
            if status == ApiKeyStatus::Rotating {
                item("End the old value now", "finish", Icon::Rotate, None)
            } else {
                item("Rotate", "rotate", Icon::Rotate, unrotatable(status))
            },
            item("Edit", "edit", Icon::Pencil, None),
            self.switch_item(key, denied.clone()),
            MenuItem::line(),
            item("Copy as curl or Terraform", "code", Icon::Code, None).disabled_because(None),
            MenuItem::line(),
            item("Delete", "delete", Icon::Trash, None).danger(),
        ]
    }

    fn switch_item(self, key: &ApiKey, denied: Option<String>) -> MenuItem {
        let (id, name) = (key.id, key.name.clone());
        let (label, icon, to) = match key.state {
            ApiKeyState::Enabled => ("Disable", Icon::Pause, ApiKeyState::Disabled),
            ApiKeyState::Disabled => ("Enable", Icon::Play, ApiKeyState::Enabled),
        };
        let act = move || self.switch(id, name.clone(), to, true);
        MenuItem::button(label, act).icon(icon).disabled_because(denied)
    }

    /// Switches a key on or off at once, since that can be taken back.
    fn switch(self, id: ApiKeyId, name: String, to: ApiKeyState, offer_undo: bool) {
        let client = self.client.get_value();
        let patch = ApiKeyPatch { state: Some(to), ..ApiKeyPatch::default() };
        let (word, back) = match to {
            ApiKeyState::Enabled => ("enabled", ApiKeyState::Disabled),
            ApiKeyState::Disabled => ("disabled", ApiKeyState::Enabled),
        };
        spawn_local(async move {
            match client.send(api::api_keys::update(id, &patch)).await {
                Ok(key) => {
                    self.replace(key);
                    let text = format!("{name} is {word}.");
                    if offer_undo {
                        let undo = move || self.switch(id, name.clone(), back, false);
                        self.toasts.done_with_undo(text, undo);
                    } else {
                        self.toasts.done(text);
                    }
                }
                Err(error) => self.toasts.failed(format!("{name} was not {word}"), &error),
            }
        });
    }

    /// Shows a key as the server has it now.
    pub(super) fn replace(self, key: ApiKey) {
        self.keys.patch(|keys| {
            if let Some(row) = keys.iter_mut().find(|row| row.id == key.id) {
                *row = key.into();
            }
        });
    }

    /// Takes a key out of the list.
    pub(super) fn remove(self, id: ApiKeyId) {
        self.keys.patch(|keys| keys.retain(|row| row.id != id));
    }
}

/// Why a key that stands so can't be rotated: the server's rules, in the words of the menu.
fn unrotatable(status: ApiKeyStatus) -> Option<String> {
    match status {
        ApiKeyStatus::Active | ApiKeyStatus::Expiring => None,
        ApiKeyStatus::Expired => Some("It has expired; create a new key instead.".into()),
        ApiKeyStatus::Disabled => Some("It is disabled; enable it first.".into()),
        ApiKeyStatus::Rotating => Some("It was rotated already.".into()),
    }
}
