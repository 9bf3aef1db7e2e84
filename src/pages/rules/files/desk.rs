//! What the parts of the view share.

use super::drafts::{Draft, Drafts};
use super::incoming::Incoming;
use crate::api::{ApiError, Client, Endpoint};
use crate::components::deployment::edit_denied;
use crate::components::query::Query;
use crate::components::refresh::refresh_while;
use crate::components::rule_check::{Checker, use_checker};
use crate::state::remote::Loader;
use crate::state::toasts::Toasts;
use crate::{api, state};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::live::LiveKind;
use keyhouse_model::rule_file::{RuleFile, RuleFileName, RuleFileState, RuleSetState, RunningGroup};
use keyhouse_model::rules::{Limits, Options};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;

/// How often a file that waits for vmalert is asked after, beside what the server tells by itself.
const SOON: Duration = Duration::from_secs(3);

/// What the parts of the view share. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// Whose files they are.
    pub(super) deployment: DeploymentId,
    /// The files.
    pub(super) files: Loader<Vec<RuleFile>>,
    /// What they are checked against.
    rules: Loader<RuleSetState>,
    /// The page's URL: the open file, the open dialog.
    pub(super) query: Query,
    /// Why the person may not change files; `None` if they may.
    pub(super) denied: Signal<Option<String>>,
    /// What was typed and not saved.
    pub(super) drafts: Drafts,
    /// Checks texts.
    pub(super) checker: Checker,
    /// What was done.
    pub(super) toasts: Toasts,
    /// Files that were handed over and wait for a word of the person.
    pub(super) incoming: RwSignal<Vec<Incoming>>,
    /// A text that was pasted and waits for a name.
    pub(super) pasted: RwSignal<String>,
    /// Counts the drafts that were put into the editor from outside.
    pub(super) put_in: RwSignal<u32>,
    client: StoredValue<Client>,
}

impl Desk {
    /// For a deployment and its files.
    pub(super) fn new(deployment: DeploymentId, query: Query, files: Loader<Vec<RuleFile>>) -> Self {
        let client = StoredValue::new(state::client());
        refresh_while(files, SOON, |files| files.iter().any(|file| file.state == RuleFileState::Waiting));
        let rules = Loader::new(move || {
            let client = client.get_value();
            async move { client.send(api::rule_files::state(deployment)).await }
        });
        Self {
            deployment,
            files,
            rules: rules.follow(&[LiveKind::RuleFile, LiveKind::Deployment]),
            query,
            denied: edit_denied(),
            drafts: Drafts::of(deployment),
            checker: use_checker(),
            toasts: Toasts::get(),
            incoming: RwSignal::new(Vec::new()),
            pasted: RwSignal::new(String::new()),
            put_in: RwSignal::new(0),
            client,
        }
    }

    /// Whether the view is still there, for what took a while.
    pub(super) fn is_here(self) -> bool {
        self.incoming.try_with_untracked(|_| ()).is_some()
    }

    /// Sends a call.
    pub(super) async fn send<T>(self, endpoint: Endpoint<T>) -> Result<T, ApiError> {
        // Without the page, nobody waits for an answer.
        let client = self.client.try_get_value().ok_or(ApiError::Offline)?;
        client.send(endpoint).await
    }

    /// Where programs find the API.
    pub(super) fn public_url(self) -> String {
        self.client.with_value(Client::public_url)
    }

    /// A file as the list has it. Follows the list.
    pub(super) fn file(self, name: &str) -> Option<RuleFile> {
        self.files.with_value(|files| files.iter().find(|file| file.name == name).cloned()).flatten()
    }

    /// Shows what the server answered to a change of a file.
    pub(super) fn put_file(self, file: RuleFile) {
        self.files.patch(|files| {
            match files.binary_search_by(|it| it.name.cmp(&file.name)) {
                Ok(at) => files[at] = file,
                Err(at) => files.insert(at, file),
            };
        });
    }

    /// Takes a file out of the list.
    pub(super) fn remove_file(self, name: &str) {
        self.files.patch(|files| files.retain(|file| file.name != name));
    }

    /// How much the files may hold. Follows what the server says.
    pub(super) fn limits(self) -> Limits {
        self.rules.with_value(|rules| rules.limits).unwrap_or_default()
    }

    /// Why nothing is evaluated, in words for people. Follows what the server says.
    pub(super) fn evaluation_reason(self) -> Option<String> {
        self.rules.with_value(|rules| rules.reason.clone()).flatten()
    }

    /// What a text for this file is checked against. Follows the list and the server.
    pub(super) fn options(self, name: &str) -> Options {
        self.options_without(&[name])
    }

    /// The same for several files that are saved together.
    pub(super) fn options_without(self, names: &[&str]) -> Options {
        let mut options = Options { limits: self.limits(), ..Options::default() };
        self.rules.with_value(|rules| {
            options.engine = rules.engine;
            options.environment = Some(rules.environment.clone());
        });
        self.files.with_value(|files| {
            for file in files.iter().filter(|file| !names.contains(&file.name.as_str())) {
                options.other_rules += usize::try_from(file.rules).unwrap_or(usize::MAX);
                options.other_groups.extend(file.group_names.iter().cloned());
            }
        });
        options
    }

    /// The groups as they run; `None` if that can't be had.
    pub(super) async fn running(self) -> Option<Vec<RunningGroup>> {
        self.send(api::rule_files::running(self.deployment)).await.ok()
    }

    /// The names that are taken: those of the files and of the drafts.
    pub(super) fn taken(self) -> BTreeSet<String> {
        let mut names = self.drafts.names();
        self.files.with_value(|files| names.extend(files.iter().map(|file| file.name.clone())));
        names
    }

    /// Opens a file, and closes whatever dialog is open.
    pub(super) fn open(self, name: &str) {
        self.query.push(&[&[("file", name)], &super::dialogs::NONE[..]].concat());
    }

    /// Puts a text that is not saved into the editor, under this name.
    pub(super) fn open_draft(self, name: &RuleFileName, text: String) {
        let base = untrack(|| self.file(name.as_str())).map(|file| file.sha256).unwrap_or_default();
        self.drafts.put(name.as_str(), Draft::new(text, base));
        self.put_in.update(|it| *it += 1);
        self.open(name.as_str());
    }
}
