//! Receivers of common kinds, to begin with, and where in a config they go. Pure.

/// A kind of receiver.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Receiver {
    Webhook,
    Slack,
    Email,
    PagerDuty,
}

impl Receiver {
    pub(super) const ALL: [Self; 4] = [Self::Webhook, Self::Slack, Self::Email, Self::PagerDuty];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Webhook => "Webhook",
            Self::Slack => "Slack",
            Self::Email => "E-mail",
            Self::PagerDuty => "PagerDuty",
        }
    }

    /// What one has to have for it.
    pub(super) fn needs(self) -> &'static str {
        match self {
            Self::Webhook => "The URL of a program that takes alerts as JSON",
            Self::Slack => "The URL of an incoming webhook",
            Self::Email => "A mail server, with user and password",
            Self::PagerDuty => "The integration key of a service, Events API v2",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Slack => "slack",
            Self::Email => "email",
            Self::PagerDuty => "pagerduty",
        }
    }

    /// Its lines below the name, as Alertmanager 0.25 and later take them. What is to be replaced looks like it.
    fn lines(self) -> &'static [&'static str] {
        match self {
            Self::Webhook => {
                &["webhook_configs:", "  - url: https://example.com/alerts", "    send_resolved: true"]
            }
            Self::Slack => &[
                "slack_configs:",
                "  - api_url: https://hooks.slack.com/services/REPLACE/THIS/PATH",
                "    channel: '#alerts'",
                "    send_resolved: true",
                "    title: '{{ .CommonLabels.alertname }}'",
                "    text: '{{ range .Alerts }}{{ .Annotations.summary }} {{ end }}'",
            ],
            Self::Email => &[
                "email_configs:",
                "  - to: on-call@example.com",
                "    from: alertmanager@example.com",
                "    smarthost: smtp.example.com:587",
                "    auth_username: alertmanager@example.com",
                "    auth_password: REPLACE_THIS",
                "    send_resolved: true",
            ],
            Self::PagerDuty => {
                &["pagerduty_configs:", "  - routing_key: REPLACE_THIS", "    send_resolved: true"]
            }
        }
    }
}

/// A config with one more receiver.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Inserted {
    pub(super) text: String,
    /// What the receiver is called: a name that the config did not have yet.
    pub(super) name: String,
    /// The line on which it begins, from 1.
    pub(super) line: u32,
}

/// Adds a receiver behind those that the config has. `None` where they are not written one below the other.
pub(super) fn insert(text: &str, receiver: Receiver) -> Option<Inserted> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (indent, at) = match lines.iter().position(|line| line.starts_with("receivers:")) {
        None => {
            lines.push("receivers:".to_owned());
            ("  ".to_owned(), lines.len())
        }
        Some(head) => {
            let value = lines[head]["receivers:".len()..].split(" #").next().unwrap_or_default();
            match value.trim() {
                "" => {}
                "[]" => "receivers:".clone_into(&mut lines[head]),
                _ => return None,
            }
            let (indent, length) = block(&lines[head + 1..]);
            (indent, head + 1 + length)
        }
    };
    let name = new_name(text, receiver.name());
    let first = format!("{indent}- name: {name}");
    let rest = receiver.lines().iter().map(|line| format!("{indent}  {line}"));
    lines.splice(at..at, std::iter::once(first).chain(rest));
    let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
    Some(Inserted { text: lines.join("\n") + "\n", name, line })
}

/// By how much the items of the list are indented, and how many lines it has; what stands before the next key, such as
/// its comment, is not part of it.
fn block(lines: &[String]) -> (String, usize) {
    let is_in = |line: &String| line.starts_with([' ', '\t', '-', '#', '\r']) || line.is_empty();
    let all = lines.iter().take_while(|line| is_in(line) && !line.starts_with("---"));
    let part = |line: &String| line.starts_with([' ', '\t', '-']) && !line.trim().is_empty();
    let length = all.enumerate().filter(|(_, line)| part(line)).map(|(at, _)| at + 1).last().unwrap_or(0);
    let item = lines[..length].iter().find(|line| line.trim_start().starts_with('-'));
    let indent = item.map_or("  ", |line| &line[..line.len() - line.trim_start().len()]);
    (indent.to_owned(), length)
}

/// `name`, or `name-2` and so on where it is taken.
fn new_name(text: &str, name: &str) -> String {
    let names: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix("name:"))
        .map(|value| value.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']))
        .collect();
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut all = std::iter::once(name.to_owned()).chain(numbered);
    all.find(|name| !names.contains(&name.as_str())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use keyhouse_model::alertmanager;
    use keyhouse_model::notifications::STARTER_CONFIG;
    use keyhouse_model::rules::Severity;

    #[test]
    fn every_kind_is_right_in_a_new_config() {
        let mut text = STARTER_CONFIG.to_owned();
        for receiver in Receiver::ALL {
            text = insert(&text, receiver).unwrap().text;
            text = insert(&text, receiver).unwrap().text;
        }
        let errors: Vec<_> =
            alertmanager::check(&text).into_iter().filter(|it| it.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{text}\n{errors:?}");
        assert!(text.contains("name: slack\n") && text.contains("name: slack-2\n"));
    }

    #[test]
    fn it_goes_behind_the_others_as_they_are_indented() {
        let text =
            "receivers:\n- name: a\n  webhook_configs: []\n\n# Who gets what.\nroute:\n  receiver: a\n";
        let inserted = insert(text, Receiver::Webhook).unwrap();
        let begin =
            "receivers:\n- name: a\n  webhook_configs: []\n- name: webhook\n  webhook_configs:\n    - url: ";
        assert!(inserted.text.starts_with(begin), "{}", inserted.text);
        assert!(inserted.text.ends_with("\n\n# Who gets what.\nroute:\n  receiver: a\n"));
        assert_eq!((inserted.line, inserted.name.as_str()), (4, "webhook"));
    }

    #[test]
    fn a_config_without_receivers_gets_the_first() {
        for text in ["", "route: {}\n", "receivers: [] # none\n", "receivers:\n"] {
            let inserted = insert(text, Receiver::Email).unwrap();
            assert!(inserted.text.contains("receivers:\n  - name: email\n"), "{text:?}: {}", inserted.text);
            let line = inserted.text.lines().nth(usize::try_from(inserted.line).unwrap() - 1).unwrap();
            assert_eq!(line, "  - name: email");
        }
    }

    #[test]
    fn receivers_in_one_line_are_left_alone() {
        assert_eq!(insert("receivers: [{name: a}]\n", Receiver::Slack), None);
    }
}
