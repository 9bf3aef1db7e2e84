//! What a chart draws: points in time, and one row of values for each series.

use std::cmp::Ordering;

/// More series than these are added up in one.
pub const MOST: usize = 12;
/// The key of the series that the smaller ones are added up in.
pub const OTHER: &str = "\u{1}other";

/// The data of one chart. All series share the points in time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChartData {
    /// Where the axis of time begins, in milliseconds since 1970.
    pub from: i64,
    /// Where it ends.
    pub to: i64,
    /// The points in time, in milliseconds since 1970, in their order.
    pub times: Vec<i64>,
    /// From one point to the next, in milliseconds. A bar begins at its point and is as wide as this.
    pub step: i64,
    /// What is drawn; at most [`MOST`] of them, see [`ChartData::folded`].
    pub series: Vec<Series>,
    /// The line that should not be crossed.
    pub limit: Option<Limit>,
    /// Values from here on may still grow.
    pub complete_until: Option<i64>,
}

/// One thing that is followed through time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What tells it from the others; its colour follows from it.
    pub key: String,
    /// What a person calls it.
    pub name: String,
    /// A value for each point in time; none where nothing is known.
    pub values: Vec<Option<f64>>,
    /// The values of the period before, at the same points; empty if there is none to compare with.
    pub before: Vec<Option<f64>>,
}

/// A line that should not be crossed.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Where it is.
    pub value: f64,
    /// What it is.
    pub name: String,
}

impl ChartData {
    /// The same with at most [`MOST`] series: the largest stay, and the others are added up in one more.
    #[must_use]
    pub fn folded(mut self) -> Self {
        if self.series.len() <= MOST {
            return self;
        }
        self.series.sort_by(|a, b| descending(a.size(), b.size()));
        let rest = self.series.split_off(MOST);
        let add = |of: fn(&Series) -> &[Option<f64>]| {
            (0..self.times.len())
                .map(|at| sum(rest.iter().map(|it| of(it).get(at).copied().flatten())))
                .collect()
        };
        let values = add(|it| &it.values);
        let has_before = rest.iter().any(|it| !it.before.is_empty());
        let before = if has_before { add(|it| &it.before) } else { Vec::new() };
        let name = format!("Other ({})", rest.len());
        self.series.push(Series { key: OTHER.to_owned(), name, values, before });
        self
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.series.iter().all(|it| it.values.iter().all(Option::is_none))
    }

    /// Whether the value at a place is what it will stay.
    pub fn is_complete(&self, at: usize) -> bool {
        self.complete_until.zip(self.times.get(at)).is_none_or(|(until, time)| *time < until)
    }

    /// The place of the point nearest to an instant.
    pub fn nearest(&self, at: i64) -> Option<usize> {
        let after = self.times.partition_point(|it| *it < at);
        let near = [after.checked_sub(1), Some(after)].into_iter().flatten();
        near.filter(|it| *it < self.times.len()).min_by_key(|it| self.times[*it].abs_diff(at))
    }

    /// The colour of each series, counted from 0; the sum of the rest has none. It follows from the keys alone, so that
    /// the same thing has the same colour in every chart that shows the same things.
    pub fn slots(&self) -> Vec<Option<usize>> {
        let mut keys: Vec<&str> =
            self.series.iter().map(|it| it.key.as_str()).filter(|it| *it != OTHER).collect();
        keys.sort_unstable();
        self.series.iter().map(|it| keys.iter().position(|key| *key == it.key)).collect()
    }
}

impl Series {
    /// All of it together, to tell large ones from small ones.
    fn size(&self) -> f64 {
        self.values.iter().flatten().sum()
    }
}

/// The sum of what is known; nothing if nothing is.
pub(super) fn sum(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    values.flatten().fold(None, |sum, it| Some(sum.unwrap_or(0.0) + it))
}

/// From the largest to the smallest; what is no number comes last.
pub(super) fn descending(a: f64, b: f64) -> Ordering {
    b.partial_cmp(&a).unwrap_or(Ordering::Equal)
}

/// The lower and the upper edge of each value when all lie on each other, the first at the bottom. A gap stays a gap,
/// and what lies above it lies on what is below it.
pub(super) fn stacked(series: &[&Series], points: usize) -> Vec<Vec<Option<(f64, f64)>>> {
    let mut top = vec![0.0; points];
    let mut place = |it: &&Series| {
        let mut edges = vec![None; points];
        for (at, value) in it.values.iter().enumerate().take(points) {
            if let Some(value) = value {
                edges[at] = Some((top[at], top[at] + value));
                top[at] += value;
            }
        }
        edges
    };
    series.iter().map(&mut place).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn series(key: &str, values: &[Option<f64>]) -> Series {
        Series { key: key.to_owned(), name: key.to_owned(), values: values.to_vec(), before: Vec::new() }
    }

    fn many(count: u8) -> ChartData {
        let one = |at: u8| series(&format!("{at:02}"), &[Some(f64::from(at)), None]);
        ChartData { times: vec![0, 60], series: (0..count).map(one).collect(), ..ChartData::default() }
    }

    #[test]
    fn twelve_stay_and_more_are_added_up() {
        assert_eq!(many(12).folded(), many(12));
        let folded = many(15).folded();
        assert_eq!(folded.series.len(), 13);
        let other = folded.series.last().unwrap();
        assert_eq!((other.name.as_str(), other.key.as_str()), ("Other (3)", OTHER));
        assert_eq!(other.values, [Some(0.0 + 1.0 + 2.0), None], "a gap of all stays a gap");
        assert_eq!(folded.series[0].key, "14", "the largest first");
        assert!(other.before.is_empty(), "nothing to compare with stays nothing");
    }

    #[test]
    fn the_period_before_is_added_up_too() {
        let mut data = many(14);
        data.series[0].before = vec![Some(5.0), None];
        data.series[1].before = vec![Some(2.0), Some(1.0)];
        assert_eq!(data.folded().series[12].before, [Some(7.0), Some(1.0)]);
    }

    #[test]
    fn a_colour_follows_the_key_and_not_the_order() {
        let mut data = many(3);
        assert_eq!(data.slots(), [Some(0), Some(1), Some(2)]);
        data.series.reverse();
        assert_eq!(data.slots(), [Some(2), Some(1), Some(0)]);
        let slots = many(20).folded().slots();
        assert_eq!(slots.iter().flatten().max(), Some(&11));
        assert_eq!(slots[12], None);
    }

    #[test]
    fn what_lies_on_a_gap_lies_on_what_is_below_it() {
        let [a, b, c] = [
            series("a", &[Some(1.0), Some(1.0)]),
            series("b", &[Some(2.0), None]),
            series("c", &[Some(3.0), Some(3.0)]),
        ];
        let edges = stacked(&[&a, &b, &c], 2);
        assert_eq!(edges[0], [Some((0.0, 1.0)), Some((0.0, 1.0))]);
        assert_eq!(edges[1], [Some((1.0, 3.0)), None]);
        assert_eq!(edges[2], [Some((3.0, 6.0)), Some((1.0, 4.0))]);
    }

    #[test]
    fn the_nearest_point_is_found_from_anywhere() {
        let data = ChartData { times: vec![0, 60, 120], ..ChartData::default() };
        let found = [-5, 29, 31, 90, 500].map(|at| data.nearest(at));
        assert_eq!(found, [Some(0), Some(0), Some(1), Some(1), Some(2)]);
        assert_eq!(ChartData::default().nearest(0), None);
    }

    #[test]
    fn gaps_alone_are_nothing_to_draw() {
        assert!(ChartData::default().is_empty());
        assert!(ChartData { series: vec![series("a", &[None])], ..ChartData::default() }.is_empty());
        assert!(!ChartData { series: vec![series("a", &[Some(0.0)])], ..ChartData::default() }.is_empty());
    }
}
