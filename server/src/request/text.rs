//! Reading bodies of plain text, such as rule files: taken byte for byte, and never read whole if they are too large.

use super::body;
use crate::auth::API_KEY_HEADER;
use crate::error::{Error, Result};
use axum::body::{Body, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use keyhouse_model::problem::FieldProblem;
use std::time::Duration;

/// How long a text may take to arrive: 20 MB over a slow line.
const MAX_WAIT: Duration = Duration::from_secs(300);
/// What a form on any web site can send here. A browser adds the cookie, and asks nobody before.
const OF_FORMS: [&str; 3] = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
/// What to send instead.
const WANTED: &str = "application/yaml, and in it the text itself: with curl, --data-binary @FILE -H 'Content-Type: application/yaml'";

/// A body of text that was not read yet, so that a handler can first look whether the caller may send it.
///
/// It may come without a `Content-Type`, as VictoriaMetrics Cloud's Go SDK sends it, or with a wrong one, as curl does:
/// 415 is for what a web form could send with a person's cookie, and for `multipart/form-data`, in which the text is
/// wrapped.
#[derive(Debug)]
pub struct TextBody(Body);

impl<S: Send + Sync> FromRequest<S> for TextBody {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        check_media_type(request.headers())?;
        Ok(Self(request.into_body()))
    }
}

impl TextBody {
    /// Reads the text.
    ///
    /// # Errors
    /// `too_large` for more than `most` bytes, before they are read if the client says how many they are, else as soon
    /// as there are more; `invalid` for what is not UTF-8; `malformed` if it breaks off or takes too long.
    pub async fn read(self, most: usize) -> Result<String> {
        let announced = HttpBody::size_hint(&self.0).lower();
        if usize::try_from(announced).map_or(true, |bytes| bytes > most) {
            return Err(Error::TooLarge(most));
        }
        let bytes = body::collect(self.0, most, MAX_WAIT).await?;
        String::from_utf8(bytes.into())
            .map_err(|cause| not_text(cause.as_bytes(), cause.utf8_error().valid_up_to()))
    }
}

fn check_media_type(headers: &HeaderMap) -> Result<()> {
    let essence =
        headers.get(header::CONTENT_TYPE).map(|value| body::essence(value.to_str().unwrap_or_default()));
    let Some(essence) = essence else { return Ok(()) };
    let with_cookie = !headers.contains_key(API_KEY_HEADER);
    let is_wrapped = essence == "multipart/form-data";
    if is_wrapped || (with_cookie && OF_FORMS.contains(&essence.as_str())) {
        return Err(Error::UnsupportedMediaType(WANTED));
    }
    Ok(())
}

/// Says where the first byte stands that is no UTF-8.
fn not_text(bytes: &[u8], at: usize) -> Error {
    let before = String::from_utf8_lossy(&bytes[..at]);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let detail =
        format!("Line {line}, column {column}: this is not UTF-8. Save the text as UTF-8 and send it again.");
    Error::Invalid(vec![FieldProblem::new(&format!("{line}:{column}"), "not_utf8", detail)])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn is_taken(headers: &[(&str, &str)]) -> bool {
        let request =
            headers.iter().fold(Request::builder(), |request, (name, value)| request.header(*name, *value));
        check_media_type(request.body(Body::empty()).unwrap().headers()).is_ok()
    }

    #[test]
    fn programs_send_any_type_and_forms_send_none() {
        const KEY: (&str, &str) = ("x-vm-cloud-access", "khk_");
        assert!(is_taken(&[]) && is_taken(&[("content-type", "application/yaml")]));
        assert!(is_taken(&[KEY, ("content-type", "application/x-www-form-urlencoded")]));
        assert!(is_taken(&[KEY, ("content-type", "text/plain; charset=utf-8")]));
        assert!(!is_taken(&[KEY, ("content-type", "multipart/form-data; boundary=x")]));
        for form in OF_FORMS {
            assert!(
                !is_taken(&[("content-type", &format!(" {}; charset=utf-8", form.to_uppercase()))]),
                "{form}"
            );
        }
    }

    #[tokio::test]
    async fn what_is_no_text_is_told_with_its_place() {
        let Err(Error::Invalid(problems)) =
            TextBody(Body::from(&b"a: 1\n\xc3\xbc: \xff"[..])).read(100).await
        else {
            panic!("it was taken")
        };
        assert_eq!((problems[0].pointer.as_str(), problems[0].code.as_str()), ("2:4", "not_utf8"));
    }

    #[tokio::test]
    async fn a_text_has_at_most_so_many_bytes() {
        assert_eq!(TextBody(Body::from("abc")).read(3).await.unwrap(), "abc");
        assert!(matches!(TextBody(Body::from("abcd")).read(3).await, Err(Error::TooLarge(3))));
    }
}
