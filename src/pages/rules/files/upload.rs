//! How to upload rule files from elsewhere: the screen shows where the API key goes, and only the clipboard gets the key.

use super::desk::Desk;
use super::key::KeyChoice;
use crate::route::Route;
use crate::ui::bind::Bind;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::code::{CodeTabs, Sample, Snippet};
use crate::ui::dialog::{Dialog, DialogSize};
use crate::ui::input::{Select, SelectOption};
use keyhouse_model::example::rule_file::{VARIABLE, curl, github_actions, terraform};
use keyhouse_model::rule_file::RuleFileName;
use leptos::prelude::*;

/// What a file is called in the examples if there is none.
const EXAMPLE: &str = "alerts.yml";

/// The dialog.
#[component]
pub(super) fn UploadDialog(
    /// What the parts of the view share.
    desk: Desk,
    /// The file that it is about; another word for any.
    file: String,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let taken = untrack(|| desk.taken());
    let first = if taken.contains(&file) { Some(file) } else { taken.first().cloned() };
    let file = RwSignal::new(first.unwrap_or_else(|| EXAMPLE.to_owned()));
    let files: Vec<SelectOption> =
        taken.iter().map(|name| SelectOption::new(name.clone(), name.clone())).collect();
    let files = StoredValue::new(files);
    let key = KeyChoice::new(desk.deployment);
    let samples = Signal::derive(move || samples(desk, key, &file.get()));
    let tool = Bind::new(Signal::derive(move || desk.query.get("tool")), move |tool: String| {
        desk.query.replace(&[("tool", &tool)]);
    });
    // The first is shown as long as none is chosen.
    let tool = Bind::new(
        Signal::derive(move || match tool.get() {
            tool if tool.is_empty() => "curl".to_owned(),
            tool => tool,
        }),
        move |chosen| tool.set(chosen),
    );
    let footer = move || view! { <Button look=ButtonLook::Primary on_press=on_close>"Done"</Button> };
    view! {
        <Dialog
            open=true
            on_close
            title="Upload with the API"
            description="For scripts and pipelines. A file that fails the checks is refused with the lines that are wrong, and what was there before stays."
            size=DialogSize::Wide
            footer
        >
            <div class="stack">
                {files
                    .with_value(|files| files.len() > 1)
                    .then(|| view! { <Select label="File" options=files.get_value() value=file /> })}
                {key.field()} <CodeTabs label="Upload with" samples value=tool on_copied=key.copied() />
                <p class="muted small">
                    "The key needs read and write permission for this deployment. Keys are made under "
                    <a href=Route::ApiKeys.path()>"API keys"</a> "."
                </p>
            </div>
        </Dialog>
    }
}

fn samples(desk: Desk, key: KeyChoice, file: &str) -> Vec<Sample> {
    let Ok(name) = RuleFileName::parse(file, "/name") else { return Vec::new() };
    let (base_url, deployment) = (desk.public_url(), desk.deployment);
    let is_there = desk.file(file).is_some();
    let variable = format!("${VARIABLE}");
    let shown = curl(&base_url, deployment, &name, key.shown().as_deref());
    let marked = key.shown().unwrap_or(variable);
    let sample = |label: &str, language: &str, shown: Snippet| Sample {
        label: label.into(),
        language: language.into(),
        shown,
        source: None,
    };
    let workflow = github_actions(&base_url, deployment);
    let with_key = {
        let name = name.clone();
        key.source(move |value| curl(&base_url, deployment, &name, value))
    };
    vec![
        Sample { source: Some(with_key), ..sample("curl", "Shell", Snippet::marking(&shown, &marked)) },
        sample("Terraform", "rules.tf", terraform(deployment, &name, is_there).into()),
        sample(
            "GitHub Actions",
            ".github/workflows/rules.yml",
            Snippet::marking(&workflow, &format!("secrets.{VARIABLE}")),
        ),
    ]
}
