//! What was chosen lately, kept by this browser as ids: names are looked up anew, and what is gone by then is left out.

use crate::web::storage;

const KEY: &str = "keyhouse.recent";
/// How many are kept.
const MOST: usize = 5;

/// The ids, the latest first. A browser that keeps nothing has none.
pub(super) fn ids() -> Vec<String> {
    let text = storage::get(KEY).ok().flatten().unwrap_or_default();
    text.lines().map(str::to_owned).take(MOST).collect()
}

/// Notes that one was chosen. Where that can't be kept, nothing is lost that a person has to know of.
pub(super) fn note(id: &str) {
    let _ = storage::set(KEY, &with(id, &ids()).join("\n"));
}

fn with(id: &str, before: &[String]) -> Vec<String> {
    // A line each; the name of a rule may have any character in it.
    if id.contains('\n') {
        return before.to_vec();
    }
    let others = before.iter().filter(|it| *it != id).cloned();
    [id.to_owned()].into_iter().chain(others).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_comes_first_and_each_once() {
        let mut ids = Vec::new();
        for id in ["a", "b", "c", "a", "d", "e", "f"] {
            ids = with(id, &ids);
        }
        assert_eq!(ids, ["f", "e", "d", "a", "c"]);
        assert_eq!(with("x\ny", &ids), ids);
    }
}
