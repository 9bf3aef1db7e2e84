//! Notices: who is told of API keys that end.

use super::Endpoint;
use keyhouse_model::notice::{NoticeSettings, NoticeTest};
use keyhouse_model::path;

/// How people are told, and how the last try went.
pub fn settings() -> Endpoint<NoticeSettings> {
    Endpoint::get(path::NOTICES)
}

/// Sends a test to everybody who is told, and to the caller. `attempt` is the idempotency key of one test.
pub fn test(attempt: &str) -> Endpoint<NoticeTest> {
    Endpoint::act(path::NOTICES_TEST).with_idempotency_key(attempt)
}
