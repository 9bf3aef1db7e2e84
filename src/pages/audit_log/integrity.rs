//! Checking that no event is missing or changed.

use super::describe;
use crate::api::audit_log::verify;
use crate::components::query::Query;
use crate::components::sent_form::SentForm;
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use keyhouse_model::audit::Verification;
use leptos::prelude::*;

/// The last check.
#[derive(Clone, Copy)]
pub(super) struct Integrity {
    sent: SentForm,
    found: RwSignal<Option<Verification>>,
}

impl Integrity {
    /// Nothing was checked yet.
    pub(super) fn new() -> Self {
        Self { sent: SentForm::new(), found: RwSignal::new(None) }
    }

    fn check(self) {
        self.found.set(None);
        self.sent.send(verify(), move |found| self.found.set(Some(found)));
    }
}

/// The button that starts a check.
#[component]
pub(super) fn CheckButton(
    /// The check.
    integrity: Integrity,
) -> impl IntoView {
    view! {
        <Button icon=Icon::Shield loading=integrity.sent.busy() on_press=move |()| integrity.check()>
            "Check integrity"
        </Button>
    }
}

/// What the check found.
#[component]
pub(super) fn CheckResult(
    /// The check.
    integrity: Integrity,
    /// The page's URL.
    query: Query,
) -> impl IntoView {
    let result = move || {
        let found = integrity.found.get()?;
        let tone = if found.intact { Tone::Ok } else { Tone::Bad };
        let broken = found.first_broken.map(|id| id.to_string());
        let action = move || {
            broken.clone().map(|id| {
                view! {
                    <Button small=true on_press=move |()| query.push(&[("event", &id)])>
                        "Show that event"
                    </Button>
                }
            })
        };
        Some(view! {
            <Note tone action>
                <p>{describe::integrity(&found)}</p>
            </Note>
        })
    };
    view! { <div role="status" class="check-result">{result} {integrity.sent.failure()}</div> }
}
