//! How much a deployment's rule files may hold.

use serde::{Deserialize, Serialize};

/// The most that is allowed; the defaults are those of VictoriaMetrics Cloud.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Limits {
    /// Rules in all files of the deployment together.
    pub rules: usize,
    /// Bytes of one file.
    pub bytes: usize,
}

impl Limits {
    /// No limits at all, for a file that belongs to no deployment.
    pub const NONE: Self = Self { rules: usize::MAX, bytes: usize::MAX };
}

impl Default for Limits {
    fn default() -> Self {
        Self { rules: 100, bytes: 20 * 1024 * 1024 }
    }
}
