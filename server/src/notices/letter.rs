//! What is told, as a webhook takes it and as people read it.

use chrono::{DateTime, SecondsFormat, Utc};
use keyhouse_model::id::ApiKeyId;
use keyhouse_model::notice::{Stage, what_becomes};
use serde_json::{Value, json};
use uuid::Uuid;

/// A message.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    /// The same each time it is tried, so that who gets it twice can tell.
    pub(super) id: Uuid,
    /// When it is sent.
    pub(super) at: DateTime<Utc>,
    /// Where the console is, without a slash at the end.
    pub(super) base_url: String,
    /// What it is about.
    pub(super) content: Content,
}

/// What a message is about.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// A key that ends.
    Key(KeyFacts),
    /// Nothing: somebody tries out whether messages arrive.
    Test {
        /// Their e-mail address.
        by: String,
    },
}

/// What is told of a key.
#[derive(Clone, Debug)]
pub(super) struct KeyFacts {
    pub(super) id: ApiKeyId,
    pub(super) name: String,
    pub(super) last_four: String,
    pub(super) created_by: String,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) last_used_at: Option<DateTime<Utc>>,
    pub(super) stage: Stage,
}

impl Letter {
    /// What it says, in one line.
    pub(super) fn subject(&self) -> String {
        match &self.content {
            Content::Key(key) => {
                format!("API key \"{}\" {}", key.name, what_becomes(key.expires_at, self.at))
            }
            Content::Test { .. } => "Test notice from Keyhouse".to_owned(),
        }
    }

    /// What it is about, in a few words.
    pub(super) fn about(&self) -> String {
        match &self.content {
            Content::Key(key) => format!("API key \"{}\"", key.name),
            Content::Test { .. } => "Test notice".to_owned(),
        }
    }

    /// The body of a request.
    pub(super) fn json(&self) -> Value {
        let at = |instant: DateTime<Utc>| instant.to_rfc3339_opts(SecondsFormat::Secs, true);
        let (kind, text, data) = match &self.content {
            Content::Key(key) => {
                let url = self.url_of(key);
                let kind = if key.expires_at <= self.at { "api_key.expired" } else { "api_key.expiring" };
                let data = json!({
                    "days": key.stage.days(),
                    "api_key": {
                        "id": key.id, "name": key.name, "last_four": key.last_four, "created_by": key.created_by,
                        "expires_at": at(key.expires_at), "last_used_at": key.last_used_at.map(at), "url": url,
                    },
                });
                (kind, format!("{}. {url}", self.subject()), data)
            }
            Content::Test { by } => {
                let text = format!("Test notice from Keyhouse at {}, sent by {by}.", self.base_url);
                ("test", text, json!({ "sent_by": by }))
            }
        };
        json!({ "id": self.id, "type": kind, "timestamp": at(self.at), "text": text, "data": data })
    }

    /// The text of a mail.
    pub(super) fn text(&self) -> String {
        match &self.content {
            Content::Key(key) => self.text_of(key),
            Content::Test { by } => format!(
                "{by} has sent this to see whether notices of Keyhouse arrive.\nThey do, and there is nothing to do.\n\n\
                 {}\n",
                self.base_url
            ),
        }
    }

    fn text_of(&self, key: &KeyFacts) -> String {
        let when = key.expires_at.format("%-d %B %Y, %H:%M UTC");
        let (becomes, what_follows) = if key.expires_at <= self.at {
            ("ended", "What uses it is refused now. Extend the key, or create a new one:")
        } else {
            (
                "ends",
                "What uses it is refused from then on. Extend the key, or rotate it to have a new value while the old \
                 one still works:",
            )
        };
        let used = match key.last_used_at {
            Some(at) => format!("It was last used on {}.", at.format("%-d %B %Y, %H:%M UTC")),
            None => "It was never used.".to_owned(),
        };
        format!(
            "The API key \"{}\" (its last four characters: {}) {becomes} on {when}.\n\n{what_follows}\n\n{}\n\n\
             It was made by {}. {used}\n\n-- \nKeyhouse at {}\n",
            key.name,
            key.last_four,
            self.url_of(key),
            key.created_by,
            self.base_url
        )
    }

    /// Where the key can be extended.
    fn url_of(&self, key: &KeyFacts) -> String {
        format!("{}/api-keys?edit={}", self.base_url, key.id)
    }
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Of a key that ends in three days.
    pub(in super::super) fn letter() -> Letter {
        let expires_at = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        Letter {
            id: Uuid::from_u128(7),
            at: Stage::ThreeDays.at(expires_at),
            base_url: "https://keys.example.com".to_owned(),
            content: Content::Key(KeyFacts {
                id: "123e4567-e89b-42d3-a456-426614174000".parse().unwrap(),
                name: "terraform".to_owned(),
                last_four: "ab12".to_owned(),
                created_by: "ada@example.com".to_owned(),
                expires_at,
                last_used_at: None,
                stage: Stage::ThreeDays,
            }),
        }
    }

    /// The names of an object, and of the objects in it.
    fn names(value: &Value, path: &str, all: &mut Vec<String>) {
        for (name, value) in value.as_object().into_iter().flatten() {
            all.push(format!("{path}/{name}"));
            names(value, &format!("{path}/{name}"), all);
        }
    }

    #[test]
    fn the_body_is_the_one_that_is_documented() {
        let page = include_str!("../../../docs/notices.md");
        let example = page.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
        assert_eq!(letter().json(), serde_json::from_str::<Value>(example).unwrap());
        let (mut wanted, mut got) = (Vec::new(), Vec::new());
        let test = Letter { content: Content::Test { by: "a@b".to_owned() }, ..letter() };
        names(&test.json(), "", &mut got);
        names(
            &json!({ "id": 1, "type": 1, "timestamp": 1, "text": 1, "data": { "sent_by": 1 } }),
            "",
            &mut wanted,
        );
        got.sort();
        wanted.sort();
        assert_eq!(got, wanted);
    }

    #[test]
    fn a_mail_says_what_happens_when_and_what_to_do() {
        let letter = letter();
        assert_eq!(letter.subject(), "API key \"terraform\" ends in 3 days");
        let text = letter.text();
        for part in [
            "(its last four characters: ab12) ends on 21 September 2026, 14:13 UTC.",
            "\nhttps://keys.example.com/api-keys?edit=123e4567-e89b-42d3-a456-426614174000\n",
            "made by ada@example.com. It was never used.",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let ended = Letter { at: letter.at + chrono::Duration::days(3), ..letter };
        assert_eq!(ended.subject(), "API key \"terraform\" has ended");
        assert!(ended.text().contains("ended on") && ended.text().contains("is refused now"));
        assert_eq!(ended.json()["type"], "api_key.expired");
    }
}
