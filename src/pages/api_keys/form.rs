//! The fields of a key, as its creation and its change share them.

use crate::components::deployment_picker::{AccessInput, DeploymentPicker};
use crate::components::lifetime_field::{LifetimeField, LifetimeInput};
use crate::components::sent_form::SentForm;
use crate::components::words;
use crate::state::remote::Loader;
use crate::ui::choice::{Choice, RadioCards};
use crate::ui::input::TextField;
use chrono::{DateTime, Utc};
use keyhouse_model::api_key::{ApiKey, ApiKeyDraft, ApiKeyPatch, Permission};
use keyhouse_model::deployment::DeploymentSummary;
use keyhouse_model::patch::Patch;
use leptos::prelude::*;

const READ: &str = "r";
const READ_WRITE: &str = "rw";

/// What is typed and chosen.
#[derive(Clone, Copy)]
pub(super) struct KeyForm {
    pub(super) name: RwSignal<String>,
    pub(super) lifetime: LifetimeInput,
    permission: RwSignal<String>,
    access: AccessInput,
}

impl KeyForm {
    /// For a new key: read-only for 90 days, and no deployments chosen.
    pub(super) fn new() -> Self {
        Self {
            name: RwSignal::new(String::new()),
            lifetime: LifetimeInput::new(),
            permission: RwSignal::new(READ.into()),
            access: AccessInput::new(None),
        }
    }

    /// For a change of `key`.
    pub(super) fn of(key: &ApiKey) -> Self {
        let permission = if key.permission == Permission::Read { READ } else { READ_WRITE };
        Self {
            name: RwSignal::new(key.name.clone()),
            lifetime: LifetimeInput::keeping(key.expires_at),
            permission: RwSignal::new(permission.into()),
            access: AccessInput::new(Some(&key.deployment_access)),
        }
    }

    /// The new key that it describes at `now`; follows what is typed.
    pub(super) fn draft(self, now: DateTime<Utc>, revealable: bool) -> ApiKeyDraft {
        ApiKeyDraft {
            name: Some(self.name.get()).filter(|name| !name.trim().is_empty()),
            expires_at: self.lifetime.end(now),
            permission: Some(self.permission()),
            deployment_access: self.access.get(),
            revealable,
        }
    }

    /// What of `key` it changes at `now`.
    pub(super) fn patch(self, key: &ApiKey, now: DateTime<Utc>) -> ApiKeyPatch {
        let draft = self.draft(now, key.revealable);
        ApiKeyPatch {
            name: Some(draft.name.unwrap_or_default()).filter(|name| name.trim() != key.name),
            expires_at: if draft.expires_at == Patch::from(key.expires_at) {
                Patch::Absent
            } else {
                draft.expires_at
            },
            permission: draft.permission.filter(|permission| *permission != key.permission),
            deployment_access: draft.deployment_access.filter(|access| *access != key.deployment_access),
            state: None,
        }
    }

    fn permission(self) -> Permission {
        self.permission
            .with(|choice| if choice == READ_WRITE { Permission::ReadWrite } else { Permission::Read })
    }
}

/// The fields.
#[component]
pub(super) fn KeyFields(
    /// What is typed and chosen.
    form: KeyForm,
    /// Where the errors come from.
    sent: SentForm,
    /// The deployments that there are.
    deployments: Loader<Vec<DeploymentSummary>>,
) -> impl IntoView {
    let permissions = vec![
        Choice::new(READ, words::permission(Permission::Read))
            .detail(words::permission_hint(Permission::Read)),
        Choice::new(READ_WRITE, words::permission(Permission::ReadWrite))
            .detail(words::permission_hint(Permission::ReadWrite)),
    ];
    view! {
        <TextField
            label="Name"
            value=form.name
            hint="What uses this key, so that your team can tell keys apart."
            error=sent.field("/name")
            initial_focus=true
        />
        <LifetimeField input=form.lifetime error=sent.field("/expires_at") />
        <RadioCards
            label="Permission"
            options=permissions
            value=form.permission
            error=sent.field("/permission")
        />
        <DeploymentPicker input=form.access deployments error=sent.field("/deployment_access") />
    }
}
