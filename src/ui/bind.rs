//! A value that a control shows and changes.

use leptos::prelude::*;

/// What a control reads and writes: a signal of a form, or a value kept elsewhere (in the address, say)
/// with a function that changes it.
///
/// Props of this type take an `RwSignal`, or `Bind::new(get, set)`.
pub struct Bind<T: Send + Sync + 'static> {
    get: Signal<T>,
    set: Callback<T>,
}

impl<T: Send + Sync + 'static> Bind<T> {
    /// A value that `get` reads and `set` changes.
    pub fn new(get: impl Into<Signal<T>>, set: impl Fn(T) + Send + Sync + 'static) -> Self {
        Self { get: get.into(), set: Callback::new(set) }
    }

    /// Changes the value.
    pub fn set(&self, value: T) {
        self.set.run(value);
    }

    /// Looks at the value, and follows it.
    pub fn with<O>(&self, look: impl FnOnce(&T) -> O) -> O {
        self.get.with(look)
    }

    /// Looks at the value as it is now, without following it.
    pub fn with_untracked<O>(&self, look: impl FnOnce(&T) -> O) -> O {
        self.get.with_untracked(look)
    }
}

impl<T: Clone + Send + Sync + 'static> Bind<T> {
    /// The value; follows it.
    pub fn get(&self) -> T {
        self.get.get()
    }
}

impl<T: Send + Sync + 'static> Clone for Bind<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Bind<T> {}

impl<T: Clone + Send + Sync + 'static> From<RwSignal<T>> for Bind<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self { get: signal.into(), set: Callback::new(move |value| signal.set(value)) }
    }
}
