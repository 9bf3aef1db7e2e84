//! The dialog that names a new file. The file itself is made by its first save.

use super::desk::Desk;
use super::starter::starter;
use crate::components::sent_form::SentForm;
use crate::format::text::count;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::choice::{Choice, RadioCards};
use crate::ui::dialog::{Dialog, DialogSize};
use crate::ui::input::TextField;
use keyhouse_model::problem::FieldProblem;
use keyhouse_model::rule_file::RuleFileName;
use leptos::prelude::*;

/// The dialog.
#[component]
pub(super) fn NewFileDialog(
    /// What the parts of the view share.
    desk: Desk,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let form = SentForm::new();
    let (name, start) = (RwSignal::new(String::new()), RwSignal::new("example".to_owned()));
    let pasted = desk.pasted.get_untracked();
    desk.pasted.set(String::new());
    if !pasted.is_empty() {
        start.set("pasted".to_owned());
    }
    let options = StoredValue::new(choices(&pasted));
    let pasted = StoredValue::new(pasted);
    form.check_typed(move || parse(desk, &name.get()).err().into_iter().collect());
    let make = move || match untrack(|| parse(desk, &name.get_untracked())) {
        Ok(name) => {
            let text = match start.get_untracked().as_str() {
                "pasted" => pasted.get_value(),
                "empty" => String::new(),
                _ => starter(name.as_str()),
            };
            desk.open_draft(&name, text);
        }
        Err(problem) => form.reject(vec![problem]),
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        make();
    };
    let footer = move || {
        view! {
            <Button on_press=on_close>"Cancel"</Button>
            <Button look=ButtonLook::Primary submit=true form="new-rule-file">
                "Open in the editor"
            </Button>
        }
    };
    view! {
        <Dialog
            open=true
            on_close
            title="New rule file"
            description="It is checked while you write, and goes live when you save it."
            size=DialogSize::Narrow
            footer
        >
            <form id="new-rule-file" class="stack" on:submit=submit novalidate>
                <TextField
                    label="Name"
                    value=name
                    hint="For instance alerts.yml. It can’t be changed later."
                    error=form.field("/name")
                    autocomplete="off"
                    mono=true
                    initial_focus=true
                />
                <RadioCards label="Begin with" options=options.get_value() value=start />
            </form>
        </Dialog>
    }
}

fn choices(pasted: &str) -> Vec<Choice> {
    let lines = pasted.lines().count();
    let pasted = (lines > 0).then(|| {
        Choice::new("pasted", "What you pasted").detail(format!("{}.", count(lines, "line", "lines")))
    });
    let example = Choice::new("example", "An example").detail("A group with an alert and a recording rule.");
    pasted.into_iter().chain([example, Choice::new("empty", "Nothing")]).collect()
}

/// The name, unless there is a file of that name.
fn parse(desk: Desk, name: &str) -> Result<RuleFileName, FieldProblem> {
    let name = RuleFileName::parse(name, "/name")?;
    if desk.taken().contains(name.as_str()) {
        let detail = format!("There is a file called {name}. Open it, or choose another name.");
        return Err(FieldProblem::new("/name", "name_taken", detail));
    }
    Ok(name)
}
