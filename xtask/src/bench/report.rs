//! The parts of `docs/performance.md` that are written by the measurements, each between two markers.

use crate::failure::{Failure, Result};

/// `document` with what is between the markers of `part` replaced.
pub(super) fn replaced(document: &str, part: &str, content: &str) -> Result<String> {
    let (open, close) = (format!("<!-- bench:{part} -->"), format!("<!-- /bench:{part} -->"));
    let lacking = || Failure::new(format!("docs/performance.md has no place for `{part}`: {open} … {close}"));
    let (before, rest) = document.split_once(&open).ok_or_else(lacking)?;
    let (_, after) = rest.split_once(&close).ok_or_else(lacking)?;
    Ok(format!("{before}{open}\n\n{}\n\n{close}{after}", content.trim()))
}

/// A table in Markdown. All columns but the first are numbers.
pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(ToString::to_string).collect();
    let rule: Vec<String> =
        (0..head.len()).map(|at| if at == 0 { "---" } else { "---:" }.to_owned()).collect();
    let rows: String = rows.iter().map(|cells| line(cells)).collect();
    format!("{}{}{rows}", line(&head), line(&rule))
}

/// A number with its thousands apart.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let document = "# A\n<!-- bench:size -->\nold\n<!-- /bench:size -->\nend\n";
        let new = replaced(document, "size", "| new |\n").expect("a place for it");
        assert_eq!(new, "# A\n<!-- bench:size -->\n\n| new |\n\n<!-- /bench:size -->\nend\n");
        assert_eq!(replaced(&new, "size", "| new |").expect("again"), new);
        assert!(replaced(document, "load", "x").is_err());
    }

    #[test]
    fn tables_are_markdown() {
        let rows = [vec!["a".to_owned(), thousands(1_234_567)]];
        assert_eq!(table(&["what", "bytes"], &rows), "| what | bytes |\n| --- | ---: |\n| a | 1,234,567 |\n");
        assert_eq!(thousands(999), "999");
    }
}
