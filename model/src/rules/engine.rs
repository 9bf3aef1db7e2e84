//! The version of the engine that will read a rule file.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A version of `vmalert`; a later one is greater.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EngineVersion {
    /// `1` in `1.79.5`.
    pub major: u32,
    /// `79` in `1.79.5`.
    pub minor: u32,
    /// `5` in `1.79.5`.
    pub patch: u32,
}

impl EngineVersion {
    /// Puts one together.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// Reads `1.79.5`, `v1.102.0-cluster` or `1.79.5+ds1`: up to three numbers, and whatever follows them.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('v').unwrap_or(text);
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let mut parts = text[..end].split('.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.parse().ok()?;
        let patch = parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
        Some(Self { major, minor, patch })
    }
}

impl fmt::Display for EngineVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_engines_and_packages_write_them() {
        let read = |text| EngineVersion::parse(text).map(|version| version.to_string());
        for (text, version) in [
            ("1.79.5", "1.79.5"),
            ("v1.102.0-cluster", "1.102.0"),
            ("1.79.5+ds1", "1.79.5"),
            ("v1.141", "1.141.0"),
        ] {
            assert_eq!(read(text).as_deref(), Some(version), "{text}");
        }
        for text in ["", "v", "heads/master", "1", "1.x"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(EngineVersion::parse("1.9.0") < EngineVersion::parse("1.10.0"));
    }
}
