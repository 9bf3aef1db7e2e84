//! Columns: how they are headed, drawn and sorted.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use leptos::prelude::*;

/// One column of a table of `T`.
pub struct Column<T: Send + Sync + 'static> {
    key: &'static str,
    title: Arc<str>,
    draw: Draw<T>,
    compare: Option<Compare<T>>,
    end: bool,
}

enum Draw<T: Send + Sync + 'static> {
    Anew(Arc<dyn Fn(&T) -> AnyView + Send + Sync>),
    Once(Arc<dyn Fn(Signal<T>) -> AnyView + Send + Sync>),
}

type Compare<T> = Arc<dyn Fn(&T, &T) -> Ordering + Send + Sync>;

impl<T: Clone + Send + Sync + 'static> Column<T> {
    /// A column whose cells are drawn anew when their row changes. `key` names it in a [`Sort`].
    pub fn new<V: IntoAny>(
        key: &'static str,
        title: impl Into<Arc<str>>,
        draw: impl Fn(&T) -> V + Send + Sync + 'static,
    ) -> Self {
        let draw = Draw::Anew(Arc::new(move |row: &T| draw(row).into_any()));
        Self { key, title: title.into(), draw, compare: None, end: false }
    }

    /// A column whose cells are drawn once and follow their row by a signal: for cells with a state of their
    /// own, such as a copy button.
    pub fn live<V: IntoAny>(
        key: &'static str,
        title: impl Into<Arc<str>>,
        draw: impl Fn(Signal<T>) -> V + Send + Sync + 'static,
    ) -> Self {
        let draw = Draw::Once(Arc::new(move |row: Signal<T>| draw(row).into_any()));
        Self { key, title: title.into(), draw, compare: None, end: false }
    }

    /// Lets the column be sorted.
    pub fn sorted_by(mut self, compare: impl Fn(&T, &T) -> Ordering + Send + Sync + 'static) -> Self {
        self.compare = Some(Arc::new(compare));
        self
    }

    /// Puts the cells to the right end: for numbers.
    pub fn end(mut self) -> Self {
        self.end = true;
        self
    }

    pub(super) fn head(&self) -> Head {
        Head {
            key: self.key,
            title: Arc::clone(&self.title),
            sortable: self.compare.is_some(),
            end: self.end,
        }
    }

    pub(super) fn cell(&self, row: Signal<T>) -> AnyView {
        match &self.draw {
            Draw::Once(draw) => draw(row),
            Draw::Anew(draw) => {
                let draw = Arc::clone(draw);
                (move || row.with(|it| draw(it))).into_any()
            }
        }
    }
}

/// What the frame has to know of a column.
#[derive(Clone)]
pub(super) struct Head {
    pub(super) key: &'static str,
    pub(super) title: Arc<str>,
    pub(super) sortable: bool,
    pub(super) end: bool,
}

/// What a table is sorted by. In an address it is the column's key, with a minus before it for the reverse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The key of the column.
    pub column: String,
    /// From the largest to the smallest.
    pub descending: bool,
}

impl Sort {
    /// Reads what [`fmt::Display`] writes; an empty text sorts by nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let (column, descending) = text.strip_prefix('-').map_or((text, false), |it| (it, true));
        (!column.is_empty()).then(|| Self { column: column.to_owned(), descending })
    }

    /// What a press on the head of `column` makes of it: up, then down, then up again.
    pub(super) fn pressed(before: Option<&Self>, column: &str) -> Self {
        let descending = before.is_some_and(|it| it.column == column && !it.descending);
        Self { column: column.to_owned(), descending }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.column)
    }
}

/// The places of the rows in the order asked for, equal rows in theirs. `None` if that is the order they are in: when
/// none is asked for, or one by a column that is unknown or cannot be sorted.
pub(super) fn order<T: Send + Sync>(
    rows: &[T],
    columns: &[Column<T>],
    sort: Option<&Sort>,
) -> Option<Vec<usize>> {
    let sort = sort?;
    let compare = columns.iter().find(|it| it.key == sort.column)?.compare.as_ref()?;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|a, b| {
        let ordering = compare(&rows[*a], &rows[*b]);
        if sort.descending { ordering.reverse() } else { ordering }
    });
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_sort_stably_both_ways() {
        let columns = [Column::new("size", "Size", |it: &(u8, char)| it.0).sorted_by(|a, b| a.0.cmp(&b.0))];
        let rows = [(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        for (sort, places) in [
            ("", None),
            ("size", Some(vec![1, 3, 0, 2])),
            ("-size", Some(vec![0, 2, 1, 3])),
            ("colour", None),
        ] {
            assert_eq!(order(&rows, &columns, Sort::parse(sort).as_ref()), places, "{sort}");
        }
    }

    #[test]
    fn a_sort_reads_back_as_it_was_written() {
        for text in ["name", "-name"] {
            assert_eq!(Sort::parse(text).map(|it| it.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Sort::parse("-"), None);
    }

    #[test]
    fn pressing_a_head_turns_the_order_around() {
        let first = Sort::pressed(None, "name");
        let second = Sort::pressed(Some(&first), "name");
        assert_eq!((first.descending, second.descending), (false, true));
        assert!(!Sort::pressed(Some(&second), "name").descending);
        assert!(!Sort::pressed(Some(&first), "size").descending);
    }
}
