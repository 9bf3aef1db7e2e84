//! Notices: that an API key ends soon, told by webhook and by e-mail to those who look after it.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// For how many days after its end a key is still told of, by a server that did not run then.
pub const LATE_DAYS: i64 = 3;
/// After how many minutes the first try is made again, the second, and so on. After the last of them nobody tries again.
const BACK_OFF_MINUTES: [i64; 7] = [1, 5, 15, 60, 180, 360, 720];

/// When a key is told of. Each stage is told once; one that was missed is not told when a later one is reached.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Stage {
    /// 14 days before its end.
    Fortnight,
    /// 3 days before its end.
    ThreeDays,
    /// At its end.
    Ended,
}

impl Stage {
    /// All of them, in the order of time.
    pub const ALL: [Self; 3] = [Self::Fortnight, Self::ThreeDays, Self::Ended];

    /// How many days before the end it is.
    pub const fn days(self) -> i64 {
        match self {
            Self::Fortnight => 14,
            Self::ThreeDays => 3,
            Self::Ended => 0,
        }
    }

    /// The stage that is so many days before the end.
    pub fn of_days(days: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.days() == days)
    }

    /// When it is reached by a key that ends at `end`.
    pub fn at(self, end: DateTime<Utc>) -> DateTime<Utc> {
        end - Duration::days(self.days())
    }
}

/// The stage that is to be told at `now` of a key that was made at `created_at` and ends at `end`, if one is. `told` is
/// the latest stage that was told of this very end.
///
/// Who makes a key that lasts a week knows that it ends within 14 days; that stage is left out.
pub fn due(
    created_at: DateTime<Utc>,
    end: DateTime<Utc>,
    told: Option<Stage>,
    now: DateTime<Utc>,
) -> Option<Stage> {
    let reached = Stage::ALL.into_iter().rev().find(|stage| stage.at(end) <= now)?;
    let is_news = reached.at(end) > created_at && now < end + Duration::days(LATE_DAYS);
    (is_news && told < Some(reached)).then_some(reached)
}

/// How long to wait after so many tries that failed; `None` if that was the last.
pub fn wait_after(tries: u32) -> Option<Duration> {
    let index = usize::try_from(tries).ok()?.checked_sub(1)?;
    BACK_OFF_MINUTES.get(index).copied().map(Duration::minutes)
}

/// What becomes of a key that ends at `end`, to stand behind its name: `ends in 3 days`.
pub fn what_becomes(end: DateTime<Utc>, now: DateTime<Utc>) -> String {
    const HOUR: i64 = 3600;
    const DAY: i64 = 24 * HOUR;
    let left = (end - now).num_seconds();
    let ends_in = |count: i64, unit: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("ends in {count} {unit}{plural}")
    };
    match left {
        ..=0 => "has ended".to_owned(),
        1..HOUR => "ends within the hour".to_owned(),
        // The nearest, since a notice of the 14th day is sent some seconds into it.
        left if left < 36 * HOUR => ends_in((left + HOUR / 2) / HOUR, "hour"),
        left => ends_in((left + DAY / 2) / DAY, "day"),
    }
}

/// A way of telling people.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A request to a URL.
    Webhook,
    /// A mail.
    Email,
}

impl Channel {
    /// The word as it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Email => "email",
        }
    }
}

/// How people are told of keys that end. Never a secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeSettings {
    /// The webhook; `null` if none is set up.
    pub webhook: Option<WebhookSettings>,
    /// E-mail; `null` if it is not set up.
    pub email: Option<EmailSettings>,
    /// How many notices were not taken yet and are tried again.
    pub waiting: u64,
}

/// The webhook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookSettings {
    /// Where it leads, without its path, which may be a secret: `https://hooks.example.com`.
    pub origin: String,
    /// Whether its requests are signed.
    pub signed: bool,
    /// The last try; `null` for none.
    pub last: Option<LastNotice>,
}

/// E-mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailSettings {
    /// The mail server: `smtps://mail.example.com:465`.
    pub server: String,
    /// The sender.
    pub from: String,
    /// Who gets every notice, besides the member who made the key.
    pub to: Vec<String>,
    /// The last try; `null` for none.
    pub last: Option<LastNotice>,
}

/// How the last try went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastNotice {
    /// When it was.
    #[serde(deserialize_with = "crate::time::read")]
    pub at: DateTime<Utc>,
    /// Whether it was taken.
    pub delivered: bool,
    /// What it was about, in words for people.
    pub about: String,
    /// What became of it, in words for people.
    pub detail: String,
}

/// What became of a test notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeTest {
    /// One for each who was told.
    pub results: Vec<NoticeResult>,
}

/// What became of one message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeResult {
    /// The way it went.
    pub channel: Channel,
    /// The address; `null` for the webhook.
    pub recipient: Option<String>,
    /// Whether it was taken.
    pub delivered: bool,
    /// What became of it, or what is wrong and what to do, in words for people.
    pub detail: String,
}
