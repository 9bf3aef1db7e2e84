//! How often someone may try to sign in, by address and by account.

use crate::error::Error;
use chrono::{DateTime, Duration, Utc};
use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Over how many minutes attempts are counted.
pub const WINDOW_MINUTES: i64 = 15;
/// How many attempts on one account may fail within the window.
pub const MAX_BY_ACCOUNT: usize = 10;
/// How many attempts from one address may fail within the window.
pub const MAX_BY_ADDRESS: usize = 30;
/// From how many entries on those that are over are thrown out.
const SWEEP_AT: usize = 10_000;

/// Counts the attempts that failed. In memory: a restart forgets them, which costs an attacker more than it gives.
#[derive(Debug, Default)]
pub struct SignInLimits(Mutex<Counts>);

type Counts = HashMap<Counted, VecDeque<DateTime<Utc>>>;

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Counted {
    Address(String),
    Account(String),
}

/// One attempt. It counts as failed from the start, so that a hundred at once don't slip through together.
#[derive(Debug)]
#[must_use = "an attempt that is not told to have succeeded counts as failed"]
pub struct Attempt<'a> {
    limits: &'a SignInLimits,
    counted: [Counted; 2],
    at: DateTime<Utc>,
}

impl SignInLimits {
    /// Begins an attempt from `ip` on `account`.
    ///
    /// # Errors
    /// `rate_limited`, with how long to wait, when too many failed before.
    pub fn attempt(&self, ip: Option<&str>, account: &str, now: DateTime<Utc>) -> Result<Attempt<'_>, Error> {
        let counted = [Counted::Address(network(ip)), Counted::Account(account.to_lowercase())];
        let since = now - Duration::minutes(WINDOW_MINUTES);
        let mut counts = self.lock();
        if counts.len() > SWEEP_AT {
            counts.retain(|_, times| times.back().is_some_and(|last| *last > since));
        }
        for (one, max) in counted.iter().zip([MAX_BY_ADDRESS, MAX_BY_ACCOUNT]) {
            let times = counts.entry(one.clone()).or_default();
            while times.front().is_some_and(|first| *first <= since) {
                times.pop_front();
            }
            if let Some(oldest) = times.front().filter(|_| times.len() >= max) {
                let wait = (*oldest - since).to_std().unwrap_or_default();
                return Err(Error::RateLimited(wait + std::time::Duration::from_secs(1)));
            }
        }
        for one in &counted {
            counts.entry(one.clone()).or_default().push_back(now);
        }
        Ok(Attempt { limits: self, counted, at: now })
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt<'_> {
    /// It went well: it does not count, and the account starts anew.
    pub fn succeeded(self) {
        let mut counts = self.limits.lock();
        let [address, account] = &self.counted;
        counts.remove(account);
        if let Some(times) = counts.get_mut(address)
            && let Some(place) = times.iter().position(|at| *at == self.at)
        {
            times.remove(place);
        }
    }
}

/// What one party can be expected to have only one of: an IPv4 address, or a /64 network of IPv6.
fn network(ip: Option<&str>) -> String {
    match ip.and_then(|ip| ip.parse().ok()) {
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
        Some(IpAddr::V4(address)) => address.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
    }

    fn wait(limits: &SignInLimits, ip: &str, account: &str, seconds: i64) -> Option<u64> {
        match limits.attempt(Some(ip), account, at(seconds)) {
            Err(Error::RateLimited(wait)) => Some(wait.as_secs()),
            _ => None,
        }
    }

    #[test]
    fn an_account_is_closed_to_all_addresses_until_the_window_has_passed() {
        let limits = SignInLimits::default();
        for n in 0..MAX_BY_ACCOUNT {
            assert_eq!(wait(&limits, &format!("10.0.0.{n}"), "ada@example.com", 0), None);
        }
        assert_eq!(wait(&limits, "10.0.1.1", "ADA@example.com", 60), Some(841));
        assert_eq!(wait(&limits, "10.0.1.1", "bob@example.com", 60), None);
        assert_eq!(wait(&limits, "10.0.1.1", "ada@example.com", 15 * 60), None);
    }

    #[test]
    fn an_address_is_closed_for_all_accounts_and_ipv6_counts_by_network() {
        let limits = SignInLimits::default();
        for n in 0..MAX_BY_ADDRESS {
            assert_eq!(wait(&limits, &format!("2001:db8::{n:x}"), &format!("{n}@example.com"), 0), None);
        }
        assert!(wait(&limits, "2001:db8::ffff", "new@example.com", 1).is_some());
        assert_eq!(wait(&limits, "2001:db8:0:1::1", "new@example.com", 1), None);
    }

    #[test]
    fn success_does_not_count_and_clears_the_account() {
        let limits = SignInLimits::default();
        for _ in 0..100 {
            limits.attempt(Some("10.0.0.1"), "ada", at(0)).unwrap().succeeded();
        }
        for _ in 1..MAX_BY_ACCOUNT {
            assert_eq!(wait(&limits, "10.0.0.1", "ada", 0), None);
        }
        limits.attempt(Some("10.0.0.1"), "ada", at(0)).unwrap().succeeded();
        assert_eq!(wait(&limits, "10.0.0.1", "ada", 0), None);
    }
}
