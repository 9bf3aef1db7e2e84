//! Names and strings: where they end, and what they mean when their escape sequences are undone.

/// How long the name at the start of `rest` is; 0 if there is none.
pub(super) fn scan_name(rest: &str) -> usize {
    let mut at = 0;
    while let Some(c) = rest[at..].chars().next() {
        let fits = if at == 0 { starts_name(c) } else { continues_name(c) };
        if fits {
            at += c.len_utf8();
        } else if let Some((_, length)) =
            Some(c).filter(|c| *c == '\\').and_then(|_| escaped(&rest[at + 1..]))
        {
            at += 1 + length;
        } else {
            break;
        }
    }
    at
}

fn starts_name(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == ':'
}

fn continues_name(c: char) -> bool {
    starts_name(c) || c.is_ascii_digit() || c == '.'
}

/// What the escape sequence behind a backslash means in a name, and its length.
fn escaped(rest: &str) -> Option<(char, usize)> {
    let digits = match rest.bytes().next()? {
        b'x' | b'X' => 2,
        b'u' | b'U' => 4,
        _ => {
            let c = rest.chars().next()?;
            let printable = c == ' ' || !(c.is_control() || c.is_whitespace());
            return printable.then_some((c, c.len_utf8()));
        }
    };
    let c = hex(rest.get(1..=digits)?)?;
    Some((c, 1 + digits))
}

fn hex(digits: &str) -> Option<char> {
    let valid = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    valid.then(|| u32::from_str_radix(digits, 16).ok()).flatten().and_then(char::from_u32)
}

/// A name without its escapes.
pub(in super::super) fn name_text(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match escaped(rest) {
            Some((c, length)) => {
                text.push(c);
                rest = &rest[length..];
            }
            None => text.push('\\'),
        }
    }
    text.push_str(rest);
    text
}

/// Whether the string at the start of `rest` is closed, and its length; an unclosed one ends with its line.
pub(super) fn scan_string(rest: &str) -> Option<(bool, usize)> {
    let bytes = rest.as_bytes();
    let quote = *bytes.first().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'))?;
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        // VictoriaMetrics lets a backslash shield the quote in `raw` strings too.
        match byte {
            b'\\' => at += 2,
            _ if byte == quote => return Some((true, at + 1)),
            _ => at += 1,
        }
    }
    Some((false, rest.find(['\n', '\r']).unwrap_or(rest.len())))
}

/// What a closed string means, or where (in bytes from its start) it can't be read.
pub(in super::super) fn string_value(literal: &str) -> Result<String, usize> {
    let quote = literal.as_bytes().first().copied().unwrap_or(b'"');
    let inner = literal.get(1..literal.len().saturating_sub(1)).unwrap_or_default();
    if quote == b'`' {
        return match inner.find('`') {
            Some(at) => Err(at + 1),
            None => Ok(inner.replace('\r', "")),
        };
    }
    let mut bytes = Vec::with_capacity(inner.len());
    let mut at = 0;
    while let Some(c) = inner[at..].chars().next() {
        match c {
            '\n' => return Err(at + 1),
            '\\' => {
                let length = push_escape(&inner[at + 1..], quote, &mut bytes).ok_or(at + 1)?;
                at += 1 + length;
            }
            _ => {
                let mut buffer = [0; 4];
                bytes.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
                at += c.len_utf8();
            }
        }
    }
    // `\xff` may leave bytes that are no text; they are shown as such.
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// Undoes an escape sequence as Go writes them; its length behind the backslash.
fn push_escape(rest: &str, quote: u8, bytes: &mut Vec<u8>) -> Option<usize> {
    let first = *rest.as_bytes().first()?;
    let simple = match first {
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        b'\\' => b'\\',
        b'\'' | b'"' if first == quote => quote,
        b'x' => {
            let digits =
                rest.get(1..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            return Some(3);
        }
        b'u' | b'U' => {
            let length = if first == b'u' { 4 } else { 8 };
            let mut buffer = [0; 4];
            let c = hex(rest.get(1..=length)?)?;
            bytes.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
            return Some(1 + length);
        }
        b'0'..=b'7' => {
            let digits =
                rest.get(..3).filter(|digits| digits.bytes().all(|byte| matches!(byte, b'0'..=b'7')))?;
            bytes.push(u8::from_str_radix(digits, 8).ok()?);
            return Some(3);
        }
        _ => return None,
    };
    bytes.push(simple);
    Some(1)
}
