//! What is wrong with a text, as a list to go through.

use super::Checked;
use crate::format::text;
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::code_editor::Place;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use keyhouse_model::rules::{Diagnostic, Report, Severity};
use leptos::prelude::*;

/// How many of each severity are listed at first.
const FIRST: usize = 50;

/// What was found in a text: errors and warnings apart, each a button that goes to its place.
#[component]
pub fn ProblemList(
    /// What is known of the text.
    checked: Checked,
    /// Goes to a place of the text.
    #[prop(into)]
    on_jump: Callback<Place>,
) -> impl IntoView {
    let jumps = RwSignal::new(0);
    let jump = Callback::new(move |(line, column)| {
        jumps.update(|it| *it += 1);
        on_jump.run(Place { line, column, nonce: jumps.get_untracked() });
    });
    let failed = move || checked.failed.get().map(|why| not_checked(why, checked.retry));
    let is_failed = move || checked.failed.with(Option::is_some);
    let lists = move || checked.report.with(|report| report.as_ref().map(|it| lists(it, jump)));
    view! {
        <section class="problems" aria-label="Problems">
            <p class="problems-sum" role="status">
                {move || if is_failed() { String::new() } else { sum(checked) }}
            </p>
            {failed}
            {lists}
        </section>
    }
}

/// How much was found, in a line.
fn sum(checked: Checked) -> String {
    checked.report.with(|report| match report {
        None => "Checking…".to_owned(),
        Some(report) => {
            let count = |severity| report.diagnostics.iter().filter(|it| it.severity == severity).count();
            let parts = [
                (count(Severity::Error), "error", "errors"),
                (count(Severity::Warning), "warning", "warnings"),
                (count(Severity::Hint), "hint", "hints"),
                (report.left_out, "more", "more"),
            ];
            let parts = parts.into_iter().filter(|(count, ..)| *count > 0);
            let parts: Vec<String> = parts.map(|(count, one, many)| text::count(count, one, many)).collect();
            if parts.is_empty() { "No problems found".to_owned() } else { parts.join(", ") }
        }
    })
}

fn lists(report: &Report, jump: Callback<(u32, u32)>) -> AnyView {
    let of = |severity, title, tone| {
        let found: Vec<Diagnostic> =
            report.diagnostics.iter().filter(|it| it.severity == severity).cloned().collect();
        (!found.is_empty()).then(|| list(found, title, tone, jump))
    };
    view! {
        {of(Severity::Error, "Errors", Tone::Bad)}
        {of(Severity::Warning, "Warnings", Tone::Warn)}
        {of(Severity::Hint, "Hints", Tone::Info)}
        {(report.left_out > 0)
            .then(|| view! { <p class="hint">{format!("{} more are not listed.", report.left_out)}</p> })}
    }
    .into_any()
}

fn list(found: Vec<Diagnostic>, title: &'static str, tone: Tone, jump: Callback<(u32, u32)>) -> AnyView {
    let shown = RwSignal::new(FIRST);
    let rest = found.len().saturating_sub(FIRST);
    let items = move || found.iter().take(shown.get()).map(|it| item(it, jump)).collect_view();
    let more = move || {
        (rest > 0 && shown.get() == FIRST).then(|| {
            view! {
                <Button small=true on_press=move |()| shown.set(usize::MAX)>
                    {format!("Show {rest} more")}
                </Button>
            }
        })
    };
    view! {
        <h3 class=format!("problems-title {}", tone.class())>{title}</h3>
        <ul class=format!("problems-list {}", tone.class())>{items}</ul>
        {more}
    }
    .into_any()
}

fn item(found: &Diagnostic, jump: Callback<(u32, u32)>) -> AnyView {
    let (line, column) = (found.line, found.column);
    let place: Vec<String> = found.group.iter().chain(&found.rule).cloned().collect();
    view! {
        <li>
            <button type="button" class="problem" on:click=move |_| jump.run((line, column))>
                <span class="problem-line">{format!("Line {line}")}</span>
                " "
                <span class="problem-text">{found.message.clone()}</span>
                " "
                <span class="problem-place">{place.join(" › ")}</span>
            </button>
        </li>
    }
    .into_any()
}

fn not_checked(why: String, retry: Callback<()>) -> AnyView {
    view! {
        <Note
            tone=Tone::Warn
            action=move || view! {
                <Button small=true icon=Icon::Refresh on_press=retry>
                    "Try again"
                </Button>
            }
        >
            <p>{why}</p>
        </Note>
    }
    .into_any()
}
