//! Lists that come in pages.

use serde::{Deserialize, Serialize};

/// How many rows a page has when the caller does not say.
pub const DEFAULT_LIMIT: u32 = 100;
/// How many rows a page has at the most.
pub const MAX_LIMIT: u32 = 1000;

/// One page of a list, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows.
    pub data: Vec<T>,
    /// What to pass as `cursor` for the next page; `null` on the last one. Opaque: don't take it apart.
    pub next_cursor: Option<String>,
}
