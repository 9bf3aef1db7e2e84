//! How the value of a key or token is written, so that a scanner can tell a real one without asking anybody.
//!
//! `khk_` (API key) or `kht_` (access token), then 43 base62 characters of 256 random bits, then 6 base62 characters of
//! the CRC-32 (IEEE) of all that stands before them. The digits are `0-9A-Za-z`, the most significant first, filled up
//! with zeros on the left.

use crate::secret::Secret;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BODY_CHARS: usize = 43;
const CHECK_CHARS: usize = 6;
const PREFIX_CHARS: usize = 4;

/// How many characters a whole value has.
pub const CHARS: usize = PREFIX_CHARS + BODY_CHARS + CHECK_CHARS;

/// What a value is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KeyKind {
    /// A program's credential for the management API.
    ApiKey,
    /// A credential for reading or writing the data of one deployment.
    AccessToken,
}

impl KeyKind {
    /// The first three characters of its values.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::ApiKey => "khk",
            Self::AccessToken => "kht",
        }
    }
}

/// Writes a value from 256 bits, which must come from a cryptographic random generator.
pub fn compose(kind: KeyKind, random: [u8; 32]) -> Secret {
    let mut text = String::with_capacity(CHARS);
    text.push_str(kind.prefix());
    text.push('_');
    push_base62(&mut text, random, BODY_CHARS);
    let check = crc32fast::hash(text.as_bytes());
    push_base62(&mut text, check.to_be_bytes(), CHECK_CHARS);
    Secret::new(text)
}

/// Tells whether `text` is a whole value, by its form and checksum; surrounding blanks do not count.
pub fn recognize(text: &str) -> Option<KeyKind> {
    let text = text.trim();
    if text.len() != CHARS || !text.is_ascii() {
        return None;
    }
    let kind = [KeyKind::ApiKey, KeyKind::AccessToken]
        .into_iter()
        .find(|kind| text.strip_prefix(kind.prefix()).is_some_and(|rest| rest.starts_with('_')))?;
    let (value, check) = text.split_at(CHARS - CHECK_CHARS);
    let mut expected = String::with_capacity(CHECK_CHARS);
    push_base62(&mut expected, crc32fast::hash(value.as_bytes()).to_be_bytes(), CHECK_CHARS);
    let body_is_base62 = value[PREFIX_CHARS..].bytes().all(|byte| byte.is_ascii_alphanumeric());
    (body_is_base62 && check == expected).then_some(kind)
}

/// The last four characters of a value that stands somewhere in `text`, by which a key can be looked for without it.
///
/// A value with a typing error is a secret all the same, so the checksum does not count: whatever begins like one and
/// is longer than twelve characters is taken for one.
pub fn last_four_within(text: &str) -> Option<String> {
    let starts = [KeyKind::ApiKey, KeyKind::AccessToken].map(|kind| format!("{}_", kind.prefix()));
    let start = starts.iter().filter_map(|start| text.find(start.as_str())).min()?;
    let rest = &text[start..];
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    (end > 12).then(|| rest[end - 4..end].to_owned())
}

/// Appends a big-endian number in base 62, `chars` digits wide: long division, one digit a round.
fn push_base62<const N: usize>(text: &mut String, mut number: [u8; N], chars: usize) {
    let start = text.len();
    for _ in 0..chars {
        let mut rest = 0_u32;
        for byte in &mut number {
            let part = (rest << 8) | u32::from(*byte);
            // Both fit: `part` is below 62 × 256.
            *byte = (part / 62) as u8;
            rest = part % 62;
        }
        text.insert(start, char::from(DIGITS[rest as usize]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_look_for_is_no_value() {
        for text in ["khk_…7Qa2", "khk_", "khk_7Qa2", "terraform-production-europe-west", ""] {
            assert_eq!(last_four_within(text), None, "{text}");
        }
    }

    #[test]
    fn the_smallest_and_the_largest_value_keep_the_form() {
        let small = compose(KeyKind::ApiKey, [0; 32]);
        assert!(small.expose().starts_with(&format!("khk_{}", "0".repeat(43))));
        let large = compose(KeyKind::AccessToken, [255; 32]);
        assert_eq!(large.expose().len(), CHARS);
        assert_eq!(recognize(large.expose()), Some(KeyKind::AccessToken));
    }

    proptest! {
        #[test]
        fn every_value_is_recognized(random in any::<[u8; 32]>(), token in any::<bool>()) {
            let kind = if token { KeyKind::AccessToken } else { KeyKind::ApiKey };
            let value = compose(kind, random);
            prop_assert_eq!(value.expose().len(), CHARS);
            let padded = format!(" {}\n", value.expose());
            prop_assert_eq!(recognize(&padded), Some(kind));
        }

        #[test]
        fn different_bits_give_different_values(a in any::<[u8; 32]>(), b in any::<[u8; 32]>()) {
            let same = compose(KeyKind::ApiKey, a).expose() == compose(KeyKind::ApiKey, b).expose();
            prop_assert_eq!(same, a == b);
        }

        #[test]
        fn one_wrong_character_shows(random in any::<[u8; 32]>(), at in 0..CHARS, digit in 0..62_usize) {
            let value = compose(KeyKind::ApiKey, random);
            let mut bytes = value.expose().as_bytes().to_vec();
            prop_assume!(bytes[at] != DIGITS[digit]);
            bytes[at] = DIGITS[digit];
            prop_assert_eq!(recognize(&String::from_utf8_lossy(&bytes)), None);
        }

        #[test]
        fn a_value_is_found_in_the_text_around_it(random in any::<[u8; 32]>(), before in "[ -~]{0,9}", at in 4..CHARS) {
            let value = compose(KeyKind::AccessToken, random);
            let around = format!("{before} \"{}\", x", value.expose());
            let found = last_four_within(&around);
            prop_assert!(found == Some(value.last_four()) || before.contains("kh"));
            // One letter lost: still a secret.
            let mut mistyped = value.expose().to_owned();
            mistyped.remove(at);
            prop_assert!(last_four_within(&mistyped).is_some());
        }

        #[test]
        fn other_text_is_never_taken_for_a_key(text in ".{0,80}") {
            prop_assert_eq!(recognize(&text), None);
        }
    }
}
