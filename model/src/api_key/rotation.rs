//! Replacing a key by another, while the old one goes on for a while.

use crate::problem::FieldProblem;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// For how long a rotated key may go on at the most, in seconds (30 days).
pub const MAX_GRACE_SECONDS: u32 = 30 * 24 * 3600;

/// How long the old value goes on when a key is rotated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rotation {
    /// Seconds from now, 0 to [`MAX_GRACE_SECONDS`]. The old value never outlives its own end.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 2_592_000))]
    pub grace_seconds: u32,
}

impl Rotation {
    /// When a key that ends at `expires_at` stops working if it is rotated at `now`.
    ///
    /// # Errors
    /// A problem with the code `too_long` for a grace period over [`MAX_GRACE_SECONDS`].
    pub fn old_end(
        self,
        expires_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, FieldProblem> {
        if self.grace_seconds > MAX_GRACE_SECONDS {
            let detail = "Choose a grace period of at most 30 days.";
            return Err(FieldProblem::new("/grace_seconds", "too_long", detail));
        }
        let end = now + Duration::seconds(i64::from(self.grace_seconds));
        Ok(expires_at.map_or(end, |own| own.min(end)))
    }
}
