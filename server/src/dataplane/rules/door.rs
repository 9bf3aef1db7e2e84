//! How a program of this machine is reached that only Keyhouse may ask.

use crate::error::{Error, Result};
use crate::http_client::{Answer, CallError, HttpClient, Limits};
use crate::random;
use data_encoding::BASE64;
use keyhouse_model::secret::Secret;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// The user that Keyhouse and `vmalert` are.
pub(super) const USER: &str = "keyhouse";
/// An answer with the alerts of many rules.
const LIMITS: Limits = Limits { time: Duration::from_secs(3), body_bytes: 64 << 20 };

/// An address on this machine, and the password for it. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Door {
    pub(super) listen: SocketAddr,
    /// Its URL, without a slash at the end.
    pub(super) url: String,
    pub(super) password: Arc<Secret>,
    /// The whole value of the header `Authorization`.
    pub(super) authorization: Arc<Secret>,
}

impl Door {
    /// On this loopback port, with a new password.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub(super) fn new(port: u16) -> Result<Self> {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let password = random::token()?;
        let pair = Secret::new(format!("{USER}:{}", password.expose()));
        let authorization = Secret::new(format!("Basic {}", BASE64.encode(pair.expose().as_bytes())));
        let (password, authorization) = (Arc::new(password), Arc::new(authorization));
        Ok(Self { listen, url: format!("http://{listen}"), password, authorization })
    }

    /// Asks for `path`.
    ///
    /// # Errors
    /// When nothing comes back. An answer with any status is none.
    pub(super) async fn get(&self, http: &HttpClient, path: &str) -> Result<Answer, CallError> {
        http.get(&format!("{}{path}", self.url), Some(&self.authorization), LIMITS).await
    }

    /// Asks for its metrics, to which the password is the key. It travels in the body: a URL is more easily written to
    /// a log.
    ///
    /// # Errors
    /// When nothing comes back. An answer with any status is none.
    pub(super) async fn metrics(&self, http: &HttpClient) -> Result<Answer, CallError> {
        let body = format!("authKey={}", self.password.expose()).into_bytes();
        let form = "application/x-www-form-urlencoded";
        http.post(&format!("{}/metrics", self.url), Some(&self.authorization), form, body, LIMITS).await
    }

    /// Has it read its config again.
    ///
    /// # Errors
    /// When nothing comes back. An answer with any status is none.
    pub(super) async fn reload(&self, http: &HttpClient) -> Result<Answer, CallError> {
        let url = format!("{}/-/reload", self.url);
        http.post(&url, Some(&self.authorization), "text/plain", Vec::new(), LIMITS).await
    }
}

/// A credential as programs take it: apart.
pub(super) enum Credential {
    Basic { user: Secret, password: Secret },
    Bearer(Secret),
}

impl Credential {
    /// Reads the whole value of the header `Authorization`.
    ///
    /// # Errors
    /// When it is neither of the two kinds that Keyhouse makes.
    pub(super) fn read(authorization: &Secret) -> Result<Self> {
        let broken = || Error::internal("a credential is not one that Keyhouse writes");
        let text = authorization.expose();
        if let Some(token) = text.strip_prefix("Bearer ") {
            return Ok(Self::Bearer(Secret::new(token.to_owned())));
        }
        let pair = text.strip_prefix("Basic ").ok_or_else(broken)?;
        let pair = BASE64.decode(pair.as_bytes()).map_err(|_| broken())?;
        let pair = Secret::new(String::from_utf8(pair).map_err(|_| broken())?);
        let (user, password) = pair.expose().split_once(':').ok_or_else(broken)?;
        Ok(Self::Basic { user: Secret::new(user.to_owned()), password: Secret::new(password.to_owned()) })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_credential_is_taken_apart_as_it_was_put_together() {
        let door = Door::new(1).unwrap();
        let Credential::Basic { user, password } = Credential::read(&door.authorization).unwrap() else {
            panic!("it is a password")
        };
        assert_eq!((user.expose(), password.expose()), (USER, door.password.expose()));
        let read = |text: &str| Credential::read(&Secret::new(text.to_owned()));
        assert!(matches!(read("Bearer a:b"), Ok(Credential::Bearer(token)) if token.expose() == "a:b"));
        assert!(read("Digest x").is_err() && read("Basic !").is_err());
    }
}
