//! Durations of rule files: `30s`, `1h30m`, `1.5d`, `-5m`, or a number of seconds.

/// Milliseconds, or why it can't be read.
pub(crate) fn parse(text: &str) -> Result<f64, Problem> {
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    if let Some(seconds) = plain_number(text) {
        return Ok(seconds * 1000.0);
    }
    let (mut rest, mut sum, mut minus) = (text, 0.0, false);
    while !rest.is_empty() {
        let (length, millis) = one(rest).ok_or(Problem::Unreadable)?;
        // A minus counts for all that follows: -1h30m is minus one and a half hours.
        minus |= millis < 0.0;
        sum += if minus { -millis.abs() } else { millis };
        rest = &rest[length..];
    }
    if sum.abs() > i64::MAX as f64 { Err(Problem::TooLarge) } else { Ok(sum) }
}

/// Why a duration can't be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Problem {
    /// Nothing stands there.
    Empty,
    /// Not a duration.
    Unreadable,
    /// More milliseconds than can be counted.
    TooLarge,
}

/// The longest that `vmalert` can count with: in nanoseconds, 292 years and a bit.
pub(crate) const MAX_MILLIS: f64 = i64::MAX as f64 / 1e6;

/// A number of seconds: what Go's `ParseFloat` takes.
fn plain_number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = unsigned.to_ascii_lowercase();
    if matches!(lower.as_str(), "inf" | "infinity" | "nan") {
        return Some(f64::INFINITY);
    }
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// The first number with its unit: its length and its milliseconds.
fn one(text: &str) -> Option<(usize, f64)> {
    let bytes = text.as_bytes();
    let sign = usize::from(bytes.first() == Some(&b'-'));
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = sign + digits(sign);
    if end == sign {
        return None;
    }
    if bytes.get(end) == Some(&b'.') {
        end += 1 + digits(end + 1);
    }
    let number: f64 = text[..end].parse().ok()?;
    let (unit, millis) = match (bytes.get(end)?, bytes.get(end + 1)) {
        (b'm' | b'M', Some(b's' | b'S')) => (2, 1.0),
        (b'm', next) if !matches!(next, Some(b'i' | b'b' | b'I' | b'B')) => (1, 60e3),
        (b's' | b'S', _) => (1, 1e3),
        (b'h' | b'H', _) => (1, 3_600e3),
        (b'd' | b'D', _) => (1, 86_400e3),
        (b'w' | b'W', _) => (1, 7.0 * 86_400e3),
        (b'y' | b'Y', _) => (1, 365.0 * 86_400e3),
        // Steps, of which there are none in a rule file: they count as a millisecond each.
        (b'i' | b'I', _) => (1, 1.0),
        _ => return None,
    };
    Some((end + unit, number * millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_vmalert_reads_them() {
        for (text, millis) in [
            ("30s", 30000.0),
            ("1h30m", 5400000.0),
            ("1.5h", 5400000.0),
            ("5.m", 300000.0),
            ("1w2d3h", 788400000.0),
            ("-5m", -300000.0),
            ("-1h30m", -5400000.0),
            ("1m-5s", 55000.0),
            ("5ms1s", 1005.0),
            ("1H", 3600000.0),
            ("5", 5000.0),
            (".5", 500.0),
            ("+5", 5000.0),
            ("1e3", 1000000.0),
        ] {
            assert_eq!(parse(text), Ok(millis), "{text}");
        }
        for text in [
            "x", "5x", "1M", "1Mi", ".5m", "+5m", "--5m", "1m 5s", " 5m", "5 ", "1_000s", "0x10", "1-2m",
            "5m.",
        ] {
            assert_eq!(parse(text), Err(Problem::Unreadable), "{text}");
        }
        assert_eq!(parse(""), Err(Problem::Empty));
        assert_eq!(parse("1000000000000y"), Err(Problem::TooLarge));
    }
}
