//! Numbers and durations: where they end, and what they are worth.

/// What Grafana writes where a dashboard needs a duration; VictoriaMetrics takes the step for it.
pub(in super::super) const DASHBOARD_DURATIONS: [&str; 3] = ["$__interval", "$__rate_interval", "$__range"];

/// What starts with a digit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in super::super) enum Scanned {
    Number,
    Duration,
}

/// Suffixes of numbers and what they multiply by; longer ones first.
const MULTIPLIERS: [(&str, f64); 16] = [
    ("kib", 1024.0),
    ("ki", 1024.0),
    ("kb", 1e3),
    ("k", 1e3),
    ("mib", 1_048_576.0),
    ("mi", 1_048_576.0),
    ("mb", 1e6),
    ("m", 1e6),
    ("gib", 1_073_741_824.0),
    ("gi", 1_073_741_824.0),
    ("gb", 1e9),
    ("g", 1e9),
    ("tib", 1_099_511_627_776.0),
    ("ti", 1_099_511_627_776.0),
    ("tb", 1e12),
    ("t", 1e12),
];

/// The number or duration at the start of `rest`, and its length.
pub(super) fn scan(rest: &str) -> Option<(Scanned, usize)> {
    let bytes = rest.as_bytes();
    let starts = matches!(bytes, [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..]);
    match scan_duration(rest) {
        0 => starts.then(|| (Scanned::Number, scan_number(rest))),
        length => Some((Scanned::Duration, length)),
    }
}

/// How long the duration at the start of `rest` is; 0 if there is none. Parts but the first may be negative.
pub(in super::super) fn scan_duration(rest: &str) -> usize {
    let mut at = scan_part(rest, false);
    while at > 0 {
        match scan_part(&rest[at..], true) {
            0 => break,
            length => at += length,
        }
    }
    at
}

/// One part of a duration, such as `5m`. A minus without digits, `-h`, counts as one too: so VictoriaMetrics reads it
/// (and then refuses it).
fn scan_part(rest: &str, may_be_negative: bool) -> usize {
    let bytes = rest.as_bytes();
    let mut at = usize::from(may_be_negative && bytes.first() == Some(&b'-'));
    at += digits(&bytes[at..]);
    if at == 0 {
        return 0;
    }
    if bytes.get(at) == Some(&b'.') {
        at += 1 + digits(&bytes[at + 1..]);
    }
    let lower = |at: usize| bytes.get(at).map(u8::to_ascii_lowercase);
    match (lower(at), lower(at + 1)) {
        (Some(b'm'), Some(b's')) => at + 2,
        // Mi, MB and M are millions.
        (Some(b'm'), Some(b'i' | b'b')) => 0,
        (Some(b'm'), _) if bytes[at] == b'm' => at + 1,
        (Some(b's' | b'h' | b'd' | b'w' | b'y' | b'i'), _) => at + 1,
        _ => 0,
    }
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn digits_or_underscores(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'_').count()
}

/// How long the number at the start of `rest` is. It may be none that can be read: `1e`, `0b2`, `1__0`.
fn scan_number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let lower = |at: usize| bytes.get(at).map(u8::to_ascii_lowercase);
    match (bytes[0], lower(1)) {
        (b'0', Some(b'x')) => {
            return 2 + bytes[2..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        }
        (b'0', Some(b'o' | b'b')) => return 2 + digits_or_underscores(&bytes[2..]),
        _ => {}
    }
    let mut at = digits_or_underscores(bytes);
    if multiplier_at(rest, at) == 0 && bytes.get(at) == Some(&b'.') {
        at += 1;
        at += digits_or_underscores(&bytes[at..]);
    }
    match multiplier_at(rest, at) {
        0 => {}
        length => return at + length,
    }
    if lower(at) != Some(b'e') {
        return at;
    }
    at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
    at + digits(&bytes[at..])
}

fn multiplier_at(rest: &str, at: usize) -> usize {
    let starts = |suffix: &str| {
        rest.as_bytes()
            .get(at..at + suffix.len())
            .is_some_and(|part| part.eq_ignore_ascii_case(suffix.as_bytes()))
    };
    MULTIPLIERS.iter().find(|(suffix, _)| starts(suffix)).map_or(0, |(suffix, _)| suffix.len())
}

/// What a number is worth; nothing if it can't be read, or is too large.
pub(in super::super) fn number_value(text: &str) -> Option<f64> {
    if text.eq_ignore_ascii_case("inf") {
        return Some(f64::INFINITY);
    }
    if text.eq_ignore_ascii_case("nan") {
        return Some(f64::NAN);
    }
    let radix = match text.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => return decimal_value(text),
    };
    let digits = text[2..].strip_prefix('_').unwrap_or(&text[2..]);
    integer(digits, radix)
}

/// Like Prometheus: an integer with a leading zero is octal if it can be, else decimal.
fn decimal_value(text: &str) -> Option<f64> {
    let octal = text.starts_with('0')
        && text.len() > 1
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'7' | b'_'));
    if octal {
        return integer(text, 8);
    }
    let suffix = MULTIPLIERS.iter().find(|(suffix, _)| {
        text.len() > suffix.len()
            && text.as_bytes()[text.len() - suffix.len()..].eq_ignore_ascii_case(suffix.as_bytes())
    });
    let (digits, factor) =
        suffix.map_or((text, 1.0), |(suffix, factor)| (&text[..text.len() - suffix.len()], *factor));
    float(digits).map(|value| value * factor)
}

/// A number with a fraction and an exponent; underscores only between digits.
fn float(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let plain = bytes
        .iter()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-' | b'_'));
    let separated = (0..bytes.len())
        .filter(|at| bytes[*at] == b'_')
        .all(|at| is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)));
    let value: f64 = (plain && separated).then(|| text.replace('_', "").parse().ok()).flatten()?;
    value.is_finite().then_some(value)
}

fn integer(digits: &str, radix: u32) -> Option<f64> {
    let separated = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
    let value = separated.then(|| i64::from_str_radix(&digits.replace('_', ""), radix).ok()).flatten()?;
    (value >= 0 && !digits.starts_with(['+', '-'])).then_some(value as f64)
}

/// Seconds written as a plain number; VictoriaMetrics takes no suffixes and no hexadecimal there.
pub(in super::super) fn plain_seconds(text: &str) -> Option<f64> {
    text.ends_with(|c: char| c.is_ascii_digit() || c == '.').then(|| float(text)).flatten()
}

/// What a duration is worth: milliseconds, and multiples of the step. Nothing if a part has no digits.
pub(in super::super) fn duration_value(text: &str) -> Option<(f64, f64)> {
    let (mut millis, mut steps) = (0.0, 0.0);
    let mut sign = 1.0;
    let mut rest = text;
    while !rest.is_empty() {
        let length = scan_part(rest, true);
        let part = rest.get(..length).filter(|part| !part.is_empty())?;
        rest = &rest[length..];
        // Once a part is negative, those behind it are.
        let unsigned = part.strip_prefix('-').inspect(|_| sign = -1.0).unwrap_or(part).to_ascii_lowercase();
        let number = unsigned.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let value = sign * float(number)?;
        match unit(&unsigned[number.len()..]) {
            Some(unit) => millis += value * unit,
            None => steps += value,
        }
    }
    Some((millis, steps))
}

/// Milliseconds of a unit; none for `i`, the step.
fn unit(suffix: &str) -> Option<f64> {
    Some(match suffix {
        "ms" => 1.0,
        "s" => 1e3,
        "m" => 60e3,
        "h" => 3_600e3,
        "d" => 86_400e3,
        "w" => 604_800e3,
        "y" => 31_536_000e3,
        _ => return None,
    })
}
