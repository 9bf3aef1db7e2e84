//! Words: plurals, lists, long names.

use super::number::thousands;

/// A count and its noun: `1 key`, `0 keys`, `10,000 keys`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{} {noun}", thousands(u64::try_from(number).unwrap_or(u64::MAX)))
}

/// A list in words, with at most `most` names: `a`, `a and b`, `a, b and c`, `a, b and 3 more`.
pub fn list<S: AsRef<str>>(names: &[S], most: usize) -> String {
    let most = most.max(1);
    let shown = if names.len() > most { most } else { names.len() };
    let mut words: Vec<String> = names[..shown].iter().map(|it| it.as_ref().to_owned()).collect();
    if names.len() > shown {
        words.push(format!("{} more", names.len() - shown));
    }
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// A text cut in its middle to at most `most` characters: `node-exp…rules.yml`. The ends tell long names apart.
pub fn middle(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let kept = most.saturating_sub(1);
    let tail = kept / 2;
    let head = kept - tail;
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(length - tail).collect();
    format!("{start}…{end}")
}

/// With its first letter in upper case: `key` is `Key`.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One or two letters for a name, in upper case: `Ada Lovelace` is `AL`, `admin` is `AD`.
pub fn initials(name: &str) -> String {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    let letters: String = match (words.next(), words.next()) {
        (Some(first), Some(second)) => first.chars().take(1).chain(second.chars().take(1)).collect(),
        (Some(only), None) => only.chars().take(2).collect(),
        (None, _) => "?".to_owned(),
    };
    letters.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_agrees_with_its_noun() {
        for (number, text) in [(0, "0 keys"), (1, "1 key"), (2, "2 keys"), (10_000, "10,000 keys")] {
            assert_eq!(count(number, "key", "keys"), text);
        }
    }

    #[test]
    fn a_long_list_says_how_many_are_left_out() {
        let names = ["a", "b", "c", "d", "e"];
        for (from, most, text) in [
            (0, 3, ""),
            (1, 3, "a"),
            (2, 3, "a and b"),
            (3, 3, "a, b and c"),
            (5, 2, "a, b and 3 more"),
            (5, 0, "a and 4 more"),
        ] {
            assert_eq!(list(&names[..from], most), text);
        }
    }

    #[test]
    fn a_long_name_is_cut_in_its_middle() {
        for (text, most, cut) in [
            ("short", 5, "short"),
            ("abcdefghij", 7, "abc…hij"),
            ("abcdefghij", 6, "abc…ij"),
            ("äöüäöüäöü", 5, "äö…öü"),
            ("abc", 1, "…"),
            ("abc", 0, "…"),
        ] {
            assert_eq!(middle(text, most), cut);
        }
    }

    #[test]
    fn initials_come_from_the_first_two_words() {
        for (name, text) in
            [("Ada Lovelace", "AL"), ("admin", "AD"), ("x@y.org", "XY"), ("", "?"), ("…", "?"), ("q", "Q")]
        {
            assert_eq!(initials(name), text);
        }
        assert_eq!(sentence("key"), "Key");
        assert_eq!(sentence(""), "");
    }
}
