//! The dialog that shows how to use a key elsewhere, with the value left out.

use super::row::Row;
use crate::state;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::code::{CodeTabs, Sample, Snippet};
use crate::ui::dialog::{Dialog, DialogSize};
use keyhouse_model::example::api_key as example;
use leptos::prelude::*;

/// Stands where the value goes: programs read it from the environment.
const VARIABLE: &str = "$VMCLOUD_API_KEY";

/// The dialog.
#[component]
pub(super) fn CodeDialog(
    /// The key.
    key: Row,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let base_url = state::client().public_url();
    let masked = format!("{}_…{}", key.prefix, key.value);
    let sample = |label: &str, language: &str, shown: Snippet| Sample {
        label: label.into(),
        language: language.into(),
        shown,
        source: None,
    };
    // Double quotes, so that the shell puts the variable in.
    let curl = example::curl(&base_url, VARIABLE).replace('\'', "\"");
    let environment = example::environment(&base_url, &masked);
    let samples = vec![
        sample("curl", "Shell", Snippet::marking(&curl, VARIABLE)),
        sample("Terraform", "provider.tf", example::terraform(&base_url).into()),
        sample("Environment", "Shell", Snippet::marking(&environment, &masked)),
    ];
    let samples = StoredValue::new(samples);
    let footer = move || view! { <Button look=ButtonLook::Primary on_press=on_close>"Done"</Button> };
    view! {
        <Dialog
            open=true
            on_close
            title=format!("Use {}", key.name)
            description="The value is not filled in: put it where VMCLOUD_API_KEY is set."
            size=DialogSize::Wide
            footer
        >
            <CodeTabs label="Use it" samples=samples.get_value() />
        </Dialog>
    }
}
