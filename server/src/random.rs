//! Random bits, and what is made of them.

use crate::error::{Error, Result};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use keyhouse_model::key_value::{self, KeyKind};
use keyhouse_model::secret::Secret;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Bytes from the operating system's generator.
///
/// # Errors
/// An internal one, when it gives none.
pub fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|cause| Error::internal(format!("no random bytes: {cause}")))?;
    Ok(bytes)
}

/// A one-time token or session id: 256 random bits as 43 characters that need no escape in a URL.
///
/// # Errors
/// See [`bytes`].
pub fn token() -> Result<Secret> {
    let bits = Zeroizing::new(bytes::<32>()?);
    Ok(Secret::new(BASE64URL_NOPAD.encode(&*bits)))
}

/// A new value of an API key or access token.
///
/// # Errors
/// See [`bytes`].
pub fn key_value(kind: KeyKind) -> Result<Secret> {
    let bits = Zeroizing::new(bytes::<32>()?);
    Ok(key_value::compose(kind, *bits))
}

/// What is kept of a value, to find it again: SHA-256 in hex. Enough for values of 256 random bits, which nobody can
/// try out; never for a password.
pub fn fingerprint(value: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(value.as_bytes()))
}
