//! Durations: as Prometheus writes them, and as Go does.

/// Prometheus' units, in the order in which they must stand, with their milliseconds.
const UNITS: [(&str, u64); 7] = [
    ("y", 365 * 86_400_000),
    ("w", 7 * 86_400_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1000),
    ("ms", 1),
];
/// The longest that Alertmanager can count with: in nanoseconds, 292 years and a bit.
const MAX_MILLIS: u64 = i64::MAX as u64 / 1_000_000;
/// Go's units.
const GO_UNITS: [&str; 8] = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];

/// The milliseconds of `1h30m`; nothing if it can't be read or is too long.
pub(super) fn prometheus(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let (mut rest, mut next, mut sum) = (text, 0, 0_u64);
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, after) = rest.split_at(digits);
        let letters = after.len() - after.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let unit = UNITS.iter().position(|(unit, _)| *unit == &after[..letters])?;
        if digits == 0 || unit < next {
            return None;
        }
        sum = sum.checked_add(number.parse::<u64>().ok()?.checked_mul(UNITS[unit].1)?)?;
        (rest, next) = (&after[letters..], unit + 1);
    }
    (!text.is_empty() && sum <= MAX_MILLIS).then_some(sum)
}

/// Whether Go would read it: `1.5h`, `-3s`, `0`.
pub(super) fn is_go(text: &str) -> bool {
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    let whole = !rest.is_empty();
    while !rest.is_empty() {
        let length = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let number = &rest[..length];
        if number.matches('.').count() > 1 || !number.contains(|c: char| c.is_ascii_digit()) {
            return false;
        }
        let after = &rest[length..];
        let letters = after.len()
            - after.trim_start_matches(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '+' | '-')).len();
        if !GO_UNITS.contains(&&after[..letters]) {
            return false;
        }
        rest = &after[letters..];
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prometheus_has_whole_numbers_and_the_larger_units_first() {
        for (text, millis) in
            [("0", 0), ("5m", 300_000), ("1h30m", 5_400_000), ("1d1ms", 86_400_001), ("0s", 0)]
        {
            assert_eq!(prometheus(text), Some(millis), "{text}");
        }
        for text in [
            "",
            "5",
            "1.5h",
            "30m1h",
            "5m5m",
            "-5m",
            " 5m",
            "5M",
            "m",
            "5ms5s",
            "300y",
            "99999999999999999999s",
        ] {
            assert_eq!(prometheus(text), None, "{text}");
        }
    }

    #[test]
    fn go_has_fractions_and_any_order() {
        for text in ["0", "-0", "5m", "1.5h", "30m1h", "-5m", "+5m", ".5s", "5.s", "1µs"] {
            assert!(is_go(text), "{text}");
        }
        for text in ["", "-", "5", "1d", "5 m", ".s", "1.2.3s", "m5"] {
            assert!(!is_go(text), "{text}");
        }
    }
}
