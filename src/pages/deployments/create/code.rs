//! The form as code, for people who would rather write it down.

use super::form::NewForm;
use crate::state;
use crate::ui::code::{CodeTabs, Sample};
use keyhouse_model::example::deployment::{create_with_curl, create_with_terraform};
use leptos::prelude::*;

const CURL: &str = "curl";

/// The same deployment through curl and Terraform; follows the form. Credentials are left out.
#[component]
pub(super) fn AsCode(
    /// What is typed and chosen.
    form: NewForm,
) -> impl IntoView {
    let base_url = state::client().public_url();
    let samples = Signal::derive(move || {
        let draft = form.draft();
        let sample = |label: &str, language: &str, text: String| Sample {
            label: label.into(),
            language: language.into(),
            shown: text.into(),
            source: None,
        };
        let curl = sample(CURL, "Shell", create_with_curl(&base_url, &draft));
        let terraform = create_with_terraform(&draft).map(|text| sample("Terraform", "main.tf", text));
        std::iter::once(curl).chain(terraform).collect::<Vec<_>>()
    });
    let shown = RwSignal::new(CURL.to_owned());
    // The other tab goes away with what it could describe.
    Effect::new(move || {
        if form.is_external() {
            shown.set(CURL.to_owned());
        }
    });
    let remark = move || {
        if form.is_external() {
            "Terraform's provider can't describe what runs elsewhere. curl reads an API key from VMCLOUD_API_KEY."
        } else {
            "Both read an API key from VMCLOUD_API_KEY. Terraform's provider knows no provider but aws, which means this \
             machine here."
        }
    };
    view! {
        <div class="stack tight">
            <CodeTabs label="This form as code" samples value=shown />
            <p class="muted small">{remark}</p>
        </div>
    }
}
