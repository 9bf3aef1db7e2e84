//! Where the alerts of a deployment go.

use crate::components::query::Query;
use leptos::prelude::*;

/// The view.
#[component]
pub(super) fn NotificationSettings(
    /// What stands in the URL.
    query: Query,
) -> impl IntoView {
    let _ = query;
}
