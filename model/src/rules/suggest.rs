//! "Did you mean …?"

/// The word of `known` that `word` is a misspelling of, if any is near enough.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // No name here is longer, and the table below grows with the length.
    if word.is_empty() || word.len() > 40 {
        return None;
    }
    let normal = |text: &str| text.to_ascii_lowercase().replace('-', "_");
    let word = normal(word);
    let near = known.into_iter().map(|other| (distance(&word, &normal(other)), other));
    let allowed = |other: &str| (word.len().min(other.len()) / 3).clamp(1, 3);
    near.filter(|(distance, other)| *distance <= allowed(other))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// ` Did you mean …?`, or nothing.
pub(crate) fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(word, known).map(|other| format!(" Did you mean {other}?")).unwrap_or_default()
}

/// How many letters must be changed, added, left out or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = (0..=a.len()).map(|i| (i..=i + b.len()).collect()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelling_finds_its_word_and_another_word_none() {
        let known = ["alert", "annotations", "expr", "for", "labels", "record"];
        for (word, meant) in [
            ("anotations", Some("annotations")),
            ("lables", Some("labels")),
            ("Expr", Some("expr")),
            ("exp", Some("expr")),
            ("alret", Some("alert")),
            ("severity", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
        assert_eq!(did_you_mean("exrp", known), " Did you mean expr?");
    }
}
