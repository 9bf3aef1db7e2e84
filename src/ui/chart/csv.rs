//! The numbers of a chart as a file for spreadsheets (RFC 4180).

use super::data::{ChartData, Series};
use super::ticks::Offset;
use super::unit::Unit;
use super::zone::iso;

/// A row for each point: its time with the zone's offset, a value for each series, whether the values may still grow.
/// What is not known is empty, so that a gap stays a gap.
pub(super) fn csv(data: &ChartData, unit: Unit, zone: &str, offset: Offset<'_>) -> String {
    let unit = if unit.name.is_empty() { String::new() } else { format!(" ({})", unit.name) };
    let mut head = vec![format!("time ({zone})")];
    for series in &data.series {
        head.push(format!("{}{unit}", series.name));
        if !series.before.is_empty() {
            head.push(format!("{}, period before{unit}", series.name));
        }
    }
    head.push("complete".to_owned());
    let mut text = String::new();
    push_row(&mut text, &head);
    for (at, time) in data.times.iter().enumerate() {
        let mut row = vec![iso(*time, offset(*time))];
        row.extend(data.series.iter().flat_map(|series| cells(series, at)));
        row.push(if data.is_complete(at) { "yes" } else { "no" }.to_owned());
        push_row(&mut text, &row);
    }
    text
}

fn cells(series: &Series, at: usize) -> impl Iterator<Item = String> {
    let known = |values: &[Option<f64>]| {
        values.get(at).copied().flatten().map(|it| it.to_string()).unwrap_or_default()
    };
    let before = (!series.before.is_empty()).then(|| known(&series.before));
    [known(&series.values)].into_iter().chain(before)
}

fn push_row(text: &mut String, cells: &[String]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        push_cell(text, cell);
    }
    text.push_str("\r\n");
}

fn push_cell(text: &mut String, cell: &str) {
    // A spreadsheet would run a name that begins so as a formula. A number may have a minus.
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t']) && cell.parse::<f64>().is_err();
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\r', '\n']) {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(&cell);
    }
}

/// A file's name of a chart's title: letters and digits, and a line between.
pub(super) fn file_name(title: &str, data: &ChartData, offset: Offset<'_>, ending: &str) -> String {
    let words = title.to_lowercase();
    let words: Vec<_> =
        words.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let day = |at: i64| iso(at, offset(at)).chars().take(10).collect::<String>();
    format!("{}_{}_{}.{ending}", words.join("-"), day(data.from), day(data.to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn data() -> ChartData {
        let series = |name: &str, values: &[Option<f64>], before: &[Option<f64>]| Series {
            key: name.to_owned(),
            name: name.to_owned(),
            values: values.to_vec(),
            before: before.to_vec(),
        };
        ChartData {
            to: 2 * HOUR,
            times: vec![0, HOUR],
            step: HOUR,
            series: vec![
                series("vmagent \"prod\", eu", &[Some(0.5), None], &[]),
                series("=HYPERLINK(1)", &[Some(-3.0), Some(41_800.25)], &[Some(1.0), None]),
            ],
            complete_until: Some(HOUR),
            ..ChartData::default()
        }
    }

    #[test]
    fn the_text_is_rfc_4180_with_units_and_zone() {
        let text = csv(&data(), Unit::si("samples/s"), "Europe/Berlin", &|_| HOUR);
        let lines: Vec<_> = text.split("\r\n").collect();
        assert_eq!(
            lines,
            [
                "time (Europe/Berlin),\"vmagent \"\"prod\"\", eu (samples/s)\",'=HYPERLINK(1) (samples/s),\
                 \"'=HYPERLINK(1), period before (samples/s)\",complete",
                "1970-01-01T01:00:00+01:00,0.5,-3,1,yes",
                "1970-01-01T02:00:00+01:00,,41800.25,,no",
                "",
            ]
        );
    }

    #[test]
    fn the_file_is_named_by_what_it_shows() {
        let name = file_name("Requests, by token", &data(), &|_| -HOUR, "csv");
        assert_eq!(name, "requests-by-token_1969-12-31_1970-01-01.csv");
    }
}
