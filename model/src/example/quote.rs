//! Values inside of a shell command or a configuration file. Whatever a value holds, it stays one value.

use std::fmt::Write;

/// One word of a POSIX shell.
pub(super) fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A string between double quotes that YAML and TOML both read: they share JSON's escapes.
pub(super) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            // YAML 1.1 takes the last three for line breaks and a byte order mark.
            _ if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                // Writing to a string can't fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A string as [`string()`] writes it, for YAML in which `$NAME` stands for a variable (Grafana, OpenTelemetry).
pub(super) fn string_without_variables(text: &str) -> String {
    string(&text.replace('$', "$$"))
}

/// A string as [`string()`] writes it, for Telegraf, which puts variables in before it reads the TOML.
pub(super) fn telegraf(text: &str) -> String {
    string(text).replace('$', "\\u0024")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotes_and_line_breaks_stay_inside() {
        assert_eq!(shell("a'b\"c$(id)\n"), "'a'\\''b\"c$(id)\n'");
        assert_eq!(string("a\"b\\c\nd\u{85}"), "\"a\\\"b\\\\c\\u000ad\\u0085\"");
        assert_eq!(string_without_variables("a$B"), "\"a$$B\"");
        assert_eq!(telegraf("a${B}"), "\"a\\u0024{B}\"");
    }

    proptest! {
        // JSON is a subset of YAML 1.2, and its strings are TOML's basic strings without the raw control characters.
        #[test]
        fn a_string_is_read_back_as_the_value(value in any::<String>()) {
            let (text, for_telegraf) = (string(&value), telegraf(&value));
            prop_assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value.clone());
            prop_assert_eq!(serde_json::from_str::<String>(&for_telegraf).unwrap(), value);
            prop_assert!(!text.chars().any(char::is_control));
            prop_assert!(!for_telegraf.contains('$'));
        }
    }
}
