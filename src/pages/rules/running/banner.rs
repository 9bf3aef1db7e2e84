//! Whether the rules are evaluated, and what to do if they are not.

use super::Seen;
use crate::components::process_log::ProcessLog;
use crate::state::remote::Loader;
use crate::ui::badge::Tone;
use crate::ui::note::Note;
use keyhouse_model::rule_file::Evaluation;
use leptos::prelude::*;

/// What is said; drawn anew only when it changes, so that an open log stays open.
#[derive(Clone, PartialEq)]
struct Said {
    evaluation: Evaluation,
    reason: Option<String>,
}

impl Said {
    fn of(seen: &Seen) -> Option<Self> {
        let state = &seen.state;
        let quiet = match state.evaluation {
            Evaluation::Running => state.reason.is_none(),
            // Without files there is nothing to evaluate; the page says so.
            Evaluation::Off => !seen.has_files,
            Evaluation::Starting | Evaluation::Failed => false,
        };
        (!quiet).then(|| Self { evaluation: state.evaluation, reason: state.reason.clone() })
    }

    fn head(&self) -> &'static str {
        match self.evaluation {
            Evaluation::Running => "The rules are evaluated. ",
            Evaluation::Starting => "vmalert is starting. ",
            Evaluation::Failed | Evaluation::Off => "The rules are not evaluated. ",
        }
    }

    fn reason(&self) -> String {
        let known = self.reason.clone();
        known.unwrap_or_else(|| {
            match self.evaluation {
                Evaluation::Starting => "This page notices by itself when it evaluates the rules.",
                Evaluation::Failed => "The log of the server says why.",
                Evaluation::Running | Evaluation::Off => "Start the deployment to have them evaluated.",
            }
            .to_owned()
        })
    }

    fn tone(&self) -> Tone {
        match self.evaluation {
            Evaluation::Failed => Tone::Bad,
            Evaluation::Running => Tone::Warn,
            Evaluation::Starting | Evaluation::Off => Tone::Info,
        }
    }
}

/// Says so when the rules are not evaluated; else nothing.
#[component]
pub(super) fn Banner(
    /// What the server says.
    seen: Loader<Seen>,
) -> impl IntoView {
    let said = Memo::new(move |_| seen.with_value(Said::of).flatten());
    let process = Memo::new(move |_| seen.with_value(|it| it.state.process.clone()).flatten());
    move || {
        let said = said.get()?;
        let failed = said.evaluation == Evaluation::Failed;
        let (head, reason, tone) = (said.head(), said.reason(), said.tone());
        Some(view! {
            <Note tone alert=failed>
                <p class="log-text">
                    <strong>{head}</strong>
                    {reason}
                </p>
                {failed.then(|| view! { <ProcessLog process /> })}
            </Note>
        })
    }
}
