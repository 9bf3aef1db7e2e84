//! The API key of an example: one that can be revealed is put in as the text is copied; else the text has the
//! environment's variable.

use crate::api::Client;
use crate::components::loaded::Loaded;
use crate::state::remote::Loader;
use crate::state::session::SessionState;
use crate::state::toasts::Toasts;
use crate::ui::copy::CopySource;
use crate::ui::input::{Select, SelectOption};
use crate::ui::skeleton::{Shape, Skeleton};
use crate::{api, state};
use keyhouse_model::api_key::{ApiKey, Permission};
use keyhouse_model::example::rule_file::VARIABLE;
use keyhouse_model::id::{ApiKeyId, DeploymentId};
use leptos::prelude::*;

/// Which key is chosen. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct KeyChoice {
    client: StoredValue<Client>,
    toasts: Toasts,
    /// The keys that may upload here; nothing for those who may not see keys.
    keys: Option<Loader<Vec<ApiKey>>>,
    /// The id of the chosen one; empty for the environment's.
    chosen: RwSignal<String>,
}

impl KeyChoice {
    /// None is chosen yet. Administrators see keys, others do not.
    pub(super) fn new(deployment: DeploymentId) -> Self {
        let client = StoredValue::new(state::client());
        let may_see = untrack(|| SessionState::get().may_administer());
        let keys = may_see.then(|| {
            Loader::new(move || async move {
                let mut keys = api::api_keys::list_all(client.get_value()).await?;
                keys.retain(|key| may_upload(key, deployment));
                Ok(keys)
            })
        });
        Self { client, toasts: Toasts::get(), keys, chosen: RwSignal::new(String::new()) }
    }

    /// The field that chooses one; nothing where there is no choice.
    pub(super) fn field(self) -> AnyView {
        let Some(keys) = self.keys else { return ().into_any() };
        let skeleton = || view! { <Skeleton shape=Shape::Lines(1) label="Loading the API keys" /> };
        let content = move || {
            let options = Signal::derive(move || options(&keys.with_value(Clone::clone).unwrap_or_default()));
            let hint = "A key that can be revealed is filled in when you copy, which is in the audit log. The value of a one-time key is not kept.";
            view! { <Select label="API key" options value=self.chosen hint /> }
        };
        view! { <Loaded loader=keys skeleton content /> }.into_any()
    }

    fn key(self) -> Option<ApiKey> {
        let chosen = self.chosen.get();
        let find = |keys: &Vec<ApiKey>| keys.iter().find(|key| key.id.to_string() == chosen).cloned();
        self.keys?.with_value(find).flatten().filter(|key| key.revealable)
    }

    /// What is shown in place of the key; nothing if it comes from the environment. Follows the choice.
    pub(super) fn shown(self) -> Option<String> {
        self.key().map(|key| format!("{}_••••••••••••{}", key.prefix, key.value))
    }

    /// The text for the clipboard, with the real key in it. Follows the choice.
    pub(super) fn source(
        self,
        make: impl Fn(Option<&str>) -> String + Clone + Send + Sync + 'static,
    ) -> CopySource {
        let id = self.key().map(|key| key.id);
        CopySource::later(move || self.text(id, make.clone()))
    }

    async fn text(
        self,
        id: Option<ApiKeyId>,
        make: impl Fn(Option<&str>) -> String,
    ) -> Result<String, String> {
        let Some(id) = id else { return Ok(make(None)) };
        let client = self.client.try_get_value().ok_or("The page was left.")?;
        let key = client.send(api::api_keys::reveal(id)).await.map_err(|error| error.message())?;
        Ok(make(Some(key.value.0.expose())))
    }

    /// Says what was copied.
    pub(super) fn copied(self) -> Callback<()> {
        Callback::new(move |()| {
            let key = untrack(|| self.key());
            self.toasts.done(match key {
                Some(key) => {
                    format!("Copied. If {} is in the text, the reveal is in the audit log.", key.name)
                }
                None => format!("Copied without a key. Put one where {VARIABLE} stands."),
            });
        })
    }
}

/// Whether the key can upload rule files to this deployment now.
fn may_upload(key: &ApiKey, deployment: DeploymentId) -> bool {
    key.permission == Permission::ReadWrite && key.deployment_access.reaches(deployment) && key.status.works()
}

fn options(keys: &[ApiKey]) -> Vec<SelectOption> {
    let from_environment = SelectOption::new("", format!("From the environment, as {VARIABLE}"));
    let named = keys.iter().map(|key| {
        let once = if key.revealable { "" } else { " (one-time: from the environment)" };
        SelectOption::new(key.id.to_string(), format!("{} · …{}{once}", key.name, key.value))
    });
    std::iter::once(from_environment).chain(named).collect()
}
