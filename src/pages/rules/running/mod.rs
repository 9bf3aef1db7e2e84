//! Groups and rules as they are evaluated.

use crate::components::query::Query;
use leptos::prelude::*;

/// The view.
#[component]
pub(super) fn Running(
    /// What stands in the URL.
    query: Query,
) -> impl IntoView {
    let _ = query;
}
