//! Values to the outlines that SVG and canvas draw.

use std::fmt::Write;

/// A line has no more points than this: more than four a column of a wide screen show nothing more.
const MOST_POINTS: usize = 2000;
/// So many columns a line with more points is looked at in.
const COLUMNS: f64 = 500.0;
/// What is free on each side of a bar, of its width.
const BETWEEN_BARS: f64 = 0.1;

/// Where values and instants are drawn, in whole units from the left upper corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    /// The instants at the left and the right edge, in milliseconds since 1970.
    pub(super) from: i64,
    pub(super) to: i64,
    /// The values at the lower and the upper edge.
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Frame {
    /// How far from the left an instant is.
    #[expect(clippy::cast_precision_loss, reason = "spans of time are far below 2^53 ms")]
    pub(super) fn x(&self, at: i64) -> f64 {
        (at - self.from) as f64 / (self.to - self.from).max(1) as f64 * self.width
    }

    /// How far from above a value is.
    pub(super) fn y(&self, value: f64) -> f64 {
        (self.high - value) / (self.high - self.low) * self.height
    }
}

/// A value's lower and upper edge; the line goes along the upper one.
pub(super) type Edge = Option<(f64, f64)>;

/// The line along the upper edges, broken at gaps. A point alone is a dot, with round ends.
pub(super) fn line(frame: &Frame, times: &[i64], edges: &[Edge]) -> String {
    let mut path = String::with_capacity(edges.len().min(MOST_POINTS) * 10);
    for run in runs(frame, times, edges) {
        trace(&mut path, run.iter().map(|point| (point.x, point.upper)), 'M');
        if run.len() == 1 {
            path.push_str("h0");
        }
    }
    path
}

/// What lies between the lower and the upper edges, broken at gaps.
pub(super) fn area(frame: &Frame, times: &[i64], edges: &[Edge]) -> String {
    let mut path = String::with_capacity(edges.len().min(MOST_POINTS) * 20);
    for run in runs(frame, times, edges) {
        trace(&mut path, run.iter().map(|point| (point.x, point.upper)), 'M');
        trace(&mut path, run.iter().rev().map(|point| (point.x, point.lower)), 'L');
        path.push('Z');
    }
    path
}

/// A bar for each value, from its instant on as wide as `step` milliseconds.
pub(super) fn bars(frame: &Frame, times: &[i64], edges: &[Edge], step: i64) -> String {
    let mut path = String::with_capacity(edges.len() * 24);
    for (at, edge) in times.iter().zip(edges) {
        let Some((lower, upper)) = edge else { continue };
        let (left, right) = (frame.x(*at).max(0.0), frame.x(at + step).min(frame.width));
        let free = (right - left) * BETWEEN_BARS;
        let [left, right] = [left + free, right - free].map(whole);
        let [lower, upper] = [*lower, *upper].map(|it| whole(frame.y(it)));
        // Writing to a text cannot fail.
        let _ = write!(path, "M{left} {lower}V{upper}H{right}V{lower}Z");
    }
    path
}

#[derive(Clone, Copy)]
struct Point {
    x: f64,
    lower: f64,
    upper: f64,
}

/// The points between gaps, no more of them than can be told apart.
fn runs(frame: &Frame, times: &[i64], edges: &[Edge]) -> Vec<Vec<Point>> {
    let is_dense = edges.len() > MOST_POINTS;
    let mut runs = Vec::new();
    let mut run = Vec::new();
    let mut end = |run: &mut Vec<Point>| {
        if !run.is_empty() {
            let points = std::mem::take(run);
            runs.push(if is_dense { thinned(&points, frame.width / COLUMNS) } else { points });
        }
    };
    for (at, edge) in times.iter().zip(edges) {
        match edge {
            Some((lower, upper)) => {
                run.push(Point { x: frame.x(*at), lower: frame.y(*lower), upper: frame.y(*upper) });
            }
            None => end(&mut run),
        }
    }
    end(&mut run);
    runs
}

/// Of each column the first, the highest, the lowest and the last point: the same picture with fewer points.
fn thinned(points: &[Point], column: f64) -> Vec<Point> {
    let mut kept = Vec::new();
    let same = |a: &Point, b: &Point| (a.x / column).floor() == (b.x / column).floor();
    for points in points.chunk_by(same) {
        let extreme = |better: fn(f64, f64) -> bool| {
            let mut best = 0;
            for (at, point) in points.iter().enumerate() {
                if better(point.upper, points[best].upper) {
                    best = at;
                }
            }
            best
        };
        let mut places = [0, extreme(|a, b| a < b), extreme(|a, b| a > b), points.len() - 1];
        places.sort_unstable();
        let mut last = None;
        for place in places {
            if last != Some(place) {
                kept.push(points[place]);
                last = Some(place);
            }
        }
    }
    kept
}

fn trace(path: &mut String, points: impl Iterator<Item = (f64, f64)>, first: char) {
    let mut letter = first;
    for (x, y) in points {
        // Writing to a text cannot fail.
        let _ = write!(path, "{letter}{} {}", whole(x), whole(y));
        letter = 'L';
    }
}

/// Whole units are fine enough, and half the text.
#[expect(clippy::cast_possible_truncation, reason = "within the frame, or cut off by it")]
fn whole(number: f64) -> i32 {
    number.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame { from: 0, to: 100, low: 0.0, high: 10.0, width: 1000.0, height: 100.0 };

    fn flat(values: &[Option<f64>]) -> Vec<Edge> {
        values.iter().map(|it| it.map(|value| (0.0, value))).collect()
    }

    #[test]
    fn a_line_is_broken_where_nothing_is_known() {
        let values = flat(&[Some(0.0), Some(10.0), None, Some(5.0), None]);
        assert_eq!(line(&FRAME, &[0, 25, 50, 75, 100], &values), "M0 100L250 0M750 50h0");
        assert_eq!(line(&FRAME, &[0], &[None]), "");
    }

    #[test]
    fn an_area_lies_on_its_lower_edge() {
        let edges = [Some((0.0, 5.0)), Some((2.0, 10.0)), None];
        assert_eq!(area(&FRAME, &[0, 50, 100], &edges), "M0 50L500 0L500 80L0 100Z");
    }

    #[test]
    fn bars_are_as_wide_as_their_step_and_end_at_the_edge() {
        let edges = flat(&[Some(5.0), None, Some(10.0)]);
        assert_eq!(bars(&FRAME, &[0, 40, 80], &edges, 40), "M40 100V50H360V100ZM820 100V0H980V100Z");
    }

    #[test]
    fn many_points_become_few_and_none_of_the_peaks_is_lost() {
        let points = 10_000_i32;
        let times: Vec<i64> = (0..i64::from(points)).collect();
        let frame = Frame { to: i64::from(points), width: 4000.0, ..FRAME };
        let values: Vec<_> =
            (0..points).map(|at| Some(if at == 4567 { 10.0 } else { f64::from(at % 2) })).collect();
        let path = line(&frame, &times, &flat(&values));
        let count = path.matches(['M', 'L']).count();
        assert!((500..=2000).contains(&count), "{count}");
        assert!(path.contains("L1827 0L"), "the one peak is there");
        assert!(path.starts_with("M0 100"), "and so is the first point");
    }

    #[test]
    fn a_thousand_points_stay_as_they_are() {
        let times: Vec<i64> = (0..1000).collect();
        let path = line(&Frame { to: 1000, ..FRAME }, &times, &flat(&vec![Some(1.0); 1000]));
        assert_eq!(path.matches(['M', 'L']).count(), 1000);
    }
}
