//! Reading bodies of plain text, such as rule files: taken byte for byte but for a byte order mark, never read whole if
//! they are too large, and only a few large ones at once.

use super::body;
use crate::auth::API_KEY_HEADER;
use crate::error::{Error, Result};
use axum::body::{Body, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use keyhouse_model::problem::FieldProblem;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// How long a text may take to arrive: 20 MB over a slow line.
const MAX_WAIT: Duration = Duration::from_secs(300);
/// From how many bytes on a text needs a turn.
const LARGE: usize = 1024 * 1024;
/// How many large texts are in memory at once. Checks take many times a text's size, one after the other.
static TURNS: Turns = Turns { free: Semaphore::const_new(4), patience: Duration::from_secs(30) };
/// Windows' editors write it at the start of a file. A browser that shows the text drops it without a word, so that the
/// text that is saved again would be another one; here nobody has it.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
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
    /// as there are more; `invalid` for what is not UTF-8; `malformed` if it breaks off or takes too long;
    /// `unavailable` when it is large and others are for too long.
    pub async fn read(self, most: usize) -> Result<Text> {
        self.read_in_turn(most, &TURNS).await
    }

    async fn read_in_turn(self, most: usize, turns: &'static Turns) -> Result<Text> {
        let announced = HttpBody::size_hint(&self.0).lower();
        let announced = usize::try_from(announced).map_err(|_| Error::TooLarge(most))?;
        if announced > most {
            return Err(Error::TooLarge(most));
        }
        let mut turn = None;
        if announced > LARGE {
            turn = Some(turns.take().await?);
        }
        let late =
            |_| Error::Malformed(format!("The body did not arrive within {} seconds.", MAX_WAIT.as_secs()));
        let reading = read_all(self.0, most, turns, &mut turn);
        let mut bytes = timeout(MAX_WAIT, reading).await.map_err(late)??;
        let marks = bytes.chunks(BYTE_ORDER_MARK.len()).take_while(|chunk| *chunk == BYTE_ORDER_MARK).count();
        bytes.drain(..marks * BYTE_ORDER_MARK.len());
        let text = String::from_utf8(bytes)
            .map_err(|cause| not_text(cause.as_bytes(), cause.utf8_error().valid_up_to()))?;
        Ok(Text { text, turn: Turn { _permit: turn } })
    }
}

/// Reads the bytes. Who did not say that they are many needs a turn as soon as they are.
async fn read_all(
    mut body: Body,
    most: usize,
    turns: &'static Turns,
    turn: &mut Option<SemaphorePermit<'static>>,
) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Error::Malformed("The body broke off. Send it again.".into()))?;
        let Ok(data) = frame.into_data() else { continue };
        let length = bytes.len().saturating_add(data.len());
        if length > most {
            return Err(Error::TooLarge(most));
        }
        if length > LARGE && turn.is_none() {
            *turn = Some(turns.take().await?);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

/// A text that was read.
#[derive(Debug)]
pub struct Text {
    /// Without a byte order mark.
    pub text: String,
    /// To be kept as long as the text is.
    pub turn: Turn,
}

/// The right to have a large text in memory; a small one needs none. Dropped, it is another one's.
#[derive(Debug)]
#[must_use]
pub struct Turn {
    _permit: Option<SemaphorePermit<'static>>,
}

/// The turns of large texts.
#[derive(Debug)]
struct Turns {
    free: Semaphore,
    /// How long somebody waits for one.
    patience: Duration,
}

impl Turns {
    async fn take(&'static self) -> Result<SemaphorePermit<'static>> {
        match timeout(self.patience, self.free.acquire()).await {
            Ok(turn) => turn.map_err(Error::internal),
            Err(_) => Err(Error::Busy(
                "Several large texts are being looked at. Nothing was changed; send this one again in a moment."
                    .into(),
                self.patience,
            )),
        }
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
        assert_eq!(TextBody(Body::from("abc")).read(3).await.unwrap().text, "abc");
        assert!(matches!(TextBody(Body::from("abcd")).read(3).await, Err(Error::TooLarge(3))));
    }

    #[tokio::test]
    async fn a_byte_order_mark_is_left_out_where_it_is_one() {
        let read = async |text: &'static str| TextBody(Body::from(text)).read(100).await.unwrap().text;
        assert_eq!(read("\u{feff}a").await, "a");
        assert_eq!(read("\u{feff}\u{feff}").await, "");
        assert_eq!(read("a\u{feff}").await, "a\u{feff}");
    }

    /// A body of so many bytes, with or without a word on how many they are.
    fn body(length: usize, is_announced: bool) -> TextBody {
        let bytes = vec![b'#'; length];
        TextBody(if is_announced {
            Body::from(bytes)
        } else {
            Body::from_stream(futures_util::stream::iter([Ok::<_, Error>(bytes)]))
        })
    }

    #[tokio::test]
    async fn a_large_text_waits_for_its_turn_and_is_sent_away_when_none_comes() {
        static ONE: Turns = Turns { free: Semaphore::const_new(1), patience: Duration::from_millis(40) };
        const MOST: usize = 2 * LARGE;
        for is_announced in [true, false] {
            let first = body(LARGE + 1, is_announced).read_in_turn(MOST, &ONE).await.unwrap();
            let second = body(LARGE + 1, is_announced).read_in_turn(MOST, &ONE).await;
            assert!(matches!(second, Err(Error::Busy(..))), "{second:?}");
            // A small one needs none.
            body(LARGE, is_announced).read_in_turn(MOST, &ONE).await.unwrap();
            drop(first);
            body(LARGE + 1, is_announced).read_in_turn(MOST, &ONE).await.unwrap();
        }
    }
}
