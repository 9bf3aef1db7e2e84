//! What there is. Each part of the console listens to its own keys; here they are told.

/// Shortcuts that work in the same place.
#[derive(Debug)]
pub(super) struct Section {
    /// Where they work.
    pub(super) title: &'static str,
    pub(super) shortcuts: &'static [Shortcut],
}

/// One shortcut.
#[derive(Debug)]
pub(super) struct Shortcut {
    /// The keys, each of which does it, or goes one way of it.
    pub(super) keys: &'static [&'static str],
    /// What it does.
    pub(super) what: &'static str,
}

impl Shortcut {
    /// Whether it is the one that can be switched off.
    pub(super) fn is_question_mark(&self) -> bool {
        self.keys == ["?"]
    }
}

const fn to(keys: &'static [&'static str], what: &'static str) -> Shortcut {
    Shortcut { keys, what }
}

pub(super) const SECTIONS: [Section; 6] = [
    Section {
        title: "Everywhere",
        shortcuts: &[
            to(&["Ctrl K", "⌘ K"], "Search, or jump to a page, a thing or an action"),
            to(&["?"], "Show this list"),
            to(&["Esc"], "Close a dialog or a menu; empty a search field"),
        ],
    },
    Section {
        title: "In the search",
        shortcuts: &[
            to(&["↑", "↓"], "Choose the result above or below"),
            to(&["Home", "End"], "Choose the first or the last result"),
            to(&["Enter"], "Open what is chosen"),
        ],
    },
    Section {
        title: "In a table",
        shortcuts: &[
            to(&["↑", "↓"], "Go to the row above or below"),
            to(&["Page Up", "Page Down"], "Go ten rows up or down"),
            to(&["Home", "End"], "Go to the first or the last row"),
            to(&["←", "→"], "Go through what can be pressed in the row"),
            to(&["Enter"], "Open the row, where rows open"),
            to(&["Space"], "Select the row, where rows can be selected"),
            to(&["Ctrl A", "⌘ A"], "Select all rows of the page, where rows can be selected"),
        ],
    },
    Section {
        title: "In tabs, menus and the list of rule files",
        shortcuts: &[
            to(&["←", "→"], "Show the tab before or after"),
            to(&["↓", "↑"], "Open a menu at its first or last entry, from its button"),
            to(&["↑", "↓"], "Go to the entry or file above or below"),
            to(&["Home", "End"], "Go to the first or the last of them"),
            to(&["A letter"], "Go to the next entry of an open menu that begins with it"),
        ],
    },
    Section {
        title: "In a chart",
        shortcuts: &[
            to(&["←", "→"], "Go to the point before or after"),
            to(&["Page Down", "Page Up"], "Go ten points back or ahead"),
            to(&["Home", "End"], "Go to the first or the last point"),
            to(&["Shift ←", "Shift →"], "Choose a range; Shift with the other keys does too"),
            to(&["Enter", "Space"], "Keep the values in sight, or zoom into the chosen range"),
            to(&["Esc"], "Let go of the range or the values"),
            to(&["Shift Enter", "Ctrl Enter"], "In the legend: hide a series, or show it again"),
        ],
    },
    Section {
        title: "In an editor",
        shortcuts: &[
            to(&["Ctrl S", "⌘ S"], "Save"),
            to(&["Ctrl F", "⌘ F"], "Find in the text"),
            to(&["Ctrl Space"], "Offer what can stand here"),
            to(&["Tab"], "Take what is offered, or indent"),
            to(&["Ctrl Z", "⌘ Z"], "Undo"),
            to(&["Esc"], "Let the next Tab go on to what follows the editor"),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn keys_mean_one_thing_in_one_place_but_for_those_of_menus() {
        for section in SECTIONS.iter().filter(|it| !it.title.contains("menus")) {
            let mut seen = HashSet::new();
            let keys = section.shortcuts.iter().flat_map(|it| it.keys);
            assert!(keys.clone().all(|key| seen.insert(key)), "{}", section.title);
        }
    }

    #[test]
    fn one_of_them_can_be_switched_off() {
        let all = || SECTIONS.iter().flat_map(|it| it.shortcuts);
        assert_eq!(all().filter(|it| it.is_question_mark()).count(), 1);
        let single = |it: &&Shortcut| it.keys.iter().any(|key| key.len() == 1);
        assert!(all().filter(single).all(Shortcut::is_question_mark), "no other single character");
    }
}
