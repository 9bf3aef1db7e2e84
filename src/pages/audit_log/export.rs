//! Taking events out of the log as a file.

use super::log::Log;
use crate::api::audit_log::{ExportFormat, export};
use crate::format::time::rfc3339;
use crate::state;
use crate::state::session::SessionState;
use crate::state::toasts::Toasts;
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuItem};
use crate::web::{clock, download};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The menu of the forms that events can be exported in.
#[component]
pub(super) fn ExportMenu(
    /// What is loaded; its filter selects what is exported.
    log: Log,
) -> impl IntoView {
    let (client, toasts, session) = (StoredValue::new(state::client()), Toasts::get(), SessionState::get());
    let save = move |format: ExportFormat| {
        let client = client.get_value();
        spawn_local(async move {
            let text = match client.send(export(&log.filter(), format)).await {
                Ok(text) => text,
                Err(error) => return toasts.failed("Nothing was exported", &error),
            };
            let name = file_name(format, clock::now());
            match download::save_text(&name, media_type(format), &text) {
                Ok(()) => toasts.done(format!("Exported to {name}. The export is in the audit log.")),
                Err(why) => {
                    toasts.failed_because("The events arrived, but the browser did not save them", why);
                }
            }
        });
    };
    let items = move |()| {
        let denied = untrack(|| session.may_administer());
        let denied = (!denied).then(|| "Only administrators export the audit log.".to_owned());
        let which =
            if untrack(|| log.is_filtered()) { "All events that match the filter." } else { "All events." };
        [(ExportFormat::Csv, "CSV"), (ExportFormat::JsonLines, "JSON lines")]
            .map(|(format, label)| {
                let item = MenuItem::button(label, move || save(format)).icon(Icon::Download).detail(which);
                item.disabled_because(denied.clone())
            })
            .to_vec()
    };
    view! { <Menu name="Export events" label="Export" items /> }
}

fn media_type(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "text/csv",
        ExportFormat::JsonLines => "application/jsonl",
    }
}

/// `audit-log-2026-11-21.csv`: the day is that of UTC, as are the times in it.
fn file_name(format: ExportFormat, now: DateTime<Utc>) -> String {
    let ending = match format {
        ExportFormat::Csv => "csv",
        ExportFormat::JsonLines => "jsonl",
    };
    let day: String = rfc3339(now).chars().take_while(|it| *it != 'T').collect();
    format!("audit-log-{day}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_day_and_form() {
        let now = DateTime::from_timestamp(1_795_254_060, 0).unwrap_or_default();
        assert_eq!(file_name(ExportFormat::Csv, now), "audit-log-2026-11-21.csv");
        assert_eq!(file_name(ExportFormat::JsonLines, now), "audit-log-2026-11-21.jsonl");
    }
}
