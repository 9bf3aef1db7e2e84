//! The webhook: a signed request to a URL, in the manner of Standard Webhooks (standardwebhooks.com).

use super::letter::Letter;
use super::{NotSent, SetupError};
use crate::http_client::{CallError, HttpClient, Limits};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use keyhouse_model::secret::Secret;
use reqwest::Url;
use sha2::Sha256;
use std::fmt;
use std::time::Duration;
use zeroize::Zeroizing;

/// Nothing of the answer is looked at but its status.
const LIMITS: Limits = Limits { time: Duration::from_secs(10), body_bytes: 0 };
/// How many bytes a secret has at least; fewer could be guessed.
const MIN_SECRET_BYTES: usize = 24;
/// What a secret in base64 begins with.
const PREFIX: &str = "whsec_";

/// Where requests go, and with what they are signed.
pub(super) struct Webhook {
    url: Secret,
    origin: String,
    secret: Option<Zeroizing<Vec<u8>>>,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Webhook")
    }
}

impl Webhook {
    /// Checks the URL and the secret.
    ///
    /// # Errors
    /// When they can't be used. The error has neither.
    pub(super) fn new(url: &Secret, secret: Option<&Secret>) -> Result<Self, SetupError> {
        let wrong = || {
            SetupError::of("--notice-webhook-url", "pass a whole URL that begins with https:// or http://")
        };
        let parsed = Url::parse(url.expose()).map_err(|_| wrong())?;
        if !matches!(parsed.scheme(), "http" | "https") || !parsed.has_host() {
            return Err(wrong());
        }
        let secret = secret.map(signing_key).transpose()?;
        let origin = parsed.origin().ascii_serialization();
        Ok(Self { url: Secret::new(parsed.into()), origin, secret })
    }

    /// Where it leads, without what may be a secret.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether its requests are signed.
    pub(super) fn is_signed(&self) -> bool {
        self.secret.is_some()
    }

    /// Sends it.
    pub(super) async fn send(&self, http: &HttpClient, letter: &Letter) -> Result<(), NotSent> {
        let body = letter.json().to_string().into_bytes();
        let headers = self.headers(letter, &body).map_err(|detail| NotSent { detail, is_down: false })?;
        match http.post_with(self.url.expose(), headers, body, LIMITS).await {
            Ok(answer) if answer.is_success() => Ok(()),
            Ok(answer) => Err(NotSent { detail: refused(answer.status), is_down: false }),
            Err(cause) => {
                let detail = format!("The webhook could not be reached: {}.", end_of(&cause));
                Err(NotSent { detail, is_down: true })
            }
        }
    }

    fn headers(&self, letter: &Letter, body: &[u8]) -> Result<HeaderMap, String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let (id, time) = (letter.id.to_string(), letter.at.timestamp().to_string());
        let signature = self.secret.as_ref().map(|secret| sign(secret, &id, &time, body)).transpose()?;
        let named =
            [("webhook-id", Some(id)), ("webhook-timestamp", Some(time)), ("webhook-signature", signature)];
        for (name, value) in named {
            let Some(value) = value else { continue };
            let value = HeaderValue::from_str(&value).map_err(|_| "A header can't be written.".to_owned())?;
            headers.insert(HeaderName::from_static(name), value);
        }
        Ok(headers)
    }
}

fn signing_key(secret: &Secret) -> Result<Zeroizing<Vec<u8>>, SetupError> {
    let wrong = |what: &str| SetupError::of("--notice-webhook-secret-file", what);
    let key = match secret.expose().strip_prefix(PREFIX) {
        Some(base64) => {
            BASE64.decode(base64.as_bytes()).map_err(|_| wrong("what follows whsec_ must be base64"))?
        }
        None => secret.expose().as_bytes().to_vec(),
    };
    if key.len() < MIN_SECRET_BYTES {
        return Err(wrong("the secret is too short; write at least 24 random bytes into the file"));
    }
    Ok(Zeroizing::new(key))
}

/// The header's value: `v1,` and the HMAC-SHA256 of id, time and body in base64.
fn sign(key: &[u8], id: &str, time: &str, body: &[u8]) -> Result<String, String> {
    // It takes keys of any length, so it can't fail; if it did, an unsigned request would help nobody.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|cause| format!("Can't sign: {cause}."))?;
    mac.update(format!("{id}.{time}.").as_bytes());
    mac.update(body);
    Ok(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
}

fn refused(status: u16) -> String {
    match status {
        300..=399 => format!(
            "The webhook sends elsewhere (status {status}), where notices are not sent. Set up the URL that it sends to."
        ),
        401 | 403 => {
            format!("The webhook refuses the request (status {status}). Check its URL and its secret.")
        }
        404 | 410 => format!("There is no webhook at this URL (status {status}). Check it."),
        _ => format!("The webhook answers with the status {status}. Look at its own log."),
    }
}

fn end_of(cause: &CallError) -> String {
    cause.to_string().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::letter::tests::letter;
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    /// The example of the specification.
    #[test]
    fn the_signature_is_the_one_of_standard_webhooks() {
        let key = signing_key(&secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).unwrap();
        let body = br#"{"test": 2432232314}"#;
        let signature = sign(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body).unwrap();
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_request_is_signed_if_there_is_a_secret() {
        let url = secret("https://hooks.example.com/path/t0ken");
        let names = |webhook: Webhook| {
            let headers = webhook.headers(&letter(), b"{}").unwrap();
            let mut names: Vec<String> = headers.keys().map(ToString::to_string).collect();
            names.sort();
            names
        };
        let bare = ["content-type", "webhook-id", "webhook-timestamp"];
        assert_eq!(names(Webhook::new(&url, None).unwrap()), bare);
        let signed = Webhook::new(&url, Some(&secret(&"s".repeat(24)))).unwrap();
        assert_eq!(signed.origin(), "https://hooks.example.com");
        assert!(names(signed).contains(&"webhook-signature".to_owned()));
    }

    #[test]
    fn what_can_not_be_used_is_refused_without_being_told() {
        let long = secret(&"s".repeat(24));
        for (url, secret) in [
            ("hooks.example.com/t0ken", None),
            ("ftp://hooks.example.com/t0ken", None),
            ("https:///", None),
            ("", None),
            ("https://a/", Some(Secret::new("t0ken".into()))),
            ("https://a/", Some(Secret::new("whsec_t0ken_t0ken_t0ken_t0ken_t0ken".into()))),
            ("https://a/", Some(Secret::new("whsec_dDBrZW4=".into()))),
        ] {
            let error = Webhook::new(&Secret::new(url.into()), secret.as_ref()).unwrap_err().to_string();
            assert!(error.starts_with("--notice-webhook-") && !error.contains("t0ken"), "{url}: {error}");
        }
        assert!(Webhook::new(&Secret::new("http://[::1]:80/x".into()), Some(&long)).is_ok());
    }
}
