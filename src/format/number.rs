//! Numbers as people read them.

/// A whole number with a comma between thousands: `10,000`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number in at most four characters and a letter: `950`, `41.8k`, `1.91M`, `-2.5k`, `0.35`.
/// What is not a number is a dash.
pub fn compact(number: f64) -> String {
    scaled(number, 1000.0, &["", "k", "M", "G", "T", "P", "E"])
}

/// A size in bytes, in powers of 1024 as VictoriaMetrics counts them: `950 B`, `38.2 GiB`.
pub fn bytes(number: f64) -> String {
    scaled(number, 1024.0, &[" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"])
}

/// A share of the whole as a percentage: `0.7` is `70%`, small shares keep a digit: `0.4%`.
pub fn percent(share: f64) -> String {
    if !share.is_finite() {
        return "–".to_owned();
    }
    let percent = share * 100.0;
    if percent != 0.0 && percent.abs() < 10.0 {
        format!("{}%", trimmed(percent, 1))
    } else {
        format!("{percent:.0}%")
    }
}

fn scaled(number: f64, base: f64, units: &[&str]) -> String {
    if !number.is_finite() {
        return "–".to_owned();
    }
    let mut rest = number;
    let mut unit = 0;
    // 999.9995 would be written as 1000 of the smaller unit.
    while rest.abs() >= base - 0.0005 * base && unit + 1 < units.len() {
        rest /= base;
        unit += 1;
    }
    let decimals = match rest.abs() {
        it if it >= 100.0 => 0,
        it if it >= 10.0 => 1,
        _ => 2,
    };
    format!("{}{}", trimmed(rest, decimals), units[unit])
}

/// With at most so many decimals, and none that say nothing: `2.50` is `2.5`.
fn trimmed(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_by_three() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (10_000, "10,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(thousands(number), text);
        }
        assert_eq!(thousands(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn compact_numbers_keep_three_digits() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (0.35, "0.35"),
            (950.0, "950"),
            (999.9, "1k"),
            (1000.0, "1k"),
            (41_800.0, "41.8k"),
            (612_000.0, "612k"),
            (999_999.0, "1M"),
            (1_910_000.0, "1.91M"),
            (-2_500.0, "-2.5k"),
            (f64::NAN, "–"),
            (f64::INFINITY, "–"),
        ] {
            assert_eq!(compact(number), text, "{number}");
        }
    }

    #[test]
    fn bytes_count_in_1024() {
        for (number, text) in [
            (0.0, "0 B"),
            (950.0, "950 B"),
            (1024.0, "1 KiB"),
            (1536.0, "1.5 KiB"),
            (38.2 * 1024.0 * 1024.0 * 1024.0, "38.2 GiB"),
        ] {
            assert_eq!(bytes(number), text);
        }
    }

    #[test]
    fn percentages_keep_a_digit_where_it_matters() {
        for (share, text) in [(0.0, "0%"), (0.004, "0.4%"), (0.05, "5%"), (0.7, "70%"), (1.256, "126%")] {
            assert_eq!(percent(share), text);
        }
    }
}
