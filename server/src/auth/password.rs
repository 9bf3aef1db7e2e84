//! Passwords: Argon2id, off the threads that serve requests, and only so many at a time.

use crate::error::{Error, Result};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use keyhouse_model::secret::Secret;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::sync::Semaphore;

/// How many may wait for their turn. More than that is an attack or a stampede; both come back later.
const MAX_WAITING: usize = 64;

/// Hashes and checks passwords.
#[derive(Debug)]
pub struct Passwords {
    working: Semaphore,
    waiting: Semaphore,
    /// What the password of a person who does not exist is checked against, so that the answer takes as long.
    nobody: OnceLock<String>,
}

impl Default for Passwords {
    /// One at a time for each processor: each takes 19 MiB and tens of milliseconds.
    fn default() -> Self {
        let at_a_time = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            working: Semaphore::new(at_a_time),
            waiting: Semaphore::new(MAX_WAITING),
            nobody: OnceLock::new(),
        }
    }
}

impl Passwords {
    /// The hash of a password, with its parameters and salt (PHC string format).
    ///
    /// # Errors
    /// `rate_limited` when too many wait.
    pub async fn hash(&self, password: Secret) -> Result<String> {
        self.work(move || hash(&password)).await?
    }

    /// Whether it is the password that `hash` was made of. With no hash it is not, which takes as long.
    ///
    /// # Errors
    /// `rate_limited` when too many wait.
    pub async fn verify(&self, password: Secret, kept: Option<String>) -> Result<bool> {
        let exists = kept.is_some();
        let kept = match kept {
            Some(kept) => kept,
            None => self.nobody().await?,
        };
        let matches = self.work(move || verify(&password, &kept)).await??;
        Ok(exists && matches)
    }

    async fn nobody(&self) -> Result<String> {
        if let Some(hash) = self.nobody.get() {
            return Ok(hash.clone());
        }
        let hash = self.hash(crate::random::token()?).await?;
        Ok(self.nobody.get_or_init(|| hash).clone())
    }

    /// Makes ready what the first check would wait for.
    ///
    /// # Errors
    /// When no password can be hashed on this machine.
    pub async fn warm_up(&self) -> Result<()> {
        self.nobody().await.map(drop)
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _waiting = self.waiting.try_acquire().map_err(|_| Error::RateLimited(Duration::from_secs(2)))?;
        let _working = self.working.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}

fn hash(password: &Secret) -> Result<String> {
    let salt = crate::random::bytes::<16>()?;
    let hash = Argon2::default().hash_password_with_salt(password.expose().as_bytes(), &salt);
    hash.map(|hash| hash.to_string())
        .map_err(|cause| Error::internal(format!("can't hash a password: {cause}")))
}

fn verify(password: &Secret, kept: &str) -> Result<bool> {
    let unreadable = |cause| Error::internal(format!("a password hash can't be read: {cause}"));
    let kept = PasswordHash::new(kept).map_err(unreadable)?;
    Ok(Argon2::default().verify_password(password.expose().as_bytes(), &kept).is_ok())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let passwords = Passwords::default();
        let secret = |text: &str| Secret::new(text.to_owned());
        let kept = passwords.hash(secret("correct horse")).await.unwrap();
        assert!(kept.starts_with("$argon2id$"), "{kept}");
        assert!(passwords.verify(secret("correct horse"), Some(kept.clone())).await.unwrap());
        assert!(!passwords.verify(secret("correct house"), Some(kept)).await.unwrap());
        assert!(!passwords.verify(secret("correct horse"), None).await.unwrap());
    }
}
