//! Which keys the list shows: pure, so that 10,000 keys are filtered within a frame and a test needs no browser.

use super::row::Row;
use chrono::{DateTime, Utc};
use keyhouse_model::api_key::ApiKeyStatus;

/// A chip over the list.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Chip {
    /// Those that work, which is what people look for.
    #[default]
    Active,
    /// Those that work and end soon.
    Expiring,
    /// Those that have ended.
    Expired,
    /// Those that are switched off.
    Disabled,
    /// All of them.
    All,
}

impl Chip {
    /// In the order of the screen.
    pub(super) const ALL: [Self; 5] =
        [Self::Active, Self::Expiring, Self::Expired, Self::Disabled, Self::All];

    /// The word in the URL; none for the one that is on by itself.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Disabled => "disabled",
            Self::All => "all",
        }
    }

    /// Reads the word in the URL; what is unknown counts as none.
    pub(super) fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|chip| chip.as_str() == word).unwrap_or_default()
    }

    /// What the chip says.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Expiring => "Ends soon",
            Self::Expired => "Expired",
            Self::Disabled => "Disabled",
            Self::All => "All",
        }
    }

    fn takes(self, status: ApiKeyStatus) -> bool {
        match self {
            Self::Active => status.works(),
            Self::Expiring => status == ApiKeyStatus::Expiring,
            Self::Expired => status == ApiKeyStatus::Expired,
            Self::Disabled => status == ApiKeyStatus::Disabled,
            Self::All => true,
        }
    }
}

/// The keys that match, in their order, and how many each chip would show.
#[derive(Default)]
pub(super) struct Selection {
    /// The keys.
    pub(super) rows: Vec<Row>,
    /// One count for each of [`Chip::ALL`], of the keys that match the text.
    pub(super) counts: [usize; Chip::ALL.len()],
}

/// Selects by chip and text at `now`.
pub(super) fn select(keys: &[Row], chip: Chip, text: &str, now: DateTime<Utc>) -> Selection {
    let text = text.trim().to_lowercase();
    let mut selection = Selection::default();
    for key in keys.iter().filter(|key| key.matches(&text)) {
        let status = key.status_at(now);
        for (count, of) in selection.counts.iter_mut().zip(Chip::ALL) {
            *count += usize::from(of.takes(status));
        }
        if chip.takes(status) {
            selection.rows.push(key.clone());
        }
    }
    selection
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use keyhouse_model::api_key::{ApiKey, ApiKeyState, DeploymentAccess, Permission};
    use keyhouse_model::id::ApiKeyId;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn key(name: &str, last_four: &str, state: ApiKeyState, days: Option<i64>) -> ApiKey {
        ApiKey {
            id: ApiKeyId("123e4567-e89b-12d3-a456-426614174000".parse().unwrap()),
            name: name.into(),
            value: last_four.into(),
            prefix: "khk".into(),
            permission: Permission::Read,
            deployment_access: DeploymentAccess::All,
            state,
            status: ApiKeyStatus::Active,
            revealable: false,
            created_at: now(),
            created_by: "ada@example.com".into(),
            expires_at: days.map(|days| now() + Duration::days(days)),
            last_used_at: None,
            last_used_ip: None,
            requests_24h: 0,
            replaced_by: None,
        }
    }

    fn keys() -> Vec<Row> {
        [
            key("Terraform", "7Qa2", ApiKeyState::Enabled, Some(90)),
            key("grafana", "x91f", ApiKeyState::Enabled, Some(6)),
            key("old-ci", "aa7e", ApiKeyState::Enabled, Some(-3)),
            key("audit", "Pz55", ApiKeyState::Disabled, None),
        ]
        .map(Row::from)
        .into()
    }

    /// The names of the keys that a filter shows.
    fn names(chip: Chip, text: &str) -> Vec<String> {
        select(&keys(), chip, text, now()).rows.iter().map(|key| key.name.clone()).collect()
    }

    #[test]
    fn chips_select_and_count() {
        assert_eq!(names(Chip::Active, ""), ["Terraform", "grafana"]);
        assert_eq!(names(Chip::Expiring, ""), ["grafana"]);
        assert_eq!(names(Chip::Expired, ""), ["old-ci"]);
        assert_eq!(names(Chip::Disabled, ""), ["audit"]);
        assert_eq!(select(&keys(), Chip::All, "", now()).counts, [2, 1, 1, 1, 4]);
    }

    #[test]
    fn text_finds_names_last_fours_and_creators() {
        assert_eq!(names(Chip::All, " terraFORM "), ["Terraform"]);
        assert_eq!(names(Chip::All, "7qa2"), ["Terraform"]);
        assert_eq!(names(Chip::All, "ada@").len(), 4);
        assert_eq!(names(Chip::All, "nothing"), [""; 0]);
        assert_eq!(select(&keys(), Chip::Active, "old", now()).counts, [0, 0, 1, 0, 1]);
    }

    #[test]
    fn chips_survive_the_url() {
        for chip in Chip::ALL {
            assert_eq!(Chip::parse(chip.as_str()), chip);
        }
        assert_eq!(Chip::parse("nonsense"), Chip::Active);
    }
}
