//! `If-Match` and `If-None-Match`: a change only of what the caller has seen (RFC 9110, section 13).

use crate::error::{Error, Result};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// What the caller says of what it has seen. A request without the headers says nothing, and always goes on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    if_match: Option<Tags>,
    if_none_match: Option<Tags>,
}

#[derive(Clone, Debug, PartialEq)]
enum Tags {
    /// `*`
    Any,
    These(Vec<String>),
}

impl<S: Send + Sync> FromRequestParts<S> for Seen {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        Self::read(&parts.headers)
    }
}

impl Seen {
    fn read(headers: &HeaderMap) -> Result<Self> {
        Ok(Self {
            if_match: Tags::read(headers, &header::IF_MATCH)?,
            if_none_match: Tags::read(headers, &header::IF_NONE_MATCH)?,
        })
    }

    /// Looks whether what is there now, by its `ETag` without quotes, is what the caller has seen. `what` names it in
    /// the words for people: `rule file`.
    ///
    /// # Errors
    /// `changed_since`.
    pub fn check(&self, what: &str, current: Option<&str>) -> Result<()> {
        let stale = match (&self.if_match, &self.if_none_match) {
            (Some(tags), _) if !tags.have(current) => match current {
                None => format!("There is no such {what} any more."),
                Some(_) => format!("This {what} was changed since you loaded it."),
            },
            (_, Some(tags)) if tags.have(current) => format!("There is such a {what} already."),
            _ => return Ok(()),
        };
        Err(Error::ChangedSince(format!(
            "{stale} Nothing was changed; look at what is there now, and try again."
        )))
    }
}

impl Tags {
    fn read(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Self>> {
        let unreadable = |_| Error::Malformed(format!("The header {name} is not text."));
        let values = headers.get_all(name).iter().map(HeaderValue::to_str);
        let values = values.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        let tags: Vec<&str> = values.iter().flat_map(|value| value.split(',')).map(str::trim).collect();
        Ok(match tags.as_slice() {
            [] => None,
            ["*"] => Some(Self::Any),
            // Quotes are easily lost in a shell. A weak tag (`W/"…"`) stands for no exact bytes, so it never matches.
            tags => Some(Self::These(tags.iter().map(|tag| tag.trim_matches('"').to_owned()).collect())),
        })
    }

    fn have(&self, current: Option<&str>) -> bool {
        match self {
            Self::Any => current.is_some(),
            Self::These(tags) => current.is_some_and(|current| tags.iter().any(|tag| tag == current)),
        }
    }
}

/// The header `ETag` of what has this SHA-256.
///
/// # Errors
/// An internal one for what no header can hold, which hexadecimal digits are not.
pub fn etag(sha256: &str) -> Result<(HeaderName, HeaderValue)> {
    let value = HeaderValue::from_str(&format!("\"{sha256}\"")).map_err(Error::internal)?;
    Ok((header::ETAG, value))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Whether a request with these headers goes on, when `abc` is there, and when nothing is.
    fn goes_on(headers: &[(&str, &str)]) -> (bool, bool) {
        let request = headers
            .iter()
            .fold(axum::http::Request::builder(), |request, (name, value)| request.header(*name, *value));
        let seen = Seen::read(request.body(()).unwrap().headers()).unwrap();
        (seen.check("file", Some("abc")).is_ok(), seen.check("file", None).is_ok())
    }

    #[test]
    fn what_was_seen_may_be_changed_and_nothing_else() {
        assert_eq!(goes_on(&[]), (true, true));
        for (value, expected) in [
            ("\"abc\"", (true, false)),
            ("abc", (true, false)),
            ("\"x\", \"abc\"", (true, false)),
            ("*", (true, false)),
            ("\"x\"", (false, false)),
            ("W/\"abc\"", (false, false)),
            ("", (false, false)),
        ] {
            assert_eq!(goes_on(&[("if-match", value)]), expected, "If-Match: {value}");
        }
        assert_eq!(goes_on(&[("if-none-match", "*")]), (false, true));
        assert_eq!(goes_on(&[("if-none-match", "\"abc\"")]), (false, true));
        assert_eq!(goes_on(&[("if-none-match", "\"x\"")]), (true, true));
        assert_eq!(goes_on(&[("if-match", "\"x\""), ("if-match", "\"abc\"")]), (true, false));
        assert_eq!(goes_on(&[("if-match", "\"abc\""), ("if-none-match", "*")]), (false, false));
    }
}
