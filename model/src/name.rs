//! The name that a person gives to a thing.

use crate::problem::FieldProblem;
use serde::Serialize;
use std::fmt;

/// How many characters a name may have.
pub const MAX_CHARS: usize = 64;

/// A name that was trimmed and found usable: 1 to 64 characters, none of them a control character.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    /// Trims `text` and checks it; `pointer` is where it stands in the body, for the problem.
    ///
    /// # Errors
    /// A problem with the code `required`, `too_long` or `invalid_characters`.
    pub fn parse(text: &str, pointer: &str) -> Result<Self, FieldProblem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldProblem::new(pointer, "required", "Enter a name."));
        }
        let chars = text.chars().count();
        if chars > MAX_CHARS {
            let detail = format!("Use at most {MAX_CHARS} characters; this has {chars}.");
            return Err(FieldProblem::new(pointer, "too_long", detail));
        }
        if text.chars().any(char::is_control) {
            let detail = "Leave out line breaks, tabs and other control characters.";
            return Err(FieldProblem::new(pointer, "invalid_characters", detail));
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> Result<String, String> {
        Name::parse(text, "/name").map(|name| name.to_string()).map_err(|problem| problem.code)
    }

    #[test]
    fn says_what_is_wrong_with_a_name() {
        assert_eq!(code("  terraform-prod "), Ok("terraform-prod".into()));
        assert_eq!(code(" \t "), Err("required".into()));
        assert_eq!(code("a\nb"), Err("invalid_characters".into()));
        assert_eq!(code(&"ü".repeat(64)), Ok("ü".repeat(64)));
        assert_eq!(code(&"ü".repeat(65)), Err("too_long".into()));
    }

    proptest! {
        #[test]
        fn a_parsed_name_parses_to_itself(text in ".{0,80}") {
            if let Ok(name) = Name::parse(&text, "/name") {
                prop_assert_eq!(Name::parse(name.as_str(), "/name").unwrap(), name);
            }
        }
    }
}
