//! When a limit will be reached, if what is shown goes on as it did. Pure.

use crate::ui::chart::ChartData;

/// A line through fewer points says nothing.
const FEWEST: usize = 10;
/// The line must explain this share of the ups and downs.
const CLEAR: f64 = 0.5;
/// The limit must be met within so many times the range that is shown.
const AHEAD: f64 = 10.0;

/// How it is computed, for people.
pub(super) const HOW: &str = "A forecast is a straight line through all complete points of the range (least squares), drawn on until \
     it meets the limit. It is shown only if the line explains at least half of the ups and downs, rises, and meets the \
     limit within ten times the range. It knows nothing of days and weeks: choose a range that shows what is usual for you.";

/// What is to come of a limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Forecast {
    /// The newest value is at the limit or above it.
    Reached,
    /// The limit will be met at this instant, in milliseconds since 1970.
    At(i64),
    /// Nothing can be said: there is no limit, or no clear rise towards it.
    None,
}

/// Draws the line for a chart of one series, whose newest value is `latest`.
pub(super) fn forecast(data: &ChartData, latest: Option<f64>) -> Forecast {
    let (Some(limit), Some(latest)) = (data.limit.as_ref().map(|it| it.value), latest) else {
        return Forecast::None;
    };
    if latest >= limit {
        return Forecast::Reached;
    }
    let [series] = data.series.as_slice() else { return Forecast::None };
    let points = data.times.iter().zip(&series.values).enumerate();
    #[expect(clippy::cast_precision_loss, reason = "spans are far below 2^53 ms")]
    let points: Vec<(f64, f64)> = points
        .filter(|(at, _)| data.is_complete(*at))
        .filter_map(|(_, (time, value))| Some(((time - data.from) as f64, (*value)?)))
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "spans are far below 2^53 ms")]
    let range = (data.to - data.from) as f64;
    match line(&points) {
        Some(line) if line.slope > 0.0 && line.explains >= CLEAR => {
            let meets = (limit - line.start) / line.slope;
            if (range..=range * (AHEAD + 1.0)).contains(&meets) {
                at(data.from, meets)
            } else {
                Forecast::None
            }
        }
        _ => Forecast::None,
    }
}

/// An instant so many milliseconds after another.
#[expect(clippy::cast_possible_truncation, reason = "at most eleven times a range")]
fn at(from: i64, after: f64) -> Forecast {
    Forecast::At(from + after.round() as i64)
}

struct Line {
    start: f64,
    slope: f64,
    /// The share of the ups and downs that it explains, 0 to 1.
    explains: f64,
}

/// The straight line that lies nearest to the points.
fn line(points: &[(f64, f64)]) -> Option<Line> {
    if points.len() < FEWEST {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a few hundred points")]
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|it| it.0), mean(|it| it.1));
    let sum = |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|it| of(it.0 - x, it.1 - y)).sum::<f64>();
    let (across, up, both) = (sum(&|dx, _| dx * dx), sum(&|_, dy| dy * dy), sum(&|dx, dy| dx * dy));
    (across > 0.0 && up > 0.0).then(|| {
        let slope = both / across;
        Line { start: y - slope * x, slope, explains: both * both / (across * up) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::chart::{Limit, Series};

    /// A hundred points, one a second.
    fn data(value: impl Fn(f64) -> f64, limit: Option<f64>) -> ChartData {
        let values = (0..100).map(|at| Some(value(f64::from(at)))).collect();
        ChartData {
            to: 100_000,
            times: (0..100).map(|at| at * 1000).collect(),
            step: 1000,
            series: vec![Series { values, ..Series::default() }],
            limit: limit.map(|value| Limit { value, name: String::new() }),
            ..ChartData::default()
        }
    }

    fn of(value: impl Fn(f64) -> f64, limit: f64) -> Forecast {
        let data = data(value, Some(limit));
        forecast(&data, data.series[0].values[99])
    }

    #[test]
    fn a_steady_rise_meets_the_limit() {
        assert_eq!(of(|at| 10.0 + at, 210.0), Forecast::At(200_000));
        let waves = |at: f64| 10.0 + at + 8.0 * (at / 3.0).sin();
        assert!(matches!(of(waves, 210.0), Forecast::At(at) if (190_000..210_000).contains(&at)));
    }

    #[test]
    fn without_a_trend_nothing_is_said() {
        assert_eq!(of(|_| 5.0, 10.0), Forecast::None, "level");
        assert_eq!(of(|at| 50.0 - at / 10.0, 60.0), Forecast::None, "falling");
        assert_eq!(of(|at| 5.0 + (at / 3.0).sin(), 10.0), Forecast::None, "up and down");
        assert_eq!(of(|at| 10.0 + at / 100.0, 1000.0), Forecast::None, "too far ahead");
    }

    #[test]
    fn at_the_limit_it_is_reached() {
        assert_eq!(of(|at| 10.0 + at, 109.0), Forecast::Reached);
    }

    #[test]
    fn without_a_limit_or_enough_points_nothing_is_said() {
        let free = data(|at| at, None);
        assert_eq!(forecast(&free, Some(99.0)), Forecast::None);
        let mut few = data(|at| at, Some(500.0));
        few.series[0].values.iter_mut().skip(5).for_each(|it| *it = None);
        assert_eq!(forecast(&few, Some(4.0)), Forecast::None);
        let mut open = data(|at| at, Some(500.0));
        open.complete_until = Some(5000);
        assert_eq!(forecast(&open, Some(4.0)), Forecast::None, "what may still grow does not count");
    }
}
