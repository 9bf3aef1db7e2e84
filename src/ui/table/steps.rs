//! Drawing the rows of a page in steps: those that a screen shows are there in the next frame, the others in the one
//! after, so that nobody who types waits for what can't be seen. A new table shows its frame first, and then one row.

use std::collections::HashSet;

use leptos::prelude::*;

use crate::web::timer::after_paint;

/// How many rows a screen shows, while there is none to measure.
const FIRST: usize = 14;

/// The ids of the rows to be drawn now; after some frames these are `ids`. `in_view` counts the rows that would be seen.
pub(super) fn in_steps(
    ids: Signal<Vec<String>>,
    in_view: impl Fn() -> Option<usize> + Copy + 'static,
) -> Memo<Vec<String>> {
    let (turn, is_new, first) = (RwSignal::new(0_u32), StoredValue::new(true), StoredValue::new(FIRST));
    let drawn = Memo::new(move |before: Option<&Vec<String>>| {
        turn.track();
        ids.with(|ids| match before {
            None => Vec::new(),
            // The browser compiles what draws a row when that runs first, which takes long enough for one turn.
            Some(_) if is_new.get_value() && !ids.is_empty() => {
                is_new.set_value(false);
                vec![ids[0].clone()]
            }
            Some(before) => next(before, ids, first.get_value()),
        })
    });
    Effect::new(move |_| {
        if drawn.with(|drawn| ids.with(|ids| drawn != ids)) {
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

/// The rows after one more step: all that are asked for, if the first of them are drawn; else these, and then what was
/// drawn before, so that the table keeps its height and what is below it its place.
fn next(before: &[String], ids: &[String], in_view: usize) -> Vec<String> {
    let known: HashSet<&String> = before.iter().collect();
    let first = &ids[..ids.len().min(in_view.max(1))];
    if first.iter().all(|id| known.contains(id)) {
        return ids.to_vec();
    }
    let new: HashSet<&String> = first.iter().collect();
    let old = before.iter().skip(first.len()).filter(|id| !new.contains(id));
    first.iter().chain(old.take(ids.len() - first.len())).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(range: std::ops::Range<usize>) -> Vec<String> {
        range.map(|it| it.to_string()).collect()
    }

    #[test]
    fn the_first_rows_of_a_page_come_first_and_the_old_ones_stay_in_their_places_until_then() {
        let (old, new) = (ids(0..50), ids(50..100));
        let first = next(&old, &new, FIRST);
        assert_eq!(first[..FIRST], new[..FIRST]);
        assert_eq!(first[FIRST..], old[FIRST..]);
        assert_eq!(next(&first, &new, FIRST), new);
        assert_eq!(next(&old[..3], &new, FIRST), new[..FIRST]);
        assert_eq!(next(&old, &new[..3], FIRST), new[..3]);
    }

    #[test]
    fn what_is_drawn_already_takes_no_step() {
        let mut turned = ids(0..50);
        turned.reverse();
        assert_eq!(next(&ids(0..50), &turned, FIRST), turned);
        assert_eq!(next(&ids(0..50), &ids(3..7), FIRST), ids(3..7));
        assert_eq!(next(&ids(0..50), &[], FIRST), [""; 0]);
    }

    #[test]
    fn no_row_is_there_twice() {
        let (old, new) = (ids(0..50), ids(40..90));
        let rows = next(&old, &new, FIRST);
        assert_eq!(rows.iter().collect::<HashSet<_>>().len(), rows.len());
        assert_eq!(next(&rows, &new, FIRST), new);
    }
}
