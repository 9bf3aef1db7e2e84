//! The cursor of a plain field for several lines.

use web_sys::HtmlTextAreaElement;

/// Puts the cursor at a line and column, both counted from 1, columns in characters, and gives the field the focus.
pub fn go_to(area: &HtmlTextAreaElement, line: u32, column: u32) {
    let at = u32::try_from(offset(&area.value(), line, column)).unwrap_or(u32::MAX);
    // Fails only for fields that hold no text.
    let _ = area.set_selection_range(at, at);
    let _ = area.focus();
}

/// How many of JavaScript's units stand before a place; what is beyond the text is its end.
fn offset(text: &str, line: u32, column: u32) -> usize {
    let line = line.saturating_sub(1) as usize;
    let before: usize = text.split_inclusive('\n').take(line).map(units).sum();
    let rest = text.split_inclusive('\n').nth(line).unwrap_or_default().trim_end_matches('\n');
    let column = column.saturating_sub(1) as usize;
    before + rest.chars().take(column).map(char::len_utf16).sum::<usize>()
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
