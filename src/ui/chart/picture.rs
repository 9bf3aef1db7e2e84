//! A chart as a picture to keep: the same drawing on a canvas, with title, range and legend.

use leptos::prelude::*;

use super::plan::{Plan, Shape, Size, plan};
use super::scene::Scene;
use super::ticks::ticks;
use super::words::summary;
use crate::web::canvas::{Align, Drawing, Mark, Paint};
use crate::web::document;

/// The picture and the drawing in it, in pixels of the picture.
const WIDTH: f64 = 1600.0;
const PLOT: Size = Size { width: 1400.0, height: 560.0 };
const LEFT: f64 = 140.0;
const TOP: f64 = 130.0;
/// So much room for each line of the legend, and so many names in it.
const LEGEND_LINE: f64 = 40.0;
const NAMES_IN_A_LINE: usize = 4;
const TIMES: usize = 10;

/// The colours of the theme that is shown, as the browser works them out.
struct Colours {
    text: String,
    muted: String,
    line: String,
    bad: String,
    series: Vec<String>,
    other: String,
}

/// The dashes of a series, as `style/chart.css` has them, in pixels of the picture.
pub(super) const DASHES: [&[f64]; 4] = [&[], &[14.0, 6.0], &[4.0, 6.0], &[14.0, 6.0, 4.0, 6.0]];
/// So many colours there are; together with the dashes, each of twelve series is drawn in its own way.
pub(super) const COLOURS: usize = 6;

impl Colours {
    fn get() -> Self {
        let of = document::colour;
        Self {
            text: of("--text"),
            muted: of("--text-2"),
            line: of("--line"),
            bad: of("--bad"),
            series: (1..=COLOURS).map(|it| of(&format!("--chart-{it}"))).collect(),
            other: of("--chart-other"),
        }
    }

    fn of(&self, slot: Option<usize>) -> &str {
        slot.and_then(|it| self.series.get(it % COLOURS)).unwrap_or(&self.other)
    }
}

/// Draws the chart as it is seen now, without what is hidden.
pub(super) fn picture(scene: Scene) -> Drawing {
    let colours = Colours::get();
    let (title, zone) = (scene.title.get_value(), scene.zone.get_untracked());
    let offset = move |at| zone.offset(at);
    let hidden = scene.hidden.get_untracked();
    let (plan, about, names) = scene.data.with_untracked(|data| {
        let plan = plan(data, scene.kind, scene.unit, &hidden, PLOT);
        let is_hidden = |key: &str| hidden.contains(key);
        let about = summary(data, scene.kind, scene.unit, &zone.name(), is_hidden, &offset);
        let shown = data.series.iter().zip(data.slots()).filter(|(it, _)| !is_hidden(&it.key));
        (plan, about, shown.map(|(it, slot)| (it.name.clone(), slot)).collect::<Vec<_>>())
    });
    let times = ticks(plan.frame.from, plan.frame.to, TIMES, &offset);
    let lines = if names.len() > 1 { names.len().div_ceil(NAMES_IN_A_LINE) } else { 0 };
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    let height = TOP + PLOT.height + 80.0 + lines as f64 * LEGEND_LINE;
    let mut marks = vec![
        text(&format!("{title}, {}", scene.unit.name), (40.0, 56.0), 32.0, &colours.text, Align::Start),
        text(&about, (40.0, 94.0), 18.0, &colours.muted, Align::Start),
    ];
    marks.extend(axes(&plan, &colours));
    for time in times {
        let x = LEFT + plan.frame.x(time.at);
        marks.push(text(&time.label, (x, TOP + PLOT.height + 30.0), 18.0, &colours.muted, Align::Middle));
    }
    marks.extend(plan.shapes.iter().flat_map(|it| drawn(it, &colours)));
    marks.extend(legend(&names, height, &colours));
    Drawing { width: WIDTH, height, background: document::colour("--surface"), marks }
}

fn axes(plan: &Plan, colours: &Colours) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (value, label) in &plan.values {
        let y = plan.frame.y(*value);
        marks.push(stroke(format!("M0 {y:.0}H{}", PLOT.width), &colours.line, 1.5, &[]));
        marks.push(text(label, (LEFT - 14.0, TOP + y + 6.0), 18.0, &colours.muted, Align::End));
    }
    if let Some(from) = plan.partial {
        let left = plan.frame.x(from).clamp(0.0, PLOT.width);
        marks.push(stroke(hatching(left), &colours.line, 2.0, &[]));
    }
    if let Some(limit) = plan.limit {
        marks.push(stroke(
            format!("M0 {:.0}H{}", plan.frame.y(limit), PLOT.width),
            &colours.bad,
            2.5,
            &[10.0, 6.0],
        ));
    }
    marks
}

/// Slanted lines from `left` to the right edge.
fn hatching(left: f64) -> String {
    const APART: f64 = 14.0;
    let (width, height) = (PLOT.width - left, PLOT.height);
    let mut outline = String::new();
    let mut at = APART;
    while at < width + height {
        let (x, y) = if at > width { (width, at - width) } else { (at, 0.0) };
        let (end_x, end_y) = if at > height { (at - height, height) } else { (0.0, at) };
        outline.push_str(&format!("M{:.0} {y:.0}L{:.0} {end_y:.0}", left + x, left + end_x));
        at += APART;
    }
    outline
}

fn drawn(shape: &Shape, colours: &Colours) -> Vec<Mark> {
    let colour = colours.of(shape.slot);
    let dash = shape.slot.map_or(&[][..], |slot| DASHES[slot % DASHES.len()]);
    let mut marks = Vec::new();
    if !shape.fill.is_empty() {
        let opacity = if shape.line.is_empty() { 0.85 } else { 0.16 };
        let fill = Paint { colour: colour.to_owned(), opacity };
        marks.push(Mark::Fill { outline: shape.fill.clone(), at: (LEFT, TOP), fill });
    }
    if !shape.before.is_empty() {
        marks.push(stroke(shape.before.clone(), colour, 2.0, &[6.0, 8.0]));
    }
    if !shape.line.is_empty() {
        marks.push(stroke(shape.line.clone(), colour, 3.5, dash));
    }
    marks
}

fn legend(names: &[(String, Option<usize>)], height: f64, colours: &Colours) -> Vec<Mark> {
    let mut marks = Vec::new();
    if names.len() < 2 {
        return marks;
    }
    let lines = names.len().div_ceil(NAMES_IN_A_LINE);
    for (place, (name, slot)) in names.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a few names")]
        let (column, line) = ((place % NAMES_IN_A_LINE) as f64, (lines - place / NAMES_IN_A_LINE) as f64);
        let x = 40.0 + column * (WIDTH - 80.0) / 4.0;
        let y = height - line * LEGEND_LINE + 10.0;
        let dash = slot.map_or(&[][..], |slot| DASHES[slot % DASHES.len()]);
        let outline = format!("M0 0H{:.0}", 40.0);
        let paint = Paint { colour: colours.of(*slot).to_owned(), opacity: 1.0 };
        marks.push(Mark::Line { outline, at: (x, y - 6.0), paint, width: 4.0, dash: dash.to_vec() });
        let short: String = name.chars().take(34).collect();
        marks.push(text(&short, (x + 52.0, y), 18.0, &colours.text, Align::Start));
    }
    marks
}

fn text(text: &str, at: (f64, f64), size: f64, colour: &str, align: Align) -> Mark {
    Mark::Text { text: text.to_owned(), at, size, colour: colour.to_owned(), align }
}

fn stroke(outline: String, colour: &str, width: f64, dash: &[f64]) -> Mark {
    let paint = Paint { colour: colour.to_owned(), opacity: 1.0 };
    Mark::Line { outline, at: (LEFT, TOP), paint, width, dash: dash.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hatching_stays_within_the_drawing() {
        let outline = hatching(1300.0);
        let numbers = outline.split(['M', 'L', ' ']).filter_map(|it| it.parse::<f64>().ok());
        let pairs: Vec<f64> = numbers.collect();
        assert!(pairs.len() > 100);
        for pair in pairs.chunks(2) {
            assert!((1300.0..=1400.0).contains(&pair[0]) && (0.0..=560.0).contains(&pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn twelve_series_are_drawn_in_twelve_ways() {
        let ways: std::collections::BTreeSet<_> =
            (0..12).map(|slot| (slot % COLOURS, slot % DASHES.len())).collect();
        assert_eq!(ways.len(), 12);
    }
}
