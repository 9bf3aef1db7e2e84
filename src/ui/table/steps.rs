//! Drawing the rows of a page in steps, so that nobody who types waits for what can't be seen: in the next frame those
//! that a screen shows are there, and those that are to go are hidden; after that is painted the others are made, and
//! those that were hidden are taken away. A new table shows its frame first, and then one row.

use std::collections::HashSet;

use leptos::prelude::*;

use crate::web::timer::after_paint;

/// How many rows a screen shows, while there is none to measure.
const IN_VIEW: usize = 14;
/// So many rows are taken away at once.
const FEW: usize = 5;

/// What is drawn of the rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Drawn {
    /// The ids of all rows that are made.
    rows: Vec<String>,
    /// How many of them are seen; those after them are hidden.
    seen: usize,
    /// The turn in which it was made.
    turn: u32,
}

impl Drawn {
    fn all(rows: Vec<String>, turn: u32) -> Self {
        Self { seen: rows.len(), rows, turn }
    }

    /// The ids of all rows that are made, hidden ones last.
    pub(super) fn made(&self) -> &[String] {
        &self.rows
    }

    /// The ids of the rows that are seen.
    pub(super) fn seen(&self) -> &[String] {
        self.rows.get(..self.seen).unwrap_or_default()
    }
}

/// The rows to be drawn now; after some frames these are all of `ids`. `in_view` counts the rows that would be seen.
pub(super) fn in_steps(
    ids: Signal<Vec<String>>,
    in_view: impl Fn() -> Option<usize> + Copy + 'static,
) -> Memo<Drawn> {
    let (turn, is_new, first) = (RwSignal::new(0_u32), StoredValue::new(true), StoredValue::new(IN_VIEW));
    let drawn = Memo::new(move |before: Option<&Drawn>| {
        let turn = turn.get();
        ids.with(|ids| match before {
            None => Drawn::default(),
            // The browser compiles what draws a row when that runs first, which takes long enough for one turn.
            Some(_) if is_new.get_value() && !ids.is_empty() => {
                is_new.set_value(false);
                Drawn::all(vec![ids[0].clone()], turn)
            }
            Some(before) => next(before, ids, first.get_value(), turn),
        })
    });
    Effect::new(move |_| {
        if drawn.with(|drawn| ids.with(|ids| drawn.made() != ids)) {
            after_paint(move || {
                // Counted now and not when it is needed: then the browser would have to lay the page out for it.
                let _ = first.try_update_value(|first| *first = in_view().unwrap_or(*first));
                // The page may have been left meanwhile.
                let _ = turn.try_update(|it| *it = it.wrapping_add(1));
            });
        }
    });
    drawn
}

/// The rows after one more step.
fn next(before: &Drawn, ids: &[String], in_view: usize, turn: u32) -> Drawn {
    let made: HashSet<&String> = before.made().iter().collect();
    let first = &ids[..ids.len().min(in_view.max(1))];
    let is_first_made = first.iter().all(|id| made.contains(id));
    let asked: HashSet<&String> = ids.iter().collect();
    let few_go = made.difference(&asked).count() <= FEW;
    if is_first_made && (few_go || turn != before.turn) {
        return Drawn::all(ids.to_vec(), turn);
    }
    let mut rows: Vec<&String> = if ids.iter().all(|id| made.contains(id)) {
        ids.iter().collect()
    } else {
        // After the new ones what was seen before, so that the table keeps its height and what is below it its place.
        let new: HashSet<&String> = first.iter().collect();
        let old = before.seen().iter().skip(first.len()).filter(|id| !new.contains(id));
        first.iter().chain(old.take(ids.len() - first.len())).collect()
    };
    let (seen, shown) = (rows.len(), rows.iter().copied().collect::<HashSet<_>>());
    rows.extend(before.made().iter().filter(|id| !shown.contains(id)));
    Drawn { rows: rows.into_iter().cloned().collect(), seen, turn }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: usize = 14;

    fn ids(range: std::ops::Range<usize>) -> Vec<String> {
        range.map(|it| it.to_string()).collect()
    }

    fn drawn(range: std::ops::Range<usize>) -> Drawn {
        Drawn::all(ids(range), 0)
    }

    #[test]
    fn the_first_rows_of_a_page_come_first_and_the_old_ones_stay_in_their_places_until_then() {
        let (old, new) = (drawn(0..50), ids(50..100));
        let first = next(&old, &new, FIRST, 0);
        assert_eq!(first.seen()[..FIRST], new[..FIRST]);
        assert_eq!(first.seen()[FIRST..], old.seen()[FIRST..]);
        assert_eq!(first.made()[50..], ids(0..FIRST), "hidden, and not yet taken away");
        assert_eq!(next(&first, &new, FIRST, 1), Drawn::all(new.clone(), 1));
        assert_eq!(next(&drawn(0..3), &new, FIRST, 0).seen(), &new[..FIRST]);
        assert_eq!(next(&old, &new[..3], FIRST, 0).seen(), &new[..3]);
    }

    #[test]
    fn rows_that_go_are_hidden_first_and_come_back_if_they_are_asked_for_again() {
        let narrowed = next(&drawn(0..50), &ids(3..7), FIRST, 0);
        assert_eq!((narrowed.seen(), narrowed.made().len()), (&*ids(3..7), 50));
        assert_eq!(next(&narrowed, &ids(3..7), FIRST, 1), Drawn::all(ids(3..7), 1));
        let widened = next(&narrowed, &ids(0..50), FIRST, 0);
        assert_eq!(widened, Drawn::all(ids(0..50), 0));
        let none = next(&drawn(0..50), &[], FIRST, 0);
        assert_eq!((none.seen(), none.made().len()), (&*ids(0..0), 50));
        assert_eq!(next(&none, &[], FIRST, 1).made(), [""; 0]);
    }

    #[test]
    fn what_is_drawn_already_and_the_end_of_a_few_take_no_step() {
        let mut turned = ids(0..50);
        turned.reverse();
        assert_eq!(next(&drawn(0..50), &turned, FIRST, 0), Drawn::all(turned, 0));
        assert_eq!(next(&drawn(0..50), &ids(1..50), FIRST, 0), drawn(1..50));
    }

    #[test]
    fn no_row_is_there_twice() {
        let new = ids(40..90);
        let rows = next(&drawn(0..50), &new, FIRST, 0);
        assert_eq!(rows.made().iter().collect::<HashSet<_>>().len(), rows.made().len());
        assert_eq!(next(&rows, &new, FIRST, 1).made(), new);
    }
}
