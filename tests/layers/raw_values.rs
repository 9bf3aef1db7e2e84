//! Styles and colours where none may be written.

use std::path::Path;

/// Functions that write a colour down.
const COLOURS: [&str; 8] = ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "oklab(", "oklch("];

/// `style="…"` on an element, which the content security policy ignores. `style:width=…` is allowed.
pub(crate) fn style_faults(path: &Path, text: &str) -> Vec<String> {
    let is_attribute = |line: &str| {
        line.match_indices("style=").any(|(at, word)| {
            let alone = line[..at].ends_with(char::is_whitespace) || at == 0;
            alone && line[at + word.len()..].starts_with(|next: char| !next.is_whitespace())
        })
    };
    lines_that(path, text, "a style attribute, which the content security policy ignores", is_attribute)
}

/// A colour written down instead of named.
pub(crate) fn colour_faults(path: &Path, text: &str) -> Vec<String> {
    lines_that(path, text, "a colour outside style/tokens.css", |line| {
        let hex = line.match_indices('#').any(|(at, _)| {
            let word =
                line[at + 1..].split(|it: char| !(it.is_alphanumeric() || it == '-' || it == '_')).next();
            word.is_some_and(|it| {
                [3, 4, 6, 8].contains(&it.len()) && it.chars().all(|it| it.is_ascii_hexdigit())
            })
        });
        let function = COLOURS.iter().any(|name| {
            line.match_indices(name)
                .any(|(at, _)| !line[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_'))
        });
        hex || function
    })
}

fn lines_that(path: &Path, text: &str, fault: &str, is_fault: impl Fn(&str) -> bool) -> Vec<String> {
    let faulty = text.lines().enumerate().filter(|(_, line)| is_fault(line));
    faulty.map(|(at, line)| format!("{}:{}: {fault}: {}", path.display(), at + 1, line.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_attribute_is_found_and_a_style_property_is_not() {
        let faults = |text| style_faults(Path::new("ui/x.rs"), text).len();
        assert_eq!(faults("<p style=\"color: red\">"), 1);
        assert_eq!(faults("<p class=\"x\" style=move || width()>"), 1);
        assert_eq!(faults("<p style:width=move || width()>"), 0);
        assert_eq!(faults("let style = 1;"), 0);
    }

    #[test]
    fn a_colour_is_found_and_what_looks_like_one_is_not() {
        let faults = |text| colour_faults(Path::new("ui.css"), text).len();
        for colour in
            ["color: #fff;", "fill=\"#e9a820\"", "background: rgb(0 0 0 / 50%)", "oklch(0.7 0.1 80)"]
        {
            assert_eq!(faults(colour), 1, "{colour}");
        }
        for none in [
            "color: var(--text)",
            "#boot-waiting {",
            "color-mix(in oklab, var(--line) 45%, transparent)",
            "#[test]",
        ] {
            assert_eq!(faults(none), 0, "{none}");
        }
    }
}
