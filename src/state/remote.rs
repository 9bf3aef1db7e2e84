//! What was loaded from the server, or is on its way.

use super::live::Live;
use crate::api::ApiError;
use crate::web::timer::breathe;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A value of the server's, as far as it got.
#[derive(Clone, Debug, PartialEq)]
pub enum Remote<T> {
    /// On its way. A skeleton shows that, and shows itself only when it takes a while.
    Waiting,
    /// Here.
    Here(T),
    /// Not to be had.
    Failed(ApiError),
}

type Load<T> = dyn Fn() -> Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

/// Loads a value when it is made, when what it depends on changes, on [`Loader::reload`], and when the server says that
/// it changed ([`Loader::follow`]).
///
/// The last value stays on the screen while a newer one is fetched; if that fails, the error is in
/// [`Loader::refresh_error`] and the old value stays.
pub struct Loader<T: Send + Sync + 'static> {
    value: RwSignal<Remote<T>>,
    refresh_error: RwSignal<Option<ApiError>>,
    round: RwSignal<u32>,
    /// Whether a load is under way.
    loading: StoredValue<bool>,
    /// Whether the load under way may have been too early.
    again: StoredValue<bool>,
}

impl<T: Send + Sync + 'static> Clone for Loader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loader<T> {}

impl<T: Send + Sync + 'static> Loader<T> {
    /// Calls `load` now, and again whenever a signal that it reads before its first `await` changes.
    ///
    /// A load that is under way is cancelled when a newer one starts and when the page goes.
    pub fn new<F>(load: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        let loader = Self {
            value: RwSignal::new(Remote::Waiting),
            refresh_error: RwSignal::new(None),
            round: RwSignal::new(0),
            loading: StoredValue::new(false),
            again: StoredValue::new(false),
        };
        let load: Arc<Load<T>> = Arc::new(move || Box::pin(load()));
        Effect::new(move |_| {
            loader.round.track();
            loader.start(load());
        });
        loader
    }

    fn start(self, load: Pin<Box<dyn Future<Output = Result<T, ApiError>>>>) {
        let round = self.round.get_untracked();
        self.loading.set_value(true);
        self.again.set_value(false);
        // The effect's own scope: what it spawned before is cancelled when it runs again.
        spawn_local_scoped_with_cancellation(async move {
            let result = load.await;
            // To read the answer was work, and to show it is some more.
            breathe().await;
            if self.round.try_get_untracked() == Some(round) {
                self.finish(result);
            }
        });
    }

    fn finish(self, result: Result<T, ApiError>) {
        self.loading.set_value(false);
        match result {
            Ok(value) => {
                self.refresh_error.set(None);
                self.value.set(Remote::Here(value));
            }
            Err(error) if self.value.with_untracked(|value| matches!(value, Remote::Here(_))) => {
                self.refresh_error.set(Some(error));
            }
            Err(error) => self.value.set(Remote::Failed(error)),
        }
        if self.again.get_value() {
            self.refresh();
        }
    }

    /// Fetches it anew whenever the server says that something of these kinds changed, and when it may have.
    ///
    /// Only the value changes: what hangs on it by [`Loader::with_value`] stays, with its focus and what was typed there.
    #[must_use]
    pub fn follow(self, kinds: &[LiveKind]) -> Self {
        let (live, kinds) = (Live::get(), kinds.to_vec());
        Effect::new(move |first: Option<()>| {
            kinds.iter().for_each(|kind| live.track(*kind));
            if first.is_some() {
                self.refresh();
            }
        });
        self
    }

    /// Fetches it anew and shows nothing of that. A load under way is not cancelled, or changes that come one after the
    /// other would keep the page from ever being brought up to date; it is followed by another one.
    fn refresh(self) {
        if self.loading.get_value() {
            self.again.set_value(true);
        } else {
            self.round.update(|round| *round += 1);
        }
    }

    /// Fetches it anew. After a failure the skeleton shows again.
    pub fn reload(self) {
        self.value.update(|value| {
            if matches!(value, Remote::Failed(_)) {
                *value = Remote::Waiting;
            }
        });
        self.round.update(|round| *round += 1);
    }

    /// Looks at it, and follows it.
    pub fn with<U>(self, look: impl FnOnce(&Remote<T>) -> U) -> U {
        self.value.with(look)
    }

    /// Looks at the value if it is here, and follows it.
    pub fn with_value<U>(self, look: impl FnOnce(&T) -> U) -> Option<U> {
        self.value.with(|value| match value {
            Remote::Here(value) => Some(look(value)),
            _ => None,
        })
    }

    /// Why the value that is shown could not be brought up to date.
    pub fn refresh_error(self) -> Option<ApiError> {
        self.refresh_error.get()
    }

    /// Changes the value at hand, after the server confirmed the same change.
    pub fn patch(self, change: impl FnOnce(&mut T)) {
        self.value.update(|value| {
            if let Remote::Here(value) = value {
                change(value);
            }
        });
    }
}
