//! Pictures to keep.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlCanvasElement};

#[wasm_bindgen]
extern "C" {
    /// What draws on a canvas: as much of it as is used here.
    #[wasm_bindgen(js_name = CanvasRenderingContext2D)]
    type Context;

    #[wasm_bindgen(method, setter, js_name = fillStyle)]
    fn set_fill_style(this: &Context, colour: &str);
    #[wasm_bindgen(method, setter, js_name = strokeStyle)]
    fn set_stroke_style(this: &Context, colour: &str);
    #[wasm_bindgen(method, setter, js_name = globalAlpha)]
    fn set_opacity(this: &Context, opacity: f64);
    #[wasm_bindgen(method, setter, js_name = lineWidth)]
    fn set_line_width(this: &Context, width: f64);
    #[wasm_bindgen(method, setter, js_name = lineCap)]
    fn set_line_ends(this: &Context, shape: &str);
    #[wasm_bindgen(method, setter, js_name = lineJoin)]
    fn set_line_corners(this: &Context, shape: &str);
    #[wasm_bindgen(method, setter)]
    fn set_font(this: &Context, font: &str);
    #[wasm_bindgen(method, setter, js_name = textAlign)]
    fn set_text_align(this: &Context, align: &str);
    #[wasm_bindgen(method, js_name = setLineDash)]
    fn set_dashes(this: &Context, lengths: &Array);
    #[wasm_bindgen(method)]
    fn save(this: &Context);
    #[wasm_bindgen(method)]
    fn restore(this: &Context);
    #[wasm_bindgen(method)]
    fn translate(this: &Context, x: f64, y: f64);
    #[wasm_bindgen(method, js_name = fillRect)]
    fn fill_rect(this: &Context, x: f64, y: f64, width: f64, height: f64);
    #[wasm_bindgen(method, js_name = fillText)]
    fn fill_text(this: &Context, text: &str, x: f64, y: f64);
    #[wasm_bindgen(method)]
    fn fill(this: &Context, outline: &Outline);
    #[wasm_bindgen(method)]
    fn stroke(this: &Context, outline: &Outline);

    #[wasm_bindgen(js_name = Path2D)]
    type Outline;

    #[wasm_bindgen(constructor, js_class = "Path2D")]
    fn new(path: &str) -> Outline;
}

/// A picture: what is drawn on it, from the bottom up.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// In pixels.
    pub width: f64,
    /// In pixels.
    pub height: f64,
    /// The colour below everything, as CSS writes it.
    pub background: String,
    /// What is drawn.
    pub marks: Vec<Mark>,
}

/// A colour and how much of what is below shows through.
#[derive(Clone, Debug, PartialEq)]
pub struct Paint {
    /// As CSS writes it.
    pub colour: String,
    /// 0 is nothing, 1 is all.
    pub opacity: f64,
}

/// Something drawn. An `outline` is written as in an SVG path, from the point `at` on.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// The line along an outline.
    Line {
        /// The outline.
        outline: String,
        /// Where it begins to count.
        at: (f64, f64),
        /// The line's colour.
        paint: Paint,
        /// How thick it is.
        width: f64,
        /// Lengths of dashes and of what is between them; none for a line without.
        dash: Vec<f64>,
    },
    /// What is within an outline.
    Fill {
        /// The outline.
        outline: String,
        /// Where it begins to count.
        at: (f64, f64),
        /// Its colour.
        fill: Paint,
    },
    /// A line of text.
    Text {
        /// What is written.
        text: String,
        /// Where its base line is.
        at: (f64, f64),
        /// How high letters are.
        size: f64,
        /// As CSS writes it.
        colour: String,
        /// Which part of it is at that point.
        align: Align,
    },
}

/// The part of a text that is at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// Saves a drawing as a file named `name`.
///
/// # Errors
/// What the browser says, when it cannot make the picture or the file.
pub async fn save_png(name: &str, drawing: Drawing) -> Result<(), String> {
    let blob = png(&drawing).await.map_err(|thrown| super::reason(&thrown))?;
    super::download::save_blob(name, &blob).map_err(|thrown| super::reason(&thrown))
}

async fn png(drawing: &Drawing) -> Result<Blob, JsValue> {
    let canvas: HtmlCanvasElement = leptos::prelude::document().create_element("canvas")?.unchecked_into();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand pixels")]
    let [width, height] = [drawing.width, drawing.height].map(|it| it.max(1.0) as u32);
    canvas.set_width(width);
    canvas.set_height(height);
    let context: Context =
        canvas.get_context("2d")?.ok_or("This browser draws no pictures.")?.unchecked_into();
    context.set_fill_style(&drawing.background);
    context.fill_rect(0.0, 0.0, drawing.width, drawing.height);
    context.set_line_ends("round");
    context.set_line_corners("round");
    drawing.marks.iter().for_each(|mark| draw(&context, mark));
    let made = Promise::new(&mut |done: Function, failed: Function| {
        let callback = Closure::once_into_js(move |blob: JsValue| {
            let _ = done.call1(&JsValue::NULL, &blob);
        });
        if let Err(thrown) = canvas.to_blob(callback.unchecked_ref()) {
            let _ = failed.call1(&JsValue::NULL, &thrown);
        }
    });
    JsFuture::from(made).await?.dyn_into().map_err(|_| JsValue::from_str("The picture is too large."))
}

fn draw(context: &Context, mark: &Mark) {
    context.save();
    match mark {
        Mark::Line { outline, at, paint, width, dash } => {
            context.translate(at.0, at.1);
            context.set_opacity(paint.opacity);
            context.set_stroke_style(&paint.colour);
            context.set_line_width(*width);
            context.set_dashes(&dash.iter().copied().map(JsValue::from_f64).collect());
            context.stroke(&Outline::new(outline));
        }
        Mark::Fill { outline, at, fill } => {
            context.translate(at.0, at.1);
            context.set_opacity(fill.opacity);
            context.set_fill_style(&fill.colour);
            context.fill(&Outline::new(outline));
        }
        Mark::Text { text, at, size, colour, align } => {
            context.set_font(&format!("{size}px system-ui, sans-serif"));
            context.set_fill_style(colour);
            context.set_text_align(match align {
                Align::Start => "start",
                Align::Middle => "center",
                Align::End => "end",
            });
            context.fill_text(text, at.0, at.1);
        }
    }
    context.restore();
}
