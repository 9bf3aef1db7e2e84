//! A value that must not be seen by accident.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use zeroize::Zeroize;

/// A password, a key value or a one-time token.
///
/// It has no `Display`, no `Clone` and no `Serialize`; its `Debug` says nothing; its memory is wiped when it goes. The
/// only way out is [`Secret::expose`], which is easy to find in a review.
pub struct Secret(String);

impl Secret {
    /// Takes the text over.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four characters, by which people tell keys apart.
    pub fn last_four(&self) -> String {
        let start = self.0.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        self.0[start..].to_owned()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self)
    }
}

/// A secret on its way over the wire: the one form of it that can be serialized.
///
/// Only request bodies that carry a password, and the few answers that show a value, hold one.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
#[serde(transparent)]
pub struct OnWire(pub Secret);

impl Serialize for OnWire {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_hides_the_text() {
        assert_eq!(format!("{:?}", OnWire(Secret::new("khk_abc".into()))), "OnWire(Secret(hidden))");
    }

    #[test]
    fn last_four_counts_characters() {
        assert_eq!(Secret::new("khk_ab".into()).last_four(), "k_ab");
        assert_eq!(Secret::new("é".into()).last_four(), "é");
    }
}
