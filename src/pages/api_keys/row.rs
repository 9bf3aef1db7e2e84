//! A key in the list: shared, so that filtering 10,000 of them copies none, and prepared for being looked for.

use keyhouse_model::api_key::ApiKey;
use std::ops::Deref;
use std::sync::Arc;

/// A key, with what it is found by.
#[derive(Clone)]
pub(super) struct Row(Arc<Kept>);

struct Kept {
    key: ApiKey,
    /// Name and creator in lower case, a line each; made once and not at every keystroke.
    sought: String,
}

impl Row {
    /// Its name in lower case.
    pub(super) fn lower_name(&self) -> &str {
        self.0.sought.lines().next().unwrap_or_default()
    }

    /// Whether a text in lower case finds the key: part of its name or creator, or its last four characters.
    pub(super) fn matches(&self, lower: &str) -> bool {
        self.0.sought.contains(lower) || self.value.eq_ignore_ascii_case(lower)
    }
}

impl From<ApiKey> for Row {
    fn from(key: ApiKey) -> Self {
        let sought = format!("{}\n{}", key.name, key.created_by).to_lowercase();
        Self(Arc::new(Kept { key, sought }))
    }
}

impl Deref for Row {
    type Target = ApiKey;

    fn deref(&self) -> &ApiKey {
        &self.0.key
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.key == other.0.key
    }
}
