//! The one-time token of the set-up link.

use crate::error::Result;
use crate::random;
use keyhouse_model::secret::Secret;
use std::sync::{Mutex, PoisonError};
use subtle::ConstantTimeEq;

/// Lets whoever started the server make the first administrator. Only its hash is kept, and only in memory, so each
/// start makes a new one.
#[derive(Debug, Default)]
pub struct SetupToken(Mutex<Option<String>>);

impl SetupToken {
    /// Makes a new token; an earlier one no longer works.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub fn issue(&self) -> Result<Secret> {
        let token = random::token()?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(random::fingerprint(token.expose()));
        Ok(token)
    }

    /// Whether this is the token. Takes the same time for a nearly right one.
    pub fn matches(&self, token: &Secret) -> bool {
        let given = random::fingerprint(token.expose());
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().is_some_and(|kept| kept.as_bytes().ct_eq(given.as_bytes()).into())
    }

    /// The token was used: none works any more.
    pub fn revoke(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
