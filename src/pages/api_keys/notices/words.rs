//! Notices in words. Pure.

use crate::ui::badge::Tone;
use keyhouse_model::notice::{Channel, EmailSettings, NoticeResult, NoticeSettings};

/// Whether anybody is told of anything.
pub(super) fn is_set_up(settings: &NoticeSettings) -> bool {
    settings.webhook.is_some() || settings.email.is_some()
}

/// How a message went.
pub(super) fn outcome(is_taken: bool) -> (Tone, &'static str) {
    if is_taken { (Tone::Ok, "Taken") } else { (Tone::Bad, "Not taken") }
}

/// Why so many messages wait; `None` if none does.
pub(super) fn waiting(messages: u64, is_set_up: bool) -> Option<&'static str> {
    match (messages, is_set_up) {
        (0, _) => None,
        (1, true) => Some("message was not taken yet. The server tries again by itself for about a day."),
        (_, true) => Some("messages were not taken yet. The server tries again by itself for about a day."),
        (1, false) => Some("message waits until this is set up."),
        (_, false) => Some("messages wait until this is set up."),
    }
}

/// Who gets mails.
pub(super) fn recipients(to: &[String]) -> String {
    let maker = std::iter::once("To the member who made the key");
    maker.chain(to.iter().map(String::as_str)).collect::<Vec<_>>().join(", ")
}

/// Who mails are from, and who gets a test.
pub(super) fn sender(email: &EmailSettings) -> String {
    let test = if email.to.is_empty() {
        "A test goes to you."
    } else {
        "A test goes to you and to these addresses."
    };
    format!("From {}, through {}. {test}", email.from, email.server)
}

/// What became of a test as a whole.
pub(super) fn test_sum(results: &[NoticeResult]) -> String {
    let not_taken = results.iter().filter(|result| !result.delivered).count();
    match (not_taken, results.len()) {
        (0, _) => "The test was taken.".to_owned(),
        (1, 1) => "The test was not taken.".to_owned(),
        (1, all) => format!("1 of the {all} messages of the test was not taken."),
        (some, all) => format!("{some} of the {all} messages of the test were not taken."),
    }
}

/// What became of one message of a test.
pub(super) fn test_line(result: &NoticeResult) -> String {
    let whom = match (result.channel, &result.recipient) {
        (_, Some(address)) => address,
        (Channel::Webhook, None) => "Webhook",
        (Channel::Email, None) => "E-mail",
    };
    format!("{whom}: {}.", outcome(result.delivered).1.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(recipient: Option<&str>, delivered: bool) -> NoticeResult {
        let channel = if recipient.is_some() { Channel::Email } else { Channel::Webhook };
        NoticeResult {
            channel,
            recipient: recipient.map(str::to_owned),
            delivered,
            detail: "Why.".to_owned(),
        }
    }

    #[test]
    fn a_test_is_summed_up_and_told_of_line_by_line() {
        let (hook, ada, eve) =
            (result(None, true), result(Some("ada@a"), false), result(Some("eve@a"), false));
        assert_eq!(test_sum(std::slice::from_ref(&hook)), "The test was taken.");
        assert_eq!(test_sum(std::slice::from_ref(&ada)), "The test was not taken.");
        let one = test_sum(&[hook.clone(), ada.clone()]);
        assert_eq!(one, "1 of the 2 messages of the test was not taken.");
        let two = test_sum(&[hook.clone(), ada.clone(), eve]);
        assert_eq!(two, "2 of the 3 messages of the test were not taken.");
        assert_eq!([&hook, &ada].map(test_line), ["Webhook: taken.", "ada@a: not taken."]);
    }

    #[test]
    fn what_waits_says_until_when() {
        assert_eq!(waiting(0, true), None);
        assert_eq!(waiting(0, false), None);
        assert!(waiting(1, true).is_some_and(|why| why.starts_with("message was")));
        assert!(waiting(2, true).is_some_and(|why| why.starts_with("messages were")));
        assert!(waiting(2, false).is_some_and(|why| why.contains("until this is set up")));
    }

    #[test]
    fn who_gets_mails_is_listed_whole() {
        let to = ["ops@a".to_owned(), "dev@a".to_owned()];
        assert_eq!(recipients(&to), "To the member who made the key, ops@a, dev@a");
        assert_eq!(recipients(&[]), "To the member who made the key");
    }
}
