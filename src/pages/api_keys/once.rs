//! The one time that a key's whole value is shown, with what to do with it.

use crate::api::{self, ApiError};
use crate::components::once::{Once, OnceValue};
use crate::format::text::count;
use crate::format::time::elapsed;
use crate::state;
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::code::{CodeTabs, Sample, Snippet};
use crate::ui::note::Note;
use crate::web::clock;
use keyhouse_model::example::api_key as example;
use keyhouse_model::secret::Secret;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

/// The value, how to use it, and a call that proves that it works.
#[component]
pub(super) fn KeyOnce(
    /// The value.
    once: Once,
    /// Called when the person closes without having copied it.
    #[prop(into)]
    on_close_anyway: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="stack loose">
            <OnceValue once what="API key" on_close_anyway />
            <CodeTabs label="Use it" samples=samples(once) on_copied=once.copied() />
            <Check once />
        </div>
    }
}

/// The screen shows the value masked; the clipboard gets it whole.
fn samples(once: Once) -> Vec<Sample> {
    let base_url = state::client().public_url();
    let masked = once.with(masked).unwrap_or_default();
    let sample = |label: &str, language: &str, text: fn(&str, &str) -> String| {
        let (shown, base_url) = (text(&base_url, &masked), base_url.clone());
        Sample {
            label: label.into(),
            language: language.into(),
            shown: Snippet::marking(&shown, &masked),
            source: Some(once.source(move |value| text(&base_url, value))),
        }
    };
    vec![
        sample("curl", "Shell", example::curl),
        sample("Environment", "Shell", example::environment),
        sample("Terraform", "provider.tf", |base_url, _| example::terraform(base_url)),
    ]
}

fn masked(value: &Secret) -> String {
    let start: String = value.expose().chars().take(8).collect();
    format!("{start}…{}", value.last_four())
}

/// How a try of the key went.
#[derive(Clone)]
enum Tried {
    Works { deployments: usize, took: String },
    Failed(ApiError),
}

/// Calls the API with the key, as its user would.
#[component]
fn Check(once: Once) -> impl IntoView {
    let (busy, tried) = (RwSignal::new(false), RwSignal::new(None));
    let client = StoredValue::new(state::client());
    let check = move |()| {
        let Some(value) = once.with(|value| Secret::new(value.expose().to_owned())) else { return };
        busy.set(true);
        let (client, started) = (client.get_value(), clock::now());
        spawn_local_scoped_with_cancellation(async move {
            let answer = client.send(api::api_keys::check(value)).await;
            busy.set(false);
            tried.set(Some(match answer {
                Ok(list) => Tried::Works { deployments: list.len(), took: elapsed(clock::now() - started) },
                Err(error) => Tried::Failed(error),
            }));
        });
    };
    let result = move || match tried.get()? {
        Tried::Works { deployments, took } => {
            let sees = count(deployments, "deployment", "deployments");
            let text = format!("It works: the server answered in {took}, and the key sees {sees}.");
            Some(view! { <Note tone=Tone::Ok><p>{text}</p></Note> }.into_any())
        }
        Tried::Failed(error) => {
            let text = format!("The key did not get through. {}", error.message());
            Some(view! { <Note tone=Tone::Bad><p>{text}</p></Note> }.into_any())
        }
    };
    view! {
        <div class="stack tight" role="status">
            <div class="cluster">
                <Button small=true loading=busy on_press=check>
                    "Check it"
                </Button>
                <span class="muted small">"Lists deployments with this key."</span>
            </div>
            {result}
        </div>
    }
}
