//! That the colours of a chart's series are told apart by people who see fewer colours too, in both themes.

use std::fs;
use std::path::Path;

/// Linear red, green and blue.
type Light = [f64; 3];

/// What is left of colours without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1).
const SIGHTS: [(&str, [Light; 3]); 4] = [
    ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "no red cones",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "no green cones",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "no blue cones",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];
/// How far apart two colours are at least, in `OKLab`: five times what is just seen side by side.
const APART: f64 = 0.1;
/// How much lighter or darker a line is than what it is drawn on (WCAG 2.2, 1.4.11).
const CONTRAST: f64 = 3.0;

/// The two values of a token, for light and dark.
fn token(css: &str, name: &str) -> [Light; 2] {
    let start = format!("{name}: light-dark(");
    let rest = css.split_once(&start).unwrap_or_else(|| panic!("no token {name}")).1;
    let values = rest.split_once(')').unwrap_or_else(|| panic!("{name} has no end")).0;
    let colours: Vec<Light> = values.split(',').map(|it| light(it.trim())).collect();
    colours.try_into().unwrap_or_else(|_| panic!("{name} has not two values"))
}

fn light(hex: &str) -> Light {
    let part = |at: usize| {
        let value = u8::from_str_radix(&hex[at..at + 2], 16).unwrap_or_else(|_| panic!("{hex} is no colour"));
        let share = f64::from(value) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    [part(1), part(3), part(5)]
}

fn times(matrix: &[Light; 3], of: Light) -> Light {
    matrix.map(|row| (0..3).map(|at| row[at] * of[at]).sum::<f64>().clamp(0.0, 1.0))
}

fn oklab(of: Light) -> Light {
    let cones = times(
        &[
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ],
        of,
    )
    .map(f64::cbrt);
    let row = |a: f64, b: f64, c: f64| a * cones[0] + b * cones[1] + c * cones[2];
    [
        row(0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8),
        row(1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9),
        row(0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0),
    ]
}

fn distance(a: Light, b: Light) -> f64 {
    (0..3).map(|at| (a[at] - b[at]).powi(2)).sum::<f64>().sqrt()
}

fn contrast(a: Light, b: Light) -> f64 {
    let luminance = |it: Light| 0.2126 * it[0] + 0.7152 * it[1] + 0.0722 * it[2] + 0.05;
    let (a, b) = (luminance(a), luminance(b));
    a.max(b) / a.min(b)
}

#[test]
fn any_two_series_are_told_apart_and_seen() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("style/tokens.css");
    let css = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let series: Vec<_> = (1..=6).map(|it| token(&css, &format!("--chart-{it}"))).collect();
    let surface = token(&css, "--surface");
    for (theme, name) in ["light", "dark"].iter().enumerate() {
        for (at, colour) in series.iter().enumerate() {
            let seen = contrast(colour[theme], surface[theme]);
            assert!(seen >= CONTRAST, "{name}: series {} has a contrast of {seen:.2}", at + 1);
            for (other_at, other) in series.iter().enumerate().take(at) {
                for (sight, matrix) in &SIGHTS {
                    let [one, other] = [colour[theme], other[theme]].map(|it| oklab(times(matrix, it)));
                    let apart = distance(one, other);
                    let pair = (other_at + 1, at + 1);
                    assert!(apart >= APART, "{name}, {sight}: series {pair:?} are {apart:.3} apart");
                }
            }
        }
    }
}
