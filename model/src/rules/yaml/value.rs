//! What type a scalar has, by the rules of YAML 1.1 as Go's yaml.v2 has them.

use super::{Kind, Node};
use saphyr_parser::ScalarStyle;

/// A scalar's value, as far as its type goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Plain {
    /// Nothing: empty, `~`, `null`.
    Null,
    /// `true`, `yes`, `on`, …
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// Another number.
    Float(f64),
    /// Any other text, and all that stands in quotes.
    Text,
}

impl Node {
    /// The scalar's text.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The scalar's type; nothing for a collection.
    pub(crate) fn plain(&self) -> Option<Plain> {
        let Kind::Scalar { text, style } = &self.kind else { return None };
        let quoted = *style != ScalarStyle::Plain;
        Some(match self.tag.as_deref() {
            Some("bool" | "float" | "int" | "null" | "timestamp") => resolve(text),
            Some(_) => Plain::Text,
            None if quoted => Plain::Text,
            None => resolve(text),
        })
    }

    /// Whether nothing stands there, so that the field keeps its default.
    pub(crate) fn is_null(&self) -> bool {
        self.plain() == Some(Plain::Null)
    }

    /// What the node is, in words: `a list`.
    pub(crate) fn describe(&self) -> &'static str {
        match (&self.kind, self.plain()) {
            (Kind::Sequence(_), _) => "a list",
            (Kind::Mapping(_), _) => "a map",
            (_, Some(Plain::Bool(_))) => "true or false",
            (_, Some(Plain::Int(_) | Plain::Float(_))) => "a number",
            (_, Some(Plain::Null)) => "nothing",
            _ => "a text",
        }
    }

    /// Whether the tag contradicts the value, which is an error whatever is expected.
    pub(crate) fn tag_contradicts(&self) -> bool {
        let (Some(tag), Some(text)) = (self.tag.as_deref(), self.text()) else { return false };
        let value = resolve(text);
        match tag {
            "int" => !matches!(value, Plain::Int(_)),
            "float" => !matches!(value, Plain::Int(_) | Plain::Float(_)),
            "bool" => !matches!(value, Plain::Bool(_)),
            "null" => value != Plain::Null,
            "binary" => !is_base64(text),
            _ => false,
        }
    }
}

fn resolve(text: &str) -> Plain {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Plain::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Plain::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Plain::Bool(false)
        }
        ".nan" | ".NaN" | ".NAN" => Plain::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Plain::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Plain::Float(f64::NEG_INFINITY),
        _ => number(text),
    }
}

fn number(text: &str) -> Plain {
    // Longer than any number that means something.
    if text.len() > 64 || !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Plain::Text;
    }
    let plain = text.replace('_', "");
    if let Some(int) = integer(&plain) {
        return Plain::Int(int);
    }
    if !is_float(&plain) {
        return Plain::Text;
    }
    plain.parse().map_or(Plain::Text, Plain::Float)
}

/// `12`, `0x1f`, `0b11`, `0o17` and, as in C, `017`.
fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = if let Some(rest) = lower.strip_prefix("0x") {
        (16, rest)
    } else if let Some(rest) = lower.strip_prefix("0b") {
        (2, rest)
    } else if let Some(rest) = lower.strip_prefix("0o") {
        (8, rest)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, &lower[1..])
    } else {
        (10, lower.as_str())
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -value } else { value };
    (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&value).then_some(value)
}

/// Digits with a point or an exponent or both.
fn is_float(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.map(|text| text.strip_prefix(['+', '-']).unwrap_or(text));
    all_digits(whole)
        && all_digits(part)
        && !(whole.is_empty() && part.is_empty())
        && exponent.is_none_or(|digits| !digits.is_empty() && all_digits(digits))
}

fn is_base64(text: &str) -> bool {
    let kept: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let padding = kept.iter().rev().take_while(|byte| **byte == b'=').count();
    let body = &kept[..kept.len() - padding];
    kept.len().is_multiple_of(4)
        && padding <= 2
        && body.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_have_the_types_of_yaml_1_1() {
        for (text, value) in [
            ("", Plain::Null),
            ("NULL", Plain::Null),
            ("yes", Plain::Bool(true)),
            ("off", Plain::Bool(false)),
            ("1_000", Plain::Int(1000)),
            ("-0x10", Plain::Int(-16)),
            ("017", Plain::Int(15)),
            ("0o17", Plain::Int(15)),
            ("+5", Plain::Int(5)),
            ("1.5", Plain::Float(1.5)),
            ("1e3", Plain::Float(1000.0)),
            (".5", Plain::Float(0.5)),
            ("99999999999999999999", Plain::Float(1e20)),
            ("5m", Plain::Text),
            ("5:30", Plain::Text),
            ("+", Plain::Text),
            (".", Plain::Text),
            ("1e", Plain::Text),
            ("0x", Plain::Text),
            ("yEs", Plain::Text),
        ] {
            assert_eq!(resolve(text), value, "{text}");
        }
    }
}
