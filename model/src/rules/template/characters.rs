//! Which characters make blanks, words and numbers of a template.

/// How far something goes that looks like a number.
pub(super) fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let radix = match (bytes.get(at), bytes.get(at + 1).map(u8::to_ascii_lowercase)) {
        (Some(b'0'), Some(b'x')) => 16,
        (Some(b'0'), Some(b'o')) => 8,
        (Some(b'0'), Some(b'b')) => 2,
        _ => 10,
    };
    at += if radix == 10 { 0 } else { 2 };
    let digits = |from: usize| {
        let digit = |byte: &&u8| **byte == b'_' || char::from(**byte).is_digit(radix);
        bytes.get(from..).map_or(0, |rest| rest.iter().take_while(digit).count())
    };
    at += digits(at);
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        at += digits(at);
    }
    let exponent = match radix {
        10 => bytes.get(at).is_some_and(|byte| matches!(byte, b'e' | b'E')),
        16 => bytes.get(at).is_some_and(|byte| matches!(byte, b'p' | b'P')),
        _ => false,
    };
    if exponent {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        at += bytes
            .get(at..)
            .map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'_').count());
    }
    at + usize::from(bytes.get(at) == Some(&b'i'))
}

pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

pub(super) fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}
