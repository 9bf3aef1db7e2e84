//! The rows that are drawn, each with a signal of its own: when one changes, or is drawn or taken away, nothing is asked
//! of the others.

use std::collections::HashMap;

use leptos::prelude::*;

type Signals<T> = HashMap<String, RwSignal<T>>;

/// Signals by the ids of the rows.
pub(super) struct LiveRows<T: Send + Sync + 'static> {
    now: Memo<Vec<(String, T)>>,
    drawn: StoredValue<Signals<T>>,
}

impl<T: Send + Sync + 'static> Clone for LiveRows<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for LiveRows<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> LiveRows<T> {
    /// `now` is what each row is at the moment, by its id.
    pub(super) fn new(now: Memo<Vec<(String, T)>>) -> Self {
        let drawn = StoredValue::new(Signals::<T>::new());
        Effect::new(move |_| {
            let tell = |drawn: &Signals<T>, id: &String, row: &T| {
                // A row that is being taken away hears of nothing.
                let signal = drawn.get(id).filter(|it| it.try_with_untracked(|it| it != row) == Some(true));
                if let Some(signal) = signal {
                    signal.set(row.clone());
                }
            };
            now.with(|now| drawn.with_value(|drawn| now.iter().for_each(|(id, row)| tell(drawn, id, row))));
        });
        Self { now, drawn }
    }

    /// The signal of a row that is drawn now, until the scope that asks for it ends. Of a row that just went away it keeps
    /// the last value; `None` if there is no such row.
    pub(super) fn draw(self, id: &str) -> Option<Signal<T>> {
        let find = |now: &Vec<(String, T)>| now.iter().find(|it| it.0 == id).map(|it| it.1.clone());
        let signal = RwSignal::new(self.now.with_untracked(find)?);
        self.drawn.update_value(|drawn| {
            drawn.insert(id.to_owned(), signal);
        });
        let id = id.to_owned();
        on_cleanup(move || {
            self.drawn.try_update_value(|drawn| {
                // It may be drawn anew already.
                if drawn.get(&id) == Some(&signal) {
                    drawn.remove(&id);
                }
            });
        });
        Some(signal.into())
    }
}
