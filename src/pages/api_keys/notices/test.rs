//! A test notice, and what became of it.

use super::words;
use crate::api;
use crate::components::sent_form::SentForm;
use crate::state::remote::Loader;
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use crate::web::random;
use keyhouse_model::notice::{NoticeResult, NoticeSettings};
use leptos::prelude::*;

/// A test on its way, and what became of the last one.
#[derive(Clone, Copy)]
pub(super) struct Test {
    sent: SentForm,
    results: RwSignal<Vec<NoticeResult>>,
    /// The idempotency key; the same until there is an answer, so that who tries again after none sends nothing twice.
    attempt: StoredValue<Option<String>>,
    loader: Loader<NoticeSettings>,
}

impl Test {
    /// None was sent yet.
    pub(super) fn new(loader: Loader<NoticeSettings>) -> Self {
        let (results, attempt) = (RwSignal::new(Vec::new()), StoredValue::new(None));
        Self { sent: SentForm::new(), results, attempt, loader }
    }

    fn send(self) {
        self.results.update(Vec::clear);
        let attempt = self.attempt.get_value().or_else(|| random::idempotency_key().ok());
        let endpoint = api::notices::test(attempt.as_deref().unwrap_or_default());
        self.attempt.set_value(attempt);
        self.sent.send(endpoint, move |answer| {
            self.attempt.set_value(None);
            self.results.set(answer.results);
            self.loader.reload();
        });
    }
}

/// Sends a test; not there while there is nobody to send it to.
#[component]
pub(super) fn TestButton(
    /// What is set up.
    loader: Loader<NoticeSettings>,
    /// The test.
    test: Test,
) -> impl IntoView {
    let is_set_up = Memo::new(move |_| loader.with_value(words::is_set_up).unwrap_or(false));
    view! {
        <Show when=move || is_set_up.get()>
            <Button small=true icon=Icon::Bell loading=test.sent.busy() on_press=move |()| test.send()>
                "Send a test notice"
            </Button>
        </Show>
    }
}

/// What became of each message of the test, or why none was sent.
#[component]
pub(super) fn TestResult(
    /// The test.
    test: Test,
) -> impl IntoView {
    let results = move || test.results.with(|results| (!results.is_empty()).then(|| told(results)));
    view! {
        <div class="said" role="status">
            {results}
            {test.sent.failure()}
        </div>
    }
}

fn told(results: &[NoticeResult]) -> AnyView {
    let is_taken = results.iter().all(|result| result.delivered);
    let tone = if is_taken { Tone::Ok } else { Tone::Bad };
    let line = |result: &NoticeResult| {
        let why = (!result.delivered).then(|| format!(" {}", result.detail));
        view! { <li>{words::test_line(result)} {why}</li> }
    };
    let (sum, lines) = (words::test_sum(results), results.iter().map(line).collect_view());
    view! {
        <Note tone alert=!is_taken>
            <p class="strong">{sum}</p>
            <ul>{lines}</ul>
        </Note>
    }
    .into_any()
}
