//! The keys that walk through a chart.

use leptos::{ev, prelude::*};

use super::scene::Scene;

/// So many points Page Up and Page Down go over.
const PAGE: usize = 10;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    /// Go to a point.
    Go(usize),
    /// Choose from where one is up to a point.
    Extend(usize),
    /// Pin, or look at what was chosen.
    Enter,
    /// Let go of what was chosen, or of the cursor.
    Escape,
}

/// What a key asks for at `place` of `points` points; without a place, the first key goes to the last point.
fn ask(key: &str, shift: bool, place: Option<usize>, points: usize) -> Option<Ask> {
    let last = points.checked_sub(1)?;
    let from = |step: fn(usize, usize) -> usize, by: usize| place.map_or(last, |it| step(it, by).min(last));
    let to = match key {
        "ArrowLeft" => from(usize::saturating_sub, 1),
        "ArrowRight" => from(usize::saturating_add, 1),
        "PageDown" => from(usize::saturating_sub, PAGE),
        "PageUp" => from(usize::saturating_add, PAGE),
        "Home" => 0,
        "End" => last,
        "Enter" | " " => return Some(Ask::Enter),
        "Escape" => return Some(Ask::Escape),
        _ => return None,
    };
    Some(if shift { Ask::Extend(to) } else { Ask::Go(to) })
}

impl Scene {
    pub(super) fn on_key(self, event: &ev::KeyboardEvent) {
        // Keys with other meanings stay the browser's.
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let points = self.data.with_untracked(|data| data.times.len());
        let place = self.place.get_untracked();
        match ask(&event.key(), event.shift_key(), place, points) {
            Some(Ask::Go(to)) => {
                self.chosen.set(None);
                self.go_to(to);
            }
            Some(Ask::Extend(to)) => self.extend(place, to),
            Some(Ask::Enter) if self.is_choosing() => self.zoom(),
            Some(Ask::Enter) => self.pin(),
            // What is open around the chart may want the key, if the chart does not.
            Some(Ask::Escape) if self.cursor.now().is_none() => return,
            Some(Ask::Escape) if self.is_choosing() => self.chosen.set(None),
            Some(Ask::Escape) => self.unpin(),
            None => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn is_choosing(self) -> bool {
        self.chosen.with_untracked(Option::is_some)
    }

    /// Goes to a point and chooses all from where this began.
    fn extend(self, place: Option<usize>, to: usize) {
        let time = |place: usize| self.data.with_untracked(|data| data.times.get(place).copied());
        let begun = self.chosen.get_untracked().map(|it| it.0);
        if let (Some(start), Some(end)) = (begun.or_else(|| time(place.unwrap_or(to))), time(to)) {
            self.chosen.set(Some((start, end)));
            self.go_to(to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_walk_and_stay_within() {
        for (key, place, expected) in [
            ("ArrowLeft", None, 9),
            ("ArrowLeft", Some(5), 4),
            ("ArrowLeft", Some(0), 0),
            ("ArrowRight", Some(9), 9),
            ("PageUp", Some(5), 9),
            ("PageDown", Some(5), 0),
            ("Home", Some(5), 0),
            ("End", None, 9),
        ] {
            assert_eq!(ask(key, false, place, 10), Some(Ask::Go(expected)), "{key}");
        }
        assert_eq!(ask("ArrowRight", true, Some(3), 10), Some(Ask::Extend(4)));
    }

    #[test]
    fn other_keys_are_left_alone() {
        assert_eq!(ask("a", false, Some(3), 10), None);
        assert_eq!(ask("Tab", false, None, 10), None);
        assert_eq!(ask("End", false, None, 0), None, "there is nowhere to go");
        assert_eq!(ask("Escape", false, None, 10), Some(Ask::Escape));
    }
}
