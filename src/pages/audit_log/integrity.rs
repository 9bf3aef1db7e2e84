//! Checking that no event is missing or changed.

use super::describe;
use crate::api::audit_log::{last_check, verify};
use crate::components::event_words;
use crate::components::query::Query;
use crate::components::sent_form::SentForm;
use crate::components::words::instant;
use crate::state;
use crate::state::remote::Loader;
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use crate::ui::time::Time;
use keyhouse_model::audit::{AuditEvent, Verification};
use leptos::prelude::*;

/// The last check.
#[derive(Clone, Copy)]
pub(super) struct Integrity {
    sent: SentForm,
    found: RwSignal<Option<Verification>>,
    /// The newest check that is in the log itself. If that can't be had, nothing is said of it.
    earlier: Loader<Option<AuditEvent>>,
}

impl Integrity {
    /// Nothing was checked on this page yet.
    pub(super) fn new() -> Self {
        let client = state::client();
        let earlier = Loader::new(move || {
            let client = client.clone();
            async move { Ok(client.send(last_check()).await?.data.into_iter().next()) }
        });
        Self { sent: SentForm::new(), found: RwSignal::new(None), earlier }
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

/// What the check found; before there is one, what the last one found.
#[component]
pub(super) fn CheckResult(
    /// The check.
    integrity: Integrity,
    /// The page's URL.
    query: Query,
) -> impl IntoView {
    let result = move || integrity.found.get().map(|found| result(&found, query));
    let earlier = move || {
        let shown = integrity.found.with(Option::is_none);
        shown.then(|| integrity.earlier.with_value(|event| event.as_ref().and_then(earlier)).flatten())
    };
    view! {
        {earlier}
        <div role="status" class="check-result">{result} {integrity.sent.failure()}</div>
    }
}

fn result(found: &Verification, query: Query) -> AnyView {
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
    let what = describe::integrity(found, instant);
    let who =
        format!("Checked by {}, {}. The check is in the log.", found.checked_by, instant(found.checked_at));
    view! {
        <Note tone action>
            <p>{what}</p>
            <p class="small">{who}</p>
        </Note>
    }
    .into_any()
}

/// In a line if the log was intact; otherwise it must not be missed.
fn earlier(event: &AuditEvent) -> Option<AnyView> {
    let (intact, what) = describe::earlier_check(event)?;
    let (at, by) = (event.at, event_words::actor(event));
    let text = view! {
        "Last checked "
        <Time at />
        {format!(" by {by}: {what}.")}
    };
    Some(if intact {
        view! { <p class="muted small last-check">{text}</p> }.into_any()
    } else {
        view! {
            <Note tone=Tone::Bad>
                <p>{text}</p>
            </Note>
        }
        .into_any()
    })
}
