//! How well an entry fits what was typed. Pure.

/// What was typed, as words in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    whole: String,
    words: Vec<String>,
}

impl Wanted {
    /// Reads a text; blanks around it do not count.
    pub(super) fn of(text: &str) -> Self {
        let whole = text.trim().to_lowercase();
        let words = whole.split_whitespace().map(str::to_owned).collect();
        Self { whole, words }
    }

    /// Whether nothing was typed.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How well it fits, more is better; `None` if some word fits nowhere.
    pub(super) fn score(&self, title: &str, detail: &str) -> Option<u32> {
        let (title, detail) = (title.to_lowercase(), detail.to_lowercase());
        let mut sum = 0;
        for word in &self.words {
            sum += in_title(word, &title).max(in_detail(word, &detail))?;
        }
        // Words count alike however many there are.
        let mean = sum / u32::try_from(self.words.len()).ok().filter(|count| *count > 0)?;
        let bonus = if title == self.whole {
            100
        } else if title.starts_with(&self.whole) {
            20
        } else {
            0
        };
        Some(mean + bonus)
    }
}

fn in_title(word: &str, title: &str) -> Option<u32> {
    if title.starts_with(word) {
        Some(90)
    } else if starts_of_words(title).any(|at| title[at..].starts_with(word)) {
        Some(75)
    } else if title.contains(word) {
        Some(50)
    } else {
        scattered(word, title)
    }
}

/// A detail is what is recognised by its end, or where a thing belongs.
fn in_detail(word: &str, detail: &str) -> Option<u32> {
    if detail.split([',', ' ']).any(|part| part.trim_start_matches('…') == word.trim_start_matches('…')) {
        Some(70)
    } else if starts_of_words(detail).any(|at| detail[at..].starts_with(word)) {
        Some(45)
    } else if detail.contains(word) {
        Some(35)
    } else {
        None
    }
}

/// The letters in their order with others between, from the beginning of a word: `apk` in `api keys`. The fewer are
/// left out, the better. One letter alone would fit nearly everything.
fn scattered(word: &str, title: &str) -> Option<u32> {
    if word.chars().count() < 2 {
        return None;
    }
    let left_out = starts_of_words(title).filter_map(|start| gaps(word, &title[start..])).min()?;
    Some(30_u32.saturating_sub(left_out).max(5))
}

/// How many characters lie between those of `word` in `text`, which begins with the first of them.
fn gaps(word: &str, text: &str) -> Option<u32> {
    let (mut letters, mut wanted) = (text.chars(), word.chars());
    if letters.next() != wanted.next() {
        return None;
    }
    let mut gaps = 0;
    for letter in wanted {
        gaps += u32::try_from(letters.by_ref().position(|it| it == letter)?).ok()?;
    }
    Some(gaps)
}

/// Where words begin, in bytes: after what is neither letter nor digit.
fn starts_of_words(text: &str) -> impl Iterator<Item = usize> {
    let mut after = true;
    text.char_indices().filter_map(move |(at, letter)| {
        let is_part = letter.is_alphanumeric();
        let starts = is_part && after;
        after = !is_part;
        starts.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(typed: &str, title: &str) -> Option<u32> {
        Wanted::of(typed).score(title, "")
    }

    #[test]
    fn what_begins_so_comes_before_what_has_it_inside_or_scattered() {
        let order = ["prod", "prod-eu", "eu-prod", "reproduce", "pipeline-road"];
        let scores: Vec<_> = order.iter().map(|title| score("prod", title)).collect();
        assert!(scores.iter().all(Option::is_some), "{scores:?}");
        assert!(scores.is_sorted_by(|a, b| a > b), "{scores:?}");
        assert_eq!(score("prod", "staging"), None);
    }

    #[test]
    fn every_word_must_fit_in_any_order_and_the_detail_counts() {
        let wanted = Wanted::of("rules Prod");
        assert!(wanted.score("prod-eu", "Rules").is_some());
        assert_eq!(wanted.score("prod-eu", "Settings"), None);
        assert!(
            Wanted::of("7qa2").score("terraform", "…7Qa2") > Wanted::of("7qa").score("terraform", "…7Qa2")
        );
        assert!(Wanted::of("…7Qa2").score("terraform", "…7Qa2").is_some());
    }

    #[test]
    fn scattered_letters_begin_at_a_word_and_one_letter_is_not_enough() {
        assert!(score("apk", "API keys").is_some() && score("al", "Audit log").is_some());
        assert_eq!(score("pk", "API keys"), None);
        assert!(score("z", "fuzz").is_some());
        assert_eq!(score("x", "API keys"), None);
    }

    #[test]
    fn any_text_can_be_typed() {
        for typed in ["ü", "🦀", "é é", "%", "…", "\u{0}"] {
            let _ = Wanted::of(typed).score("Schlüssel für 🦀", "…é");
        }
        assert!(Wanted::of("  ").is_empty());
        assert_eq!(Wanted::of("schlü").score("Schlüssel", ""), Some(110));
    }
}
