//! Sealing: what must be shown again is encrypted at rest, under a key that is not in the database.
//!
//! XChaCha20-Poly1305 with a random 24-byte nonce before the text. The associated data is the name of the place where
//! the sealed text is kept (`api_key:<id>`), so that one moved to another row does not open.

use crate::error::Error;
use crate::random;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use keyhouse_model::secret::Secret;
use std::fmt;
use zeroize::Zeroizing;

/// How many bytes the master key has.
pub const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// Seals and opens texts under the master key.
pub struct Sealer(XChaCha20Poly1305);

impl Sealer {
    /// Takes the master key.
    pub fn new(key: &Zeroizing<[u8; KEY_BYTES]>) -> Self {
        Self(XChaCha20Poly1305::new((&**key).into()))
    }

    /// Encrypts `secret`, to be kept at `place`.
    ///
    /// # Errors
    /// An internal one, when the machine gives no random bytes.
    pub fn seal(&self, place: &str, secret: &Secret) -> Result<Vec<u8>, Error> {
        let nonce = random::bytes::<NONCE_BYTES>()?;
        let payload = Payload { msg: secret.expose().as_bytes(), aad: place.as_bytes() };
        let sealed =
            self.0.encrypt(&XNonce::from(nonce), payload).map_err(|_| Error::internal("can't seal"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what was kept at `place`.
    ///
    /// # Errors
    /// An internal one, when it was sealed under another master key or for another place, or was changed.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Secret, Error> {
        let broken = || Error::internal(format!("what is sealed at {place} does not open"));
        let (nonce, text) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or_else(broken)?;
        let payload = Payload { msg: text, aad: place.as_bytes() };
        let text = self.0.decrypt(&XNonce::from(*nonce), payload).map_err(|_| broken())?;
        String::from_utf8(text).map(Secret::new).map_err(|_| broken())
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn sealer(byte: u8) -> Sealer {
        Sealer::new(&Zeroizing::new([byte; KEY_BYTES]))
    }

    #[test]
    fn opens_what_it_sealed_and_nothing_else() {
        let secret = Secret::new("khk_value".into());
        let sealed = sealer(1).seal("api_key:1", &secret).unwrap();
        assert_eq!(sealer(1).open("api_key:1", &sealed).unwrap().expose(), "khk_value");
        assert!(sealer(1).open("api_key:2", &sealed).is_err());
        assert!(sealer(2).open("api_key:1", &sealed).is_err());
        assert!(sealer(1).open("api_key:1", &sealed[..10]).is_err());
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(sealer(1).open("api_key:1", &changed).is_err());
    }

    #[test]
    fn the_same_text_is_sealed_differently_each_time() {
        let secret = Secret::new("khk_value".into());
        assert_ne!(sealer(1).seal("a", &secret).unwrap(), sealer(1).seal("a", &secret).unwrap());
    }
}
