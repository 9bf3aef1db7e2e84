//! Reading the parts of a URL.

use crate::error::{Error, Result};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use keyhouse_model::page::{DEFAULT_LIMIT, MAX_LIMIT};
use keyhouse_model::problem::FieldProblem;
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// How many characters a search may have.
pub const MAX_SEARCH_CHARS: usize = 200;

/// The id in the path. What is no id names nothing: 404.
#[derive(Clone, Copy, Debug)]
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let params = RawPathParams::from_request_parts(parts, state).await;
        let params = params.map_err(|_| Error::NotFound("page"))?;
        let first = params.iter().next().and_then(|(_, text)| text.parse().ok());
        first.map(Self).ok_or(Error::NotFound("thing with this id"))
    }
}

/// The two ids in a path: of a thing, and of one of its parts. What is no id names nothing: 404.
#[derive(Clone, Copy, Debug)]
pub struct Ids<T, U>(pub T, pub U);

impl<S: Send + Sync, T: FromStr, U: FromStr> FromRequestParts<S> for Ids<T, U> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let params = RawPathParams::from_request_parts(parts, state).await;
        let params = params.map_err(|_| Error::NotFound("page"))?;
        let mut texts = params.iter().map(|(_, text)| text);
        let thing = texts.next().and_then(|text| text.parse().ok());
        let part = texts.next().and_then(|text| text.parse().ok());
        thing.zip(part).map(|(thing, part)| Self(thing, part)).ok_or(Error::NotFound("thing with this id"))
    }
}

/// The query. Its struct has a `String` or `Option<String>` for each parameter, so that a wrong value can be told with
/// its name.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        let query = query
            .map_err(|_| Error::Malformed("A parameter of the query is there twice, or is not text.".into()));
        query.map(|axum::extract::Query(value)| Self(value))
    }
}

/// How many rows a page is to have.
///
/// # Errors
/// A problem for what is no number from 1 to [`MAX_LIMIT`].
pub fn limit(text: Option<&str>) -> Result<u32, FieldProblem> {
    let Some(text) = given(text) else {
        return Ok(DEFAULT_LIMIT);
    };
    let limit = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    limit.ok_or_else(|| {
        FieldProblem::new("/limit", "out_of_range", format!("Use a whole number from 1 to {MAX_LIMIT}."))
    })
}

/// A parameter that is `true` or `false`, from the query at `pointer`. Without it, `false`.
///
/// # Errors
/// A problem for every other word, also for none.
pub fn flag(text: Option<&str>, pointer: &str) -> Result<bool, FieldProblem> {
    match text {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(FieldProblem::new(pointer, "unknown", "This is none of: true, false.")),
    }
}

/// A search text in lower case, from the parameter at `pointer`.
///
/// # Errors
/// A problem for more than [`MAX_SEARCH_CHARS`].
pub fn search(text: Option<&str>, pointer: &str) -> Result<Option<String>, FieldProblem> {
    match given(text) {
        Some(text) if text.chars().count() > MAX_SEARCH_CHARS => {
            let detail = format!("Search for at most {MAX_SEARCH_CHARS} characters.");
            Err(FieldProblem::new(pointer, "too_long", detail))
        }
        text => Ok(text.map(str::to_lowercase)),
    }
}

/// A parameter that was given and is not blank.
pub fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// A pattern for `like … escape '\'` that finds `text` anywhere.
pub fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_whole_numbers_in_range() {
        assert_eq!(limit(None), Ok(100));
        assert_eq!(limit(Some("")), Ok(100));
        assert_eq!(limit(Some("1000")), Ok(1000));
        for wrong in ["0", "1001", "-1", "1.5", "many", "99999999999999"] {
            assert!(limit(Some(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_flag_is_one_of_two_words() {
        assert_eq!(
            [None, Some("false"), Some("true")].map(|text| flag(text, "/usage")),
            [Ok(false), Ok(false), Ok(true)]
        );
        for wrong in ["", "1", "True", "yes"] {
            assert_eq!(flag(Some(wrong), "/usage").unwrap_err().pointer, "/usage", "{wrong}");
        }
    }

    #[test]
    fn a_search_finds_its_text_and_not_a_pattern() {
        assert_eq!(contains(r"50%_a\b"), r"%50\%\_a\\b%");
    }
}
