//! Calls of the server itself: to the engines on this machine, and to VictoriaMetrics that runs elsewhere.
//!
//! Redirects are not followed: a credential must not travel to where nobody sent it. A proxy that the environment names
//! is not used: the engines are on the loopback address. No error holds the URL, in which there may be a key.

use keyhouse_model::secret::Secret;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use std::error::Error as StdError;
use std::io;
use std::time::Duration;

/// Calls others. Cheap to clone; connections are kept open and shared.
#[derive(Clone, Debug)]
pub struct HttpClient(Client);

/// How long an answer may take, and how much of it is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the first byte sent to the last one read.
    pub time: Duration,
    /// How many bytes of the body are read; what follows is left out.
    pub body_bytes: usize,
}

impl Default for Limits {
    /// Two seconds and a megabyte.
    fn default() -> Self {
        Self { time: Duration::from_secs(2), body_bytes: 1 << 20 }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, or as much of it as [`Limits::body_bytes`] lets in.
    pub body: Vec<u8>,
    /// Whether something of the body was left out.
    pub is_cut: bool,
}

impl Answer {
    /// The body as text; what is no text in it is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Whether the status says that all is well.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why nothing came back, in words for people.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CallError {
    /// The URL can't be called, or a header is no header.
    #[error("it is not a URL that can be called")]
    Unusable,
    /// The host has no address.
    #[error("the host name is not known; check how it is written")]
    UnknownHost,
    /// Nothing listens there.
    #[error("nothing listens there: the connection was refused")]
    Refused,
    /// It took too long.
    #[error("it did not answer within {} s", .0.as_secs_f32())]
    TimedOut(Duration),
    /// The certificate is not trusted, or there is no TLS.
    #[error("no secure connection: {0}")]
    Tls(String),
    /// Something else.
    #[error("{0}")]
    Other(String),
}

impl HttpClient {
    /// A client that trusts what this machine trusts.
    ///
    /// # Errors
    /// When the machine's certificates can't be read.
    pub fn new() -> Result<Self, CallError> {
        // An error means that one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(Policy::none()).no_proxy().referer(false);
        let client = client.user_agent(concat!("keyhouse/", env!("CARGO_PKG_VERSION"))).build();
        client.map(Self).map_err(|cause| CallError::Other(innermost(&cause)))
    }

    /// Gets `url`. `authorization` is the whole value of that header.
    ///
    /// # Errors
    /// See [`CallError`]. An answer with any status is none.
    pub async fn get(
        &self,
        url: &str,
        authorization: Option<&Secret>,
        limits: Limits,
    ) -> Result<Answer, CallError> {
        send(self.0.request(Method::GET, url), authorization, limits).await
    }

    /// Posts `body` to `url`. `authorization` is the whole value of that header.
    ///
    /// # Errors
    /// See [`CallError`]. An answer with any status is none.
    pub async fn post(
        &self,
        url: &str,
        authorization: Option<&Secret>,
        content_type: &str,
        body: Vec<u8>,
        limits: Limits,
    ) -> Result<Answer, CallError> {
        let request = self.0.request(Method::POST, url).header(CONTENT_TYPE, content_type).body(body);
        send(request, authorization, limits).await
    }

    /// Posts `body` to `url` with exactly these headers.
    ///
    /// # Errors
    /// See [`CallError`]. An answer with any status is none.
    pub async fn post_with(
        &self,
        url: &str,
        headers: HeaderMap,
        body: Vec<u8>,
        limits: Limits,
    ) -> Result<Answer, CallError> {
        send(self.0.request(Method::POST, url).headers(headers).body(body), None, limits).await
    }
}

async fn send(
    request: RequestBuilder,
    authorization: Option<&Secret>,
    limits: Limits,
) -> Result<Answer, CallError> {
    let request = match authorization {
        None => request,
        Some(secret) => {
            let mut value = HeaderValue::from_str(secret.expose()).map_err(|_| CallError::Unusable)?;
            value.set_sensitive(true);
            request.header(AUTHORIZATION, value)
        }
    };
    let whole = async { read(request.send().await.map_err(in_words)?, limits.body_bytes).await };
    tokio::time::timeout(limits.time, whole).await.map_err(|_| CallError::TimedOut(limits.time))?
}

async fn read(mut response: Response, limit: usize) -> Result<Answer, CallError> {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    let mut is_cut = false;
    while let Some(chunk) = response.chunk().await.map_err(in_words)? {
        let room = limit - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            is_cut = true;
            break;
        }
    }
    Ok(Answer { status, headers, body, is_cut })
}

/// What a person can do something about. The URL is left out.
fn in_words(cause: reqwest::Error) -> CallError {
    if cause.is_builder() {
        return CallError::Unusable;
    }
    let mut link: Option<&(dyn StdError + 'static)> = Some(&cause);
    while let Some(error) = link {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            if io.kind() == io::ErrorKind::ConnectionRefused {
                return CallError::Refused;
            }
            if let Some(tls) = tls_error(io) {
                return CallError::Tls(tls.to_string());
            }
        }
        if error.to_string().starts_with("dns error") {
            return CallError::UnknownHost;
        }
        link = error.source();
    }
    CallError::Other(innermost(&cause.without_url()))
}

/// What is wrong with TLS, which comes wrapped once or twice.
fn tls_error(io: &io::Error) -> Option<&rustls::Error> {
    let inner = io.get_ref()?;
    inner.downcast_ref().or_else(|| tls_error(inner.downcast_ref()?))
}

fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// Answers one request with `answer`, and says what it was.
    async fn once(answer: &'static [u8]) -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/path?authKey=s3cret", listener.local_addr().unwrap());
        let served = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 4096];
            let length = socket.read(&mut request).await.unwrap();
            socket.write_all(answer).await.unwrap();
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        (url, served)
    }

    #[tokio::test]
    async fn a_call_carries_its_credential_and_a_long_answer_is_cut() {
        let (url, served) = once(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef").await;
        let limits = Limits { body_bytes: 4, ..Limits::default() };
        let secret = Secret::new("Bearer s3cret".into());
        let answer = HttpClient::new().unwrap().get(&url, Some(&secret), limits).await.unwrap();
        assert_eq!((answer.status, answer.text().as_str(), answer.is_cut), (200, "abcd", true));
        assert!(served.await.unwrap().contains("authorization: Bearer s3cret"));
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_like_any_other() {
        let (url, _served) =
            once(b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n").await;
        let answer = HttpClient::new().unwrap().get(&url, None, Limits::default()).await.unwrap();
        assert_eq!((answer.status, &answer.headers["location"]), (302, &HeaderValue::from_static("/login")));
    }

    #[tokio::test]
    async fn what_went_wrong_is_told_without_the_url() {
        let client = HttpClient::new().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let url = format!("http://{free}/?authKey=s3cret");
        assert_eq!(client.get(&url, None, Limits::default()).await.unwrap_err(), CallError::Refused);
        assert_eq!(client.get("nonsense", None, Limits::default()).await.unwrap_err(), CallError::Unusable);
        let (url, _served) = once(b"SSH-2.0-OpenSSH_9.2\r\n").await;
        let error = client.get(&url, None, Limits::default()).await.unwrap_err();
        assert!(matches!(error, CallError::Other(_)) && !error.to_string().contains("s3cret"), "{error}");
        let (url, _served) = once(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
        let secure = url.replace("http:", "https:");
        let error = client.get(&secure, None, Limits::default()).await.unwrap_err();
        assert!(matches!(error, CallError::Tls(_)), "{error:?}");
    }

    #[tokio::test]
    async fn what_takes_too_long_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let limits = Limits { time: Duration::from_millis(50), ..Limits::default() };
        let error = HttpClient::new().unwrap().get(&url, None, limits).await.unwrap_err();
        assert_eq!(error.to_string(), "it did not answer within 0.05 s");
    }
}
