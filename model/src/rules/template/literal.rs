//! Strings, characters and numbers as Go writes them.

/// The string that a literal in double quotes or backquotes means; nothing if it can't be read.
pub(super) fn unquote(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('`') {
        return Some(raw.strip_suffix('`')?.replace('\r', ""));
    }
    let mut rest = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::new();
    while let Some(next) = rest.chars().next() {
        if next == '\\' {
            let (length, meant) = escape(&rest[1..], '"')?;
            text.push(meant);
            rest = &rest[1 + length..];
        } else {
            text.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    Some(text)
}

/// Whether a literal in apostrophes holds exactly one character.
pub(super) fn is_character(literal: &str) -> bool {
    let inner = literal.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inner.is_some_and(|inner| match inner.strip_prefix('\\') {
        Some(rest) => escape(rest, '\'').is_some_and(|(length, _)| length == rest.len()),
        None => inner.chars().count() == 1,
    })
}

/// What stands behind a backslash: its length and its meaning.
fn escape(text: &str, quote: char) -> Option<(usize, char)> {
    let letter = text.chars().next()?;
    let simple = match letter {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' => '\\',
        letter if letter == quote => quote,
        'x' => return digits(text, 1, 2, 16),
        'u' => return digits(text, 1, 4, 16),
        'U' => return digits(text, 1, 8, 16),
        '0'..='7' => return digits(text, 0, 3, 8).filter(|(_, meant)| u32::from(*meant) < 256),
        _ => return None,
    };
    Some((1, simple))
}

fn digits(text: &str, from: usize, count: usize, radix: u32) -> Option<(usize, char)> {
    let digits = text.get(from..from + count)?;
    if digits.starts_with('+') {
        return None;
    }
    let value = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(value).map(|meant| (from + count, meant))
}

/// Why a number can't be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum BadNumber {
    Syntax,
    TooLarge,
}

/// Checks a number: whole or not, in any of Go's bases, with underscores, and `i` behind an imaginary one.
pub(super) fn check_number(literal: &str) -> Result<(), BadNumber> {
    let text = literal.strip_suffix('i').unwrap_or(literal);
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text).to_ascii_lowercase();
    let (radix, digits) = match unsigned.get(..2) {
        Some("0x") => (16, &unsigned[2..]),
        Some("0b") => (2, &unsigned[2..]),
        Some("0o") => (8, &unsigned[2..]),
        _ => (10, unsigned.as_str()),
    };
    if !underscores_fit(digits, radix != 10) {
        return Err(BadNumber::Syntax);
    }
    let plain = digits.replace('_', "");
    let is_float = plain.contains('.') || (radix == 10 && plain.contains('e')) || plain.contains('p');
    if is_float {
        return if float_fits(&plain, radix) { Ok(()) } else { Err(BadNumber::Syntax) };
    }
    let octal = radix == 10 && plain.len() > 1 && plain.starts_with('0') && !literal.ends_with('i');
    let radix = if octal { 8 } else { radix };
    match u64::from_str_radix(&plain, radix) {
        Ok(_) => Ok(()),
        // Go reads it as a float then, and finds that it should have been whole.
        Err(_) if plain.bytes().all(|byte| byte.is_ascii_digit()) && !plain.is_empty() => {
            Err(BadNumber::TooLarge)
        }
        Err(_) => Err(BadNumber::Syntax),
    }
}

/// An underscore stands between digits, or behind the letter of the base.
fn underscores_fit(digits: &str, behind_base: bool) -> bool {
    let bytes = digits.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_hexdigit);
    (0..bytes.len()).filter(|at| bytes[*at] == b'_').all(|at| {
        let before = if at == 0 { behind_base } else { digit(Some(at - 1)) };
        before && digit(Some(at + 1))
    })
}

fn float_fits(text: &str, radix: u32) -> bool {
    let mark = if radix == 16 { 'p' } else { 'e' };
    let (mantissa, exponent) = text.split_once(mark).unwrap_or((text, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = |text: &str| text.chars().all(|c| c.is_digit(radix));
    let has_exponent = radix != 16 || text.contains('p');
    all(whole)
        && all(part)
        && !(whole.is_empty() && part.is_empty())
        && has_exponent
        && !exponent.is_empty()
        && exponent.bytes().all(|byte| byte.is_ascii_digit())
}
