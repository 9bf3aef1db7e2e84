//! The rule files of a deployment: the list, the text, and what comes before a save.

use crate::components::query::Query;
use leptos::prelude::*;

/// The view.
#[component]
pub(super) fn Files(
    /// What stands in the URL.
    query: Query,
) -> impl IntoView {
    let _ = query;
}
