//! What the URL filters by, and how the server is asked for it. Pure.

use crate::api::audit_log::Filter;
use crate::components::words;
use chrono::{DateTime, TimeDelta, Utc};
use keyhouse_model::audit::{Outcome, action};

/// The names in the URL.
pub(super) const NAMES: [&str; 9] =
    ["q", "action", "actor", "target", "deployment", "within", "from", "to", "outcome"];
/// The word for every action that shows or makes a secret, or takes data out.
pub(super) const SECRETS: &str = "secrets";
/// The word for what was refused or went wrong.
pub(super) const FAILED: &str = "failed";

const SECRET_ACTIONS: [&str; 7] = [
    action::API_KEY_CREATE,
    action::API_KEY_REVEAL,
    action::API_KEY_ROTATE,
    action::ACCESS_TOKEN_CREATE,
    action::ACCESS_TOKEN_REVEAL,
    action::NOTIFICATIONS_REVEAL,
    action::AUDIT_EXPORT,
];

/// The nouns of the actions, and how all actions of one are called.
const NOUNS: [(&str, &str); 10] = [
    ("api_key", "Everything about API keys"),
    ("deployment", "Everything about deployments"),
    ("access_token", "Everything about access tokens"),
    ("rule_file", "Everything about rule files"),
    ("notifications", "Everything about where alerts go"),
    ("notice", "Everything about notices"),
    ("session", "Everything about signing in and out"),
    ("setup", "Setting up"),
    ("user", "Everything about members"),
    ("audit_log", "Everything about the audit log"),
];

/// The spans of time that end now: the word in the URL, what it is called, and how many hours it has.
pub(super) const SPANS: [(&str, &str, i64); 4] = [
    ("1h", "Last hour", 1),
    ("24h", "Last 24 hours", 24),
    ("7d", "Last 7 days", 7 * 24),
    ("30d", "Last 30 days", 30 * 24),
];

/// When the span of this word begins; `None` for any other word.
pub(super) fn since(word: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (_, _, hours) = SPANS.into_iter().find(|(known, _, _)| *known == word)?;
    Some(now - TimeDelta::hours(hours))
}

/// The filter that the values in the URL stand for; `since` is when the span of time in it begins, if there is one.
pub(super) fn of_url(value: impl Fn(&str) -> String, since: &str) -> Filter {
    let action = match value("action") {
        word if word == SECRETS => SECRET_ACTIONS.join(","),
        other => other,
    };
    let failed = value("outcome") == FAILED;
    let outcome = if failed {
        [Outcome::Denied, Outcome::Failed].map(Outcome::as_str).join(",")
    } else {
        String::new()
    };
    Filter {
        from: if since.is_empty() { value("from") } else { since.to_owned() },
        to: value("to"),
        action,
        actor: value("actor"),
        target: value("target"),
        deployment: value("deployment"),
        outcome,
        text: value("q"),
    }
}

/// Whether a span of time ends before it begins, as the URL writes its instants: all alike, so that they sort as texts.
pub(super) fn is_backwards(from: &str, to: &str) -> bool {
    !to.is_empty() && to <= from
}

/// What empties every filter in the URL.
pub(super) fn cleared() -> [(&'static str, &'static str); NAMES.len()] {
    NAMES.map(|name| (name, ""))
}

/// The choices of actions, value and label: the wide ones first, then noun by noun.
pub(super) fn actions() -> Vec<(String, String)> {
    let mut choices =
        vec![(String::new(), "Anything".to_owned()), (SECRETS.to_owned(), "Secret access".to_owned())];
    for (noun, label) in NOUNS {
        let verbs: Vec<_> = action::ALL.into_iter().filter(|name| noun_of(name) == noun).collect();
        // One verb is the whole noun: listing both would be the same thing twice.
        if verbs.len() > 1 {
            choices.push((format!("{noun}.*"), label.to_owned()));
        }
        // The em space sets them under their noun, in a list that has no levels.
        choices.extend(verbs.iter().map(|name| {
            let indent = if verbs.len() > 1 { "\u{2003}" } else { "" };
            ((*name).to_owned(), format!("{indent}{}", words::audit_action(name)))
        }));
    }
    choices
}

/// The noun of an action: `api_key` of `api_key.create`.
fn noun_of(action: &str) -> &str {
    action.split('.').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_url_become_what_the_server_knows() {
        let url = |name: &str| match name {
            "action" => "secrets".to_owned(),
            "outcome" => "failed".to_owned(),
            "q" => "terraform".to_owned(),
            _ => String::new(),
        };
        let filter = of_url(url, "");
        assert_eq!(
            filter.action,
            "api_key.create,api_key.reveal,api_key.rotate,access_token.create,access_token.reveal,\
             notifications.reveal,audit_log.export"
        );
        assert_eq!(filter.outcome, "denied,failed");
        assert_eq!(filter.text, "terraform");
    }

    #[test]
    fn other_words_go_through_and_nothing_filters_nothing() {
        assert_eq!(of_url(|_| String::new(), ""), Filter::default());
        let action = of_url(|name| if name == "action" { "user.*".into() } else { String::new() }, "").action;
        assert_eq!(action, "user.*");
    }

    #[test]
    fn every_name_of_the_url_reaches_the_filter() {
        for name in NAMES.into_iter().filter(|name| *name != "within") {
            let filter = of_url(|asked| if asked == name { "failed".into() } else { String::new() }, "");
            assert_ne!(filter, Filter::default(), "{name}");
        }
        assert_eq!(of_url(|_| String::new(), "2026-11-20T09:00:00Z").from, "2026-11-20T09:00:00Z");
    }

    #[test]
    fn spans_count_back_from_now() {
        let now = DateTime::from_timestamp(1_795_254_060, 0).unwrap_or_default();
        assert_eq!(since("24h", now), Some(now - TimeDelta::days(1)));
        assert_eq!(since("", now), None);
        assert_eq!(since("forever", now), None);
    }

    #[test]
    fn a_span_of_time_goes_forward() {
        let (early, late) = ("2026-11-20T09:00:00Z", "2026-11-21T09:00:00Z");
        assert!(is_backwards(late, early) && is_backwards(late, late));
        assert!(!is_backwards(early, late) && !is_backwards("", late) && !is_backwards(late, ""));
    }

    #[test]
    fn every_action_can_be_chosen_once() {
        let values: Vec<_> = actions().into_iter().map(|(value, _)| value).collect();
        for name in action::ALL {
            assert_eq!(values.iter().filter(|value| *value == name).count(), 1, "{name}");
        }
        assert!(values.contains(&"api_key.*".to_owned()) && !values.contains(&"setup.*".to_owned()));
    }
}
