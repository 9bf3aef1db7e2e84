//! What a version of vmauth knows. An unknown field makes it refuse the whole config, so nothing is written that it
//! may not know.

use crate::dataplane::engines::Engine;
use std::fmt;

/// A version of VictoriaMetrics' programs: `v1.79.5`.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

/// What vmauth did not know from the beginning.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Feature {
    /// It answers 401 to an unknown token; before, 400.
    UnknownTokenIs401,
    /// A user's field `max_concurrent_requests`.
    ConcurrencyLimit,
    /// The counters of users begin at 0 again whenever the config has changed.
    CountersPerConfig,
    /// It counts which requests of a user failed.
    UserErrors,
}

impl Feature {
    /// All of them, the oldest first.
    const ALL: [Self; 4] =
        [Self::UnknownTokenIs401, Self::ConcurrencyLimit, Self::CountersPerConfig, Self::UserErrors];

    /// The first version 1.x that has it.
    fn since(self) -> u32 {
        match self {
            Self::UnknownTokenIs401 => 87,
            Self::ConcurrencyLimit => 88,
            Self::CountersPerConfig => 98,
            Self::UserErrors => 133,
        }
    }

    /// A flag that came with it, or soon after: it tells of builds that don't say their version.
    fn flag(self) -> &'static str {
        match self {
            Self::UnknownTokenIs401 => "maxConcurrentRequests",
            Self::ConcurrencyLimit => "maxConcurrentPerUserRequests",
            Self::CountersPerConfig => "discoverBackendIPs",
            Self::UserErrors => "maxQueueDuration",
        }
    }

    /// Whether this vmauth has it.
    pub fn is_in(self, vmauth: &Engine) -> bool {
        match Version::parse(&vmauth.version) {
            Some(version) => version.knows(self),
            None => vmauth.has_flag(self.flag()),
        }
    }

    /// What a person misses without it; `None` for what nobody notices.
    fn lack(self) -> Option<&'static str> {
        match self {
            Self::UnknownTokenIs401 => Some(
                "It answers 400, not 401, to a token that was deleted. vmagent takes 400 as final and drops the data; \
                 since v1.87 it keeps the data and tries again. Give collectors their new token before you delete \
                 the old one.",
            ),
            Self::ConcurrencyLimit => Some(
                "It does not limit how many requests a token may have under way; since v1.88 it holds to the \
                 tier's limit.",
            ),
            Self::CountersPerConfig | Self::UserErrors => None,
        }
    }
}

impl Version {
    /// Reads `v1.79.5`, also with what follows it in `v1.114.0-enterprise`. The `v` can be missing.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut numbers = text.strip_prefix('v').unwrap_or(text).split('.');
        let major = numbers.next()?.parse().ok()?;
        let minor = numbers.next()?.parse().ok()?;
        let patch = numbers.next()?;
        let end = patch.find(|c: char| !c.is_ascii_digit()).unwrap_or(patch.len());
        Some(Self { major, minor, patch: patch[..end].parse().ok()? })
    }

    /// Whether it has the feature.
    pub fn knows(self, feature: Feature) -> bool {
        self >= Self { major: 1, minor: feature.since(), patch: 0 }
    }
}

/// What this vmauth lacks that newer ones have, in words for people.
pub fn lacks(vmauth: &Engine) -> Vec<String> {
    let lacking = Feature::ALL.into_iter().filter(|feature| !feature.is_in(vmauth));
    lacking.filter_map(Feature::lack).map(str::to_owned).collect()
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn versions_are_read_in_their_spellings() {
        for (text, read) in [
            ("v1.79.5", "v1.79.5"),
            ("1.114.0", "v1.114.0"),
            ("v1.114.0-enterprise", "v1.114.0"),
            (" v1.79.5+ds1-2 \n", "v1.79.5"),
        ] {
            assert_eq!(Version::parse(text).unwrap().to_string(), read);
        }
        for text in ["", "v1", "v1.79", "latest", "v1.x.0"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }

    #[test]
    fn each_version_knows_what_its_changelog_says() {
        for (text, knows) in [
            ("v1.79.5", [false; 4]),
            ("v1.86.2", [false; 4]),
            ("v1.87.0", [true, false, false, false]),
            ("v1.88.0", [true, true, false, false]),
            ("v1.97.9", [true, true, false, false]),
            ("v1.98.0", [true, true, true, false]),
            ("v1.150.0", [true; 4]),
            ("v2.0.0", [true; 4]),
        ] {
            let version = Version::parse(text).unwrap();
            assert_eq!(Feature::ALL.map(|feature| version.knows(feature)), knows, "{text}");
        }
    }
}
