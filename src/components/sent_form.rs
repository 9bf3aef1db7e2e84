//! What every form does when it is sent: once at a time, errors to their fields, the rest over the buttons.

use super::failure::Failure;
use crate::api::{ApiError, Client, Endpoint};
use crate::state;
use keyhouse_model::problem::FieldProblem;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

/// The sending side of a form.
#[derive(Clone, Copy)]
pub struct SentForm {
    client: StoredValue<Client>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    found: RwSignal<Vec<FieldProblem>>,
    tried: RwSignal<bool>,
}

impl Default for SentForm {
    fn default() -> Self {
        Self::new()
    }
}

impl SentForm {
    /// A form that was not sent yet.
    pub fn new() -> Self {
        Self {
            client: StoredValue::new(state::client()),
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
            found: RwSignal::new(Vec::new()),
            tried: RwSignal::new(false),
        }
    }

    /// Shows what the form itself found wrong; nothing is sent.
    pub fn reject(self, problems: Vec<FieldProblem>) {
        self.error.set(None);
        self.found.set(problems);
        self.tried.set(true);
    }

    /// Keeps what the form found wrong up to date while it is mended; `check` is asked on every change from the first
    /// rejection on.
    pub fn recheck(self, check: impl Fn() -> Vec<FieldProblem> + 'static) {
        Effect::new(move || {
            let problems = check();
            if self.found.with_untracked(|found| !found.is_empty() && *found != problems) {
                self.found.set(problems);
            }
        });
    }

    /// Shows what `check` finds wrong while it is typed. What is merely missing shows from the first rejection on: a form
    /// that is not filled in yet is no mistake.
    pub fn check_typed(self, check: impl Fn() -> Vec<FieldProblem> + 'static) {
        Effect::new(move || {
            let mut problems = check();
            if !self.tried.get() {
                problems.retain(|problem| problem.code != "required");
            }
            if self.found.with_untracked(|found| *found != problems) {
                self.found.set(problems);
            }
        });
    }

    /// Sends it, unless it is under way already, and hands the answer to `done`.
    pub fn send<T: 'static>(self, endpoint: Endpoint<T>, done: impl FnOnce(T) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.found.set(Vec::new());
        let client = self.client.get_value();
        spawn_local_scoped_with_cancellation(async move {
            let result = client.send(endpoint).await;
            self.busy.set(false);
            self.error.set(result.as_ref().err().cloned());
            if let Ok(answer) = result {
                done(answer);
            }
        });
    }

    /// Whether it is under way.
    pub fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// What is wrong with the field at this JSON pointer, by the form's own word or the server's.
    pub fn field(self, pointer: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let own = self
                .found
                .with(|found| found.iter().find(|it| it.pointer == pointer).map(|it| it.detail.clone()));
            own.or_else(|| self.error.with(|error| error.as_ref()?.field(pointer)))
        })
    }

    /// All that is wrong with fields, by the form's own word and the server's: for fields that come and go.
    pub fn problems(self) -> Signal<Vec<FieldProblem>> {
        Signal::derive(move || {
            let mut all = self.found.get();
            all.extend(
                self.error.with(|error| error.as_ref().map(|it| it.fields().to_vec())).unwrap_or_default(),
            );
            all
        })
    }

    /// The error of the whole form; none while each of its parts stands at a field.
    pub fn failure(self) -> AnyView {
        let shown = move || self.error.get().filter(|error| error.fields().is_empty());
        (move || shown().map(|error| view! { <Failure error /> })).into_any()
    }
}
