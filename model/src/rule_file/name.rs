//! The name of a rule file.

use crate::problem::FieldProblem;
use serde::Serialize;
use std::fmt;

/// How many characters a name may have.
pub const MAX_CHARS: usize = 255;

/// A name that is the same in a URL, on a disk and in a shell: 1 to 255 ASCII letters, digits, dots, dashes and
/// underscores, of which the first is a letter or a digit.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$"))]
#[serde(transparent)]
pub struct RuleFileName(String);

impl RuleFileName {
    /// Checks `text`; `pointer` is where it stands, for the problem.
    ///
    /// # Errors
    /// A problem with the code `required`, `too_long` or `invalid_characters`.
    pub fn parse(text: &str, pointer: &str) -> Result<Self, FieldProblem> {
        if text.is_empty() {
            return Err(FieldProblem::new(pointer, "required", "Enter a name, such as alerts.yml."));
        }
        let chars = text.chars().count();
        if chars > MAX_CHARS {
            let detail = format!("Use at most {MAX_CHARS} characters; this has {chars}.");
            return Err(FieldProblem::new(pointer, "too_long", detail));
        }
        let may_stand = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) || !text.chars().all(may_stand) {
            let detail = "Use letters, digits, dots, dashes and underscores, and begin with a letter or a digit: \
                          alerts.yml.";
            return Err(FieldProblem::new(pointer, "invalid_characters", detail));
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleFileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_mean_the_same_everywhere_are_taken() {
        let code = |text: &str| RuleFileName::parse(text, "/name").map_err(|problem| problem.code);
        for name in ["alerts.yml", "A", "7-up_x.yaml", &"a".repeat(255)] {
            assert_eq!(code(name).map(|name| name.to_string()).as_deref(), Ok(name));
        }
        assert_eq!(code(""), Err("required".into()));
        assert_eq!(code(&"a".repeat(256)), Err("too_long".into()));
        for name in [
            ".", "..", ".hidden", "-rf", "a/b", "../a.yml", "a b.yml", "a\0", "ü.yml", "a\\b", "a%2fb", "a\n",
        ] {
            assert_eq!(code(name), Err("invalid_characters".into()), "{name:?}");
        }
    }
}
