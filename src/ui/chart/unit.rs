//! Units: how values are written, and where the axis of values has its lines.

use crate::format::number::{bytes, compact};

const SI: [&str; 7] = ["", "k", "M", "G", "T", "P", "E"];
const BINARY: [&str; 7] = [" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"];

/// What values are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    base: Base,
    /// What one of them is called, such as `samples/s`.
    pub name: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    Si,
    /// Whole things: the axis has no line between two of them.
    Whole,
    Binary,
}

/// The axis of values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ValueAxis {
    /// Where it begins and ends.
    pub(super) low: f64,
    pub(super) high: f64,
    /// Its lines, from below, with what is written at them.
    pub(super) ticks: Vec<(f64, String)>,
}

impl Unit {
    /// In thousands, millions and so on: `41.8k samples/s`.
    pub const fn si(name: &'static str) -> Self {
        Self { base: Base::Si, name }
    }

    /// The same of what comes only as a whole: `3 requests`.
    pub const fn whole(name: &'static str) -> Self {
        Self { base: Base::Whole, name }
    }

    /// Bytes, in powers of 1024: `38.2 GiB`.
    pub const fn bytes() -> Self {
        Self { base: Base::Binary, name: "bytes" }
    }

    /// A value without the unit's name: `41.8k`, `38.2 GiB`.
    pub fn number(self, value: f64) -> String {
        match self.base {
            Base::Binary => bytes(value),
            Base::Si | Base::Whole if value != 0.0 && value.abs() < 0.1 => small(value),
            Base::Si | Base::Whole => compact(value),
        }
    }

    /// A value with the unit's name: `41.8k samples/s`.
    pub fn amount(self, value: f64) -> String {
        match self.suffix() {
            "" => self.number(value),
            name => format!("{} {name}", self.number(value)),
        }
    }

    /// What stands behind a number of it: `samples/s`. Nothing for bytes, whose numbers end with their unit.
    pub fn suffix(self) -> &'static str {
        if self.base == Base::Binary { "" } else { self.name }
    }

    /// An axis for values from `least` to `most`, with about `lines` round numbers on it. It begins at 0 if nothing is
    /// below, since a bar or an area that begins elsewhere lies.
    pub(super) fn axis(self, least: f64, most: f64, lines: u32) -> ValueAxis {
        let least = least.min(0.0);
        let most = if most > least { most.max(0.0) } else { 1.0 };
        let step = self.step((most - least) / f64::from(lines.max(1)));
        let (low, high) = ((least / step).floor() * step, (most / step - 1e-9).ceil().max(1.0) * step);
        let count = ((high - low) / step).round();
        let mut ticks = Vec::new();
        let mut at = 0.0;
        while at <= count {
            let value = low + at * step;
            ticks.push((value, self.tick(value, step, high.max(-low))));
            at += 1.0;
        }
        ValueAxis { low, high, ticks }
    }

    /// The smallest round number that is not below `rough`.
    fn step(self, rough: f64) -> f64 {
        match self.base {
            Base::Binary => 2f64.powi(ceil(rough.max(1.0).log2())),
            Base::Si => round_step(rough),
            Base::Whole => round_step(rough).max(1.0).ceil(),
        }
    }

    /// What is written at a line: all lines of an axis have the same letter and as many digits as they need.
    fn tick(self, value: f64, step: f64, largest: f64) -> String {
        let (base, letters) = match self.base {
            Base::Binary => (1024.0, BINARY),
            Base::Si | Base::Whole => (1000.0, SI),
        };
        if value.abs() < step / 2.0 {
            return "0".to_owned();
        }
        let mut divisor = 1.0;
        let mut letter = 0;
        // 1024 B beside 256 B reads better than 1.00 KiB beside 0.25 KiB.
        while largest / divisor > base && letter + 1 < letters.len() {
            divisor *= base;
            letter += 1;
        }
        let decimals = decimals(step / divisor);
        format!("{:.decimals$}{}", value / divisor, letters[letter])
    }
}

/// 1, 2, 2.5 or 5 times a power of ten.
fn round_step(rough: f64) -> f64 {
    let power = 10f64.powi(-ceil(-rough.max(f64::MIN_POSITIVE).log10()));
    // What is a hair above a round number is that number.
    let fits = |factor: &&f64| **factor * power >= rough * (1.0 - 1e-9);
    [1.0, 2.0, 2.5, 5.0].iter().find(fits).copied().unwrap_or(10.0) * power
}

#[expect(clippy::cast_possible_truncation, reason = "a logarithm of a finite number")]
fn ceil(number: f64) -> i32 {
    (number - 1e-9).ceil() as i32
}

/// How many decimals it takes to write a step whole.
fn decimals(step: f64) -> usize {
    let is_whole = |decimals: &usize| {
        let scaled = step * 10f64.powi(i32::try_from(*decimals).unwrap_or(0));
        (scaled - scaled.round()).abs() < scaled * 1e-6
    };
    (0..9).find(is_whole).unwrap_or(9)
}

/// Two digits of a small number: `0.0012`.
fn small(value: f64) -> String {
    let decimals = usize::try_from(1 - ceil(value.abs().log10() - 1.0)).unwrap_or(2).min(12);
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(unit: Unit, least: f64, most: f64) -> Vec<String> {
        unit.axis(least, most, 4).ticks.into_iter().map(|it| it.1).collect()
    }

    #[test]
    fn the_axis_has_round_numbers() {
        let si = Unit::si("samples/s");
        for (most, expected) in [
            (0.0, vec!["0", "0.25", "0.50", "0.75", "1.00"]),
            (0.09, vec!["0", "0.025", "0.050", "0.075", "0.100"]),
            (3.0, vec!["0", "1", "2", "3"]),
            (49_000.0, vec!["0", "20k", "40k", "60k"]),
            (60_000.0, vec!["0", "20k", "40k", "60k"]),
            (100.0, vec!["0", "25", "50", "75", "100"]),
            (1_910_000.0, vec!["0", "0.5M", "1.0M", "1.5M", "2.0M"]),
            (9_999.0, vec!["0", "2.5k", "5.0k", "7.5k", "10.0k"]),
            (1_000.0, vec!["0", "250", "500", "750", "1000"]),
        ] {
            assert_eq!(labels(si, 0.0, most), expected, "{most}");
        }
    }

    #[test]
    fn whole_things_are_not_halved() {
        assert_eq!(labels(Unit::whole("requests"), 0.0, 2.0), ["0", "1", "2"]);
        assert_eq!(labels(Unit::whole("requests"), 0.0, 0.0), ["0", "1"]);
        assert_eq!(labels(Unit::whole("requests"), 0.0, 9.0), ["0", "3", "6", "9"]);
    }

    #[test]
    fn bytes_have_powers_of_two() {
        const GIB: f64 = 1_073_741_824.0;
        assert_eq!(labels(Unit::bytes(), 0.0, 900.0), ["0", "256 B", "512 B", "768 B", "1024 B"]);
        assert_eq!(labels(Unit::bytes(), 0.0, 38.2 * GIB), ["0", "16 GiB", "32 GiB", "48 GiB"]);
    }

    #[test]
    fn what_is_below_zero_is_on_the_axis() {
        assert_eq!(labels(Unit::si(""), -3.0, 5.0), ["-4", "-2", "0", "2", "4", "6"]);
    }

    #[test]
    fn values_have_their_unit() {
        assert_eq!(Unit::si("samples/s").amount(41_800.0), "41.8k samples/s");
        assert_eq!(Unit::bytes().amount(1536.0), "1.5 KiB");
        assert_eq!(Unit::si("").amount(5.0), "5");
        assert_eq!(Unit::si("s").number(0.001_234), "0.0012");
        assert_eq!(Unit::si("s").number(-0.05), "-0.05");
        assert_eq!(Unit::si("s").number(0.0), "0");
    }
}
