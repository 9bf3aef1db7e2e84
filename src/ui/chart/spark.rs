//! A line so small that it fits into a row of a table.

use leptos::prelude::*;

use super::shape::{Frame, area, line};

const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 64.0;
/// Free above the highest point, so that its line is whole.
const ABOVE: f64 = 1.1;

/// The course of a few values, told in words to those who can't see it. Less than two that are known are no course, and
/// nothing is drawn.
#[component]
pub fn Sparkline(
    /// The values, from the oldest to the newest, at equal distances; none where nothing is known.
    #[prop(into)]
    values: Signal<Vec<Option<f64>>>,
    /// What it shows, with its number: "1,204 requests in 24 h".
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let paths = Memo::new(move |_| values.with(|values| outlines(values)));
    let course = move |(area, line): (String, String)| {
        view! {
            <svg
                class="spark s1"
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                preserveAspectRatio="none"
                role="img"
                aria-label=move || label.get()
            >
                <path class="chart-fill" d=area />
                <path class="chart-line" d=line />
            </svg>
        }
    };
    move || paths.get().map(course)
}

/// What is below the line, and the line.
fn outlines(values: &[Option<f64>]) -> Option<(String, String)> {
    values.iter().flatten().nth(1)?;
    let most = values.iter().flatten().fold(0.0, |most, it| f64::max(most, *it));
    let last = i64::try_from(values.len().saturating_sub(1)).unwrap_or(i64::MAX);
    let high = if most > 0.0 { most * ABOVE } else { 1.0 };
    let frame = Frame { from: 0, to: last, low: 0.0, high, width: WIDTH, height: HEIGHT };
    let times: Vec<i64> = (0..=last).collect();
    let edges: Vec<_> = values.iter().map(|it| it.map(|value| (0.0, value))).collect();
    Some((area(&frame, &times, &edges), line(&frame, &times, &edges)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn nothing_but_zeros_lies_on_the_ground() {
        assert_eq!(outlines(&[Some(0.0), Some(0.0)]).unwrap().1, "M0 64L240 64");
    }

    #[test]
    fn one_value_is_no_course() {
        for values in [&[][..], &[None, None], &[None, Some(1.0)]] {
            assert_eq!(outlines(values), None, "{values:?}");
        }
    }

    #[test]
    fn gaps_stay_gaps() {
        let (_, line) = outlines(&[Some(1.0), None, Some(2.2)]).unwrap();
        assert_eq!(line.matches('M').count(), 2);
    }
}
