//! Matchers: `severity="critical"`, `{job=~"api|web", env!=dev}`.
//!
//! Until 0.27, Alertmanager had one way of reading them; since then another one, which takes any name of a label, comes
//! first. What either takes is taken here.

use super::pattern;
use crate::rules::metricsql::regex;
use crate::rules::span::Span;
use std::collections::BTreeMap;

/// Compares a label's value.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) enum Op {
    Equal,
    NotEqual,
    Regex,
    NotRegex,
}

/// A condition on a label.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct Matcher {
    pub(super) name: String,
    pub(super) op: Op,
    pub(super) value: String,
}

/// What stands in one text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parsed {
    pub(super) matchers: Vec<Matcher>,
    /// Only Alertmanager since 0.27 reads it.
    pub(super) newer: bool,
}

type Problem = (Span, String);

/// Reads matchers.
pub(super) fn parse(text: &str) -> Result<Parsed, Problem> {
    let problem = match classic(text) {
        Ok(matchers) => return check(text, Parsed { matchers, newer: false }),
        Err(problem) => problem,
    };
    match Newer::read(text) {
        Some(matchers) => check(text, Parsed { matchers, newer: true }),
        None => Err(problem),
    }
}

fn check(text: &str, parsed: Parsed) -> Result<Parsed, Problem> {
    let regexes = parsed.matchers.iter().filter(|matcher| matches!(matcher.op, Op::Regex | Op::NotRegex));
    let problem = regexes.filter_map(|matcher| regex::problem(&matcher.value)).next();
    match problem {
        Some(why) => Err((0..text.len(), format!("The regular expression can't be used: {why}."))),
        None => Ok(parsed),
    }
}

/// The operator at the beginning of a text, and its length.
fn operator(text: &str) -> Option<(Op, usize)> {
    [("=~", Op::Regex), ("!~", Op::NotRegex), ("!=", Op::NotEqual), ("=", Op::Equal)]
        .into_iter()
        .find_map(|(sign, op)| text.starts_with(sign).then_some((op, sign.len())))
}

fn classic(text: &str) -> Result<Vec<Matcher>, Problem> {
    let start = usize::from(text.starts_with('{'));
    let end = text.len().max(start) - usize::from(text.len() > start && text.ends_with('}'));
    let inner = &text[start..end];
    let (mut quoted, mut escaped, mut from) = (false, false, 0);
    let mut matchers = Vec::new();
    for (at, c) in inner.char_indices() {
        match c {
            ',' if !quoted => {
                matchers.push(one(inner, from..at, start)?);
                from = at + 1;
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    if !inner[from..].trim().is_empty() {
        matchers.push(one(inner, from..inner.len(), start)?);
    }
    Ok(matchers)
}

/// Reads the matcher at `part` of `inner`, which begins at `start` of the whole text.
fn one(inner: &str, part: Span, start: usize) -> Result<Matcher, Problem> {
    let token = inner[part.clone()].trim();
    let begin = start + part.start + (inner[part.clone()].len() - inner[part].trim_start().len());
    let place = begin..begin + token.len();
    let bad = |why: &str| (place.clone(), why.to_owned());
    let name_chars = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
    let length = token.len() - token.trim_start_matches(name_chars).len();
    let (name, rest) = token.split_at(length);
    let rest = rest.trim_start();
    let named = !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit());
    let Some((op, sign)) = operator(rest).filter(|_| named) else {
        let why = "A matcher is a label's name, one of =, !=, =~, !~, and a value: severity=\"critical\".";
        return Err(bad(why));
    };
    match unescape(rest[sign..].trim()) {
        Some(value) => Ok(Matcher { name: name.to_owned(), op, value }),
        None => Err(bad("The quotes around this value don't match. Write a quote within as \\\".")),
    }
}

/// The value without quotes and escapes.
fn unescape(raw: &str) -> Option<String> {
    let (raw, mut open) = raw.strip_prefix('"').map_or((raw, false), |rest| (rest, true));
    let mut value = String::new();
    let mut chars = raw.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, c @ ('"' | '\\'))) => value.push(c),
                Some((_, c)) => value.extend(['\\', c]),
                None => value.push('\\'),
            },
            '"' if open && at + 1 == raw.len() => open = false,
            '"' => return None,
            c => value.push(c),
        }
    }
    (!open).then_some(value)
}

/// The newer way of reading.
struct Newer<'t> {
    rest: &'t str,
}

impl Newer<'_> {
    fn read(text: &str) -> Option<Vec<Matcher>> {
        let text = text.trim();
        let inner = match text.strip_prefix('{') {
            Some(inner) => inner.strip_suffix('}')?,
            None => text,
        };
        let mut reader = Newer { rest: inner.trim() };
        let mut matchers = Vec::new();
        while !reader.rest.is_empty() {
            let name = reader.word()?;
            let (op, sign) = operator(reader.rest)?;
            reader.skip(sign);
            matchers.push(Matcher { name, op, value: reader.word()? });
            if !reader.rest.is_empty() {
                reader.rest.starts_with(',').then(|| reader.skip(1))?;
            }
        }
        let named = matchers.iter().all(|matcher: &Matcher| !matcher.name.is_empty());
        named.then_some(matchers)
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest[bytes..].trim_start();
    }

    /// A word, in quotes or not.
    fn word(&mut self) -> Option<String> {
        if self.rest.starts_with('"') {
            let mut escaped = false;
            let end = self.rest.char_indices().skip(1).find(|(_, c)| {
                let closes = *c == '"' && !escaped;
                escaped = *c == '\\' && !escaped;
                closes
            })?;
            let value = unescape(&self.rest[..=end.0])?;
            self.skip(end.0 + 1);
            return Some(value);
        }
        let reserved = |c: char| c.is_whitespace() || "{}!=~,\\\"'`".contains(c);
        let end = self.rest.find(reserved).unwrap_or(self.rest.len());
        let word = self.rest[..end].to_owned();
        self.skip(end);
        (!word.is_empty()).then_some(word)
    }
}

impl Matcher {
    /// Whether it fits these labels; nothing if its regular expression is more than can be told here.
    pub(super) fn fits(&self, labels: &BTreeMap<String, String>) -> Option<bool> {
        let value = labels.get(&self.name).map_or("", String::as_str);
        match self.op {
            Op::Equal => Some(value == self.value),
            Op::NotEqual => Some(value != self.value),
            Op::Regex => pattern::fits(value, &self.value),
            Op::NotRegex => pattern::fits(value, &self.value).map(|fits| !fits),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Vec<(String, Op, String)> {
        let parsed = parse(text).unwrap();
        parsed.matchers.into_iter().map(|matcher| (matcher.name, matcher.op, matcher.value)).collect()
    }

    #[test]
    fn matchers_are_read_as_alertmanager_reads_them() {
        let one = |name: &str, op, value: &str| vec![(name.to_owned(), op, value.to_owned())];
        assert_eq!(read("a=b"), one("a", Op::Equal, "b"));
        assert_eq!(read(" a != \"b c\" "), one("a", Op::NotEqual, "b c"));
        assert_eq!(read("{a=~\"b|c,d\"}"), one("a", Op::Regex, "b|c,d"));
        assert_eq!(read("a!~b.*,"), one("a", Op::NotRegex, "b.*"));
        assert_eq!(read(r#"a="b\"\\\n\d""#), one("a", Op::Equal, "b\"\\\n\\d"));
        assert_eq!(read("a=").len(), 1);
        assert_eq!(read("a=b,c=d").len(), 2);
        for nothing in ["", "{}", " "] {
            assert_eq!(read(nothing), []);
        }
        assert_eq!(read(r#""foo.bar"="x", b=y"#).len(), 2);
        assert!(parse("foo.bar=x").unwrap().newer && !parse("foo=x.y").unwrap().newer);
    }

    #[test]
    fn what_is_no_matcher_has_its_place() {
        for (text, span) in [
            ("a", 0..1),
            ("a=b,c", 4..5),
            ("{a=b, c}", 6..7),
            ("a=\"b", 0..4),
            ("a=b\"c", 0..5),
            (",a=b", 0..0),
            ("1a=b c", 0..6),
            ("a=~\"(\"", 0..6),
        ] {
            assert_eq!(parse(text).unwrap_err().0, span, "{text}");
        }
    }
}
