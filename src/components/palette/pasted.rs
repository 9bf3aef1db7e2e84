//! A key or token that was pasted: recognised here, by its form and checksum, and forgotten but for its last four
//! characters. Pure.

use super::entry::Entry;
use keyhouse_model::key_value::{KeyKind, last_four_within, recognize};

/// What is kept of a pasted value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pasted {
    kind: KeyKind,
    last_four: String,
    /// Whether its checksum fits.
    is_whole: bool,
}

impl Pasted {
    /// What is to be kept of a text, if a value stands in it.
    pub(super) fn within(text: &str) -> Option<Self> {
        let last_four = last_four_within(text)?;
        let recognized = recognize(text);
        let is_token = text.contains(&format!("{}_", KeyKind::AccessToken.prefix()));
        let guess = if is_token { KeyKind::AccessToken } else { KeyKind::ApiKey };
        Some(Self { kind: recognized.unwrap_or(guess), last_four, is_whole: recognized.is_some() })
    }

    /// Whether the things of its kind are found only after all deployments were asked.
    pub(super) fn is_token(&self) -> bool {
        self.kind == KeyKind::AccessToken
    }

    /// Whether an entry is that key or token, as far as four characters tell.
    pub(super) fn is_of(&self, entry: &Entry) -> bool {
        entry
            .value
            .as_ref()
            .is_some_and(|(kind, last_four)| *kind == self.kind && *last_four == self.last_four)
    }

    /// What was recognised, and what was found of it.
    pub(super) fn words(&self, found: usize, is_loading: bool) -> String {
        let what = match self.kind {
            KeyKind::ApiKey => "API key",
            KeyKind::AccessToken => "access token",
        };
        let form = if self.is_whole {
            format!("This is a whole {what} that ends in {}.", self.last_four)
        } else {
            format!(
                "This looks like an {what} that ends in {}, but its checksum does not fit.",
                self.last_four
            )
        };
        let found = match (found, is_loading) {
            (0, true) => "Looking for it.",
            (0, false) => "None of this server ends so; it may have been deleted.",
            (1, _) => "One of this server ends so.",
            _ => "These of this server end so.",
        };
        format!("{form} {found} It was not sent or kept, and the field was cleared.")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::api::brief::Key;
    use crate::components::palette::entry;
    use keyhouse_model::key_value::compose;

    fn key(last_four: &str) -> Entry {
        let id = "123e4567-e89b-42d3-a456-426614174000".parse().unwrap();
        entry::key(&Key { id, name: "ci".into(), last_four: last_four.into() })
    }

    #[test]
    fn a_whole_key_is_told_from_a_mistyped_one_and_from_a_token() {
        let value = compose(KeyKind::ApiKey, [7; 32]);
        let pasted = Pasted::within(&format!(" {}\n", value.expose())).unwrap();
        assert!(pasted.is_of(&key(&value.last_four())) && !pasted.is_of(&key("0000")));
        assert!(pasted.words(1, false).starts_with("This is a whole API key that ends in "));
        assert!(!pasted.words(1, false).contains(&value.expose()[..12]));
        let mistyped = value.expose().replacen("khk_", "khk_x", 1);
        let pasted = Pasted::within(&mistyped).unwrap();
        assert!(
            pasted.words(0, false).contains("its checksum does not fit")
                && pasted.is_of(&key(&value.last_four()))
        );
        let token = compose(KeyKind::AccessToken, [7; 32]);
        let pasted = Pasted::within(token.expose()).unwrap();
        assert!(pasted.is_token() && !pasted.is_of(&key(&token.last_four())));
        assert!(pasted.words(0, true).contains("Looking for it."));
    }

    #[test]
    fn what_people_type_is_no_key() {
        for typed in ["khk_", "terraform", "…7Qa2", ""] {
            assert_eq!(Pasted::within(typed), None, "{typed}");
        }
    }
}
