//! From bytes of a text to the lines and columns that people count.

/// Bytes of a text, from the first to behind the last.
pub(crate) type Span = std::ops::Range<usize>;

/// Where the lines of a text begin.
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Finds the lines. A line ends at `\n`, `\r\n` or a `\r` alone, as YAML and editors have it.
    pub(crate) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(at + 1);
            }
        }
        Self { text, starts }
    }

    /// The text.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The line, counted from 0, on which a byte stands.
    pub(crate) fn index(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// The line of a byte, counted from 1.
    pub(crate) fn line_number(&self, at: usize) -> u32 {
        number(self.index(at) + 1)
    }

    /// The bytes of a line (counted from 0) without its end.
    pub(crate) fn line(&self, index: usize) -> Span {
        let start = self.starts.get(index).copied().unwrap_or(self.text.len());
        let end = self.starts.get(index + 1).copied().unwrap_or(self.text.len());
        let line = &self.text[start..end];
        start..start + line.trim_end_matches(['\n', '\r']).len()
    }

    /// Line and column of a byte, both counted from 1; columns in characters. A byte order mark has no width.
    pub(crate) fn position(&self, at: usize) -> (u32, u32) {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let index = self.index(at);
        let start = self.starts[index];
        let before = self.text[start..at].trim_start_matches('\u{feff}');
        (number(index + 1), number(before.chars().count() + 1))
    }
}

/// A line or column as it stands in a diagnostic.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_in_editors_and_columns_are_characters() {
        let lines = Lines::new("\u{feff}aé\r\nb\rc\n\nd");
        let places =
            [(3, (1, 1)), (4, (1, 2)), (6, (1, 3)), (8, (2, 1)), (10, (3, 1)), (12, (4, 1)), (13, (5, 1))];
        for (at, expected) in places {
            assert_eq!(lines.position(at), expected, "{at}");
        }
        assert_eq!(lines.position(999), (5, 2));
        assert_eq!(lines.position(5), (1, 2), "within é");
        assert_eq!(&lines.text()[lines.line(0)], "\u{feff}aé");
    }
}
