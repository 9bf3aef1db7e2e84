//! Leaves out what no browser reads in the texts that are published: comments, and what is before and after a line.
//!
//! Lines stay lines, so nothing has to be understood of what is in them: Trunk's own minifier gives up on the script of
//! wasm-bindgen. Of what is downloaded of these texts, this is a fifth.

use std::fs;
use std::path::Path;

use crate::failure::{Doing, Result};

/// Makes the texts in the folder `stage` small.
pub(super) fn all(stage: &Path) -> Result<()> {
    let listing = || format!("list {}", stage.display());
    for entry in fs::read_dir(stage).doing(listing())? {
        let path = entry.doing(listing())?.path();
        let compact = match path.extension().and_then(|it| it.to_str()) {
            Some("css") => style,
            Some("js") => script,
            Some("html") => page,
            _ => continue,
        };
        let text = fs::read_to_string(&path).doing(format!("read {}", path.display()))?;
        fs::write(&path, compact(&text)).doing(format!("write {}", path.display()))?;
    }
    Ok(())
}

fn style(text: &str) -> String {
    lines(&without(text, "/*", "*/"))
}

fn page(text: &str) -> String {
    lines(&without(text, "<!--", "-->"))
}

/// Only comments that are whole lines go: elsewhere, what looks like one may be part of a text.
fn script(text: &str) -> String {
    // A text over several lines would lose what its lines begin with.
    if text.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return text.to_owned();
    }
    let mut is_comment = false;
    let code = text.lines().filter(|line| {
        let line = line.trim();
        is_comment |= line.starts_with("/*");
        let stays = !is_comment && !line.starts_with("//");
        is_comment &= !line.ends_with("*/");
        stays
    });
    lines(&code.collect::<Vec<_>>().join("\n"))
}

fn without(text: &str, open: &str, close: &str) -> String {
    let (mut left, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once(open) {
        left.push_str(before);
        rest = after.split_once(close).map_or("", |(_, after)| after);
    }
    left + rest
}

/// The lines without what is before and after them, and without those that are empty.
fn lines(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indents_go_and_lines_stay() {
        assert_eq!(
            style("/* one\n   two */\n.a,\n.b {\n  margin: 1px; /* why */\n}\n"),
            ".a,\n.b {\nmargin: 1px;\n}\n"
        );
        assert_eq!(page("<p>\n  <!-- why -->\n  a\n  b\n</p>"), "<p>\na\nb\n</p>\n");
        assert_eq!(
            script("/**\n * what\n */\nfunction a() {\n  // why\n  return \"/* b */\"; // c\n}\n"),
            "function a() {\nreturn \"/* b */\"; // c\n}\n"
        );
    }

    #[test]
    fn a_script_with_a_text_over_several_lines_stays_as_it_is() {
        let text = "  a = `one\n  two`;\n  // why\n";
        assert_eq!(script(text), text);
    }
}
