//! Whether a text fits a simple regular expression: what most matchers have.

/// Whether a value fits a pattern of plain texts, `.*` and `.+`, with `|` between them. Other patterns are not told.
pub(super) fn fits(value: &str, pattern: &str) -> Option<bool> {
    let pieces: Vec<Vec<Piece<'_>>> = pattern.split('|').map(pieces_of).collect::<Option<_>>()?;
    Some(pieces.iter().any(|pieces| fits_pieces(value, pieces)))
}

enum Piece<'p> {
    Plain(&'p str),
    /// At least so many characters, none of them a line end.
    Some(usize),
}

fn pieces_of(pattern: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        let special = rest.find(|c| r"\.+*?()[]{}^$".contains(c)).unwrap_or(rest.len());
        if special > 0 {
            // What is repeated is the last character, which takes more than this.
            if rest[special..].starts_with(['+', '*', '?', '{']) {
                return None;
            }
            pieces.push(Piece::Plain(&rest[..special]));
            rest = &rest[special..];
            continue;
        }
        let least = ["*", "+"].iter().position(|sign| rest[1..].starts_with(sign));
        let least =
            least.filter(|_| rest.starts_with('.') && !rest[2..].starts_with(['?', '+', '*', '{']))?;
        pieces.push(Piece::Some(least));
        rest = &rest[2..];
    }
    Some(pieces)
}

fn fits_pieces(value: &str, pieces: &[Piece<'_>]) -> bool {
    // The places behind which the next piece can begin.
    let mut places = vec![0];
    for piece in pieces {
        places = match piece {
            Piece::Plain(text) => places
                .into_iter()
                .filter(|at| value[*at..].starts_with(text))
                .map(|at| at + text.len())
                .collect(),
            Piece::Some(least) => {
                let Some(first) = places.first().copied() else { return false };
                let rest = &value[first..];
                let line = rest.find('\n').unwrap_or(rest.len());
                let ends = rest[..line].char_indices().map(|(at, _)| at).chain([line]);
                ends.skip(*least).map(|at| first + at).collect()
            }
        };
    }
    places.last() == Some(&value.len())
}

#[cfg(test)]
mod tests {
    #[test]
    fn simple_patterns_are_told_and_others_not() {
        for (value, pattern, fits) in [
            ("critical", "critical|warning", Some(true)),
            ("info", "critical|warning", Some(false)),
            ("api-7", "api-.*", Some(true)),
            ("api-", "api-.+", Some(false)),
            ("", ".*", Some(true)),
            ("a-b-c", "a.*b.*c", Some(true)),
            ("a-c-b", "a.*b.*c", Some(false)),
            ("abc", "ab", Some(false)),
            ("abc", "a?bc", None),
            ("abc", "ab+c", None),
            ("abc", "(abc)", None),
            ("", "", Some(true)),
        ] {
            assert_eq!(super::fits(value, pattern), fits, "{value} {pattern}");
        }
    }
}
