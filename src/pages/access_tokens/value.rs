//! Where a token's value comes from when somebody wants it. It is never on the screen.

use crate::api::Client;
use crate::state::toasts::Toasts;
use crate::ui::copy::CopySource;
use crate::web::download;
use crate::{api, state};
use keyhouse_model::access_token::AccessToken;
use keyhouse_model::id::{AccessTokenId, DeploymentId};
use keyhouse_model::secret::Secret;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

/// How the value stands in texts that are shown: always as long, whatever it is.
pub(super) fn masked(token: &AccessToken) -> String {
    format!("kht_••••••••••••{}", token.value)
}

/// What stands in place of the value for those who may not reveal it.
pub(super) const PLACEHOLDER: &str = "PUT-THE-TOKEN-HERE";

#[derive(Clone, Copy)]
enum Source {
    /// At hand, since the token was just made. It goes with its dialog.
    Held(StoredValue<Option<Secret>>),
    /// The server is asked at each press, which is an audit event.
    Asked,
    /// The person may not have it; texts are copied with the placeholder.
    Denied,
}

/// A way to the value of one token.
#[derive(Clone, Copy)]
pub(super) struct TokenValue {
    deployment: DeploymentId,
    id: AccessTokenId,
    name: StoredValue<String>,
    masked: StoredValue<String>,
    client: StoredValue<Client>,
    toasts: Toasts,
    source: Source,
}

impl TokenValue {
    fn new(deployment: DeploymentId, token: &AccessToken, source: Source) -> Self {
        let shown = if matches!(source, Source::Denied) { PLACEHOLDER.to_owned() } else { masked(token) };
        Self {
            deployment,
            id: token.id,
            name: StoredValue::new(token.description.clone()),
            masked: StoredValue::new(shown),
            client: StoredValue::new(state::client()),
            toasts: Toasts::get(),
            source,
        }
    }

    /// The value is asked for each time.
    pub(super) fn asked(deployment: DeploymentId, token: &AccessToken) -> Self {
        Self::new(deployment, token, Source::Asked)
    }

    /// The value is at hand, and kept by the dialog.
    pub(super) fn held(
        deployment: DeploymentId,
        token: &AccessToken,
        value: StoredValue<Option<Secret>>,
    ) -> Self {
        Self::new(deployment, token, Source::Held(value))
    }

    /// The person may not have it.
    pub(super) fn denied(deployment: DeploymentId, token: &AccessToken) -> Self {
        Self::new(deployment, token, Source::Denied)
    }

    /// What is shown in place of the value.
    pub(super) fn masked(self) -> String {
        self.masked.get_value()
    }

    /// A text with the real value in it, made at the moment it is wanted.
    async fn text(self, make: impl Fn(&str) -> String) -> Result<String, String> {
        match self.source {
            Source::Held(value) => {
                let text = value.try_with_value(|value| value.as_ref().map(|value| make(value.expose())));
                text.flatten().ok_or_else(|| GONE.to_owned())
            }
            Source::Asked => {
                let client = self.client.try_get_value().ok_or_else(|| GONE.to_owned())?;
                let endpoint = api::access_tokens::reveal(self.deployment, self.id);
                let token = client.send(endpoint).await.map_err(|error| error.message())?;
                Ok(make(token.value.0.expose()))
            }
            Source::Denied => Ok(make(PLACEHOLDER)),
        }
    }

    /// The text for the clipboard.
    pub(super) fn source(self, make: impl Fn(&str) -> String + Clone + Send + Sync + 'static) -> CopySource {
        CopySource::later(move || self.text(make.clone()))
    }

    /// Says that `what` was copied, and what follows from it.
    pub(super) fn copied(self, what: &'static str) -> Callback<()> {
        Callback::new(move |()| {
            let name = self.name.get_value();
            self.toasts.done(match self.source {
                Source::Asked => format!("Copied {what} of {name}. The reveal is in the audit log."),
                Source::Held(_) => format!("Copied {what} of {name}."),
                Source::Denied => {
                    format!("Copied {what} without the token. Put it where {PLACEHOLDER} stands.")
                }
            });
        })
    }

    /// Saves the text as a file.
    pub(super) fn save(
        self,
        file: &'static str,
        make: impl Fn(&str) -> String + 'static,
        busy: RwSignal<bool>,
    ) {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local_scoped_with_cancellation(async move {
            let text = self.text(make).await;
            busy.set(false);
            let saved = text.and_then(|text| download::save_text(file, "text/plain", &text));
            match (saved, self.source) {
                (Err(why), _) => self.toasts.failed_because(format!("{file} was not saved"), why),
                (Ok(()), Source::Asked) => self.toasts.done(format!(
                    "Downloading {file} with the token in it: keep it private. The reveal is in the audit log."
                )),
                (Ok(()), Source::Held(_)) => {
                    self.toasts.done(format!("Downloading {file} with the token in it: keep it private."));
                }
                (Ok(()), Source::Denied) => self
                    .toasts
                    .done(format!("Downloading {file}. Put the token where {PLACEHOLDER} stands.")),
            }
        });
    }
}

/// The dialog that held the value was closed meanwhile.
const GONE: &str = "The value is no longer here.";
