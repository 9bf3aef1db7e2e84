//! The one-time token of a link that the server printed or an administrator handed over.

use crate::web::location;
use keyhouse_model::secret::Secret;
use leptos::prelude::*;

/// Takes the token out of the address, where it stood behind the `#`, so that it is neither in the history nor in a
/// screenshot. `None` if the link has none.
pub fn take() -> Option<StoredValue<Secret>> {
    let token = location::fragment().strip_prefix("token=").map(str::to_owned)?;
    let path = location::path_and_query();
    let bare = path.split('#').next().unwrap_or_default();
    // Where the browser refuses, the token stays in the address, but works once only.
    let _ = location::replace_state(bare);
    (!token.is_empty()).then(|| StoredValue::new(Secret::new(token)))
}
