//! Trying a token out.

use crate::words::words;
use serde::{Deserialize, Serialize};

/// The name of the metric that a test sample and the examples write, and that the examples read.
pub const TEST_METRIC: &str = "keyhouse_test";

words! {
    /// Which way data goes.
    Direction {
        /// Into the deployment.
        Write = "write",
        /// Out of the deployment.
        Read = "read",
    }
}

/// Asks to send one sample or one query through the access endpoint with a token.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trial {
    /// What to send: `write` a sample, or `read` with a query.
    pub direction: Direction,
}

/// What the access endpoint answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrialResult {
    /// The URL that was called, without the token.
    pub url: String,
    /// The HTTP status.
    pub status: u16,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// The body's first few kilobytes.
    pub body: String,
}
