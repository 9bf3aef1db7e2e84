//! What is said of where alerts go. Pure.

use crate::ui::badge::Tone;
use crate::ui::code_editor::Mark;
use keyhouse_model::notifications::{Notifications, NotifierKind, NotifierStatus};
use keyhouse_model::problem::FieldProblem;
use keyhouse_model::rules::{Diagnostic, Severity};

/// What a status is called, and what it means.
pub(super) fn status(status: NotifierStatus) -> (&'static str, Tone) {
    match status {
        NotifierStatus::Off => ("Off", Tone::Neutral),
        NotifierStatus::Starting => ("Starting", Tone::Info),
        NotifierStatus::Ready => ("Ready", Tone::Ok),
        NotifierStatus::Failed => ("Failed", Tone::Bad),
    }
}

/// Where alerts go, in a sentence.
pub(super) fn whereto(notifications: &Notifications) -> String {
    match (notifications.kind, &notifications.url) {
        (NotifierKind::None, _) => {
            "Nobody is told of alerts. They are seen under Running, and as the metrics ALERTS and ALERTS_FOR_STATE."
                .to_owned()
        }
        (NotifierKind::Managed, _) => "Alerts go to an Alertmanager that Keyhouse runs.".to_owned(),
        (NotifierKind::External, Some(url)) => format!("Alerts go to the Alertmanager at {url}."),
        (NotifierKind::External, None) => "Alerts go to an Alertmanager that runs elsewhere.".to_owned(),
    }
}

/// What the server found wrong at a place of the text, as a mark. Problems of no place are none.
pub(super) fn mark(problem: &FieldProblem) -> Option<Mark> {
    let (line, column) = problem.pointer.split_once(':')?;
    let (line, column) = (line.parse().ok()?, column.parse().ok()?);
    let message = problem.detail.clone();
    Some(Mark { tone: Tone::Bad, message, line, column, end_line: line, end_column: column + 1 })
}

/// What a check of the server's found, as a mark.
pub(super) fn remark(found: &Diagnostic) -> Mark {
    Mark {
        tone: match found.severity {
            Severity::Error => Tone::Bad,
            Severity::Warning => Tone::Warn,
            Severity::Hint => Tone::Info,
        },
        message: found.message.clone(),
        line: found.line,
        column: found.column,
        end_line: found.end_line,
        end_column: found.end_column,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_place_of_the_text_is_marked() {
        let at = |pointer: &str| mark(&FieldProblem::new(pointer, "refused", "No."));
        let found = at("12:5").unwrap();
        assert_eq!((found.line, found.column, found.end_line, found.end_column), (12, 5, 12, 6));
        assert_eq!(found.message, "No.");
        for nowhere in ["", "/url", "12", "12:", "a:b"] {
            assert_eq!(at(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn it_is_said_where_alerts_go() {
        let of = |text: &str| whereto(&serde_json::from_str(text).unwrap());
        let managed = of(r#"{"kind": "managed", "has_credential": false, "status": "ready"}"#);
        assert!(managed.contains("Keyhouse runs"));
        let external =
            of(r#"{"kind": "external", "url": "http://am", "has_credential": false, "status": "ready"}"#);
        assert!(external.contains("at http://am."));
    }
}
