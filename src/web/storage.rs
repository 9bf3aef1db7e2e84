//! What this browser remembers for this site: settings of the view, never a secret.

use std::fmt;

/// Why the browser did not remember: private mode, a full disk, or storage switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageError(String);

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "This browser did not keep the setting ({}). It holds until the page is closed.", self.0)
    }
}

/// What was kept under `key`, if anything.
///
/// # Errors
/// Storage is switched off.
pub fn get(key: &str) -> Result<Option<String>, StorageError> {
    open()?.get_item(key).map_err(|it| StorageError(super::reason(&it)))
}

/// Keeps `value` under `key` for later visits.
///
/// # Errors
/// Storage is switched off or full.
pub fn set(key: &str, value: &str) -> Result<(), StorageError> {
    open()?.set_item(key, value).map_err(|it| StorageError(super::reason(&it)))
}

/// Forgets `key`.
///
/// # Errors
/// Storage is switched off.
pub fn remove(key: &str) -> Result<(), StorageError> {
    open()?.remove_item(key).map_err(|it| StorageError(super::reason(&it)))
}

/// All keys that begin with `prefix`, in no order.
///
/// # Errors
/// Storage is switched off.
pub fn keys(prefix: &str) -> Result<Vec<String>, StorageError> {
    let storage = open()?;
    let count = storage.length().map_err(|it| StorageError(super::reason(&it)))?;
    let keys = (0..count).filter_map(|at| storage.key(at).ok().flatten());
    Ok(keys.filter(|key| key.starts_with(prefix)).collect())
}

fn open() -> Result<web_sys::Storage, StorageError> {
    match super::window().local_storage() {
        Ok(Some(storage)) => Ok(storage),
        Ok(None) => Err(StorageError("storage is switched off".to_owned())),
        Err(thrown) => Err(StorageError(super::reason(&thrown))),
    }
}
