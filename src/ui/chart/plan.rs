//! All that is drawn of a chart, worked out before anything is drawn.

use super::Kind;
use super::data::{ChartData, Series, stacked, sum};
use super::shape::{Edge, Frame, area, bars, line};
use super::unit::Unit;
use std::collections::BTreeSet;

/// About so many lines the axis of values has.
const LINES: u32 = 4;
/// A limit so many times above all values is told in words: drawn, it would press them flat.
const FAR: f64 = 5.0;

/// A chart ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) frame: Frame,
    /// The lines of the axis of values: the value and what is written there.
    pub(super) values: Vec<(f64, String)>,
    /// From the bottom up.
    pub(super) shapes: Vec<Shape>,
    pub(super) limit: Option<f64>,
    /// From which instant on values may still grow.
    pub(super) partial: Option<i64>,
}

/// What is drawn of one series.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape {
    pub(super) slot: Option<usize>,
    pub(super) fill: String,
    pub(super) line: String,
    /// The period before.
    pub(super) before: String,
    /// How high the point of the cursor is.
    pub(super) tops: Vec<Option<f64>>,
}

/// How large a drawing is, in whole units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Works a chart out without the series whose keys are `hidden`.
pub(super) fn plan(data: &ChartData, kind: Kind, unit: Unit, hidden: &BTreeSet<String>, size: Size) -> Plan {
    let slots = data.slots();
    let shown: Vec<(&Series, Option<usize>)> =
        data.series.iter().zip(slots).filter(|(series, _)| !hidden.contains(&series.key)).collect();
    let series: Vec<&Series> = shown.iter().map(|it| it.0).collect();
    let edges = if kind.is_stacked() { stacked(&series, data.times.len()) } else { flat(&series) };
    let befores = befores(&series, kind);
    let (least, most) = extent(edges.iter().chain(&befores));
    let limit = data.limit.as_ref().map(|it| it.value).filter(|limit| *limit <= most * FAR);
    let axis = unit.axis(least, most.max(limit.unwrap_or(most)), LINES);
    let Size { width, height } = size;
    let frame = Frame { from: data.from, to: data.to, low: axis.low, high: axis.high, width, height };
    let shapes = shown.iter().zip(edges.iter().zip(&befores)).map(|((_, slot), (edges, before))| {
        let (fill, line_above) = outlines(&frame, data, edges, kind);
        Shape {
            slot: *slot,
            fill,
            line: line_above,
            before: line(&frame, &data.times, before),
            tops: edges.iter().map(|edge| edge.map(|it| it.1)).collect(),
        }
    });
    let shapes = shapes.collect();
    let partial = data.complete_until.filter(|until| *until < data.to).map(|until| until.max(data.from));
    Plan { frame, values: axis.ticks, shapes, limit, partial }
}

/// The fill and the line of one series.
fn outlines(frame: &Frame, data: &ChartData, edges: &[Edge], kind: Kind) -> (String, String) {
    match kind {
        Kind::Line => (String::new(), line(frame, &data.times, edges)),
        Kind::Area | Kind::StackedArea => (area(frame, &data.times, edges), line(frame, &data.times, edges)),
        Kind::Bar => (bars(frame, &data.times, edges, data.step), String::new()),
    }
}

/// From the ground up to each value.
fn flat(series: &[&Series]) -> Vec<Vec<Edge>> {
    series.iter().map(|it| ground_up(&it.values)).collect()
}

fn ground_up(values: &[Option<f64>]) -> Vec<Edge> {
    values.iter().map(|value| value.map(|it| (0.0, it))).collect()
}

/// The period before: of each series, or of all together where they lie on each other, drawn with the last.
fn befores(series: &[&Series], kind: Kind) -> Vec<Vec<Edge>> {
    if !kind.is_stacked() {
        return series.iter().map(|it| ground_up(&it.before)).collect();
    }
    let points = series.iter().map(|it| it.before.len()).max().unwrap_or(0);
    let at = |place: usize| sum(series.iter().map(|it| it.before.get(place).copied().flatten()));
    let mut befores = vec![Vec::new(); series.len()];
    if let Some(last) = befores.last_mut() {
        *last = (0..points).map(|place| at(place).map(|it| (0.0, it))).collect();
    }
    befores
}

fn extent<'a>(rows: impl Iterator<Item = &'a Vec<Edge>>) -> (f64, f64) {
    let edges = rows.flatten().flatten();
    edges.fold((0.0, 0.0), |(least, most), (lower, upper)| {
        (f64::min(least, lower.min(*upper)), f64::max(most, *upper))
    })
}

#[cfg(test)]
mod tests {
    use super::super::data::Limit;
    use super::*;

    const SIZE: Size = Size { width: 100.0, height: 100.0 };

    fn series(key: &str, values: &[f64], before: &[f64]) -> Series {
        let known = |all: &[f64]| all.iter().map(|it| Some(*it)).collect();
        Series { key: key.to_owned(), name: key.to_owned(), values: known(values), before: known(before) }
    }

    fn data() -> ChartData {
        ChartData {
            to: 100,
            times: vec![0, 50],
            step: 50,
            series: vec![series("a", &[1.0, 2.0], &[1.0, 1.0]), series("b", &[3.0, 4.0], &[5.0, 5.0])],
            limit: Some(Limit { value: 20.0, name: "tier limit".to_owned() }),
            complete_until: Some(50),
            ..ChartData::default()
        }
    }

    fn drawn(kind: Kind, hidden: &[&str]) -> Plan {
        let hidden = hidden.iter().map(|it| (*it).to_owned()).collect();
        plan(&data(), kind, Unit::si(""), &hidden, SIZE)
    }

    #[test]
    fn lines_stand_for_themselves_and_stacks_on_each_other() {
        let lines = drawn(Kind::Line, &[]);
        assert_eq!(lines.shapes[1].tops, [Some(3.0), Some(4.0)]);
        assert!(lines.shapes[0].fill.is_empty() && !lines.shapes[0].before.is_empty());
        let stack = drawn(Kind::StackedArea, &[]);
        assert_eq!(stack.shapes[1].tops, [Some(4.0), Some(6.0)]);
        assert!(stack.shapes[0].before.is_empty(), "the period before is that of all together");
        assert!(!stack.shapes[1].before.is_empty());
        let bars = drawn(Kind::Bar, &[]);
        assert!(bars.shapes[0].line.is_empty() && bars.shapes[0].fill.starts_with('M'));
    }

    #[test]
    fn the_axis_holds_values_the_period_before_and_a_limit_that_is_near() {
        assert_eq!(drawn(Kind::Line, &[]).frame.high, 20.0, "the limit is 4 times the highest");
        let far = drawn(Kind::Line, &["b"]);
        assert_eq!((far.frame.high, far.limit), (2.0, None), "and would be 10 times that");
    }

    #[test]
    fn who_is_hidden_keeps_the_colour_for_later() {
        let alone = drawn(Kind::Line, &["a"]);
        assert_eq!(alone.shapes.len(), 1);
        assert_eq!(alone.shapes[0].slot, Some(1));
    }

    #[test]
    fn what_may_still_grow_begins_within_the_chart() {
        assert_eq!(drawn(Kind::Bar, &[]).partial, Some(50));
        let of = |until| {
            let data = ChartData { complete_until: Some(until), from: 10, ..data() };
            plan(&data, Kind::Bar, Unit::si(""), &BTreeSet::new(), SIZE).partial
        };
        assert_eq!((of(100), of(0)), (None, Some(10)));
    }

    #[test]
    fn eight_charts_of_a_thousand_points_are_soon_worked_out() {
        let values: Vec<f64> = (0..1000).map(|at| f64::from(at % 97)).collect();
        let data = ChartData {
            to: 1000,
            times: (0..1000).collect(),
            step: 1,
            series: (0..3).map(|at| series(&at.to_string(), &values, &values)).collect(),
            ..ChartData::default()
        };
        let plan = plan(&data, Kind::StackedArea, Unit::si(""), &BTreeSet::new(), SIZE);
        let bytes: usize = plan.shapes.iter().map(|it| it.fill.len() + it.line.len() + it.before.len()).sum();
        assert!(bytes < 100_000, "one path a series, and short: {bytes}");
    }
}
