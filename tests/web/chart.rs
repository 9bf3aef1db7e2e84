//! Charts: axes, keys, the shared cursor, legend, table, zoom.

use std::sync::Arc;

use js_sys::Reflect;
use keyhouse_console::ui::chart::{
    Chart, ChartData, Kind, Limit, Series, Sparkline, Unit, Zone, provide_cursor,
};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::stage::{Stage, attribute, click, key, key_with_shift, settle, until};

const HOUR: i64 = 3_600_000;
/// 21 November 2026, 00:00 UTC.
const MIDNIGHT: i64 = 1_795_219_200_000;

fn series(name: &str, values: &[Option<f64>]) -> Series {
    Series { key: name.to_owned(), name: name.to_owned(), values: values.to_vec(), before: Vec::new() }
}

/// Six hours, a point an hour, with a gap.
fn data() -> ChartData {
    ChartData {
        from: MIDNIGHT,
        to: MIDNIGHT + 6 * HOUR,
        times: (0..6).map(|hour| MIDNIGHT + hour * HOUR).collect(),
        step: HOUR,
        series: vec![
            series("grafana", &[Some(1.0), Some(2.0), None, Some(4.0), Some(3.0), Some(2.0)]),
            series("vmagent", &[Some(9.0), Some(8.0), Some(7.0), Some(1.0), Some(5.0), Some(6.0)]),
        ],
        limit: Some(Limit { value: 12.0, name: "tier limit".to_owned() }),
        complete_until: Some(MIDNIGHT + 5 * HOUR),
    }
}

/// Two charts of the same data, and what they were asked to look closer at.
async fn two(data: RwSignal<Arc<ChartData>>, zoomed: RwSignal<Option<(i64, i64)>>) -> Stage {
    Stage::new(move || {
        provide_cursor();
        let on_zoom = move |range| zoomed.set(Some(range));
        let unit = Unit::si("requests/s");
        view! {
            <Chart title="Requests" kind=Kind::Line unit data zone=Zone::Utc on_zoom />
            <Chart title="Errors" kind=Kind::StackedArea unit data zone=Zone::Utc />
        }
    })
    .await
}

async fn plain() -> Stage {
    two(RwSignal::new(Arc::new(data())), RwSignal::new(None)).await
}

fn texts(stage: &Stage, selector: &str) -> Vec<String> {
    stage.query(selector).iter().map(|it| it.inner_text().trim().to_owned()).collect()
}

fn slider(stage: &Stage, title: &str) -> HtmlElement {
    stage.get("slider", &format!("{title}: points in time"))
}

/// What the slider of a chart says.
fn said(stage: &Stage, title: &str) -> String {
    attribute(&slider(stage, title), "aria-valuetext")
}

/// The tooltips that can be seen, line by line.
fn tips(stage: &Stage) -> Vec<Vec<String>> {
    let tips = stage.query(".chart-tip").into_iter().filter(|it| it.get_client_rects().length() > 0);
    let lines = |it: HtmlElement| {
        it.inner_text().split('\n').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
    };
    tips.map(lines).collect()
}

/// A pointer's event at a share of the width of a chart.
async fn pointer(on: &HtmlElement, name: &str, share: f64, pressed: bool) {
    let area = on.get_bounding_client_rect();
    let options = js_sys::Object::new();
    let set = |name: &str, value: JsValue| Reflect::set(&options, &name.into(), &value).unwrap();
    set("clientX", (area.left() + area.width() * share).round().into());
    set("buttons", u32::from(pressed).into());
    set("bubbles", true.into());
    let class = Reflect::get(&window(), &"PointerEvent".into()).unwrap().unchecked_into::<js_sys::Function>();
    let arguments = js_sys::Array::of2(&name.into(), &options);
    let event = Reflect::construct(&class, &arguments).unwrap().unchecked_into::<web_sys::Event>();
    on.dispatch_event(&event).unwrap();
    settle().await;
}

#[wasm_bindgen_test]
async fn the_axes_have_round_numbers_and_natural_times() {
    let stage = plain().await;
    assert_eq!(texts(&stage, "figure:first-of-type .chart-values span"), ["0", "5", "10", "15"]);
    let times = texts(&stage, "figure:first-of-type .chart-times span");
    assert!(times.contains(&"21 Nov".to_owned()) && times.contains(&"03:00".to_owned()), "{times:?}");
    assert_eq!(texts(&stage, "figure:first-of-type .chart-limit-label"), ["tier limit"]);
    assert_eq!(stage.query("figure:first-of-type .chart-partial").len(), 1);
    assert_eq!(
        stage.query("figure:first-of-type .chart-line").len(),
        4,
        "a path a series, and one in the legend"
    );
    let line = attribute(&stage.query("figure:first-of-type .chart-plot .chart-line")[0], "d");
    assert_eq!(line.matches('M').count(), 2, "the gap is a gap: {line}");
}

#[wasm_bindgen_test]
async fn a_sentence_sums_the_chart_up_for_everybody() {
    let stage = plain().await;
    let expected = "21 Nov 2026, 00:00 to 06:00 (UTC). 2 series; highest vmagent, 9 requests/s at 00:00. That is 75% of the \
                    tier limit, 12 requests/s. Not complete after 05:00.";
    assert_eq!(texts(&stage, ".chart-summary")[0], expected);
    let slider = slider(&stage, "Requests");
    assert_eq!(crate::stage::referred(&slider, "aria-describedby"), expected);
}

#[wasm_bindgen_test]
async fn keys_walk_the_points_of_all_charts() {
    let stage = plain().await;
    slider(&stage, "Requests").focus().unwrap();
    key("Home").await;
    assert_eq!(said(&stage, "Requests"), "00:00: vmagent 9 requests/s, grafana 1 requests/s");
    key("ArrowRight").await;
    key("ArrowRight").await;
    assert_eq!(said(&stage, "Requests"), "02:00: vmagent 7 requests/s, grafana no data");
    assert_eq!(said(&stage, "Errors"), said(&stage, "Requests"), "one cursor for both");
    assert_eq!(tips(&stage).len(), 1, "and the one that is pointed at tells the values");
    key("End").await;
    assert_eq!(
        said(&stage, "Requests"),
        "05:00: vmagent 6 requests/s, grafana 2 requests/s, not complete yet"
    );
    assert_eq!(attribute(&slider(&stage, "Requests"), "aria-valuenow"), "5");
    key("Escape").await;
    assert_eq!(tips(&stage).len(), 0);
}

#[wasm_bindgen_test]
async fn the_values_are_sorted_and_stay_where_they_are_pinned() {
    let stage = plain().await;
    let errors = slider(&stage, "Errors");
    pointer(&errors, "pointermove", 0.51, false).await;
    let expected = [
        "21 Nov 2026, 03:00 UTC",
        "grafana",
        "4 requests/s",
        "vmagent",
        "1 requests/s",
        "All together",
        "5 requests/s",
    ];
    assert_eq!(tips(&stage)[0].join(" "), expected.join(" "));
    pointer(&errors, "pointerdown", 0.51, true).await;
    pointer(&errors, "pointerup", 0.51, false).await;
    pointer(&errors, "pointermove", 0.1, false).await;
    pointer(&errors, "pointerleave", 0.1, false).await;
    assert_eq!(tips(&stage)[0][0], expected[0], "pinned");
    assert!(stage.has("group", "Values at the cursor"));
    click(&stage.get("button", "Let go of the values")).await;
    assert!(tips(&stage).is_empty());
    pointer(&errors, "pointermove", 0.1, false).await;
    pointer(&errors, "pointerleave", 0.1, false).await;
    assert!(tips(&stage).is_empty(), "unpinned, it goes with the pointer");
}

#[wasm_bindgen_test]
async fn to_move_the_cursor_draws_nothing() {
    let stage = plain().await;
    let paths = stage.query("path");
    let requests = slider(&stage, "Requests");
    for step in 0..20 {
        pointer(&requests, "pointermove", f64::from(step) / 20.0, false).await;
    }
    let after = stage.query(".chart-plot path");
    assert!(after.iter().all(|path| paths.contains(path)), "the same elements are still there");
}

#[wasm_bindgen_test]
async fn the_legend_isolates_and_a_second_key_toggles() {
    let stage = plain().await;
    let button = |name: &str| {
        let of_first = stage.query("figure:first-of-type .chart-legend button");
        of_first.into_iter().find(|it| it.inner_text().trim() == name).unwrap()
    };
    let pressed = || ["grafana", "vmagent"].map(|name| attribute(&button(name), "aria-pressed") == "true");
    click(&button("grafana")).await;
    assert_eq!(pressed(), [true, false]);
    assert_eq!(
        texts(&stage, "figure:first-of-type .chart-values span").last().unwrap(),
        "15",
        "the limit is still near"
    );
    assert!(
        texts(&stage, ".chart-summary")[0]
            .contains("Latest 2 requests/s at 05:00, lowest 1 requests/s at 00:00")
    );
    assert_eq!(stage.query("figure:first-of-type .chart-plot .chart-line").len(), 1);
    click(&button("grafana")).await;
    assert_eq!(pressed(), [true, true], "a second press brings all back");
    button("vmagent").focus().unwrap();
    key_with_shift("Enter").await;
    assert_eq!(pressed(), [true, false]);
    key_with_shift("Enter").await;
    assert_eq!(pressed(), [true, true]);
    assert_eq!(stage.query("figure:last-of-type .chart-plot .chart-line").len(), 2, "each chart has its own");
}

#[wasm_bindgen_test]
async fn the_same_numbers_are_a_table() {
    let stage = plain().await;
    click(&stage.get("button", "Actions for Requests")).await;
    click(&stage.get("menuitem", "Show as table")).await;
    assert_eq!(stage.query("caption")[0].text_content().unwrap(), "Requests, requests/s");
    assert_eq!(stage.names("columnheader"), ["Time", "grafana", "vmagent"]);
    let rows = stage.names("rowheader");
    assert_eq!(rows.len(), 6);
    assert_eq!(rows[0], "21 Nov 2026, 00:00");
    assert!(rows[5].contains("Not complete yet"), "{rows:?}");
    assert_eq!(stage.names("cell")[4..6], ["–", "7"], "a gap is no zero");
    click(&stage.query("th button")[2]).await;
    assert_eq!(stage.names("rowheader")[0], "21 Nov 2026, 03:00", "the lowest first");
    click(&stage.get("button", "Actions for Requests")).await;
    click(&stage.get("menuitem", "Show as chart")).await;
    assert!(stage.has("slider", "Requests: points in time"));
}

#[wasm_bindgen_test]
async fn numbers_and_picture_are_saved_by_title_and_range() {
    let saved = RwSignal::new(Vec::new());
    let stage = Stage::new(move || {
        let (data, unit) = (Signal::stored(Arc::new(data())), Unit::si("requests/s"));
        let on_saved = move |it| saved.update(|all| all.push(it));
        view! { <Chart title="Requests by token" kind=Kind::StackedArea unit data zone=Zone::Utc on_saved /> }
    })
    .await;
    for (at, (entry, ending)) in [("Save as CSV", "csv"), ("Save as PNG", "png")].into_iter().enumerate() {
        click(&stage.get("button", "Actions for Requests by token")).await;
        let item = stage.all("menuitem").into_iter().find(|it| it.inner_text().contains(entry)).unwrap();
        click(&item).await;
        until(entry, || saved.with_untracked(Vec::len) > at).await;
        let name = format!("requests-by-token_2026-11-21_2026-11-21.{ending}");
        assert_eq!(saved.with_untracked(|all| all[at].clone()), Ok(name));
    }
}

#[wasm_bindgen_test]
async fn a_drag_looks_closer_and_so_does_the_keyboard() {
    let zoomed = RwSignal::new(None);
    let stage = two(RwSignal::new(Arc::new(data())), zoomed).await;
    let requests = slider(&stage, "Requests");
    pointer(&requests, "pointerdown", 0.75, true).await;
    pointer(&requests, "pointermove", 0.25, true).await;
    pointer(&requests, "pointerup", 0.25, false).await;
    let (from, to) = zoomed.get_untracked().unwrap();
    for (found, hour) in [(from, 1.5), (to, 4.5)] {
        #[expect(clippy::cast_precision_loss, reason = "a few hours")]
        let hours = (found - MIDNIGHT) as f64 / HOUR as f64;
        assert!((hours - hour).abs() < 0.05, "{hours}");
    }
    requests.focus().unwrap();
    key("Home").await;
    key_with_shift("ArrowRight").await;
    key_with_shift("ArrowRight").await;
    key("Enter").await;
    assert_eq!(zoomed.get_untracked(), Some((MIDNIGHT, MIDNIGHT + 2 * HOUR)));
    zoomed.set(None);
    key("Home").await;
    key_with_shift("End").await;
    key("Escape").await;
    key("Enter").await;
    assert_eq!(zoomed.get_untracked(), None, "Escape lets go of what was chosen");
}

#[wasm_bindgen_test]
async fn new_data_is_drawn_and_no_data_is_said() {
    let signal = RwSignal::new(Arc::new(data()));
    let stage = two(signal, RwSignal::new(None)).await;
    signal.set(Arc::new(ChartData {
        series: vec![series("grafana", &[Some(400.0); 6])],
        limit: None,
        ..data()
    }));
    settle().await;
    assert_eq!(texts(&stage, "figure:first-of-type .chart-values span").last().unwrap(), "400");
    assert!(stage.query(".chart-legend button").is_empty(), "one series needs no legend");
    signal.set(Arc::new(ChartData { series: Vec::new(), ..data() }));
    settle().await;
    assert!(stage.text().contains("No data in this range."));
}

#[wasm_bindgen_test]
async fn more_than_twelve_series_are_added_up_in_one() {
    let mut many = data();
    many.series = (0..20).map(|at| series(&format!("token {at:02}"), &[Some(f64::from(at)); 6])).collect();
    let stage = two(RwSignal::new(Arc::new(many.folded())), RwSignal::new(None)).await;
    let names = texts(&stage, "figure:first-of-type .chart-legend button");
    assert_eq!((names.len(), names[12].as_str()), (13, "Other (8)"));
    let classes: std::collections::BTreeSet<_> = stage
        .query("figure:first-of-type .chart-legend svg")
        .iter()
        .map(|it| attribute(it, "class"))
        .collect();
    assert_eq!(classes.len(), 13, "each is drawn in its own way");
}

#[wasm_bindgen_test]
async fn eight_charts_of_a_thousand_points_are_drawn_at_once() {
    let times: Vec<i64> = (0..1000).map(|at| MIDNIGHT + at * 60_000).collect();
    let values: Vec<_> = (0..1000).map(|at| Some(f64::from(at % 97))).collect();
    let large = ChartData {
        to: MIDNIGHT + 1000 * 60_000,
        times,
        step: 60_000,
        series: vec![series("all", &values)],
        ..data()
    };
    let signal = Signal::stored(Arc::new(large));
    let stage = Stage::new(move || {
        provide_cursor();
        let chart = |at: u32| {
            view! { <Chart title=format!("Chart {at}") kind=Kind::Area unit=Unit::si("") data=signal zone=Zone::Utc /> }
        };
        (0..8).map(chart).collect_view()
    })
    .await;
    assert_eq!(stage.query(".chart-plot .chart-line").len(), 8);
    let points = attribute(&stage.query(".chart-plot .chart-line")[0], "d").matches(['M', 'L']).count();
    assert_eq!(points, 1000);
}

#[wasm_bindgen_test]
async fn a_small_line_says_what_it_shows() {
    let values = RwSignal::new(vec![Some(0.0), None, Some(3.0), Some(1.0)]);
    let stage = Stage::new(move || view! { <Sparkline values label="1,204 requests in 24 h" /> }).await;
    let spark = &stage.query("svg.spark")[0];
    assert_eq!(
        (attribute(spark, "role"), attribute(spark, "aria-label")),
        ("img".into(), "1,204 requests in 24 h".into())
    );
    assert_eq!(attribute(&stage.query(".chart-line")[0], "d").matches('M').count(), 2);
    values.set(vec![None, Some(3.0)]);
    settle().await;
    assert!(stage.query("svg.spark").is_empty(), "one value is no course");
}
